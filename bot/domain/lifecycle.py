"""The ticket's state machine: one table, read by machine and by people.

A row says: in these states, on this event, if the guard holds, the ticket goes there and these effects
follow. Rows of one state and event are tried in order. A person's event that no row takes is refused,
a system's is recorded and ignored; so every state and event has exactly one outcome. Ids are those of
the written lifecycle that the regulations were turned into; what it does not number has letters: P, a
priority, W, a warning.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from bot.domain import errors
from bot.domain.guards import (
    ANSWERED_ENOUGH_TO_RESOLVE,
    ANSWERED_ENOUGH_TO_TAKE,
    BUTTON_IS_CURRENT,
    CUSTOMER_WROTE_MEANWHILE,
    EXPLAINED,
    LESS_URGENT,
    MORE_URGENT,
    NEW_REQUEST_FOLLOWS,
    NOBODY_HAS_IT,
    NOT_RATED_YET,
    SOMEBODY_HAS_IT,
    WAS_CONFIRMED,
    WITHIN_REOPENING,
    WORK_CONTINUES,
    Facts,
    Guard,
)
from bot.domain.states import ACTIVE, LIVE, SYSTEM_EVENTS, Event, State


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
    WARN_AGENTS = "warn_agents"
    REMIND_CUSTOMER = "remind_customer"
    SAY_LESS_URGENT = "say_less_urgent"


class Goal(StrEnum):
    """Targets that depend on the ticket."""

    SAME = "same"
    BACK = "back"
    """To where the question was asked from."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table."""

    id: str
    sources: frozenset[State]
    event: Event
    target: State | Goal
    guards: tuple[Guard, ...] = ()
    effects: tuple[Effect, ...] = ()


def _row(
    id_: str,
    sources: Iterable[State],
    event: Event,
    target: State | Goal,
    *,
    when: tuple[Guard, ...] = (),
    then: tuple[Effect, ...] = (),
) -> Transition:
    return Transition(id_, frozenset(sources), event, target, when, then)


S, E, G, F = State, Event, Goal, Effect
_UNPAUSED = {S.NEW, S.OPEN, S.ESCALATED, S.ENTITLEMENT_HOLD}
_CAN_BE_TAKEN = (NOBODY_HAS_IT, ANSWERED_ENOUGH_TO_TAKE)

TABLE: tuple[Transition, ...] = (
    # Work.
    _row("T6", {S.NEW}, E.TAKEN, S.OPEN, when=_CAN_BE_TAKEN, then=(F.REFRESH_CARD,)),
    _row("T6b", ACTIVE - {S.NEW}, E.TAKEN, G.SAME, when=_CAN_BE_TAKEN, then=(F.REFRESH_CARD,)),
    _row("T6a", {S.NEW}, E.ASSIGNED, S.OPEN, when=(ANSWERED_ENOUGH_TO_TAKE,), then=(F.REFRESH_CARD,)),
    _row(
        "T6c",
        ACTIVE - {S.NEW},
        E.ASSIGNED,
        G.SAME,
        when=(ANSWERED_ENOUGH_TO_TAKE,),
        then=(F.REFRESH_CARD,),
    ),
    _row("T37", {S.OPEN}, E.RELEASED, G.SAME, when=(SOMEBODY_HAS_IT,), then=(F.REFRESH_CARD, F.TELL_AGENTS)),
    _row("T34b", ACTIVE | {S.ENTITLEMENT_HOLD}, E.AGENT_WROTE, G.SAME),
    _row("T35", {S.RESOLVED, S.CLOSED, S.MERGED}, E.AGENT_WROTE, G.SAME),
    # Questions.
    _row("T7", _UNPAUSED, E.QUESTION_DELIVERED, S.PENDING, then=(F.REFRESH_CARD,)),
    _row("T7b", {S.PENDING}, E.QUESTION_DELIVERED, G.SAME),
    _row(
        "T8", {S.PENDING}, E.CUSTOMER_WROTE, G.BACK, then=(F.SHOW_TO_AGENTS, F.CALL_ASSIGNEE, F.REFRESH_CARD)
    ),
    _row("T7u", {S.PENDING}, E.QUESTION_UNDONE, G.BACK, then=(F.REFRESH_CARD,)),
    _row("T7r", {S.PENDING}, E.QUESTION_REMINDED, G.SAME, then=(F.REMIND_CUSTOMER,)),
    # Answers of the form that come later.
    _row(
        "T39",
        {S.PENDING},
        E.ANSWERED_LATER,
        G.BACK,
        then=(F.SHOW_TO_AGENTS, F.THANK_FOR_ANSWERS, F.CALL_ASSIGNEE, F.REFRESH_CARD),
    ),
    _row(
        "T39a",
        _UNPAUSED | {S.RESOLVED},
        E.ANSWERED_LATER,
        G.SAME,
        then=(F.SHOW_TO_AGENTS, F.THANK_FOR_ANSWERS, F.REFRESH_CARD),
    ),
    _row(
        "T39b",
        {S.CLOSED, S.MERGED},
        E.ANSWERED_LATER,
        G.SAME,
        then=(F.SHOW_TO_AGENTS, F.OFFER_REOPENING, F.REFRESH_CARD),
    ),
    _row("T39c", LIVE, E.FILLED_IN, G.SAME, then=(F.SHOW_TO_AGENTS, F.REFRESH_CARD)),
    # Resolutions.
    _row("T13", ACTIVE, E.RESOLUTION_QUEUED, G.SAME, when=(ANSWERED_ENOUGH_TO_RESOLVE,)),
    _row(
        "T15",
        ACTIVE,
        E.RESOLUTION_DELIVERED,
        S.RESOLVED,
        when=(CUSTOMER_WROTE_MEANWHILE,),
        then=(F.ASK_MEANING, F.TELL_AGENTS, F.REFRESH_CARD),
    ),
    _row("T14", ACTIVE, E.RESOLUTION_DELIVERED, S.RESOLVED, then=(F.ASK_CONFIRMATION, F.REFRESH_CARD)),
    _row("T16", ACTIVE | {S.ENTITLEMENT_HOLD}, E.DELIVERY_FAILED, G.SAME, then=(F.REFRESH_CARD,)),
    _row("T14u", {S.RESOLVED}, E.RESOLUTION_UNDONE, S.OPEN, then=(F.REFRESH_CARD,)),
    _row(
        "T17",
        {S.RESOLVED},
        E.CONFIRMED,
        S.CLOSED,
        when=(BUTTON_IS_CURRENT,),
        then=(F.THANK_AND_ASK_RATING, F.TELL_AGENTS, F.REFRESH_CARD),
    ),
    _row(
        "T18",
        {S.RESOLVED},
        E.DISAGREED,
        S.OPEN,
        when=(BUTTON_IS_CURRENT, WORK_CONTINUES),
        then=(F.SAY_WORK_GOES_ON, F.TELL_AGENTS, F.REFRESH_CARD),
    ),
    _row(
        "T19",
        {S.RESOLVED},
        E.DISAGREED,
        G.SAME,
        when=(BUTTON_IS_CURRENT, NEW_REQUEST_FOLLOWS),
        then=(F.PREPARE_NEW_REQUEST, F.TELL_AGENTS),
    ),
    _row(
        "T20",
        {S.RESOLVED},
        E.REASON_ASKED,
        G.SAME,
        when=(BUTTON_IS_CURRENT,),
        then=(F.ASK_REASON, F.TELL_AGENTS),
    ),
    _row("T21", {S.RESOLVED}, E.CUSTOMER_WROTE, G.SAME, then=(F.SHOW_TO_AGENTS, F.ASK_MEANING)),
    _row("T22", {S.RESOLVED}, E.JUST_A_NOTE, G.SAME, when=(BUTTON_IS_CURRENT,), then=(F.SAY_NOTED,)),
    # The end.
    _row(
        "T27",
        LIVE,
        E.WITHDRAWN,
        S.CLOSED,
        then=(F.CANCEL_QUEUED, F.SAY_WITHDRAWN, F.TELL_AGENTS, F.REFRESH_CARD),
    ),
    _row(
        "T36",
        LIVE,
        E.CLOSED_BY_AGENT,
        S.CLOSED,
        then=(F.SAY_CLOSED, F.TELL_AGENTS, F.REFRESH_CARD),
    ),
    _row(
        "T28",
        {S.CLOSED},
        E.REOPENED,
        S.OPEN,
        when=(WITHIN_REOPENING,),
        then=(F.SAY_REOPENED, F.TELL_AGENTS, F.REFRESH_CARD),
    ),
    _row("T28b", {S.CLOSED, S.MERGED}, E.CUSTOMER_WROTE, G.SAME, then=(F.SHOW_TO_AGENTS, F.OFFER_REOPENING)),
    _row(
        "T17r",
        {S.CLOSED},
        E.RATED,
        G.SAME,
        when=(WAS_CONFIRMED, NOT_RATED_YET),
        then=(F.THANK_FOR_RATING, F.TELL_AGENTS, F.REFRESH_CARD),
    ),
    _row("T17c", {S.CLOSED}, E.RATING_COMMENTED, G.SAME, then=(F.SHOW_TO_AGENTS, F.THANK_FOR_COMMENT)),
    # Time and urgency.
    _row("W1", ACTIVE | {S.ENTITLEMENT_HOLD}, E.SLA_WARNED, G.SAME, then=(F.WARN_AGENTS, F.REFRESH_CARD)),
    _row(
        "P1",
        LIVE,
        E.PRIORITY_CHANGED,
        G.SAME,
        when=(MORE_URGENT,),
        then=(F.TELL_AGENTS, F.REFRESH_CARD),
    ),
    _row(
        "P2",
        LIVE,
        E.PRIORITY_CHANGED,
        G.SAME,
        when=(LESS_URGENT, EXPLAINED),
        then=(F.SAY_LESS_URGENT, F.TELL_AGENTS, F.REFRESH_CARD),
    ),
    # Words while work goes on.
    _row("T34", _UNPAUSED, E.CUSTOMER_WROTE, G.SAME, then=(F.SHOW_TO_AGENTS,)),
)


@dataclass(frozen=True, slots=True)
class Ignored:
    """A system event that came too late to matter: recorded, nothing else."""

    event: Event


_BY_STATE_AND_EVENT: Mapping[tuple[State, Event], tuple[Transition, ...]] = MappingProxyType(
    {
        (state, event): tuple(row for row in TABLE if state in row.sources and row.event is event)
        for state in State
        for event in Event
    }
)


def decide(state: State, event: Event, facts: Facts) -> Transition | Ignored:
    """The one row that takes the event; a `Refusal` where a person asked for what no row allows."""
    rows = _BY_STATE_AND_EVENT[state, event]
    refusal: errors.Refusal = errors.NotNow(state=state, event=event)
    for row in rows:
        failed = next((guard for guard in row.guards if not guard.holds(facts)), None)
        if failed is None:
            return row
        refusal = failed.refusal(state=state, event=event, **failed.names(facts))
    if event in SYSTEM_EVENTS:
        return Ignored(event)
    raise refusal


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a ticket's event log. Replaying the log rebuilds the ticket's row."""

    event: Event
    transition: str
    to: State
    actor_kind: str
    actor_id: int | None
    happened_at: datetime
    """The channel's time; when it was recorded is the log's own column."""
    data: Mapping[str, Any] = field(default_factory=dict)
