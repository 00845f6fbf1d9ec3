"""In which order tickets are served."""

from collections.abc import Iterable
from datetime import UTC, datetime

from bot.domain.ticket import Ticket

NEVER = datetime.max.replace(tzinfo=UTC)

Place = tuple[bool, bool, bool, datetime, int, datetime, int]


def place_in_queue(ticket: Ticket) -> Place:
    """Sorts what nobody has before the rest; blockers first, then what is overdue, then what is due next."""
    return (
        ticket.assignee_id is not None,
        not ticket.blocker,
        not ticket.breached,
        ticket.next_due or NEVER,
        -ticket.priority.rank,
        ticket.registered_at,
        ticket.id,
    )


def to_offer(tickets: Iterable[Ticket]) -> list[Ticket]:
    """What agents may be offered of a queue: nothing else while a blocker waits for somebody to take it."""
    free = sorted((each for each in tickets if each.assignee_id is None), key=place_in_queue)
    return [each for each in free if each.blocker] or free
