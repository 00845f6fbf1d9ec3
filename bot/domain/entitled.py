"""The part of a ticket that tells by what right it is worked on."""

from abc import abstractmethod
from collections.abc import Mapping
from datetime import datetime

from bot.domain.answers import FormAnswer
from bot.domain.entitlement import KEY_KINDS, Right, Standing
from bot.domain.lifecycle import Ignored, Transition
from bot.domain.people import SYSTEM, Actor
from bot.domain.states import Event, State
from bot.domain.verbs import Verbs


class Entitled(Verbs):
    """What the records said of the ticket, and what follows from it."""

    __slots__ = ()

    state: State
    return_to: State | None
    form: tuple[FormAnswer, ...]
    right: Right | None
    level: str | None
    explained_at: datetime | None

    @abstractmethod
    def require_active(self) -> None:
        """Refuses what makes no sense for a ticket that nobody works on."""

    @property
    def is_held(self) -> bool:
        """Work has to wait for the right to support, also while the customer owes an answer."""
        return State.ENTITLEMENT_HOLD in {self.state, self.return_to}

    def require_askable(self) -> None:
        """The customer may be asked while their right to support is checked, too."""
        if not self.is_held:
            self.require_active()

    @property
    def key_asked(self) -> FormAnswer | None:
        """The answer that a record is found by: the first that was given, else the first asked for."""
        asked = [each for each in self.form if each.kind in KEY_KINDS]
        return next((each for each in asked if each.value), asked[0] if asked else None)

    @property
    def entitlement_id(self) -> int | None:
        """The record that the ticket is worked on by."""
        return self.right.entitlement_id if self.right and self.right.is_valid else None

    @property
    def holder(self) -> str | None:
        """The customer's organisation, as the records call it."""
        return self.right.holder if self.right and self.right.is_valid else None

    @property
    def was_let_pass(self) -> bool:
        return self.right is not None and self.right.standing is Standing.LET_PASS

    def learn_right(
        self, right: Right, *, at: datetime, by: Actor = SYSTEM, used: Mapping[str, int] | None = None
    ) -> Transition | Ignored:
        """What the records say now. `used`: as `due_times.used_by_clock` has it; another level has other
        targets, and the time used is kept."""
        event = Event.ENTITLEMENT_PASSED if right.is_valid else Event.ENTITLEMENT_FAILED
        aimed = {"used": dict(used)} if used and right.level != self.level else {}
        return self._happen(event, by=by, at=at, right=right.as_json(), **aimed)

    def let_pass(self, words: str, *, by: Actor, at: datetime) -> Transition:
        """An agent answers for it; `words` say why."""
        return self._command(Event.LET_PASS, by=by, at=at, words=words)

    def hold_explained(self, *, delivered: bool, at: datetime) -> Transition | Ignored:
        """The customer knows what is missing, or cannot be told for good."""
        return self._happen(Event.HOLD_EXPLAINED, by=SYSTEM, at=at, delivered=delivered)
