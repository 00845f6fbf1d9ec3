"""A customer's messages: where each belongs, and what follows."""

from bot.domain import errors
from bot.domain.delivery import words_to_customer
from bot.domain.draft import ALIKE, Draft, DraftStatus
from bot.domain.kinds.files import check_file
from bot.domain.message import Audience, Message
from bot.domain.people import Customer, Topic
from bot.domain.states import State
from bot.domain.steps import Gesture
from bot.domain.ticket import Ticket
from bot.services.drafts import form_answers, said, same_problem_told, to_writer
from bot.services.intake import Intake
from bot.services.ports import Catalog, Clock, UnitOfWork
from bot.services.reception import Reception
from bot.services.relay import Relay
from bot.services.resolution import Resolution
from bot.services.tickets import in_list, own_ticket, whole

STAYS_RECENT_DAYS = 14
"""A ticket resolved or closed longer ago takes a message only when it is named."""

OFFERED_TICKETS = 8
"""How many tickets the question "which one?" offers at the most."""


class Conversation:
    """Takes every message of a customer to the one place it belongs to."""

    def __init__(
        self,
        uow: UnitOfWork,
        catalog: Catalog,
        clock: Clock,
        *,
        reception: Reception,
        intake: Intake,
        resolution: Resolution,
        relay: Relay,
    ) -> None:
        self.uow = uow
        self.catalog = catalog
        self.clock = clock
        self.reception = reception
        self.intake = intake
        self.resolution = resolution
        self.relay = relay

    async def customer_wrote(
        self, customer: Customer, message: Message, *, meant: Gesture | None = None
    ) -> None:
        """In this order: the ticket replied to, a reason asked for, the ticket chosen after the form was
        last touched, the open form, a rating's comment, the ticket chosen lately, the only live one; else
        the customer is asked."""
        if message.automatic:
            await self._automatic(customer, message)
            return
        at = message.happened_at
        ticket = await self._ticket_of_album(message)
        if ticket:
            await self._add_to_album(ticket, message)
            return
        ticket = await self._ticket_replied_to(customer, message)
        reason = await self.resolution.reason_awaited(customer, at=at)
        if reason and (ticket is None or ticket.id == reason.ticket_id):
            await self._check_file(reason.ticket_id, message)
            await self.resolution.reason_given(customer, reason, message)
            return
        if ticket:
            await self._to_ticket(ticket, message)
            return
        draft = await self.reception.drafts.open_of(customer)
        chosen = customer.focused_on(Topic.CHOSEN, at=at)
        if chosen and draft and chosen.since >= draft.updated_at:
            await self._to_ticket(await self.uow.tickets.get(chosen.ticket_id), message)
            return
        comment = customer.focused_on(Topic.RATING, at=at)
        if draft and draft.is_filling:
            await self._to_form(customer, draft, message, meant)
        elif comment:
            await self._check_file(comment.ticket_id, message)
            await self.resolution.comment_rating(customer, comment, message)
        elif draft and (draft.additions or draft.type_id):
            self._check_file_for(draft.product_id, message)
            await self.reception.first_words(customer, message)
        else:
            await self._route(customer, message)

    async def _automatic(self, customer: Customer, message: Message) -> None:
        """Nobody can be asked about it, and it answers nothing: agents of the likeliest ticket see it."""
        ticket = await self._ticket_replied_to(customer, message)
        if ticket is None:
            tickets = await self.uow.tickets.of_customer(customer.id)
            ticket = next((each for each in tickets if each.is_live), None)
        if ticket is None:
            await self.uow.messages.add(message)
            return
        ticket = await whole(self.uow, ticket)
        message.ticket_id = ticket.id
        await self.uow.messages.add(message)
        await self.relay.automatic(ticket, message)

    async def _route(self, customer: Customer, message: Message) -> None:
        chosen = customer.focused_on(Topic.CHOSEN, at=message.happened_at)
        if chosen:
            await self._to_ticket(await self.uow.tickets.get(chosen.ticket_id), message)
            return
        tickets = await self.uow.tickets.of_customer(customer.id)
        live = [
            each
            for each in tickets
            if (each.is_live or each.was_open_at(message.happened_at)) and _is_recent(each, message)
        ]
        recent = [each for each in tickets if _is_recent(each, message)]
        if len(live) == 1:
            await self._to_ticket(live[0], message)
        elif recent:
            await self._ask_which(customer, live or recent, message)
        else:
            await self.reception.first_words(customer, message)

    async def _to_form(
        self, customer: Customer, draft: Draft, message: Message, meant: Gesture | None
    ) -> None:
        """The words answer the form, unless an agent wrote since it was last touched: then only the
        customer can tell, or the form, when it cannot take them."""
        form, since = self.reception.drafts.form(draft), draft.updated_at
        pressed = (meant is not None and form.allows(meant)) or form.was_asked_for(said(message))
        written = None if pressed else await self.uow.messages.last_answered(customer.id, since=since)
        if written is None:
            await self.intake.answer(customer, draft, message, meant=meant)
            return
        ticket = await self.uow.tickets.get(written)
        if form.would_take(said(message)):
            await self._ask_form_or_ticket(customer, draft, ticket, message)
        else:
            await self._to_ticket(ticket, message)

    async def _ask_form_or_ticket(
        self, customer: Customer, draft: Draft, ticket: Ticket, message: Message
    ) -> None:
        self._check_file_for(draft.product_id, message)
        message.audience = Audience.HELD
        await self.uow.messages.add(message)
        self.uow.deliver(
            words_to_customer(
                customer.id,
                "form_or_ticket",
                draft_id=draft.id,
                slot=f"which:{customer.id}",
                album=message.album,
                product=draft.product_id,
                type=draft.type_id,
                tickets=[in_list(ticket)],
            )
        )

    async def answer_form_with_held(self, customer: Customer, draft_id: int) -> None:
        """The waiting words are for the form."""
        await self.intake.answer_with(customer, draft_id, await self._held(customer))

    async def place_held(self, customer: Customer, ticket_id: int) -> None:
        """The customer picked the ticket that the waiting words are for."""
        ticket = await self._whole(customer, ticket_id)
        await self._place(customer, ticket, await self._held(customer))

    async def new_request_with_held(self, customer: Customer) -> None:
        """The waiting words are about another problem."""
        await self.reception.new_request_with(customer, await self._held(customer))

    async def choose_ticket(self, customer: Customer, ticket_id: int) -> None:
        """`Add a message`: what the customer writes next goes to this ticket, and what waited with it."""
        ticket = await self._whole(customer, ticket_id)
        await self._place(customer, ticket, await self.uow.messages.held_by(customer.id))
        self.uow.deliver(
            words_to_customer(customer.id, "write_to_ticket", ticket_id=ticket.id, ticket=ticket.name)
        )

    async def same_problem(self, customer: Customer, draft_id: int, ticket_id: int) -> None:
        """The form tells of a ticket that is there already: what was said in it becomes a part of that."""
        draft = await self.reception.drafts.open(customer, draft_id)
        if draft.at != ALIKE:
            raise errors.OutdatedButton
        ticket = await self._whole(customer, ticket_id)
        form = self.reception.drafts.form(draft)
        draft.status, draft.ticket_id = DraftStatus.SUBMITTED, ticket.id
        await self.reception.drafts.save(draft)
        self.uow.deliver(same_problem_told(ticket, form))
        messages = await self.relay.take_over(ticket, draft, form_answers(form))
        if messages:
            await self.relay.customer_heard(ticket, messages[-1])
        if draft.filled_by is None:  # where the customer's own next words go is not for an agent to change
            customer.look_at(Topic.CHOSEN, ticket.id, at=self.clock.now())
            await self.uow.customers.save(customer)
        told = words_to_customer(
            customer.id,
            "added_to_ticket",
            ticket_id=ticket.id,
            ticket=ticket.name,
            for_caller=draft.filled_by is not None,
        )
        self.uow.deliver(to_writer(draft, told))

    async def _whole(self, customer: Customer, ticket_id: int) -> Ticket:
        """What a customer says of a merged ticket goes to where it goes on."""
        ticket = await whole(self.uow, await own_ticket(self.uow, customer, ticket_id))
        ticket.require_words()
        return ticket

    async def _to_ticket(self, ticket: Ticket, message: Message) -> None:
        ticket = await whole(self.uow, ticket)
        ticket.require_words()
        self._check_file_for(ticket.product_id, message)
        message.ticket_id = ticket.id
        await self.uow.messages.add(message)
        await self.relay.customer_said(ticket, message)

    async def _add_to_album(self, ticket: Ticket, message: Message) -> None:
        """What the first part meant, the ticket has learnt from it already."""
        self._check_file_for(ticket.product_id, message)
        message.ticket_id = ticket.id
        await self.uow.messages.add(message)
        await self.relay.show_to_agents(ticket, message)

    async def _place(self, customer: Customer, ticket: Ticket, held: list[Message]) -> None:
        """The customer's next words are for this ticket, as are those that waited."""
        customer.look_at(Topic.CHOSEN, ticket.id, at=self.clock.now())
        await self.uow.customers.save(customer)
        await self.uow.messages.place([each.id for each in held], ticket_id=ticket.id, draft_id=None)
        for message in held:
            await self.relay.customer_said(ticket, message)

    async def _check_file(self, ticket_id: int, message: Message) -> None:
        if message.attachment:
            self._check_file_for((await self.uow.tickets.get(ticket_id)).product_id, message)

    def _check_file_for(self, product_id: str | None, message: Message) -> None:
        product = self.catalog.find(product_id or "")
        if message.attachment and product:
            check_file(message.attachment, product.files)

    async def _ask_which(self, customer: Customer, tickets: list[Ticket], message: Message) -> None:
        message.audience = Audience.HELD
        await self.uow.messages.add(message)
        self.uow.deliver(
            words_to_customer(
                customer.id,
                "which_ticket",
                slot=f"which:{customer.id}",
                album=message.album,
                tickets=[in_list(each) for each in tickets[:OFFERED_TICKETS]],
            )
        )

    async def _held(self, customer: Customer) -> list[Message]:
        held = await self.uow.messages.held_by(customer.id)
        if not held:
            raise errors.AlreadyAnswered
        return held

    async def _ticket_replied_to(self, customer: Customer, message: Message) -> Ticket | None:
        """The ticket of the message that this one replies to, ours or the customer's own."""
        if message.reply_to is None:
            return None
        link = await self.uow.links.at(message.reply_to)
        own = None if link else await self.uow.messages.at(message.reply_to)
        ticket_id = link.ticket_id if link else own.ticket_id if own else None
        if ticket_id is None:
            return None
        ticket = await self.uow.tickets.get(ticket_id)
        return ticket if ticket.customer_id == customer.id else None

    async def _ticket_of_album(self, message: Message) -> Ticket | None:
        """The parts of an album stay together."""
        if message.album is None:
            return None
        mates = await self.uow.messages.of_album(message.author, message.album)
        ticket_id = mates[-1].ticket_id if mates else None
        return await self.uow.tickets.get(ticket_id) if ticket_id else None


def _is_recent(ticket: Ticket, message: Message) -> bool:
    if ticket.is_erased:
        return False
    ended = ticket.closed_at or (ticket.resolved_at if ticket.state is State.RESOLVED else None)
    return ended is None or (message.happened_at - ended).days < STAYS_RECENT_DAYS
