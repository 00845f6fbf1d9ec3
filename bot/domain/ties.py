"""What ties tickets to each other: merged into one, split off another, an incident of a problem.

Tickets name each other by the numbers that people see, which are never given twice.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.domain.entry import Entry
from bot.domain.facts import facts_of
from bot.domain.guards import Other
from bot.domain.lifecycle import Transition, decide
from bot.domain.people import Actor
from bot.domain.states import Event, State

if TYPE_CHECKING:
    from bot.domain.ticket import Ticket

Both = tuple[Transition, Transition]
"""By which rows two tickets moved."""

Recount = Callable[["Ticket", datetime], Mapping[str, Any]]
"""What an entry is to say of the clocks of a ticket whose customer has waited since then, as `waiting`
counts it."""


@dataclass(frozen=True, slots=True)
class Ties:
    """A ticket's ties, and what follows from them."""

    split_from: str | None = None
    merged_into: str | None = None
    incident_of: str | None = None
    """The problem whose answers reach this ticket's customer, too."""
    incidents: int = 0
    """How many tickets are incidents of this one."""
    followed_up: str | None = None
    """The request that the customer sent instead of accepting the last resolution."""
    counts_from: datetime | None = None
    """Since when the customer has waited, where a ticket merged into this one came before it."""

    def after(self, entry: Entry) -> "Ties":
        """What an entry changes in them."""
        changed = _changes(self, entry)
        return replace(self, **changed) if changed else self


def _changes(ties: Ties, entry: Entry) -> dict[str, Any]:
    data = entry.data
    changed: dict[str, Any] = {}
    match entry.event:
        case Event.MERGED:
            changed = {"merged_into": data["other"]}
        case Event.UNMERGED:
            changed = {"merged_into": None}
        case Event.TOOK_IN | Event.GAVE_BACK:
            changed = {"counts_from": _moment(data["counts_from"])}
        case Event.LINKED:
            changed = {"incident_of": data["other"]}
        case Event.UNLINKED:
            changed = {"incident_of": None}
        case Event.GOT_INCIDENT:
            changed = {"incidents": ties.incidents + 1}
        case Event.LOST_INCIDENT:
            changed = {"incidents": ties.incidents - 1}
        case Event.FOLLOWED_UP if data.get("instead", True):
            changed = {"followed_up": data["other"]}
        case Event.RESOLUTION_DELIVERED if entry.to is State.RESOLVED:
            changed = {"followed_up": None}
    return changed


def same_organisation(one: "Ticket", other: "Ticket") -> bool:
    """Whether the two are of one customer organisation."""
    return one.customer_id == other.customer_id


def _nothing_recounted(_ticket: "Ticket", _since: datetime) -> Mapping[str, Any]:
    return {}


def merge(
    one: "Ticket", into: "Ticket", *, by: Actor, at: datetime, recount: Recount = _nothing_recounted
) -> Both:
    """T29: what is said about the one is said about the other from now on."""
    merged = one.tie(Event.MERGED, seen(into, by=one), by=by, at=at, other=into.name)
    since = _earliest(into, one.waiting_since)
    counted = recount(into, _moment(since) or into.registered_at)
    return merged, into.tie(Event.TOOK_IN, by=by, at=at, other=one.name, counts_from=since, **counted)


def require_mergeable(one: "Ticket", into: "Ticket", *, at: datetime) -> None:
    """Refuse what `merge` would refuse."""
    decide(one.state, Event.MERGED, facts_of(one, at, beside=seen(into, by=one)))


def unmerge(
    one: "Ticket",
    line: "Sequence[Ticket]",
    parts: "Mapping[str, Sequence[Ticket]]",
    *,
    by: Actor,
    at: datetime,
    recount: Recount = _nothing_recounted,
) -> list[Transition]:
    """T38: the ticket is one of its own again.

    `line`: what it was merged into, what that was merged into, and so on; `parts`: by their numbers, what
    else is merged into each of them. By which rows the ticket and these moved.
    """
    moved = [one.tie(Event.UNMERGED, by=by, at=at, other=line[0].name)]
    known = {each.name: each for each in line}
    for whole in line:
        rest = [known.get(each.name, each) for each in parts[whole.name] if each.name != one.name]
        first = _earliest(whole, *(each.waiting_since for each in rest), anew=True)
        counted = recount(whole, _moment(first) or whole.registered_at)
        moved.append(whole.tie(Event.GAVE_BACK, by=by, at=at, other=one.name, counts_from=first, **counted))
    return moved


def link(incident: "Ticket", problem: "Ticket", *, by: Actor, at: datetime) -> Both:
    """T33: an incident of that problem."""
    linked = incident.tie(Event.LINKED, seen(problem, by=incident), by=by, at=at, other=problem.name)
    return linked, problem.tie(Event.GOT_INCIDENT, by=by, at=at, other=incident.name)


def unlink(incident: "Ticket", problem: "Ticket", *, by: Actor, at: datetime) -> Both:
    unlinked = incident.tie(Event.UNLINKED, by=by, at=at, other=problem.name)
    return unlinked, problem.tie(Event.LOST_INCIDENT, by=by, at=at, other=incident.name)


def follow_up(before: "Ticket", new: "Ticket", *, at: datetime, instead: bool = True) -> Transition:
    """A new request has come of a ticket: where that is how to disagree, one is enough.

    `instead`: of accepting the resolution; another problem is no word about that.
    """
    by = Actor.customer(before.customer_id)
    return before.tie(Event.FOLLOWED_UP, by=by, at=at, other=new.name, instead=instead)


def split(one: "Ticket", off: "Ticket", messages: Sequence[int], *, by: Actor, at: datetime) -> Transition:
    """T30: what these messages tell is a ticket of its own."""
    return one.tie(Event.SPLIT, by=by, at=at, other=off.name, messages=list(messages))


def seen(other: "Ticket", *, by: "Ticket") -> Other:
    """What the guards of `by` look at in the other."""
    return Other(
        name=other.name,
        state=other.state,
        is_itself=other.name == by.name,
        same_organisation=same_organisation(by, other),
        same_product=other.product_id == by.product_id,
        merged_into=other.ties.merged_into,
        incident_of=other.ties.incident_of,
    )


def _earliest(ticket: "Ticket", *others: datetime, anew: bool = False) -> str | None:
    """None: the ticket itself is the first."""
    own = ticket.registered_at if anew else ticket.waiting_since
    earliest = min(own, *others) if others else own
    return earliest.isoformat() if earliest < ticket.registered_at else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
