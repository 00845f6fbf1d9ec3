"""Answers that a customer put off: asked for in a form of their own, which completes the ticket's."""

from datetime import datetime

from bot.domain import errors
from bot.domain.answers import FormAnswer
from bot.domain.completion import come_later
from bot.domain.delivery import words_to_customer, words_to_desk
from bot.domain.draft import Draft, DraftStatus
from bot.domain.intake import Form
from bot.domain.people import Customer
from bot.domain.ticket import Ticket
from bot.services.drafts import Drafts, form_answers, standing
from bot.services.effects import Effects
from bot.services.entitlements import Entitlements
from bot.services.relay import Relay
from bot.services.tickets import missing_told, own_ticket, whole


class Completion:
    """Opens the form of what is missing, and adds its answers to the ticket."""

    def __init__(self, drafts: Drafts, *, effects: Effects, relay: Relay, entitlements: Entitlements) -> None:
        self.drafts = drafts
        self.entitlements = entitlements
        self.uow = drafts.uow
        self.effects = effects
        self.relay = relay

    async def open(self, customer: Customer, ticket_id: int) -> None:
        """`Complete the form`: pressed again, it shows the question where the form stands."""
        ticket = await own_ticket(self.uow, customer, ticket_id)
        if not ticket.is_live:
            raise errors.OutdatedButton
        await self._open(customer, ticket, tuple(each.key for each in ticket.missing))

    async def correct_number(self, customer: Customer, ticket_id: int) -> None:
        """`Correct the number` of a ticket that is on hold: asked once more, also where it was answered."""
        ticket = await own_ticket(self.uow, customer, ticket_id)
        asked = ticket.key_asked
        if not ticket.is_held or asked is None:
            raise errors.OutdatedButton
        await self._open(customer, ticket, (asked.key,))

    async def _open(self, customer: Customer, ticket: Ticket, asks: tuple[str, ...]) -> None:
        draft = await self.drafts.open_of(customer)
        if draft and draft.completes == ticket.id and (not asks or set(asks) & set(draft.asks)):
            await self.drafts.save(draft)  # touched: it comes before a ticket that was chosen earlier
            self.uow.deliver(standing(self.drafts.form(draft)))
            return
        if not asks:
            raise errors.NothingMissing(ticket=ticket.name)
        if draft:
            await self.drafts.set_aside(draft)
        draft = await self._begin(customer, ticket, asks)
        form = self.drafts.form(draft)
        self.uow.deliver(
            words_to_customer(
                customer.id, "completing", draft_id=draft.id, ticket=ticket.name, number=len(form.fields)
            ),
            standing(form),
        )

    async def _begin(self, customer: Customer, ticket: Ticket, asks: tuple[str, ...]) -> Draft:
        now = self.drafts.clock.now()
        draft = Draft(
            id=0,
            customer_id=customer.id,
            created_at=now,
            updated_at=now,
            product_id=ticket.product_id,
            type_id=ticket.type_id,
            completes=ticket.id,
            asks=asks,
        )
        fields = self.drafts.form(draft).fields
        if not fields:
            raise errors.NothingMissing(ticket=ticket.name)  # the product asks for it no more
        draft.at = fields[0].key
        await self.drafts.turn_to_form(customer)
        return await self.uow.drafts.add(draft)

    async def join(self, form: Form, *, at: datetime) -> None:
        """The last question is behind the customer, since `at`: what they said is the ticket's. Agents see it
        where the ticket goes on."""
        draft = form.draft
        ticket = await self.uow.tickets.get(draft.completes or 0)
        here = await whole(self.uow, ticket)
        answers = [each for each in form_answers(form) if each.value or each.files]
        draft.status, draft.ticket_id = DraftStatus.SUBMITTED, ticket.id
        await self.drafts.save(draft)
        if answers or draft.additions:
            self._tell_agents(here, draft, answers, of=ticket)
        messages = await self.relay.take_over(here, draft, answers)
        if messages and (here is not ticket or (not answers and draft.additions)):
            await self.relay.customer_heard(here, messages[-1])
        if answers:
            later = come_later(self.drafts.type_of(ticket), ticket.form, answers)
            called = ticket.is_called_out
            transition = ticket.answered_later(later, at=at)
            await self.effects.carry_out(ticket, transition)
            await self.entitlements.answered(ticket, later, called=called)
            return
        if ticket.is_held and not ticket.missing:
            self.entitlements.explain(ticket)
            return
        self.uow.deliver(
            words_to_customer(
                draft.customer_id,
                "still_missing",
                ticket_id=ticket.id,
                ticket=ticket.name,
                missing=missing_told(ticket),
            )
        )

    def _tell_agents(self, here: Ticket, draft: Draft, answers: list[FormAnswer], *, of: Ticket) -> None:
        self.uow.deliver(
            words_to_desk(
                here.id,
                "form_completed",
                ticket=of.name if of is not here else None,
                answers=[each.as_json() for each in answers],
                additions=[each.text for each in draft.additions if each.text],
            )
        )
