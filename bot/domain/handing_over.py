"""A ticket with other departments: who has it, what was promised, what the customer may choose from."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.domain.delivery import HOME
from bot.domain.entry import Entry
from bot.domain.offer import Offer
from bot.domain.people import SYSTEM, Actor
from bot.domain.product import Department
from bot.domain.states import ACTIVE, Event, State
from bot.domain.transitions import Ignored, Transition
from bot.domain.verbs import Verbs


class EtaStage(StrEnum):
    """What agents have been warned of, about the day that a customer was promised."""

    SOON = "soon"
    PASSED = "passed"


@dataclass(slots=True, kw_only=True)
class HandedOver(Verbs):
    """The part of a ticket that tells where it is, beside its state, with the verbs that change it.

    A ticket that is open again is the first line's again: what another department promised is over. An
    incident is told what was promised for its problem, wherever it is itself.
    """

    department: Department = Department.SUPPORT
    other_desk: str | None = None
    """A department that has had the ticket in a group of its own, where it stands since, too; `HOME` once
    another works on it where it stood first. None: it has stood nowhere else."""
    left_desk: str | None = field(default=None, compare=False)
    """Where it was worked on until just now: who is there is to be told."""
    eta: date | None = None
    """The day, in the product's zone, by which the customer was told to expect an update."""
    awaited: str | None = None
    """The release that the update comes out in."""
    eta_warned: EtaStage | None = None
    shipped: str | None = None
    """The release for which an answer has been prepared."""
    offer: Offer | None = None
    """Solutions that the customer was asked to choose from, and has not yet."""

    @property
    def is_with_specialists(self) -> bool:
        """Another department than the first line works on it, also while the customer owes an answer."""
        return self.department is not Department.SUPPORT

    @property
    def is_shared(self) -> bool:
        """The department that has it now works at the other desk: both hear everything."""
        return self.department.value == self.other_desk

    @property
    def works_at(self) -> str:
        """The desk where the work is."""
        return self.department.value if self.is_shared else HOME

    def escalate(
        self,
        department: Department,
        reason: str,
        *,
        message_id: int,
        by: Actor,
        at: datetime,
        apart: bool = False,
    ) -> Transition:
        """The message gives the reason, which stays among agents. `apart`: the department has a group of its
        own."""
        return self._command(
            Event.ESCALATED,
            by=by,
            at=at,
            department=department.value,
            apart=apart,
            reason=reason,
            message_id=message_id,
        )

    def return_(self, text: str, *, message_id: int, by: Actor, at: datetime) -> Transition:
        """Back to the first line, with a word for the colleagues there."""
        return self._command(Event.RETURNED, by=by, at=at, words=text, message_id=message_id)

    def set_eta(
        self, eta: date, release: str | None, *, warned: EtaStage | None, by: Actor, at: datetime
    ) -> Transition:
        """`warned`: what it is too late to warn of, since the day is so near."""
        return self._command(
            Event.ETA_SET,
            by=by,
            at=at,
            eta=eta.isoformat(),
            release=release,
            warned=warned and warned.value,
            before=self.eta and self.eta.isoformat(),
        )

    def warn_of_eta(self, stage: EtaStage, *, at: datetime) -> Transition | Ignored:
        eta = self.eta.isoformat() if self.eta else None
        return self._happen(Event.ETA_WARNED, by=SYSTEM, at=at, stage=stage.value, eta=eta)

    def ship(self, release: str, *, by: Actor, at: datetime) -> Transition:
        """The release is out: there is an answer to send."""
        return self._command(Event.SHIPPED, by=by, at=at, release=release)

    def choose_option(
        self, question: int, option: str, *, at: datetime, message_id: int | None = None
    ) -> Transition:
        """One of the offered solutions; `message_id`: said in words."""
        return self._by_customer(
            Event.OPTION_CHOSEN, at=at, question=question, option=option, message_id=message_id
        )

    def _learn_of_handing_over(self, entry: Entry, *, before: State) -> None:
        """`before`: the state that the entry found."""
        worked_at = self.works_at
        self._learn_of_promises(entry)
        if entry.event is Event.ESCALATED:
            self.department = Department(entry.data["department"])
            elsewhere = None if self.other_desk is None else HOME
            self.other_desk = self.department.value if entry.data.get("apart") else elsewhere
        if entry.to is State.OPEN and (self.is_with_specialists or before not in ACTIVE):
            self.department = Department.SUPPORT
            self.eta = self.awaited = self.eta_warned = self.shipped = None
        elif entry.to in {State.CLOSED, State.MERGED}:
            self.offer = None
        if worked_at not in {HOME, self.works_at}:
            self.left_desk = worked_at

    def _learn_of_promises(self, entry: Entry) -> None:
        match entry.event:
            case Event.ETA_SET:
                self.eta = date.fromisoformat(entry.data["eta"])
                self.awaited = entry.data["release"]
                self.eta_warned = EtaStage(entry.data["warned"]) if entry.data["warned"] else None
                self.shipped = None  # what came out did not help, or was recalled
            case Event.ETA_WARNED:
                self.eta_warned = EtaStage(entry.data["stage"])
            case Event.SHIPPED:
                self.shipped = self.awaited = entry.data["release"]
            case Event.QUESTION_DELIVERED:
                self.offer = Offer.asked(entry.data["message_id"], entry.data.get("options", ()))
            case event if event in _ANSWERS_AN_OFFER:
                self.offer = None


_ANSWERS_AN_OFFER = {
    Event.OPTION_CHOSEN,
    Event.CUSTOMER_WROTE,
    Event.QUESTION_UNDONE,
    Event.RESOLUTION_DELIVERED,
}
"""Also in the customer's own words: what is pressed afterwards answers nothing any more."""
