"""The queue, an agent's own tickets, and one ticket at a glance: each a message that its buttons change."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain import errors
from bot.domain.delivery import Recipient, words_to_chat
from bot.domain.desk_list import ON_A_PAGE, DueBy, ListRow, ListView, Tally
from bot.domain.group import StaffGroup
from bot.domain.message import Source
from bot.domain.notice import Notice
from bot.domain.numbers import read_number
from bot.domain.paging import pages
from bot.domain.people import Agent
from bot.domain.states import Event
from bot.domain.ticket import Ticket
from bot.services.assignment import Assignment
from bot.services.list_ports import Day
from bot.services.ports import Catalog, Clock, UnitOfWork

LOOKED_AT = 30
"""How many tickets that nobody has are tried, where work on the first cannot begin."""

MEANT = 5


class TicketLists:
    def __init__(self, uow: UnitOfWork, catalog: Catalog, clock: Clock, *, assignment: Assignment) -> None:
        self.uow = uow
        self.catalog = catalog
        self.clock = clock
        self.assignment = assignment

    async def show(
        self,
        group: StaffGroup,
        view: ListView,
        where: Recipient,
        *,
        instead_of: Source | None = None,
        choosing: str = "",
        taken: ListRow | None = None,
        by: str = "",
    ) -> None:
        """A page of the list. `choosing`: by which of its properties the reader wants to filter; `taken`:
        what an agent has just taken from it."""
        day = self._day()
        tally = await self.uow.lists.tally(group.chat_id, view.agent, day)
        shown = tally.of(view)
        number = shown.number()
        view = view.on_page(view.page, of=number)
        rows = await self.uow.lists.rows(group.chat_id, view, day, limit=ON_A_PAGE) if number else []
        free = await self._first_free(group, view, day) if view.agent is None and shown.free else None
        self.uow.deliver(
            words_to_chat(
                where.id,
                "ticket_list",
                thread=where.thread,
                instead_of=instead_of,
                view=view.as_json(),
                whose=(await self.uow.agents.get(view.agent)).name if view.agent else None,
                rows=[row_told(each) for each in rows],
                total=number,
                pages=pages(number, ON_A_PAGE),
                free=shown.free,
                blockers=shown.blockers,
                overdue=shown.overdue,
                unfiltered=tally.of(view.everything).number() if view.is_filtered else number,
                filters=_filters(tally, view),
                choosing=choosing,
                choices=_choices(tally, view, choosing),
                first=free,
                just_taken=row_told(taken) if taken else None,
                by=by,
                at=day.now.isoformat(),
            )
        )

    async def take_next(
        self,
        agent: Agent,
        group: StaffGroup,
        view: ListView,
        where: Recipient,
        *,
        seen: int,
        instead_of: Source,
    ) -> Notice:
        """The first that nobody has. Of two who press at once each gets another; `seen` is what the button
        meant, so that a second press of it is the same press."""
        if await self._pressed_already(agent, group, seen):
            await self.show(group, view, where, instead_of=instead_of)
            return Notice("taken_already")
        ticket = await self._take_first(agent, group, view)
        taken = await self.uow.lists.row(ticket.id) if ticket else None
        await self.show(group, view, where, instead_of=instead_of, taken=taken, by=agent.name)
        if ticket is None:
            return Notice("nothing_to_take")
        return Notice("taken_next", {"ticket": ticket.name, "subject": ticket.subject})

    async def glance(self, given: str, where: Recipient, *, beside: Ticket | None) -> None:
        """`/ticket NUMBER`: what it is about, how it stands, and where."""
        ticket = await self._meant(given, beside)
        row = await self.uow.lists.row(ticket.id)
        customer = await self.uow.customers.get(ticket.customer_id)
        self.uow.deliver(
            words_to_chat(
                where.id,
                "ticket_at_a_glance",
                thread=where.thread,
                row=row_told(row),
                id=ticket.id,
                customer=customer.name,
                type=ticket.type_id,
                priority=ticket.priority.value,
                closed_for=ticket.closing_reason and ticket.closing_reason.value,
                into=ticket.ties.merged_into,
                can_take=ticket.allows(Event.TAKEN, at=self.clock.now()),
                at=self.clock.now().isoformat(),
            )
        )

    # How it is done.

    async def _first_free(self, group: StaffGroup, view: ListView, day: Day) -> int | None:
        return next(iter(await self.uow.lists.free(group.chat_id, view, day, limit=1)), None)

    async def _pressed_already(self, agent: Agent, group: StaffGroup, seen: int) -> bool:
        """Whether this very button has given the agent a ticket before."""
        meant = await self.uow.tickets.find(seen)
        if meant is None or meant.assignee_id is None:
            return False
        if meant.assignee_id == agent.id:
            return True
        return not await self.uow.agents.took_instead(agent.id, seen, chat_id=group.chat_id)

    async def _take_first(self, agent: Agent, group: StaffGroup, view: ListView) -> Ticket | None:
        for each in await self.uow.lists.free(group.chat_id, view, self._day(), limit=LOOKED_AT):
            ticket = await self.uow.tickets.at_hand(each)
            if ticket.assignee_id is None and ticket.allows(Event.TAKEN, at=self.clock.now()):
                await self.assignment.take(agent, ticket)
                return ticket
        return None

    async def _meant(self, given: str, beside: Ticket | None) -> Ticket:
        """EC-1, in either alphabet; 1 alone where it is clear whose number that is."""
        number = read_number(given)
        example = beside.name if beside else f"{self.catalog.all()[0].prefix}-1"
        if number is None:
            if beside and not given.strip():
                return beside
            raise errors.NumberUnknown(given=given.strip() or "…", example=example)
        prefixes = [number.prefix] if number.prefix else [each.prefix for each in self.catalog.all()]
        if beside and not number.prefix:
            prefixes = [beside.prefix]
        named = [await self.uow.tickets.named(f"{prefix}-{number.number}") for prefix in prefixes]
        found = [each for each in named if each]
        if len(found) > 1:
            raise errors.SeveralTickets(given=given.strip(), known=[each.name for each in found[:MEANT]])
        if not found:
            raise errors.NumberUnknown(given=given.strip(), example=example)
        return found[0]

    def _day(self) -> Day:
        now = self.clock.now()
        return Day(now, {each.id: _midnight(now, each.zone) for each in self.catalog.all()})


def _midnight(now: datetime, zone: str) -> datetime:
    """The end of the day, where the office is."""
    local = now.astimezone(ZoneInfo(zone))
    tomorrow = (local + timedelta(days=1)).date()
    return datetime.combine(tomorrow, datetime.min.time(), tzinfo=local.tzinfo).astimezone(UTC)


def row_told(row: ListRow) -> dict[str, Any]:
    return asdict(row) | {
        "state": row.state.value,
        "department": row.department.value,
        "due": row.due and row.due.isoformat(),
    }


def _filters(tally: Tally, view: ListView) -> Sequence[str]:
    """By what there is something to choose, or has been chosen."""
    found = {
        "product": len(tally.products) > 1 or view.product,
        "department": len(tally.departments) > 1 or view.department,
        "state": len(tally.states) > 1 or view.state,
        "due": bool(tally.shares) or view.due,
    }
    return [name for name, offered in found.items() if offered]


def _choices(tally: Tally, view: ListView, choosing: str) -> Sequence[tuple[Any, int]]:
    """What can be chosen now, with how many each choice leaves."""
    values: dict[str, Sequence[Any]] = {
        "product": tally.products,
        "department": tally.departments,
        "state": tally.states,
        "due": [DueBy.TODAY, DueBy.OVERDUE],
    }
    offered = [(each, view.but(**{choosing: each})) for each in values.get(choosing, ())]
    return [(value, tally.of(other).number()) for value, other in offered]
