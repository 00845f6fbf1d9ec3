"""The part of a ticket that is about time: how urgent it is, and who hears how much is left."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.domain.lifecycle import Ignored, Transition
from bot.domain.people import SYSTEM, Actor
from bot.domain.priorities import Priority
from bot.domain.states import Event
from bot.domain.verbs import Verbs


class Timed(Verbs):
    """Verbs of urgency, of clocks, and of the reminders of a question."""

    __slots__ = ()

    priority: Priority

    def change_priority(
        self, priority: Priority, *, by: Actor, at: datetime, because: str, used: Mapping[str, int]
    ) -> Transition:
        """`because`: for the customer to read. `used`: as `due_times.used_by_clock` has it."""
        return self._command(
            Event.PRIORITY_CHANGED,
            by=by,
            at=at,
            priority=priority.value,
            was=self.priority.value,
            because=because,
            used=dict(used),
        )

    def warn(self, told: Mapping[str, int], *, at: datetime, **worst: Any) -> Transition | Ignored:
        """Agents hear of so many percent of each of these clocks; of the worst in words."""
        return self._happen(Event.SLA_WARNED, by=SYSTEM, at=at, told=dict(told), **worst)

    def remind_of_question(self, reminders: int, *, at: datetime, days: int) -> Transition | Ignored:
        """The customer owes an answer for so many business days."""
        return self._happen(Event.QUESTION_REMINDED, by=SYSTEM, at=at, reminders=reminders, days=days)
