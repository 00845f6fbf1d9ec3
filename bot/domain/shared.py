"""The part of a ticket that is about sharing work out: who has it, whose turn it is, and who cannot go on."""

from datetime import datetime

from bot.domain.lifecycle import Ignored, Transition
from bot.domain.people import SYSTEM, Actor
from bot.domain.states import Event
from bot.domain.verbs import Verbs


class Shared(Verbs):
    __slots__ = ()

    def assign(self, agent_id: int, *, by: Actor, at: datetime) -> Transition:
        """To a colleague, whoever had it."""
        return self._command(Event.ASSIGNED, by=by, at=at, agent_id=agent_id)

    def release(self, *, by: Actor, at: datetime) -> Transition:
        return self._command(Event.RELEASED, by=by, at=at)

    def give_in_turn(self, agent_id: int, *, at: datetime) -> Transition | Ignored:
        """To whoever of those on duty has waited longest; nobody commanded it."""
        return self._happen(Event.GIVEN_IN_TURN, by=SYSTEM, at=at, agent_id=agent_id)

    def leave_behind(self, *, by: Actor, at: datetime) -> Transition:
        """Its assignee goes away before they have said anything to the customer."""
        return self._command(Event.LEFT_BEHIND, by=by, at=at)
