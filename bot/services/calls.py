"""A customer has called: an agent fills the form for them in the staff group."""

import re
from datetime import datetime, timedelta
from typing import Any

from bot.domain import errors
from bot.domain.delivery import Recipient, words_to_chat
from bot.domain.draft import Draft, FilledBy
from bot.domain.kinds.reach import phone_in
from bot.domain.message import Message
from bot.domain.people import PHONE, Agent, Consent, Customer
from bot.domain.product import Product
from bot.domain.steps import Gesture
from bot.services.desk_ports import Call
from bot.services.drafts import Drafts, standing
from bot.services.intake import Intake

CALLER_WAITED_FOR = timedelta(hours=1)
"""How long after the question an agent's words are taken for the caller's name."""

_TICKET = re.compile(r"[A-Za-z]+-\d+")
_BETWEEN = " ,;:.-–—\t\n"


class Calls:
    """From `/new` to the form's first question. What follows is the form's business, as with any draft."""

    def __init__(self, drafts: Drafts, intake: Intake) -> None:
        self.drafts = drafts
        self.intake = intake
        self.uow = drafts.uow

    async def begin(self, agent: Agent, where: Recipient) -> None:
        """`/new`. A form that the agent has not finished goes on."""
        if not agent.address.isdecimal():
            raise errors.OwnNameWanted
        draft = await self._draft(agent, where)
        if draft and draft.is_filling:
            await self.drafts.show(self.drafts.form(draft))
            return
        self._ask_product(where)

    async def choose_product(self, agent: Agent, where: Recipient, product_id: str) -> None:
        draft = await self._draft(agent, where)
        if draft and draft.is_filling:
            raise errors.AlreadyAnswered
        self._say(where, "call_types", product=self.drafts.product(product_id).id)

    async def choose_type(self, agent: Agent, where: Recipient, product_id: str, type_id: str) -> None:
        """Who calls is asked once, also when the type is chosen anew."""
        product = self.drafts.product(product_id)
        if not product.has_type(type_id):
            raise errors.OutdatedButton
        draft = await self._draft(agent, where)
        if draft is None:
            await self.uow.calls.put(Call(agent.id, where, product.id, type_id, self.drafts.clock.now()))
            self._say(where, "call_who", agent=agent.name, product=product.id, type=type_id)
            return
        if draft.is_filling:
            raise errors.AlreadyAnswered
        draft.product_id, draft.type_id = product.id, type_id
        await self._after_consent(draft, product)

    async def said(
        self, agent: Agent, where: Recipient, message: Message, *, language: str, meant: Gesture | None = None
    ) -> None:
        """The agent's words outside of tickets: who calls, or an answer; else nothing that concerns us.

        `language`: the agents', in which a caller who has none here is kept.
        """
        draft = await self.uow.drafts.filled_by(agent.id)
        call = None if draft else await self._call(agent, where, at=message.happened_at)
        if draft and draft.writer == where and draft.is_filling:
            await self._answered(draft, message, meant)
        elif call:
            await self._caller_named(agent, call, message, language)

    async def cancel(self, agent: Agent, where: Recipient) -> None:
        """`/cancel`, at any step, and from anywhere: the place of the form may be gone."""
        draft = await self.uow.drafts.filled_by(agent.id)
        if draft:
            await self.intake.cancel(await self.uow.customers.get(draft.customer_id), draft.id)
            if draft.writer != where:
                self._say(where, "call_cancelled")
        elif await self.uow.calls.of(agent.id, where):
            await self.uow.calls.drop(agent.id)
            self._say(where, "call_cancelled")
        else:
            self._say(where, "call_nothing_to_cancel")

    async def agree(self, agent: Agent, draft_id: int) -> None:
        """The customer has agreed by phone."""
        draft = await self._awaiting_consent(agent, draft_id)
        product = self.drafts.product(draft.product_id)
        if not await self._consented(draft, product):
            await self.uow.customers.record_consent(
                Consent(draft.customer_id, product.id, product.consent.version, self.drafts.clock.now())
            )
        await self._after_consent(draft, product)

    async def decline(self, agent: Agent, draft_id: int) -> None:
        draft = await self._awaiting_consent(agent, draft_id)
        self._say(draft.writer, "call_declined", product=draft.product_id)

    async def customer_of(self, agent: Agent, draft_id: int) -> Customer:
        """Whose form it is that this agent fills in, and nobody else."""
        draft = await self.uow.drafts.get(draft_id)
        if draft is None or draft.filled_by is None:
            raise errors.OutdatedButton
        if draft.filled_by.agent_id != agent.id:
            raise errors.NotYourButton
        return await self.uow.customers.get(draft.customer_id)

    # How it is done.

    async def _draft(self, agent: Agent, where: Recipient) -> Draft | None:
        draft = await self.drafts.filled_by(agent)
        if draft and draft.writer == where:
            return draft
        if draft:
            raise errors.FormElsewhere
        return None

    async def _call(self, agent: Agent, where: Recipient, *, at: datetime) -> Call | None:
        """The agent has been asked who is calling, and not so long ago that they may have forgotten."""
        call = await self.uow.calls.of(agent.id, where)
        return call if call and at - call.since <= CALLER_WAITED_FOR else None

    async def _answered(self, draft: Draft, message: Message, meant: Gesture | None) -> None:
        if self.drafts.is_served(draft):
            customer = await self.uow.customers.get(draft.customer_id)
            await self.intake.answer(customer, draft, message, meant=meant)
        else:
            draft.start_over()
            await self.drafts.save(draft)
            self._ask_product(draft.writer)

    async def _caller_named(self, agent: Agent, call: Call, message: Message, language: str) -> None:
        if not self.drafts.is_served(call):
            await self.uow.calls.drop(agent.id)
            self._ask_product(call.where)
            return
        customer = await self._caller(message, language)
        now = self.drafts.clock.now()
        draft = await self.uow.drafts.add(
            Draft(
                id=0,
                customer_id=customer.id,
                created_at=now,
                updated_at=now,
                product_id=call.product_id,
                type_id=call.type_id,
                filled_by=FilledBy(agent.id, call.where.id, call.where.thread),
            )
        )
        await self.uow.calls.drop(agent.id)
        await self._after_consent(draft, self.drafts.product(call.product_id))

    async def _caller(self, message: Message, language: str) -> Customer:
        """Whose ticket is named; else whose number is known; else somebody new."""
        words = message.text.strip()
        if _TICKET.fullmatch(words):
            ticket = await self.uow.tickets.named(words.upper())
            if ticket is None:
                raise errors.NoSuchTicket(number=words)
            return await self.uow.customers.get(ticket.customer_id)
        number, rest = phone_in(words)
        name = " ".join(rest.split()).strip(_BETWEEN)
        if not (number or name):
            raise errors.CallerWanted
        source = message.source
        address = number or f"call:{source.chat_id}:{source.message_id}"
        known = await self.uow.customers.find(PHONE, address)
        if known is None:
            return await self.uow.customers.add(Customer(0, PHONE, address, name or number, None, language))
        if name and known.name != name:
            known.name = name
            await self.uow.customers.save(known)
        return known

    async def _after_consent(self, draft: Draft, product: Product) -> None:
        """The first question, or what must be agreed to before."""
        if await self._consented(draft, product):
            form = self.drafts.form(draft)
            form.begin()
            self.uow.deliver(standing(form))
        else:
            customer = await self.uow.customers.get(draft.customer_id)
            self.uow.deliver(
                words_to_chat(
                    draft.writer.id,
                    "call_consent",
                    thread=draft.writer.thread,
                    draft_id=draft.id,
                    product=product.id,
                    customer=customer.name,
                )
            )
        await self.drafts.save(draft)

    async def _consented(self, draft: Draft, product: Product) -> bool:
        return await self.uow.customers.consented(draft.customer_id, product.id, product.consent.version)

    async def _awaiting_consent(self, agent: Agent, draft_id: int) -> Draft:
        await self.customer_of(agent, draft_id)
        draft = await self.uow.drafts.get(draft_id)
        if draft is None or draft.at is not None or draft.type_id is None:
            raise errors.AlreadyAnswered
        return draft

    def _ask_product(self, where: Recipient) -> None:
        self._say(where, "call_products", products=[each.id for each in self.drafts.catalog.all()])

    def _say(self, where: Recipient, code: str, **data: Any) -> None:
        self.uow.deliver(words_to_chat(where.id, code, thread=where.thread, **data))
