"""What the guards may look at, taken from a ticket and from the data of what is about to happen."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.domain.guards import Facts, Other
from bot.domain.priorities import Priority

if TYPE_CHECKING:
    from bot.domain.ticket import Ticket


def facts_of(
    ticket: "Ticket",
    at: datetime,
    *,
    button_no: int | None = None,
    crossed: bool = False,
    over: bool = False,
    heard: bool = False,
    beside: Other | None = None,
    **given: Any,
) -> Facts:
    priority = given.get("priority")
    return Facts(
        policy=ticket.policy,
        at=at,
        has_assignee=ticket.assignee_id is not None,
        closed_at=ticket.closed_at,
        closing_reason=ticket.closing_reason,
        resolution_no=ticket.resolution_no,
        button_no=button_no,
        rated=ticket.rating is not None,
        crossed=crossed,
        missing=ticket.missing,
        followed_up=ticket.ties.followed_up,
        incidents=ticket.ties.incidents,
        incident_of=ticket.ties.incident_of,
        other=beside,
        reminded=bool(ticket.silence and ticket.silence.reminded),
        in_question=bool(ticket.silence and ticket.silence.in_question),
        over=over,
        heard=heard,
        department=ticket.department,
        promised=(ticket.eta.isoformat() if ticket.eta else None, ticket.awaited),
        shipped=ticket.shipped,
        question=ticket.offer.question if ticket.offer else None,
        rise=Priority(priority).rank - ticket.priority.rank if priority else 0,
        explained=bool(given.get("because")),
        given=given,
        held=ticket.is_held,
        hold_explained=ticket.explained_at is not None,
        erased=ticket.is_erased,
        files_erased=ticket.files_erased_at is not None,
        reason=given.get("reason"),
    )
