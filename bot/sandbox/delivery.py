"""Updates brought to the bot's webhook, as Telegram brings them."""

import asyncio
import time
from collections.abc import Iterator
from http import HTTPStatus
from urllib.parse import urlsplit

from aiohttp import ClientConnectorError, ClientError, ClientResponse, ClientSession, ClientTimeout

from bot.sandbox.model import JSON
from bot.sandbox.updates import Pending
from bot.sandbox.world import World

ANSWER_SECONDS = 60.0
FIRST_BACK_OFF, LONGEST_BACK_OFF = 1.0, 60.0
LOOK_SECONDS = 1.0
SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
THIS_MACHINE = {"127.0.0.1", "::1", "localhost"}

Queue = tuple[str, int]


class _NotTaken(Exception):
    """In Telegram's words; with the seconds after which the bot wants to be asked again."""

    def __init__(self, words: str, retry_after: float | None = None) -> None:
        super().__init__(words)
        self.retry_after = retry_after


class Deliverer:
    """One update at a time of each queue, several queues at once.

    What is not answered with success is brought again, later and later, unless the bot says when. The
    stand-in reaches this machine only.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self._under_way: set[Queue] = set()
        self._back_off: dict[Queue, float] = {}
        self._rests_until: dict[Queue, float] = {}

    async def run(self) -> None:
        """Until cancelled."""
        async with ClientSession() as session, asyncio.TaskGroup() as tasks:
            while True:
                hook = self.world.profile.webhook
                if hook.get("url"):
                    self.world.expire()
                    for update in self._next(hook["max_connections"]):
                        self._under_way.add(update.webhook_queue)
                        tasks.create_task(self._bring(update, hook, session))
                await self.world.queue.arrived.wait(self._until_next())

    def _next(self, connections: int) -> Iterator[Pending]:
        """The first update of each queue whose turn it is."""
        now, seen = time.monotonic(), set()
        for update in list(self.world.queue):
            queue = update.webhook_queue
            if len(self._under_way) >= connections:
                return
            if queue in seen:
                continue
            seen.add(queue)
            if queue not in self._under_way and self._rests_until.get(queue, now) <= now:
                yield update

    def _until_next(self) -> float:
        """Seconds until a queue has rested; news end the waiting earlier."""
        now = time.monotonic()
        return min((at - now for at in self._rests_until.values() if at > now), default=LOOK_SECONDS)

    async def _bring(self, update: Pending, hook: JSON, session: ClientSession) -> None:
        queue = update.webhook_queue
        try:
            await _post(update, hook, session)
        except _NotTaken as trouble:
            self._rest(queue, trouble.retry_after)
            self._note(hook, str(trouble))
        else:
            self._back_off.pop(queue, None)
            self._rests_until.pop(queue, None)
            if (
                self.world.profile.webhook is hook
            ):  # what a webhook says that is not set any more is not heard
                self.world.delivered(update)
        finally:
            self._under_way.discard(queue)
            self.world.queue.arrived.ring()

    def _rest(self, queue: Queue, asked: float | None) -> None:
        back_off = self._back_off.get(queue, FIRST_BACK_OFF)
        self._back_off[queue] = min(2 * back_off, LONGEST_BACK_OFF)
        self._rests_until[queue] = time.monotonic() + (back_off if asked is None else asked)

    def _note(self, hook: JSON, words: str) -> None:
        with self.world.change():
            hook |= {"last_error_date": self.world.date(), "last_error_message": words}
            self.world.keep_bot()


async def _post(update: Pending, hook: JSON, session: ClientSession) -> None:
    if urlsplit(hook["url"]).hostname not in THIS_MACHINE:
        raise _NotTaken("Failed to resolve host: Name or service not known")
    headers = {SECRET: hook["secret_token"]} if hook.get("secret_token") else {}
    try:
        async with session.post(
            hook["url"],
            json=update.json(),
            headers=headers,
            allow_redirects=False,
            timeout=ClientTimeout(total=ANSWER_SECONDS),
        ) as response:
            if not 200 <= response.status < 300:
                raise _NotTaken(f"Wrong response from the webhook: {_status(response)}", _wished(response))
    except TimeoutError:
        raise _NotTaken("Read timeout expired") from None
    except ClientConnectorError:
        raise _NotTaken("Connection refused") from None
    except ClientError:
        raise _NotTaken("Connection reset by peer") from None


def _status(response: ClientResponse) -> str:
    return f"{response.status} {response.reason or HTTPStatus(response.status).phrase}"


def _wished(response: ClientResponse) -> float | None:
    seconds = response.headers.get("Retry-After", "")
    return float(seconds) if seconds.isdecimal() else None
