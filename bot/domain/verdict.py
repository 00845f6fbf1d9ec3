"""What a ticket's customer, and their silence, say to the answer."""

from collections.abc import Iterable
from datetime import datetime

from bot.domain.calendar import BusinessCalendar
from bot.domain.closing_rule import Period
from bot.domain.errors import OutdatedButton
from bot.domain.lifecycle import Ignored, Transition
from bot.domain.people import SYSTEM, Actor
from bot.domain.policy import Policy
from bot.domain.silence import Silence
from bot.domain.states import ClosingReason, Event, State
from bot.domain.verbs import Verbs

STARS = range(1, 6)
"""What a rating may be."""


class Answered(Verbs):
    """The verbs of a ticket that waits for its customer's word about the answer."""

    __slots__ = ()

    policy: Policy
    state: State
    silence: Silence | None
    resolution_no: int
    closing_reason: ClosingReason | None
    closed_at: datetime | None

    # The customer says something.

    def confirm(self, button_no: int, *, at: datetime) -> Transition:
        return self._by_customer(Event.CONFIRMED, at=at, button_no=button_no)

    def disagree(self, messages: Iterable[int], *, at: datetime, button_no: int | None = None) -> Transition:
        """The messages give the reason."""
        return self._by_customer(Event.DISAGREED, at=at, messages=list(messages), button_no=button_no)

    def ask_reason(self, button_no: int, *, at: datetime) -> Transition:
        return self._by_customer(Event.REASON_ASKED, at=at, button_no=button_no)

    def just_a_note(self, button_no: int, *, at: datetime) -> Transition:
        return self._by_customer(Event.JUST_A_NOTE, at=at, button_no=button_no)

    def ask_reason_again(self, *, at: datetime) -> Transition:
        return self._by_customer(Event.REASON_ASKED_AGAIN, at=at)

    def take_as_note(self, *, by: Actor, at: datetime) -> Transition:
        """An agent sees that the customer's message needs no answer."""
        return self._command(Event.TAKEN_AS_NOTE, by=by, at=at)

    def rate(self, stars: int, *, at: datetime) -> Transition:
        """From 1 to 5 stars."""
        if stars not in STARS:
            raise OutdatedButton
        return self._by_customer(Event.RATED, at=at, stars=stars)

    def comment_rating(self, message_id: int, *, at: datetime) -> Transition:
        return self._by_customer(Event.RATING_COMMENTED, at=at, message_id=message_id)

    def asks_what_is_wrong(self, resolution_no: int | None, *, at: datetime) -> bool:
        """What is wrong with that resolution, an answer sent at that moment would tell."""
        stands = self.state is State.RESOLVED or self.was_open_at(at)
        return stands and self.resolution_no == resolution_no

    # The customer says nothing.

    def was_open_at(self, at: datetime) -> bool:
        """Silence has closed it since: what was sent at that moment takes the closing back."""
        silently = self.closing_reason is ClosingReason.SILENCE
        return bool(silently and self.closed_at and at < self.closed_at)

    def closing_period(self, calendar: BusinessCalendar) -> Period | None:
        """By the product's calendar as it is now; None while nobody's silence counts."""
        if self.silence is None:
            return None
        period = self.policy.closing.period(self.silence.since, calendar.is_working_day)
        return period.not_before(self.silence.told)

    def remind(self, resolution_no: int, *, until: datetime | None, at: datetime) -> Transition | Ignored:
        """`until`: the closing moment that the customer is told."""
        told = until and until.isoformat()
        return self._happen(Event.CLOSING_REMINDED, by=SYSTEM, at=at, button_no=resolution_no, until=told)

    def close_by_silence(
        self, resolution_no: int, *, deadline: datetime, heard: bool, now: datetime
    ) -> Transition | Ignored:
        """`heard`: all that the customer sent before the deadline has been read and dealt with.

        The ticket is closed as of the deadline, whenever that is noticed.
        """
        return self._happen(
            Event.CLOSED_BY_SILENCE,
            by=SYSTEM,
            at=deadline,
            button_no=resolution_no,
            over=now >= deadline,
            heard=heard,
        )

    def asked_about_answer(self, resolution_no: int, *, at: datetime) -> Transition | Ignored:
        """Our question about the answer has reached the customer: silence counts from there."""
        return self._happen(Event.ASKED_ABOUT_ANSWER, by=SYSTEM, at=at, button_no=resolution_no)

    def answer_may_be_lost(self, *, at: datetime) -> Transition | Ignored:
        """The channel was not read for so long that it may have forgotten what the customer said."""
        return self._happen(Event.ANSWER_MAY_BE_LOST, by=SYSTEM, at=at)
