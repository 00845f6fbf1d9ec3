"""What happened to a ticket, as a list that people can read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.entry import Entry
from bot.domain.silence import REVERTED
from bot.domain.states import Event
from bot.domain.ticket import Ticket
from bot.services.ports import UnitOfWork

LINES = 30
"""How many of the latest lines are shown."""

UNSEEN = {
    Event.RESOLUTION_QUEUED,
    Event.REASON_ASKED,
    Event.REASON_ASKED_AGAIN,
    Event.ASKED_ABOUT_ANSWER,
    Event.HOLD_EXPLAINED,
}
"""Steps on the way to something that is shown itself."""

TO_SOMEBODY = {Event.ASSIGNED, Event.GIVEN_IN_TURN}

CUSTOMER_SEES = {
    Event.SUBMITTED,
    Event.TAKEN,
    Event.QUESTION_DELIVERED,
    Event.CUSTOMER_WROTE,
    Event.AGENT_WROTE,
    Event.RESOLUTION_DELIVERED,
    Event.CONFIRMED,
    Event.DISAGREED,
    Event.WITHDRAWN,
    Event.REOPENED,
    Event.CLOSED_BY_AGENT,
    Event.RATED,
    Event.ANSWERED_LATER,
    Event.CLOSING_REMINDED,
    Event.CLOSED_BY_SILENCE,
    Event.ANSWER_MAY_BE_LOST,
    Event.MERGED,
    Event.UNMERGED,
    Event.SPLIT,
    Event.ESCALATED,
    Event.ETA_SET,
    Event.OPTION_CHOSEN,
    Event.QUESTION_REMINDED,
    Event.FILES_ERASED,
    Event.ERASED,
}

CUSTOMER_WAITS_FOR = {"T2", "T4", "T4a", "T4c", "T4d"}
"""That the right to support is checked concerns the customer where work waits for it."""


SAID_OF_ROWS = {REVERTED: "reverted", "T14h": "agent_wrote", "T14p": "agent_wrote"}
"""Where the event alone does not tell what happened."""


@dataclass(frozen=True, slots=True)
class History:
    lines: Sequence[dict[str, Any]]
    """Oldest first."""
    earlier: int
    """How many lines there are before them."""


async def for_agents(uow: UnitOfWork, ticket: Ticket) -> History:
    """Everything, with the names of who did it."""
    log = [each for each in await uow.tickets.log(ticket.id) if _counts(each) and _is_shown(each)]
    ids = {each.actor_id for each in log if each.actor_kind == "agent" and each.actor_id}
    ids |= {each.data["agent_id"] for each in log if each.event in TO_SOMEBODY}
    names = {each: (await uow.agents.get(each)).name for each in sorted(ids)}
    lines = [
        _line(
            each,
            who=names.get(each.actor_id or 0) if each.actor_kind == "agent" else None,
            whom=names[each.data["agent_id"]] if each.event in TO_SOMEBODY else None,
            words=_among_agents(each),
        )
        for each in log
    ]
    return _shown(lines)


async def for_customer(uow: UnitOfWork, ticket: Ticket) -> History:
    """What concerns the customer, without names."""
    log = await uow.tickets.log(ticket.id)
    return _shown([_line(each) for each in log if _counts(each) and _concerns_customer(each)])


def _is_shown(entry: Entry) -> bool:
    """A build is a step worth a line."""
    return entry.event not in UNSEEN or bool(entry.data.get("build"))


def _among_agents(entry: Entry) -> str | None:
    """What agents said to each other."""
    return entry.data["reason"] if entry.event is Event.ESCALATED else entry.data.get("words")


def _concerns_customer(entry: Entry) -> bool:
    """Who works on the ticket does not; that somebody began to does, and why it is less urgent."""
    begun = entry.event is Event.ASSIGNED and entry.transition == "T6a"
    less_urgent = entry.transition == "P2"
    return begun or less_urgent or entry.event in CUSTOMER_SEES or entry.transition in CUSTOMER_WAITS_FOR


def _counts(entry: Entry) -> bool:
    """What came too late to matter is in the log only."""
    return bool(entry.transition)


def _line(entry: Entry, **people: str | None) -> dict[str, Any]:
    return {
        "event": SAID_OF_ROWS.get(entry.transition, entry.event.value),
        "at": entry.happened_at.isoformat(),
        "reason": entry.data.get("reason") if entry.event is not Event.ESCALATED else None,
        "stars": entry.data.get("stars"),
        "answers": entry.data.get("answers"),
        "other": entry.data.get("other"),
        "department": entry.data.get("department"),
        "eta": entry.data.get("eta"),
        "release": entry.data.get("release"),
        "option": entry.data.get("option"),
        "options": entry.data.get("options"),
        "build": entry.data.get("build"),
        "priority": entry.data.get("priority"),
        "because": entry.data.get("because"),
        "clock": entry.data.get("clock"),
        "percent": entry.data.get("percent"),
        "right": entry.data.get("right"),
        "words": entry.data.get("words"),
        "times": 1,
        **people,
    }


def _shown(lines: Sequence[dict[str, Any]]) -> History:
    """The latest; the same by the same person several times in a row is one line."""
    together: list[dict[str, Any]] = []
    for line in lines:
        last = together[-1] if together else None
        if last and {**last, "at": "", "times": 0} == {**line, "at": "", "times": 0}:
            last["times"] += 1
        else:
            together.append(line)
    return History(together[-LINES:], earlier=max(len(together) - LINES, 0))
