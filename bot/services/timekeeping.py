"""What follows when a timer's moment has come."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from enum import Enum, auto

from bot.domain.timers import Timer, TimerKind
from bot.services.agenda import Agenda
from bot.services.alarms import Alarms
from bot.services.ports import Clock, UnitOfWork


class Ringing(Enum):
    """What became of a timer whose moment has come."""

    DONE = auto()
    NOT_YET = auto()
    """It may not act before something else is known; it is asked again in a moment."""


PUT_OFF = timedelta(hours=1)

OnDue = Callable[[Timer], Awaitable[Ringing]]


class Timekeeping:
    """Brings a due timer to the use case that answers for its kind."""

    def __init__(
        self,
        by_kind: Mapping[TimerKind, OnDue],
        uow: UnitOfWork,
        clock: Clock,
        *,
        agenda: Agenda,
        alarms: Alarms,
    ) -> None:
        self.by_kind = by_kind
        self.uow = uow
        self.clock = clock
        self.agenda = agenda
        self.alarms = alarms

    async def ring(self, timer: Timer) -> Ringing:
        """A ticket's timer is put off while its product is not served: nothing can tell then what is due."""
        if timer.ticket_id is not None:
            ticket = await self.uow.tickets.get(timer.ticket_id)
            if not self.agenda.knows_calendar_of(ticket):
                await self.uow.timers.put([replace(timer, due_at=self.clock.now() + PUT_OFF)])
                return Ringing.DONE
        return await self.by_kind[timer.kind](timer)

    async def replan(self, ticket_id: int) -> None:
        """The calendar may be another one than when the ticket's timers were set."""
        await self.agenda.plan(await self.uow.tickets.at_hand(ticket_id))

    async def failed(self, timer: Timer, incident: str, error: str) -> None:
        """The administrators should know that a timer was put aside."""
        ticket = await self.uow.tickets.get(timer.ticket_id) if timer.ticket_id else None
        self.alarms.timer_failed(
            self.uow, incident=incident, ticket=ticket.name if ticket else "", error=error
        )
