"""What a customer is shown of their tickets."""

from collections.abc import Sequence
from typing import Any

from bot.domain import errors
from bot.domain.completion import waits
from bot.domain.delivery import words_to_customer
from bot.domain.people import Customer
from bot.domain.promises import promised_day
from bot.domain.states import Event
from bot.domain.ticket import Ticket
from bot.services import history
from bot.services.ports import Catalog, Clock, UnitOfWork

LISTED_TICKETS = 10


class TicketWindow:
    """A customer's view of their tickets."""

    def __init__(self, uow: UnitOfWork, catalog: Catalog, clock: Clock) -> None:
        self.uow = uow
        self.catalog = catalog
        self.clock = clock

    async def list(self, customer: Customer) -> None:
        """The newest tickets, live ones first."""
        tickets = await self.uow.tickets.of_customer(customer.id)
        tickets.sort(key=lambda each: not each.is_live)
        colleagues = await self.uow.entitlements.shared_with(customer.id, limit=LISTED_TICKETS)
        self.uow.deliver(
            words_to_customer(
                customer.id,
                "tickets",
                tickets=[in_list(each) for each in tickets[:LISTED_TICKETS]],
                colleagues=[{**in_list(each), "whose": who.name} for each, who in colleagues],
            )
        )

    async def show_named(self, customer: Customer, name: str) -> None:
        """`/ticket NUMBER`; the bare number is enough where only one of the customer's tickets has it."""
        tickets = await self.uow.tickets.of_customer(customer.id, limit=1000)
        wanted = name.strip().upper().lstrip("#№ ")
        found = [each for each in tickets if wanted in {each.name, str(each.number)}]
        if not found:
            found = [each for each in await self._colleagues(customer) if each.name == wanted]
        if len(found) != 1:
            raise errors.UnknownTicket(number=name.strip())
        self.show(customer, found[0])

    async def show_own(self, customer: Customer, ticket_id: int) -> None:
        self.show(customer, await self._visible(customer, ticket_id))

    async def history(self, customer: Customer, ticket_id: int) -> None:
        ticket = await self._visible(customer, ticket_id)
        told = await history.for_customer(self.uow, ticket)
        self.uow.deliver(
            words_to_customer(
                customer.id,
                "history",
                ticket_id=ticket.id,
                ticket=ticket.name,
                product=ticket.product_id,
                lines=told.lines,
                earlier=told.earlier,
                mine=ticket.customer_id == customer.id,
            )
        )

    async def _visible(self, customer: Customer, ticket_id: int) -> Ticket:
        """The customer's own, or a colleague's that is shared with them: to be read, and no more."""
        ticket = await self.uow.tickets.find(ticket_id)
        if ticket is None:
            raise errors.OutdatedButton
        if ticket.customer_id == customer.id:
            return ticket
        if ticket_id not in {each.id for each in await self._colleagues(customer)}:
            raise errors.OutdatedButton
        return ticket

    async def _colleagues(self, customer: Customer) -> Sequence[Ticket]:
        return [each for each, _ in await self.uow.entitlements.shared_with(customer.id, limit=1000)]

    def show(self, customer: Customer, ticket: Ticket) -> None:
        promised = promised_day(ticket)
        self.uow.deliver(
            words_to_customer(
                customer.id,
                "ticket",
                ticket_id=ticket.id,
                product=ticket.product_id,
                type=ticket.type_id,
                registered_at=ticket.registered_at.isoformat(),
                live=ticket.is_live,
                no=ticket.resolution_no,
                can_reopen=ticket.allows(Event.REOPENED, at=self.clock.now()),
                disagreement=ticket.policy.disagreement.value,
                missing=missing_told(ticket),
                closes=closing_told(self.catalog, ticket),
                eta=promised.isoformat() if promised else None,
                awaited=ticket.awaited,
                mine=ticket.customer_id == customer.id,
                can_correct=ticket.is_held and ticket.key_asked is not None,
                **in_list(ticket),
            )
        )


async def own_ticket(uow: UnitOfWork, customer: Customer, ticket_id: int) -> Ticket:
    """The ticket that a button names, if it is this customer's."""
    ticket = await uow.tickets.find(ticket_id)
    if ticket is None or ticket.customer_id != customer.id:
        raise errors.OutdatedButton
    return ticket


async def ticket_at_work(uow: UnitOfWork, customer: Customer, ticket_id: int) -> Ticket:
    """The same, for buttons that decide something: one that was merged goes on elsewhere."""
    ticket = await own_ticket(uow, customer, ticket_id)
    require_apart(ticket)
    return ticket


def require_apart(ticket: Ticket) -> None:
    if ticket.ties.merged_into:
        raise errors.NowPartOf(ticket=ticket.name, other=ticket.ties.merged_into)


async def whole(uow: UnitOfWork, ticket: Ticket) -> Ticket:
    """Where a ticket goes on: itself, or what it was merged into."""
    return [ticket, *await up_from(uow, ticket)][-1]


async def up_from(uow: UnitOfWork, ticket: Ticket) -> list[Ticket]:
    """What a ticket was merged into, what that was merged into, and so on."""
    line: list[Ticket] = []
    while ticket.ties.merged_into:
        found = await uow.tickets.named(ticket.ties.merged_into)
        if found is None:
            raise LookupError(ticket.ties.merged_into)
        line.append(ticket := found)
    return line


async def numbered(uow: UnitOfWork, given: str, *, beside: Ticket) -> Ticket:
    """The ticket that somebody names: EC-1, or 1 where the ticket at hand is an EC, too."""
    words = given.strip().upper().lstrip("#№ ")
    ticket = await uow.tickets.named(f"{beside.prefix}-{words}" if words.isdecimal() else words)
    if ticket is None:
        raise errors.NumberUnknown(given=given.strip(), example=beside.name)
    return ticket


async def resolving_message(uow: UnitOfWork, ticket: Ticket) -> int | None:
    """What the customer got as the last resolution."""
    if not ticket.resolution_no:
        return None
    log = await uow.tickets.log(ticket.id)
    last = next(
        each for each in reversed(log) if each.event is Event.RESOLUTION_DELIVERED and each.transition
    )
    return int(last.data["message_id"])


async def reasons_given(uow: UnitOfWork, ticket: Ticket) -> set[int]:
    """The messages that say why the customer does not accept the last resolution."""
    found: set[int] = set()
    for each in reversed(await uow.tickets.log(ticket.id)):
        if each.event is Event.RESOLUTION_DELIVERED:
            break
        if each.event is Event.DISAGREED:
            found.update(each.data["messages"])
    return found


def in_list(ticket: Ticket) -> dict[str, Any]:
    """A ticket as one line, or one button, of a list."""
    return {
        "id": ticket.id,
        "ticket": ticket.name,
        "subject": ticket.subject,
        "erased": ticket.is_erased,
        "state": ticket.state.value,
        "department": ticket.department.value,
        "reason": ticket.closing_reason.value if ticket.closing_reason else None,
        "into": ticket.ties.merged_into,
        "incomplete": ticket.is_live and bool(ticket.missing),
    }


def closing_told(catalog: Catalog, ticket: Ticket) -> dict[str, str] | None:
    """When silence will close the ticket, and by whose clock that is said; None: it will not."""
    product = catalog.find(ticket.product_id)
    period = ticket.closing_period(product.hours.calendar) if product else None
    if period is None or period.ends is None:
        return None
    return {"at": period.ends.isoformat(), "zone": ticket.policy.closing.zone.key}


def missing_told(ticket: Ticket) -> list[dict[str, Any]]:
    """The answers that the form still lacks, and what waits for them."""
    return [{"label": dict(each.label.by_language), "waits": waits(each)} for each in ticket.missing]
