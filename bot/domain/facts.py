"""What the guards may look at, taken from a ticket and from the data of what is about to happen."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.domain.guards import Facts
from bot.domain.priorities import Priority

if TYPE_CHECKING:
    from bot.domain.ticket import Ticket


def facts_of(
    ticket: "Ticket",
    at: datetime,
    *,
    button_no: int | None = None,
    crossed: bool = False,
    priority: str | None = None,
    because: str = "",
    **_: Any,
) -> Facts:
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
        rise=Priority(priority).rank - ticket.priority.rank if priority else 0,
        explained=bool(because),
    )
