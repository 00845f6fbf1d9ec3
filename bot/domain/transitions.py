"""What the lifecycle's table is made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.guards import Guard
from bot.domain.states import Event, State


class Effect(StrEnum):
    """What people get to see of a transition; carried out by the services."""

    SHOW_TO_AGENTS = "show_to_agents"
    REFRESH_CARD = "refresh_card"
    ASK_CONFIRMATION = "ask_confirmation"
    ASK_MEANING = "ask_meaning"
    ASK_REASON = "ask_reason"
    SAY_WORK_GOES_ON = "say_work_goes_on"
    PREPARE_NEW_REQUEST = "prepare_new_request"
    THANK_AND_ASK_RATING = "thank_and_ask_rating"
    SAY_CLOSED = "say_closed"
    SAY_WITHDRAWN = "say_withdrawn"
    SAY_REOPENED = "say_reopened"
    SAY_NOTED = "say_noted"
    OFFER_REOPENING = "offer_reopening"
    TELL_AGENTS = "tell_agents"
    CALL_ASSIGNEE = "call_assignee"
    CANCEL_QUEUED = "cancel_queued"
    THANK_FOR_COMMENT = "thank_for_comment"
    THANK_FOR_RATING = "thank_for_rating"
    THANK_FOR_ANSWERS = "thank_for_answers"
    ASK_REASON_AGAIN = "ask_reason_again"
    REMIND_TO_CONFIRM = "remind_to_confirm"
    SAY_CLOSED_BY_SILENCE = "say_closed_by_silence"
    SAY_REVERTED = "say_reverted"
    ASK_AFTER_OUTAGE = "ask_after_outage"
    SAY_MERGED = "say_merged"
    SAY_UNMERGED = "say_unmerged"
    SAY_HANDED_OVER = "say_handed_over"
    HAND_OVER = "hand_over"
    SAY_ETA = "say_eta"
    TELL_ASSIGNEE = "tell_assignee"
    PREPARE_ANSWER = "prepare_answer"
    SAY_CHOSEN = "say_chosen"
    SAY_BACK_UP = "say_back_up"
    WARN_AGENTS = "warn_agents"
    REMIND_CUSTOMER = "remind_customer"
    SAY_LESS_URGENT = "say_less_urgent"
    SAY_WORK_BEGINS = "say_work_begins"
    SAY_WHOM_TO_CONTACT = "say_whom_to_contact"


class Goal(StrEnum):
    """Targets that depend on the ticket."""

    SAME = "same"
    BACK = "back"
    """To where the question was asked from, or the ticket merged from."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table."""

    id: str
    sources: frozenset[State]
    event: Event
    target: State | Goal
    guards: tuple[Guard, ...] = ()
    effects: tuple[Effect, ...] = ()


def row(
    id_: str,
    sources: Iterable[State],
    event: Event,
    target: State | Goal,
    *,
    when: tuple[Guard, ...] = (),
    then: tuple[Effect, ...] = (),
) -> Transition:
    return Transition(id_, frozenset(sources), event, target, when, then)


@dataclass(frozen=True, slots=True)
class Ignored:
    """A system event that came too late to matter: recorded, nothing else."""

    event: Event
