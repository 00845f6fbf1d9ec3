"""Whether the bot does its work now; if not, what is wrong, in words for an operator."""

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import Protocol

from bot.domain.delivery import RecipientKind
from bot.services.vitals import Pile, Queue, Queues
from bot.web.asking import Asked

HEARD_WITHIN = 90.0
"""Seconds. A poll that brings nothing takes 25; a webhook is looked after each minute."""

OLD = 60.0
"""Seconds that nothing should wait."""


class Phase(StrEnum):
    """Of the process; what it says where it is not at work."""

    STARTING = "The bot is starting."
    MIGRATING = "The bot is starting: the database is being brought to the current schema."
    AT_WORK = "The bot is at work."
    STOPPING = "The bot is stopping."


class Flow(Protocol):
    """The way by which updates come."""

    def last_heard(self) -> float | None:
        """The monotonic second at which the channel last handed over what it had; None: not yet."""


class Readiness:
    def __init__(
        self,
        queues: Asked[Queues],
        flow: Flow,
        *,
        takes_nothing: Callable[[], str | None],
        is_due: Callable[[str], bool],
        schema: str,
        monotonic: Callable[[], float],
    ) -> None:
        """`takes_nothing`: what is wrong where the database is not written to; `is_due`: a lane's updates
        should have been handled, and by us; `schema`: the revision of the database that this version works
        with."""
        self.phase = Phase.STARTING
        self._queues = queues
        self._flow = flow
        self._takes_nothing = takes_nothing
        self._is_due = is_due
        self._schema = schema
        self._monotonic = monotonic

    async def troubles(self) -> list[str]:
        """A line each; none: all is well."""
        if self.phase is not Phase.AT_WORK:
            return [self.phase.value]
        queues = await self._queues.answer()
        if queues is None:
            return ["The database does not answer.", *self._of_flow()]
        unwritten = self._takes_nothing()
        full = [unwritten] if unwritten else []
        return [
            *full,
            *self._of_schema(queues),
            *self._of_flow(),
            *self._of_updates(queues),
            *_of_queues(queues),
        ]

    def heard_ago(self) -> float | None:
        """Seconds; None: not yet."""
        heard = self._flow.last_heard()
        return None if heard is None else self._monotonic() - heard

    def _of_schema(self, queues: Queues) -> Iterator[str]:
        """A newer one is another replica's, which is being brought up to date first."""
        if queues.schema < self._schema:
            yield f"The database's schema is {queues.schema}; this version works with {self._schema}."

    def _of_flow(self) -> Iterator[str]:
        ago = self.heard_ago()
        if ago is None:
            yield "No updates: Telegram has not answered yet."
        elif ago > HEARD_WITHIN:
            yield f"No updates: Telegram has not answered for {ago:.0f} s."

    def _of_updates(self, queues: Queues) -> Iterator[str]:
        """Others' lanes are theirs to tell of, and a customer's flood is taken in slowly on purpose."""
        oldest = min((since for lane, since in queues.late.items() if self._is_due(lane)), default=None)
        if oldest:
            age = (queues.at - oldest).total_seconds()
            count = _count(_of(queues, Queue.UPDATES))
            yield f"Updates wait to be handled: {count}, the oldest that should be handled for {age:.0f} s."


def _of_queues(queues: Queues) -> Iterator[str]:
    for what, piles in (
        (
            "Deliveries to customers wait to be sent",
            [each for each in _of(queues, Queue.QUEUED) if each.to == RecipientKind.CUSTOMER],
        ),
        ("Timers are overdue", _of(queues, Queue.TIMERS)),
    ):
        age = max((queues.age(pile) for pile in piles), default=0.0)
        if age > OLD:
            yield f"{what}: {_count(piles)}, the oldest for {age:.0f} s."


def _of(queues: Queues, queue: Queue) -> list[Pile]:
    return [pile for pile in queues.piles if pile.queue is queue]


def _count(piles: Iterable[Pile]) -> int:
    return sum(pile.count for pile in piles)
