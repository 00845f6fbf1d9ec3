"""A ticket, as the columns of its row."""

from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Row, Select, select

from bot.domain.answers import FormAnswer
from bot.domain.clocks import clocks_as_json, clocks_from_json
from bot.domain.entitlement import Right
from bot.domain.entry import Entry
from bot.domain.handing_over import EtaStage
from bot.domain.offer import Offer
from bot.domain.policy import Policy
from bot.domain.priorities import Priority
from bot.domain.product import Department
from bot.domain.questions import Asked
from bot.domain.silence import Silence
from bot.domain.states import ClosingReason, Event, State
from bot.domain.ticket import Ticket
from bot.domain.ties import Ties
from storage import stemmed
from storage.sql import without
from storage.tables import policies, tickets

SELECT_TICKETS: Select[Any] = select(*without(tickets, "stems"), policies.c.body.label("policy")).join(
    policies,
    (policies.c.product_id == tickets.c.product_id) & (policies.c.version == tickets.c.policy_version),
)
"""Rows that `read_ticket` reads."""


def changing(ticket: Ticket) -> dict[str, Any]:
    return {
        "priority": ticket.priority.value,
        "work_stopped": ticket.work_stopped,
        "form": [answer.as_json() for answer in ticket.form],
        "department": ticket.department.value,
        "other_desk": ticket.other_desk,
        "eta": ticket.eta,
        "awaited": ticket.awaited,
        "eta_warned": ticket.eta_warned and ticket.eta_warned.value,
        "shipped": ticket.shipped,
        "offer": ticket.offer and ticket.offer.as_json(),
        "state": ticket.state.value,
        "return_to": ticket.return_to and ticket.return_to.value,
        "assignee_id": ticket.assignee_id,
        "resolution_no": ticket.resolution_no,
        "queued_resolution": ticket.queued_resolution,
        "undelivered": ticket.undelivered,
        "resolved_at": ticket.resolved_at,
        "closing_reason": ticket.closing_reason and ticket.closing_reason.value,
        "closed_at": ticket.closed_at,
        "rating": ticket.rating,
        "silence": ticket.silence and ticket.silence.as_json(),
        **asdict(ticket.ties),
        "level": ticket.level,
        "clocks": clocks_as_json(ticket.clocks),
        "asked": ticket.asked and ticket.asked.as_json(),
        "next_due_at": ticket.next_due,
        "breached": ticket.breached,
        "entitlement_id": ticket.entitlement_id,
        "entitlement": ticket.right and ticket.right.as_json(),
        "explained_at": ticket.explained_at,
        "files_erased_at": ticket.files_erased_at,
        "erased_at": ticket.erased_at,
        "stems": stemmed.of_ticket(ticket),
    }


def read_ticket(row: Row[Any]) -> Ticket:
    ticket = Ticket(
        id=row.id,
        product_id=row.product_id,
        prefix=row.prefix,
        number=row.number,
        type_id=row.type_id,
        customer_id=row.customer_id,
        draft_id=row.draft_id,
        policy=Policy.from_json(row.policy),
        policy_version=row.policy_version,
        priority=Priority(row.priority),
        work_stopped=row.work_stopped,
        subject=row.subject,
        form=tuple(FormAnswer.from_json(data) for data in row.form),
        additions=tuple(row.additions),
        enclosed=tuple(row.enclosed),
        registered_at=row.registered_at,
        follow_up_of=row.follow_up_of,
        department=Department(row.department),
        other_desk=row.other_desk,
        eta=row.eta,
        awaited=row.awaited,
        eta_warned=EtaStage(row.eta_warned) if row.eta_warned else None,
        shipped=row.shipped,
        offer=Offer.from_json(row.offer) if row.offer else None,
        state=State(row.state),
        return_to=State(row.return_to) if row.return_to else None,
        assignee_id=row.assignee_id,
        resolution_no=row.resolution_no,
        queued_resolution=row.queued_resolution,
        undelivered=row.undelivered,
        resolved_at=row.resolved_at,
        closing_reason=ClosingReason(row.closing_reason) if row.closing_reason else None,
        closed_at=row.closed_at,
        rating=row.rating,
        silence=Silence.from_json(row.silence),
        ties=Ties(**{each.name: getattr(row, each.name) for each in fields(Ties)}),
        level=row.level,
        clocks=clocks_from_json(row.clocks),
        asked=Asked.from_json(row.asked) if row.asked else None,
        next_due=row.next_due_at,
        right=Right.from_json(row.entitlement) if row.entitlement else None,
        explained_at=row.explained_at,
        files_erased_at=row.files_erased_at,
        erased_at=row.erased_at,
        version=row.version,
    )
    ticket.planned_for = ticket.timing
    return ticket


def read_entry(row: Row[Any]) -> Entry:
    return Entry(
        event=Event(row.event),
        transition=row.transition,
        to=State(row.to),
        actor_kind=row.actor_kind,
        actor_id=row.actor_id,
        happened_at=row.happened_at,
        data=row.data,
    )
