"""Telegram's limits, shared by the replicas of a bot through Redis."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from math import ceil
from pathlib import Path

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from bot.channels.telegram.limits import (
    FLOOD_SECONDS,
    FLOODED_CHATS,
    TELEGRAMS,
    UNANSWERED_SECONDS,
    Budget,
    Limits,
    Reservation,
    bottleneck,
)
from bot.channels.telegram.windows import Windows
from bot.redis.company import NEW_SECONDS, Company
from bot.services.replicas import Listed
from bot.services.sending import Wait

log = logging.getLogger(__name__)

ANSWER_SECONDS = 0.5
"""So long Redis may take to answer; after that it counts as away."""

LOOK_SECONDS = 1.0
"""How often somebody looks whether it is back."""

HOLD_SECONDS = LOOK_SECONDS + 4 * ANSWER_SECONDS
"""Nobody sends so long after Redis has lost its memory: each replica tells it what it has sent."""

PRESENCE_SECONDS = 3.0
"""Whom Redis has not heard for so long may be cut off: its part is kept for it from then on."""

DRIFT_SECONDS = 0.1
"""By so much this clock and that of Redis may part meanwhile."""

ATTEMPTS = 3
"""Two may be answered with what we did not know: its time, and that it does not know us."""

IN_ALL, TOO_MANY = 0, 2
"""For whose sake Redis lets wait, where it is not the chat's."""

AWAY = (RedisError, OSError, TimeoutError)


class SharedLimiter:
    """Asks Redis. Who is cut off from it keeps to its part of the budgets; that part is kept for it by Redis,
    which hears of each replica every second, and begins to keep it before it is used.

    `listed`: the replicas that live now. `name`: of the bot, whose limits they are.
    """

    def __init__(
        self,
        url: str,
        name: str,
        monotonic: Callable[[], float],
        limits: Limits = TELEGRAMS,
        *,
        listed: Callable[[], Listed],
    ) -> None:
        self._redis = Redis.from_url(
            url,
            socket_timeout=ANSWER_SECONDS,
            socket_connect_timeout=ANSWER_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._limits = limits
        self._monotonic = monotonic
        self._company = Company(listed, monotonic, limits)
        self._prefix = f"support:{{{name}}}:limits"
        self._reserve, self._note, self._block = (
            self._redis.register_script(Path(__file__).with_name(each).read_text("ascii"))
            for each in ("reserve.lua", "note.lua", "block.lua")
        )
        self._own = Windows(monotonic, limits)
        """What this replica has sent: nobody else can tell Redis when it has forgotten."""
        self._news = 0
        """What has become of it, counted."""
        self._telling = asyncio.Lock()
        self._alone: Windows | None = None
        """What is asked while Redis is away."""
        self._full_at = 0.0
        """As long as Redis is away: until then the others may have sent all there was."""
        self._among: tuple[int, float | None] = (1, None)
        """How many that is shared out among, and since when we have been one of them."""
        self._born = b""
        """The Redis that knows all that we have sent."""
        self._asked_at = 0.0
        self._ahead: float | None = None
        """So much more its clock shows than ours; at the most."""

    async def run(self) -> None:
        """Let Redis hear of us, and look whether it is back, or has forgotten what was sent."""
        task = asyncio.current_task()
        while not (task and task.cancelling()):  # a cancellation may get lost in the client
            self._company.look()
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    if self._alone:
                        await self._greet(await self._redis.get(self._key("born")) or b"")
                    await self._answer(self._own.made(None, 0))
            except AWAY as error:
                self._is_away(error)
            await asyncio.sleep(LOOK_SECONDS)

    @property
    def is_alone(self) -> bool:
        """Redis is away."""
        return self._alone is not None

    async def close(self) -> None:
        await self._redis.aclose()

    async def reserve(
        self, chat_id: int | None, cost: int = 1, *, spare: bool = False, divisible: bool = False
    ) -> Reservation | Wait:
        self._company.look()
        if not self._alone and self._company.is_current:
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    return await self._ask(chat_id, cost, spare=spare, divisible=divisible)
            except AWAY as error:
                self._is_away(error)
        if not self._alone or not self._company.is_listed or self._telling.locked():
            return Wait(LOOK_SECONDS, bottleneck(None, spare=spare))
        windows = self._without_redis()
        if divisible and any(cost > each.calls for each in _summed(windows.limits, chat_id)):
            return Wait(LOOK_SECONDS, bottleneck(chat_id, spare=spare), too_many=True)
        found = windows.reserve(chat_id, cost, spare=spare)
        if isinstance(found, Reservation):
            self._own.note(found)
        return found

    async def settle(self, reservation: Reservation, made: int | None = None) -> None:
        reserved = reservation.cost
        self._own.settle(reservation, made)
        self._news += 1
        await self._tell(lambda: self._noted(reservation, reserved))

    async def told_to_wait(self, chat_id: int, seconds: float) -> None:
        for windows in {self._own, self._alone or self._own}:
            windows.told_to_wait(chat_id, seconds)
        self._news += 1
        keys = [self._key(chat_id, "blocked"), self._key("all", "blocked"), self._key("told")]
        args = [chat_id, ceil(seconds * 1e3), ceil(FLOOD_SECONDS * 1e3), FLOODED_CHATS]
        await self._tell(lambda: self._block(keys=keys, args=args))

    async def _ask(
        self, chat_id: int | None, cost: int, *, spare: bool, divisible: bool
    ) -> Reservation | Wait:
        reservation = self._own.made(chat_id, cost)
        wait, whose = await self._answer(reservation, spare=spare, divisible=divisible)
        if wait:
            whom = None if whose == IN_ALL else chat_id
            self._learn(whom, wait)
            return Wait(wait, bottleneck(whom, spare=spare), too_many=whose == TOO_MANY)
        reservation.made_at = self._monotonic()  # what Redis took is no part of the call's way
        self._own.note(reservation)
        return reservation

    async def _answer(
        self, wanted: Reservation, *, spare: bool = False, divisible: bool = False
    ) -> tuple[float, int]:
        """Seconds to wait, and for whose sake. Redis does nothing that is asked too late, or by
        who has not told it what was sent: then it is asked again."""
        chat_id = wanted.chat_id
        keys = [self._key(each) for each in ("born", "present", "cut-off")]
        keys += [*self._keys(None), *(self._keys(chat_id) if chat_id is not None else ())]
        for _ in range(ATTEMPTS):
            asked_at = self._asked_at = self._monotonic()
            args = self._args(wanted, asked_at, spare=spare, divisible=divisible)
            born, wait, whose, time = await self._reserve(keys=keys, args=args)
            self._ahead = int(time) / 1e6 - asked_at
            await self._greet(born)
            if int(wait) >= 0:
                return int(wait) / 1e6, int(whose)
        raise TimeoutError("Redis answers too late")

    def _args(
        self, wanted: Reservation, now: float, *, spare: bool, divisible: bool
    ) -> Iterator[str | bytes | int]:
        company, budgets = self._company, self._budgets(wanted.chat_id)
        summed = _summed(self._limits, wanted.chat_id)
        yield from (wanted.id, wanted.cost, _micro(UNANSWERED_SECONDS), _micro(HOLD_SECONDS))
        yield 0 if self._ahead is None else _micro(now + self._ahead + ANSWER_SECONDS)
        yield from (self._born, company.mine or 0, _micro(PRESENCE_SECONDS), _micro(company.remembered))
        yield int(divisible)
        for position, each in enumerate(budgets):
            least = int(position >= len(summed))
            yield from (each.calls, each.allows(spare=spare), _micro(each.seconds), least)
        for other in company.others():
            yield from (other.id, int(other.is_listed), *(other.part(each, now) for each in budgets))

    def _learn(self, chat_id: int | None, seconds: float) -> None:
        """A wait that no budget explains is Telegram's, who told it to some replica."""
        budget = self._limits.in_all if chat_id is None else self._limits.of(chat_id)
        if seconds > max(budget.seconds, HOLD_SECONDS):
            self._own.block(chat_id, self._monotonic() + seconds)

    async def _greet(self, born: bytes) -> None:
        """It is there. It does not know what was sent or heard without it, nor, born anew, before."""
        if not self._alone and born in {b"", self._born}:
            return
        async with self._telling:
            told = None
            while told != self._news:
                told = self._news
                await self._tell_all()
            self._born = born
            if self._alone:
                log.info("Redis answers again")
            self._alone = None

    async def _tell_all(self) -> None:
        async with self._redis.pipeline(transaction=False) as pipeline:
            for each in self._own.spent():
                await self._noted(each, each.cost, pipeline)
            for chat_id, until in self._own.waits().items():
                left = ceil((until - self._monotonic()) * 1e3)
                await self._block(keys=[self._keys(chat_id)[1]], args=[chat_id or 0, left], client=pipeline)
            await pipeline.execute()

    async def _noted(self, sent: Reservation, reserved: int, client: Redis | None = None) -> None:
        keys = [self._keys(None)[0], *(self._keys(sent.chat_id)[:1] if sent.chat_id is not None else ())]
        age = self._monotonic() - sent.counted_at
        kept = [_micro(each.seconds + UNANSWERED_SECONDS) for each in self._budgets(sent.chat_id)]
        await self._note(keys=keys, args=[sent.id, reserved, sent.cost, _micro(age), *kept], client=client)

    async def _tell(self, news: Callable[[], Awaitable[object]]) -> None:
        """What it does not hear now, it hears when it is back."""
        if self._alone:
            return
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await news()
        except AWAY as error:
            self._is_away(error)

    def _is_away(self, error: Exception) -> None:
        if not self._alone:
            kind = type(error).__name__
            log.warning(
                "Redis does not answer (%s): after a pause this replica keeps to its part of the limits", kind
            )
        self._without_redis()

    def _without_redis(self) -> Windows:
        """What the others have sent is unknown: until they keep our part for us, it may be all there was. Who
        has been the only one for so long that nothing of anybody else counts knows it all."""
        company = self._company
        among = company.most, company.listed_since
        if self._alone and among == self._among:
            return self._alone
        if not self._alone:
            heard_until = self._asked_at + 2 * ANSWER_SECONDS + DRIFT_SECONDS
            missed_at = heard_until + PRESENCE_SECONDS + UNANSWERED_SECONDS
            self._full_at = 0.0 if company.has_long_been_alone else missed_at
            self._ahead = None
        if company.listed_since is not None:
            self._full_at = max(self._full_at, company.listed_since + NEW_SECONDS)
        self._among = among
        self._alone = Windows(self._monotonic, self._limits.divided(company.most), full_at=self._full_at)
        for each in self._own.spent():
            self._alone.note(each)
        for chat_id, until in self._own.waits().items():
            self._alone.block(chat_id, until)
        return self._alone

    def _budgets(self, chat_id: int | None) -> Sequence[Budget]:
        return [self._limits.in_all, *([self._limits.of(chat_id)] if chat_id is not None else [])]

    def _keys(self, chat_id: int | None) -> list[str]:
        whose = "all" if chat_id is None else chat_id
        return [self._key(whose), self._key(whose, "blocked")]

    def _key(self, *parts: object) -> str:
        return ":".join([self._prefix, *map(str, parts)])


def _summed(limits: Limits, chat_id: int | None) -> Sequence[Budget]:
    """The budgets that several replicas use at once. A private chat is in the hands of one at a time."""
    return [limits.in_all, *([limits.of(chat_id)] if chat_id is not None and chat_id < 0 else [])]


def _micro(seconds: float) -> int:
    return round(seconds * 1e6)
