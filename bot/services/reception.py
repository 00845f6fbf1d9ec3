"""Before the form: greeting, product, request type, consent, and words that came too early."""

from collections.abc import Sequence
from typing import Any

from bot.domain import errors
from bot.domain.answers import Answer
from bot.domain.delivery import refusal_to_customer, words_to_customer
from bot.domain.draft import PREVIEW, Addition, Draft, DraftStatus
from bot.domain.kinds.files import check_file
from bot.domain.message import Message
from bot.domain.people import Consent, Customer
from bot.domain.product import Product
from bot.domain.ticket import Ticket
from bot.services.drafts import Drafts, standing


class Reception:
    """Leads a customer to a form. An unfinished form is always offered before another begins."""

    def __init__(self, drafts: Drafts) -> None:
        self.drafts = drafts
        self.uow = drafts.uow

    async def start(self, customer: Customer, payload: str = "") -> None:
        """`/start`, or a deep link that names the product."""
        product = self.drafts.catalog.find(payload) if payload else None
        draft = await self.drafts.open_of(customer)
        if draft and draft.is_filling:
            self._offer_to_go_on(draft, product)
        elif product:
            await self._show_types(customer, product, draft)
        else:
            self._say(customer, "products", unknown=payload)

    async def choose_product(self, customer: Customer, product_id: str) -> None:
        product = self.drafts.product(product_id)
        draft = await self.drafts.open_of(customer)
        if draft and draft.is_filling:
            self._offer_to_go_on(draft, product)
        else:
            await self._show_types(customer, product, draft)

    async def choose_type(self, customer: Customer, product_id: str, type_id: str) -> None:
        """The form begins, after consent where it has not been given yet."""
        product = self.drafts.product(product_id)
        if not product.has_type(type_id):
            raise errors.OutdatedButton
        draft = await self.drafts.open_or_new(customer)
        if draft.is_filling:
            self._offer_to_go_on(draft, product)
            return
        draft.product_id, draft.type_id = product.id, type_id
        if await self._consented(customer, product):
            await self._begin(customer, draft)
        else:
            self._ask_consent(draft)
        await self.drafts.save(draft)

    async def suggest(self, customer: Customer, product_id: str = "") -> None:
        """A suggestion is a request of the product's improvement type, or goes to the product's channel."""
        takers = [each for each in self.drafts.catalog.all() if each.takes_suggestions]
        chosen = [each for each in takers if each.id == product_id] or (takers if len(takers) == 1 else [])
        draft = None if chosen else await self.drafts.open_of(customer)
        if draft and draft.is_filling:
            self._offer_to_go_on(draft, None)
        elif not chosen:
            self._say(customer, "suggest_where", products=[each.id for each in takers])
        elif chosen[0].improvement_type:
            await self.choose_type(customer, chosen[0].id, chosen[0].improvement_type.id)
        else:
            self._say(customer, "suggest_in_channel", product=chosen[0].id)

    async def contacts(self, customer: Customer, product_id: str | None = None) -> None:
        """How else to reach a product's support; of all products when none is named."""
        self._say(customer, "contacts", product=self.drafts.product(product_id).id if product_id else None)

    # Words that came too early.

    async def first_words(self, customer: Customer, message: Message) -> None:
        """Words before any form: kept, and used when one begins."""
        draft = await self.drafts.open_or_new(customer)
        message.draft_id = draft.id
        await self.uow.messages.add(message)
        await self._keep(draft, [message])

    async def new_request_with(self, customer: Customer, messages: Sequence[Message]) -> None:
        """What the customer wrote belongs to no ticket they have: it opens a request of its own."""
        draft = await self.drafts.open_or_new(customer)
        await self.uow.messages.place([each.id for each in messages], ticket_id=None, draft_id=draft.id)
        await self._keep(draft, messages)

    async def follow_up(self, customer: Customer, ticket: Ticket) -> None:
        """A new request of the same product, linked to the ticket it follows."""
        draft = await self.drafts.open_or_new(customer)
        product = self.drafts.product(ticket.product_id)
        await self._follow_up(customer, draft, product, ticket)

    async def _follow_up(self, customer: Customer, draft: Draft, product: Product, ticket: Ticket) -> None:
        if draft.is_filling:
            self._offer_to_go_on(draft, product)
        else:
            await self._show_types(customer, product, draft, follow_up_of=ticket.id)

    async def start_anew_from(self, customer: Customer, ticket: Ticket, reasons: Sequence[Message]) -> None:
        """A request that says what the ticket said, and why its resolution was no good: one press away."""
        product = self.drafts.catalog.find(ticket.product_id)
        if product is None:
            self._say(customer, "products")
            return
        await self.drafts.set_aside_open(customer)
        draft = await self.drafts.open_or_new(customer)
        if not product.has_type(ticket.type_id):
            self._add(draft, reasons)
            await self._follow_up(customer, draft, product, ticket)
            return
        draft.product_id, draft.type_id, draft.follow_up_of = product.id, ticket.type_id, ticket.id
        kinds = {each.key: each.kind for each in product.type(ticket.type_id).form}
        draft.answers = {
            each.key: Answer(each.value, each.messages, each.files)
            for each in ticket.form
            if kinds.get(each.key) == each.kind
        }
        draft.at = PREVIEW
        before = await self.uow.drafts.get(ticket.draft_id)
        draft.additions += before.additions if before else ()
        self._add(draft, reasons)
        form = self.drafts.form(draft)
        form.complete()
        self._say(customer, "new_request_ready", ticket=ticket.name)
        self.uow.deliver(standing(form))
        await self.drafts.save(draft)

    # Consent.

    async def agree(self, customer: Customer, draft_id: int) -> None:
        draft = await self._awaiting_consent(customer, draft_id)
        product = self.drafts.product(draft.product_id)
        if not await self._consented(customer, product):
            await self.uow.customers.record_consent(
                Consent(customer.id, product.id, product.consent.version, self.drafts.clock.now())
            )
        await self._begin(customer, draft)
        await self.drafts.save(draft)

    async def decline(self, customer: Customer, draft_id: int) -> None:
        draft = await self._awaiting_consent(customer, draft_id)
        self._say(customer, "consent_declined", product=draft.product_id)

    # An unfinished form.

    async def resume(self, customer: Customer, draft_id: int) -> None:
        """Go on where the form was left, also after it was cancelled by mistake."""
        draft = await self.uow.drafts.get(draft_id)
        if draft is None or draft.customer_id != customer.id or draft.status is DraftStatus.SUBMITTED:
            raise errors.OutdatedButton
        if draft.status is DraftStatus.CANCELLED:
            if await self.drafts.is_needless(draft) or await self.drafts.open_of(customer):
                raise errors.OutdatedButton
            draft.status = DraftStatus.OPEN
        await self.drafts.save(draft)  # touched: it comes before a ticket that was chosen earlier
        if draft.is_filling:
            await self.drafts.turn_to_form(customer)
            await self.drafts.show(self.drafts.form(draft))
        else:
            self._say(customer, "products")

    async def restart(self, customer: Customer, draft_id: int, product_id: str) -> None:
        """Leave the unfinished form, and begin another."""
        draft = await self.drafts.open(customer, draft_id)
        draft.status = DraftStatus.CANCELLED
        await self.drafts.save(draft)
        product = self.drafts.catalog.find(product_id)
        self._say(customer, "menu" if product else "products", product=product.id if product else None)

    # How it is done.

    async def _awaiting_consent(self, customer: Customer, draft_id: int) -> Draft:
        draft = await self.drafts.open(customer, draft_id)
        if draft.at is not None or draft.type_id is None:
            raise errors.AlreadyAnswered
        return draft

    async def _consented(self, customer: Customer, product: Product) -> bool:
        return await self.uow.customers.consented(customer.id, product.id, product.consent.version)

    async def _begin(self, customer: Customer, draft: Draft) -> None:
        form = self.drafts.form(draft)
        await self._sort_out_files(draft, form.product)
        form.begin()
        await self.drafts.turn_to_form(customer)
        self.uow.deliver(standing(form))

    async def _sort_out_files(self, draft: Draft, product: Product) -> None:
        """Files that came before the product was known: those that it does not take are named, and go."""
        sent = await self.uow.messages.get([each.message_id for each in draft.additions if each.file])
        taken = 0
        for message in sent:
            try:
                if message.attachment:
                    check_file(message.attachment, product.files)
                if taken >= product.files.max_count:
                    raise errors.TooManyFiles(limit=product.files.max_count)
                taken += 1
            except errors.Refusal as no:
                draft.additions = tuple(each for each in draft.additions if each.message_id != message.id)
                self.uow.deliver(refusal_to_customer(draft.customer_id, no, reply_to=message.source))

    async def _keep(self, draft: Draft, messages: Sequence[Message]) -> None:
        self._add(draft, messages)
        await self.drafts.save(draft)
        if draft.is_filling:
            await self.drafts.show(self.drafts.form(draft), aside="set_aside")
        elif draft.type_id:
            self._ask_consent(draft, reminder=True)
        else:
            code = "menu" if draft.product_id else "products"
            self.uow.deliver(
                words_to_customer(
                    draft.customer_id,
                    code,
                    slot=f"kept:{draft.id}",
                    album=messages[-1].album,
                    product=draft.product_id,
                    kept=True,
                )
            )

    def _add(self, draft: Draft, messages: Sequence[Message]) -> None:
        draft.additions += tuple(
            Addition(each.id, each.text.strip(), file=each.attachment is not None) for each in messages
        )

    async def _show_types(
        self, customer: Customer, product: Product, draft: Draft | None, *, follow_up_of: int | None = None
    ) -> None:
        if draft:
            draft.product_id, draft.type_id, draft.follow_up_of = product.id, None, follow_up_of
            await self.drafts.save(draft)
        self._say(customer, "menu", product=product.id)

    def _offer_to_go_on(self, draft: Draft, wanted: Product | None) -> None:
        step = self.drafts.form(draft).step()
        self.uow.deliver(
            words_to_customer(
                draft.customer_id,
                "unfinished",
                draft_id=draft.id,
                product=draft.product_id,
                type=draft.type_id,
                number=step.number if step else None,
                total=step.total if step else None,
                wanted=wanted.id if wanted else "",
                completing=draft.completes is not None,
            )
        )

    def _ask_consent(self, draft: Draft, *, reminder: bool = False) -> None:
        self.uow.deliver(
            words_to_customer(
                draft.customer_id,
                "consent",
                draft_id=draft.id,
                slot=f"consent:{draft.id}",
                product=draft.product_id,
                reminder=reminder,
            )
        )

    def _say(self, customer: Customer, code: str, **data: Any) -> None:
        self.uow.deliver(words_to_customer(customer.id, code, **data))
