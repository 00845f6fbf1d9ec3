"""Telegram's limits, kept by design: in all, per private chat, per group.

A call asks before it is made. It is let through, and then counts against every budget it touches; or it
is told how long to wait, and then takes nothing: a busy chat never holds a place that another could use.
Sources: the Bot API's FAQ on limits; sends, edits and topic calls share a group's budget.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from bot.services.sending import EVERYWHERE, Wait

SPARED = 3
"""A third of each budget is out of reach for what only decorates."""

UNANSWERED_SECONDS = 3.0
"""Telegram counts a call when it comes in, which we learn from the answer; at the latest so long after it
was made."""

FLOODED_CHATS = 3
FLOOD_SECONDS = 10.0
"""Where so many chats are told to wait within so short a time, it is not about the chats: all wait."""


@dataclass(frozen=True, slots=True)
class Budget:
    """So many calls in any window of so many seconds."""

    calls: int
    seconds: float

    def divided(self, among: int) -> "Budget":
        return Budget(max(1, self.calls // among), self.seconds)

    def allows(self, *, spare: bool) -> int:
        return self.calls - (self.calls // SPARED if spare else 0)


@dataclass(frozen=True, slots=True)
class Limits:
    """What Telegram allows a bot."""

    in_all: Budget = Budget(30, 1.0)
    per_private_chat: Budget = Budget(3, 3.0)
    """One a second, and the short burst that Telegram tolerates."""
    per_group: Budget = Budget(20, 60.0)

    def of(self, chat_id: int) -> Budget:
        return self.per_private_chat if chat_id > 0 else self.per_group

    def divided(self, among: int) -> "Limits":
        """For each of so many that cannot ask each other. A private chat's deliveries are one lane, which one
        process has at a time: the one call that every process is left with stays within its budget."""
        return Limits(
            self.in_all.divided(among), self.per_private_chat.divided(among), self.per_group.divided(among)
        )

    @property
    def longest(self) -> float:
        """Seconds after which nothing counts any more."""
        return max(each.seconds for each in (self.in_all, self.per_private_chat, self.per_group))


TELEGRAMS = Limits()


@dataclass(slots=True)
class Reservation:
    """A place in the budgets, for a delivery that may take several calls."""

    id: str
    chat_id: int | None
    """None: counts in all, and for no chat."""
    cost: int
    made_at: float
    counted_at: float
    """When Telegram has counted it at the latest, by the clock of this process."""


class Limiter(Protocol):
    """The budgets, of one process or shared by several."""

    async def reserve(
        self, chat_id: int | None, cost: int = 1, *, spare: bool = False, divisible: bool = False
    ) -> Reservation | Wait:
        """A place that is counted, or how long to wait before asking again; then nothing was counted.

        `spare`: what only decorates leaves a part of the budget to what people wait for. A cost above the
        whole budget waits for an empty window, unless it is `divisible` and can be told that it is too much.
        """

    async def settle(self, reservation: Reservation, made: int | None = None) -> None:
        """The answer is here, after so many calls; None: as many as were reserved."""

    async def told_to_wait(self, chat_id: int, seconds: float) -> None:
        """Telegram said when it will listen to us in this chat again."""

    async def run(self) -> None:
        """What there is to look after while the bot runs."""

    async def close(self) -> None: ...


def bottleneck(chat_id: int | None, *, spare: bool) -> str:
    """The name under which those wait who share a limit. What spares it waits apart from who does not."""
    if chat_id is None:
        return "spare" if spare else EVERYWHERE
    return f"{chat_id} spare" if spare else str(chat_id)


@asynccontextmanager
async def in_passing(limiter: Limiter) -> AsyncIterator[None]:
    """For a call that concerns no chat and that nobody waits for: others go first."""
    found = await limiter.reserve(None, spare=True)
    while isinstance(found, Wait):
        await asyncio.sleep(found.seconds)
        found = await limiter.reserve(None, spare=True)
    try:
        yield
    finally:
        await limiter.settle(found)
