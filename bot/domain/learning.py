"""What a ticket learns from an entry of its log, beside its clocks."""

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.completion import Later
from bot.domain.entitlement import Right, Standing
from bot.domain.entry import Entry
from bot.domain.priorities import Priority
from bot.domain.questions import Asked
from bot.domain.states import Event, State, way_back

if TYPE_CHECKING:
    from bot.domain.ticket import Ticket


def learn(ticket: "Ticket", entry: Entry) -> None:
    _move(ticket, entry)
    _of_work(ticket, entry)
    _of_answers(ticket, entry)
    _of_verdicts(ticket, entry)
    _of_rights(ticket, entry)
    _of_erasing(ticket, entry)


def _of_work(ticket: "Ticket", entry: Entry) -> None:
    """Who has it, how urgent it is, what its form says."""
    match entry.event:
        case Event.TAKEN | Event.ASSIGNED | Event.GIVEN_IN_TURN:
            ticket.assignee_id = entry.data["agent_id"]
            if ticket.return_to is State.NEW:  # work on it has begun
                ticket.return_to = State.OPEN
        case Event.RELEASED | Event.LEFT_BEHIND:
            ticket.assignee_id = None
        case Event.PRIORITY_CHANGED:
            ticket.priority = Priority(entry.data["priority"])
        case Event.ANSWERED_LATER | Event.FILLED_IN:
            later = Later.from_json(entry.data)
            ticket.form = later.added_to(ticket.form)
            ticket.work_stopped = ticket.work_stopped or later.stopped


def _of_answers(ticket: "Ticket", entry: Entry) -> None:
    """What has reached the customer, and what has not."""
    match entry.event:
        case Event.RESOLUTION_QUEUED:
            ticket.queued_resolution = entry.data["message_id"]
        case Event.RESOLUTION_DELIVERED:
            ticket.queued_resolution = None
            ticket.undelivered = None
            if entry.to is State.RESOLVED:
                ticket.resolution_no = entry.data["resolution_no"]
                ticket.resolved_at = entry.happened_at
        case Event.QUESTION_DELIVERED:
            ticket.undelivered = None
            ticket.asked = Asked(entry.data["message_id"], entry.happened_at)
        case Event.QUESTION_REMINDED:
            ticket.asked = ticket.asked and replace(ticket.asked, reminders=entry.data["reminders"])
        case Event.AGENT_WROTE | Event.CUSTOMER_WROTE:
            ticket.undelivered = None
        case Event.DELIVERY_FAILED:
            ticket.undelivered = entry.data["reason"]


def _of_verdicts(ticket: "Ticket", entry: Entry) -> None:
    """What the answer was worth."""
    match entry.event:
        case Event.DISAGREED | Event.RESOLUTION_UNDONE:
            ticket.resolved_at = ticket.resolved_at if entry.to is State.RESOLVED else None
        case Event.REOPENED:
            ticket.resolved_at = None
        case Event.RATED:
            ticket.rating = entry.data["stars"]


def _of_rights(ticket: "Ticket", entry: Entry) -> None:
    """By what right it is worked on."""
    match entry.event:
        case Event.ENTITLEMENT_PASSED | Event.ENTITLEMENT_FAILED:
            ticket.right = Right.from_json(entry.data["right"])
            ticket.level = ticket.right.level if ticket.right.is_valid else None
        case Event.LET_PASS:
            ticket.right = Right(Standing.LET_PASS, ticket.right.key if ticket.right else "")
        case Event.HOLD_EXPLAINED:
            ticket.explained_at = entry.happened_at
    passed = entry.event in {Event.ENTITLEMENT_PASSED, Event.LET_PASS}
    if passed and ticket.return_to is State.ENTITLEMENT_HOLD:
        ticket.return_to = State.NEW


def _of_erasing(ticket: "Ticket", entry: Entry) -> None:
    """What is left of it."""
    match entry.event:
        case Event.FILES_ERASED:
            ticket.files_erased_at = entry.happened_at
        case Event.ERASED:
            ticket.subject, ticket.form, ticket.additions, ticket.enclosed = "", (), (), ()
            ticket.offer = ticket.right = None
            ticket.erased_at = entry.happened_at
            ticket.files_erased_at = ticket.files_erased_at or entry.happened_at


def _move(ticket: "Ticket", entry: Entry) -> None:
    before, ticket.state = ticket.state, entry.to
    if before is not entry.to:
        ticket.return_to = way_back(before, entry.to, ticket.return_to)
    if entry.to is not State.PENDING:
        ticket.asked = None
    if entry.to is State.MERGED:
        ticket.queued_resolution = None  # what is on its way arrives as words
        ticket.resolved_at = None
    if entry.to is State.CLOSED and before is not State.CLOSED:
        ticket.closing_reason = entry.closing_reason
        ticket.closed_at = entry.happened_at
        ticket.queued_resolution = None
    elif before is State.CLOSED and entry.to is not State.CLOSED:
        ticket.closing_reason = ticket.closed_at = None
