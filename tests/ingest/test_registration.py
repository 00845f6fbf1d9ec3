"""The webhook is set, stays set, and tells until when everything has been brought."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.clock import SystemClock
from bot.ingest import registration
from bot.ingest.bot_api import BotApi
from bot.ingest.receiver import ReceivingRefused
from bot.ingest.registration import CONNECTIONS, Registration
from bot.receiving import ALLOWED_UPDATES
from bot.sandbox.faults import Fault
from bot.sandbox.world import World
from tests.patience import PATIENCE
from tests.people import CustomerPerson
from tests.running import TOKEN

URL = "https://example.org/hook"
KEY = "the-secret"
SHORT = 0.02


class Read:
    """What the registration tells, and whether somebody waits for it."""

    def __init__(self) -> None:
        self.marks: list[tuple[datetime, datetime]] = []
        self.awaited = False

    async def patience(self) -> int:
        raise AssertionError("nobody polls")

    def is_awaited(self) -> bool:
        return self.awaited

    async def completed(self, asked_at: datetime, *, reached_at: datetime) -> None:
        self.marks.append((asked_at, reached_at))
        self.awaited = False


@pytest.fixture
def read() -> Read:
    return Read()


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registration, "SHORTEST_REST", SHORT)
    monkeypatch.setattr(registration, "LOOK_EVERY", timedelta(seconds=SHORT))


@pytest.fixture
def seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look of its own comes long after the test."""
    monkeypatch.setattr(registration, "LOOK_EVERY", timedelta(hours=1))


Keeping = Callable[..., AbstractAsyncContextManager[Registration]]


@pytest.fixture
def make(address: str, read: Read) -> Callable[..., Registration]:
    def make(*, token: str = TOKEN, url: str = URL, secret: str = KEY) -> Registration:
        return Registration(
            BotApi(address, token),
            url=url,
            secret=secret,
            allowed=ALLOWED_UPDATES,
            clock=SystemClock(),
            reading=read,
        )

    return make


@pytest.fixture
def keeping(make: Callable[..., Registration]) -> Keeping:
    @asynccontextmanager
    async def keeping(**how: Any) -> AsyncIterator[Registration]:
        kept = make(**how)
        async with asyncio.TaskGroup() as tasks:
            run = tasks.create_task(kept.run())
            yield kept
            run.cancel()

    return keeping


def calls(world: World, method: str) -> int:
    return sum(call.method == method for call in world.calls)


def is_set(world: World, url: str = URL, secret: str = KEY) -> Callable[[], bool]:
    hook = {"url": url, "max_connections": CONNECTIONS, "secret_token": secret}
    return lambda: hook.items() <= world.profile.webhook.items()


async def test_it_is_set_with_the_secret_and_what_waits_is_kept(
    world: World, customer: CustomerPerson, keeping: Keeping
) -> None:
    customer.writes("Здравствуйте")
    async with keeping():
        await world.wait_for(is_set(world))
    assert world.queue.allowed == frozenset(ALLOWED_UPDATES)
    assert world.updates_pending() == 1


async def test_every_process_sets_it_since_the_secret_cannot_be_asked_for(
    world: World, keeping: Keeping, seldom: None
) -> None:
    for secret in ("first", "second", "second"):
        async with keeping(secret=secret):
            await world.wait_for(is_set(world, secret=secret))
            asked = calls(world, "getWebhookInfo")
            await world.wait_for(lambda asked=asked: calls(world, "getWebhookInfo") > asked)  # type: ignore[misc]
    assert calls(world, "setWebhook") == 3


@pytest.mark.parametrize(
    "theirs",
    [
        {},
        {"url": "https://example.com/theirs", "max_connections": CONNECTIONS},
        {"url": URL, "max_connections": 1},
    ],
    ids=["removed", "another address", "other connections"],
)
async def test_what_somebody_changes_is_set_again_and_logged(
    world: World, keeping: Keeping, read: Read, theirs: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    async with keeping():
        await world.wait_for(lambda: read.marks)
        world.profile.webhook = theirs
        await world.wait_for(is_set(world))
    assert "Somebody has changed or removed the webhook" in caplog.text


async def test_other_kinds_of_updates_are_set_again(world: World, keeping: Keeping, read: Read) -> None:
    async with keeping():
        await world.wait_for(lambda: read.marks)
        world.queue.allowed = frozenset({"message"})
        await world.wait_for(lambda: world.queue.allowed == frozenset(ALLOWED_UPDATES))


async def test_a_wrong_token_ends_it_with_a_word(make: Callable[..., Registration]) -> None:
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(ReceivingRefused, match="BOT_TOKEN"):
            await make(token="42:WRONG").run()


async def test_an_address_that_telegram_does_not_take_ends_it_with_telegrams_words(
    make: Callable[..., Registration],
) -> None:
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(
            ReceivingRefused, match=r"bad webhook: An HTTPS URL must be provided.*WEBHOOK_URL"
        ) as refused:
            await make(url="http://example.org/hook").run()
    assert KEY not in str(refused.value)


async def test_an_address_that_was_good_before_is_tried_again(
    world: World, keeping: Keeping, read: Read
) -> None:
    """Telegram may fail to find a host for a while."""
    async with keeping():
        await world.wait_for(lambda: read.marks)
        world.faults.add(Fault("setWebhook", kind="error", description="Bad Request: bad webhook: no host"))
        world.profile.webhook = {}
        await world.wait_for(is_set(world))
    assert len(world.faults) == 0


async def test_a_host_that_telegram_does_not_find_for_a_moment_does_not_end_who_takes_the_lead(
    world: World, keeping: Keeping, read: Read, caplog: pytest.LogCaptureFixture
) -> None:
    """The replica before it has set the same address; updates come meanwhile."""
    async with keeping():
        await world.wait_for(lambda: read.marks)
    why = "Bad Request: bad webhook: Failed to resolve host: Temporary failure in name resolution"
    world.faults.add(Fault("setWebhook", kind="error", description=why, times=2))
    read.marks.clear()

    async with keeping(secret="new") as kept:
        await world.wait_for(lambda: read.marks)
        assert kept.last_heard is not None
        await world.wait_for(is_set(world, secret="new"))

    assert len(world.faults) == 0
    assert f"400 {why}; it is as it was before" in caplog.text


@pytest.mark.parametrize("method", ["setWebhook", "getWebhookInfo"])
@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "drop"},
        {"kind": "500_html"},
        {"kind": "502"},
        {"kind": "error", "status": 429, "parameters": {"retry_after": 0.01}},
        {"kind": "error", "status": 500},
    ],
    ids=["dropped", "html", "bad gateway", "too many requests", "server error"],
)
async def test_trouble_on_the_way_is_waited_out(
    world: World, keeping: Keeping, read: Read, method: str, fault: dict[str, Any]
) -> None:
    world.faults.add(Fault(method, times=2, **fault))
    async with keeping():
        await world.wait_for(lambda: read.marks)
    assert is_set(world)()


async def test_trouble_at_telegram_is_logged_once_each_time_it_is_new(
    world: World, keeping: Keeping, read: Read, caplog: pytest.LogCaptureFixture
) -> None:
    async def looked_twice() -> None:
        asked = calls(world, "getWebhookInfo")
        await world.wait_for(lambda: calls(world, "getWebhookInfo") >= asked + 2)

    async with keeping():
        await looked_twice()
        for second, words in ((1, "Connection refused"), (2, "Read timeout expired")):
            world.profile.webhook |= {"last_error_date": second, "last_error_message": words}
            await looked_twice()
            await looked_twice()
    told = [record.getMessage() for record in caplog.records]
    assert told == [
        "Telegram cannot bring updates: Connection refused; 0 wait there",
        "Telegram cannot bring updates: Read timeout expired; 0 wait there",
    ]


async def test_everything_has_been_read_once_nothing_waits_at_telegram(
    world: World, customer: CustomerPerson, keeping: Keeping, read: Read
) -> None:
    customer.writes("Здравствуйте")
    async with keeping():
        await world.wait_for(lambda: calls(world, "getWebhookInfo") > 2)
        assert read.marks == []
        before = SystemClock().now()
        world.drop_updates()
        await world.wait_for(lambda: read.marks)
    asked_at, reached_at = read.marks[0]
    assert before - timedelta(seconds=PATIENCE) < asked_at <= reached_at <= SystemClock().now()


async def test_telegram_is_asked_at_once_where_somebody_waits_and_less_often_while_updates_wait(
    world: World,
    customer: CustomerPerson,
    keeping: Keeping,
    read: Read,
    seldom: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with keeping() as kept:
        await world.wait_for(lambda: len(read.marks) == 1)
        read.awaited = True
        await world.wait_for(lambda: len(read.marks) == 2)
        asked = calls(world, "getWebhookInfo")
        assert asked == 2, "not before"

        monkeypatch.setattr(registration, "LONGEST_REST", 4 * SHORT)
        customer.writes("Здравствуйте")
        read.awaited = True  # and from now on also because something waits
        await world.wait_for(lambda: calls(world, "getWebhookInfo") >= asked + 3)
        assert kept._rest == 4 * SHORT
        assert len(read.marks) == 2
        world.drop_updates()
        await world.wait_for(lambda: len(read.marks) == 3)
        assert kept._rest == SHORT


async def test_neither_token_nor_secret_is_logged(
    world: World, keeping: Keeping, read: Read, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for kind in ("drop", "500_html", "error"):
        world.faults.add(Fault("setWebhook", kind=kind, status=500))
    async with keeping():
        await world.wait_for(lambda: read.marks)
    assert "Updates come by webhook, to example.org" in caplog.text
    assert TOKEN.partition(":")[2] not in caplog.text
    assert KEY not in caplog.text
