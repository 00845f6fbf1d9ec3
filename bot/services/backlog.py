"""A group gets twenty messages a minute: where more tickets wait to be shown, it learns how many."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from bot.domain.delivery import words_to_chat
from bot.services.ports import Clock, Database
from bot.services.rounds import round_after_round

LOOK_SECONDS = 5.0
MANY = 10
"""Tickets that may wait without a word about it."""

TOLD_AGAIN_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Crowd:
    """Tickets that wait to be shown in a group."""

    chat_id: int
    waiting: int
    blockers: tuple[str, ...]


class WaitingCards(Protocol):
    async def crowds(self, *, more_than: int) -> list[Crowd]:
        """Groups where more tickets than this wait for their first card."""


class Backlog:
    """Looks at what waits, whoever queued it, and says it once in a while."""

    def __init__(self, waiting: WaitingCards, database: Database, clock: Clock) -> None:
        self.waiting = waiting
        self.database = database
        self.clock = clock

    async def run(self) -> None:
        """Until cancelled."""
        await round_after_round(self.look, rest=LOOK_SECONDS, who="the backlog")

    async def look(self) -> None:
        crowds = await self.waiting.crowds(more_than=MANY)
        if not crowds:
            return
        now = self.clock.now()
        async with self.database.begin() as uow:
            # Replicas that look at once wait for each other, but never in a circle.
            for crowd in sorted(crowds, key=lambda each: each.chat_id):
                if await uow.groups.tell_of_crowd(crowd.chat_id, at=now, not_since=now - TOLD_AGAIN_AFTER):
                    told = words_to_chat(
                        crowd.chat_id, "many_wait", waiting=crowd.waiting, names=list(crowd.blockers)
                    )
                    uow.deliver(told.first())
