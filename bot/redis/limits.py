"""Telegram's limits, shared by the replicas of a bot through Redis."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
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
from bot.services.sending import Wait

log = logging.getLogger(__name__)

ANSWER_SECONDS = 0.5
"""So long Redis may take to answer; after that it counts as away."""

LOOK_SECONDS = 1.0
"""How often somebody looks whether it is back."""

HOLD_SECONDS = LOOK_SECONDS + 4 * ANSWER_SECONDS
"""Nobody sends so long after Redis has lost its memory: each replica tells it what it has sent."""

AWAY = (RedisError, OSError, TimeoutError)


class SharedLimiter:
    """Asks Redis. Without it each replica keeps to its part of the budgets, and so to all of them together.

    `replicas`: how many live now. `name`: of the bot, whose limits they are.
    """

    def __init__(
        self,
        url: str,
        name: str,
        monotonic: Callable[[], float],
        limits: Limits = TELEGRAMS,
        *,
        replicas: Callable[[], int] = lambda: 1,
    ) -> None:
        self._redis = Redis.from_url(
            url,
            socket_timeout=ANSWER_SECONDS,
            socket_connect_timeout=ANSWER_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._limits = limits
        self._monotonic = monotonic
        self._replicas = replicas
        self._prefix = f"support:{{{name}}}:limits"
        self._reserve, self._note, self._block = (
            self._redis.register_script(Path(__file__).with_name(each).read_text("ascii"))
            for each in ("reserve.lua", "note.lua", "block.lua")
        )
        self._own = Windows(monotonic, limits)
        """What this replica has sent: nobody else can tell Redis when it has forgotten."""
        self._alone: Windows | None = None
        """What is asked while Redis is away."""
        self._full_at: float | None = None
        """As long as Redis is away: until then the others may have sent all there was."""
        self._among = 1
        """How many that is shared out among."""
        self._number = 1
        self._seen: dict[int, float] = {}
        """When there were last so many replicas."""
        self._began_at = monotonic()
        self._born = b""
        self._heard_at: float | None = None

    async def run(self) -> None:
        """Look after Redis: whether it is back, and whether it has forgotten what was sent."""
        task = asyncio.current_task()
        while not (task and task.cancelling()):  # a cancellation may get lost in the client
            await asyncio.sleep(LOOK_SECONDS)
            self._most_replicas()
            with suppress(*AWAY):
                async with asyncio.timeout(ANSWER_SECONDS):
                    await self._greet(await self._redis.get(self._key("born")) or b"")

    @property
    def is_alone(self) -> bool:
        """Redis is away."""
        return self._alone is not None

    async def close(self) -> None:
        await self._redis.aclose()

    async def reserve(self, chat_id: int | None, cost: int = 1, *, spare: bool = False) -> Reservation | Wait:
        self._most_replicas()
        if not self._alone:
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    return await self._ask(chat_id, cost, spare=spare)
            except AWAY as error:
                self._is_away(error)
        windows = self._without_redis()
        found = windows.reserve(chat_id, cost, spare=spare)
        if isinstance(found, Reservation):
            self._own.note(found)
        return found

    async def settle(self, reservation: Reservation, made: int | None = None) -> None:
        reserved = reservation.cost
        self._own.settle(reservation, made)
        await self._tell(lambda: self._noted(reservation, reserved))

    async def told_to_wait(self, chat_id: int, seconds: float) -> None:
        for windows in {self._own, self._alone or self._own}:
            windows.told_to_wait(chat_id, seconds)
        keys = [self._key(chat_id, "blocked"), self._key("all", "blocked"), self._key("told")]
        args = [chat_id, ceil(seconds * 1e3), ceil(FLOOD_SECONDS * 1e3), FLOODED_CHATS]
        await self._tell(lambda: self._block(keys=keys, args=args))

    async def _ask(self, chat_id: int | None, cost: int, *, spare: bool) -> Reservation | Wait:
        reservation = self._own.made(chat_id, cost)
        born, wait, whose = await self._reserve(
            keys=[
                self._key("born"),
                *self._keys(None),
                *(self._keys(chat_id) if chat_id is not None else ()),
            ],
            args=[
                reservation.id,
                cost,
                _micro(UNANSWERED_SECONDS),
                _micro(HOLD_SECONDS),
                *(part for each in self._budgets(chat_id) for part in _budget(each, spare=spare)),
            ],
        )
        await self._greet(born)
        if int(wait):
            self._learn(chat_id if whose else None, int(wait) / 1e6)
            return Wait(int(wait) / 1e6, bottleneck(chat_id if whose else None, spare=spare))
        reservation.made_at = self._monotonic()  # what Redis took is no part of the call's way
        self._own.note(reservation)
        return reservation

    def _learn(self, chat_id: int | None, seconds: float) -> None:
        """A wait that no budget explains is Telegram's, who told it to some replica."""
        budget = self._limits.in_all if chat_id is None else self._limits.of(chat_id)
        if seconds > max(budget.seconds, HOLD_SECONDS):
            self._own.block(chat_id, self._monotonic() + seconds)

    async def _greet(self, born: bytes) -> None:
        """It is there. It does not know what was sent or heard without it, nor, born anew, before."""
        if self._alone or born not in {b"", self._born}:
            async with self._redis.pipeline(transaction=False) as pipeline:
                for each in self._own.spent():
                    await self._noted(each, each.cost, pipeline)
                for chat_id, until in self._own.waits().items():
                    left = ceil((until - self._monotonic()) * 1e3)
                    await self._block(
                        keys=[self._keys(chat_id)[1]], args=[chat_id or 0, left], client=pipeline
                    )
                await pipeline.execute()
            self._born = born
        if self._alone:
            log.info("Redis answers again")
        self._alone = None
        self._heard_at = self._monotonic()

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
            log.warning("Redis does not answer (%s): this replica keeps to its part of the limits", kind)
        self._without_redis()

    def _without_redis(self) -> Windows:
        """What the others have sent until Redis went away is unknown: it may have been all there was. Who has
        been the only one for so long that nothing of anybody else counts knows it all."""
        among = self._most_replicas()
        if self._alone and among == self._among:
            return self._alone
        if not self._alone:
            now = self._monotonic()
            was_alone = among == 1 and now - self._began_at >= self._counting_seconds
            self._full_at = now if self._heard_at is None else None if was_alone else self._heard_at
        self._among = among
        self._alone = Windows(self._monotonic, self._limits.divided(among), full_at=self._full_at)
        for each in self._own.spent():
            self._alone.note(each)
        for chat_id, until in self._own.waits().items():
            self._alone.block(chat_id, until)
        return self._alone

    def _most_replicas(self) -> int:
        """That there were while what they have sent may count: the part of one that has died is nobody's
        until then."""
        now, number = self._monotonic(), max(1, self._replicas())
        self._seen |= {self._number: now, number: now} if self._seen else {number: now}
        self._number = number
        self._seen = {each: at for each, at in self._seen.items() if at > now - self._counting_seconds}
        return max(self._seen)

    @property
    def _counting_seconds(self) -> float:
        return self._limits.longest + UNANSWERED_SECONDS

    def _budgets(self, chat_id: int | None) -> Sequence[Budget]:
        return [self._limits.in_all, *([self._limits.of(chat_id)] if chat_id is not None else [])]

    def _keys(self, chat_id: int | None) -> list[str]:
        whose = "all" if chat_id is None else chat_id
        return [self._key(whose), self._key(whose, "blocked")]

    def _key(self, *parts: object) -> str:
        return ":".join([self._prefix, *map(str, parts)])


def _budget(budget: Budget, *, spare: bool) -> tuple[int, int, int]:
    return budget.calls, budget.allows(spare=spare), _micro(budget.seconds)


def _micro(seconds: float) -> int:
    return round(seconds * 1e6)
