"""How a ticket's verbs come about, wherever they stand."""

from abc import ABC, abstractmethod
from datetime import datetime
from typing import Any

from bot.domain.lifecycle import Ignored, Transition
from bot.domain.people import Actor
from bot.domain.states import Event


class Verbs(ABC):
    """A part of the ticket's verbs; all go through the lifecycle's table."""

    __slots__ = ()

    customer_id: int

    @abstractmethod
    def _happen(self, event: Event, *, by: Actor, at: datetime, **data: Any) -> Transition | Ignored:
        """Decide by the table, write the entry, and apply it. Raises a `Refusal` to a person."""

    def _command(self, event: Event, *, by: Actor, at: datetime, **data: Any) -> Transition:
        outcome = self._happen(event, by=by, at=at, **data)
        assert isinstance(outcome, Transition)  # noqa: S101 - only system events are ignored
        return outcome

    def _by_customer(self, event: Event, *, at: datetime, **data: Any) -> Transition:
        return self._command(event, by=Actor.customer(self.customer_id), at=at, **data)
