"""Finding a customer's draft, and showing where it stands."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.domain import errors
from bot.domain.answers import CARD_ANSWER_LENGTH, Answer, FormAnswer, Said
from bot.domain.completion import remaining
from bot.domain.delivery import Delivery, Urgency, words_to_customer, words_to_desk
from bot.domain.draft import ALIKE, PREVIEW, Draft, DraftStatus
from bot.domain.intake import Form
from bot.domain.kinds import KINDS
from bot.domain.message import Message
from bot.domain.people import Agent, Customer, Topic
from bot.domain.product import Product, RequestType
from bot.domain.ticket import Ticket
from bot.services.desk_ports import Call
from bot.services.likeness import look_alikes
from bot.services.ports import Catalog, Clock, UnitOfWork
from bot.services.tickets import in_list


class Drafts:
    """A customer's drafts with the forms they walk through."""

    def __init__(self, uow: UnitOfWork, catalog: Catalog, clock: Clock) -> None:
        self.uow = uow
        self.catalog = catalog
        self.clock = clock

    def product(self, product_id: str | None) -> Product:
        """The product of a button; one that is served no longer makes the button outdated."""
        product = self.catalog.find(product_id or "")
        if product is None:
            raise errors.OutdatedButton
        return product

    def form(self, draft: Draft) -> Form:
        product = self.product(draft.product_id)
        if not product.has_type(draft.type_id or ""):
            raise errors.OutdatedButton
        request_type = product.type(draft.type_id or "")
        if draft.completes is not None:
            request_type = remaining(request_type, draft.asks)
        return Form(draft, product, request_type, now=self.clock.now())

    def type_of(self, ticket: Ticket) -> RequestType | None:
        """The questions that the ticket's form was made of, where they are still asked."""
        product = self.catalog.find(ticket.product_id)
        return product.type(ticket.type_id) if product and product.has_type(ticket.type_id) else None

    async def open_of(self, customer: Customer) -> Draft | None:
        """The customer's open draft; one whose product or type is served no longer begins anew, one that
        nobody waits for any more is put away."""
        draft = await self.uow.drafts.open_of(customer.id)
        if draft:
            await self._begin_anew_unless_served(draft)
        if draft and draft.says_nothing and await self.is_needless(draft):
            draft.status = DraftStatus.CANCELLED
            await self.save(draft)
            return None
        return draft

    async def filled_by(self, agent: Agent) -> Draft | None:
        """The open form that the agent fills in for a caller; it begins anew as a customer's own does."""
        draft = await self.uow.drafts.filled_by(agent.id)
        if draft:
            await self._begin_anew_unless_served(draft)
        return draft

    async def _begin_anew_unless_served(self, draft: Draft) -> None:
        if draft.product_id and not self.is_served(draft):
            draft.start_over()
            await self.save(draft)

    async def is_needless(self, draft: Draft) -> bool:
        """It was to complete a ticket that has ended, or that somebody else has completed."""
        if draft.completes is None:
            return False
        ticket = await self.uow.tickets.get(draft.completes)
        return not ticket.is_live or not (ticket.missing or ticket.is_held)

    def is_served(self, chosen: Draft | Call) -> bool:
        """Its product and type are there."""
        product = self.catalog.find(chosen.product_id or "")
        return product is not None and (chosen.type_id is None or product.has_type(chosen.type_id))

    async def open(self, customer: Customer, draft_id: int) -> Draft:
        """The draft of a button, if it is this customer's and still open."""
        draft = await self.uow.drafts.get(draft_id)
        if draft is None or draft.customer_id != customer.id or draft.status is not DraftStatus.OPEN:
            raise errors.OutdatedButton
        return draft

    async def open_form(self, customer: Customer, draft_id: int) -> Form:
        draft = await self.open(customer, draft_id)
        if not draft.is_filling:
            raise errors.OutdatedButton
        return self.form(draft)

    async def open_or_new(self, customer: Customer) -> Draft:
        draft = await self.open_of(customer)
        if draft:
            return draft
        now = self.clock.now()
        return await self.uow.drafts.add(Draft(id=0, customer_id=customer.id, created_at=now, updated_at=now))

    async def set_aside_open(self, customer: Customer) -> None:
        """Something else comes before the customer's form."""
        draft = await self.open_of(customer)
        if draft and draft.is_filling:
            await self.set_aside(draft)

    async def set_aside(self, draft: Draft) -> None:
        """The form, or the words kept for one, can be taken up again once what comes first is done."""
        draft.status = DraftStatus.CANCELLED
        await self.save(draft)
        if draft.is_filled or draft.additions:
            self.uow.deliver(
                words_to_customer(
                    draft.customer_id,
                    "form_set_aside",
                    draft_id=draft.id,
                    product=draft.product_id,
                    type=draft.type_id,
                )
            )

    async def turn_to_form(self, customer: Customer) -> None:
        """What is asked now is what will be answered: a reason asked for earlier is waited for no more."""
        if customer.focus and customer.focus.topic is Topic.REASON:
            customer.focus = None
            await self.uow.customers.save(customer)

    async def show(self, form: Form, *, aside: str = "", album: str | None = None) -> None:
        """Where the draft stands: at a question, at tickets that look alike, or at the preview."""
        self._put_keyboard_away(form.draft)
        if form.draft.completes is None and (form.just_finished or form.draft.at == ALIKE):
            tickets = await self.uow.tickets.of_customer(form.draft.customer_id)
            alike = look_alikes(form, tickets)
            form.draft.at = ALIKE if alike else PREVIEW
            if alike:
                self.uow.deliver(is_it_this_one(form, alike, aside=aside, album=album))
                return
        self.uow.deliver(standing(form, aside=aside, album=album))

    async def save(self, draft: Draft) -> None:
        self._put_keyboard_away(draft)
        draft.updated_at = self.clock.now()
        await self.uow.drafts.save(draft)

    def _put_keyboard_away(self, draft: Draft) -> None:
        """A button in place of the phone's keyboard goes with its question, however that came to its end."""
        if draft.keyboard and draft.keyboard_is_over:
            self.uow.deliver(keyboard_gone(draft))
            draft.keyboard = None


def keyboard_gone(draft: Draft) -> Delivery:
    """The phone's own keyboard is back."""
    given = draft.answers.get(draft.keyboard or "", Answer()).value
    return words_to_customer(draft.customer_id, "keyboard_gone", draft_id=draft.id, given=given)


def is_it_this_one(
    form: Form, alike: Sequence[Ticket], *, aside: str = "", album: str | None = None
) -> Delivery:
    """The customer's tickets that look like the form."""
    asked = words_to_customer(
        form.draft.customer_id,
        "look_alikes",
        draft_id=form.draft.id,
        slot=f"draft:{form.draft.id}:{ALIKE}",
        album=album,
        aside=aside,
        tickets=[in_list(each) for each in alike],
    )
    return to_writer(form.draft, asked)


def to_writer(draft: Draft, delivery: Delivery) -> Delivery:
    """What is said to a customer about their form goes to the agent who fills it in for them."""
    if draft.filled_by is None:
        return delivery
    return replace(delivery, to=draft.writer, urgency=Urgency.AGENT)


def form_answers(form: Form) -> tuple[FormAnswer, ...]:
    """Everything answered so far."""
    return tuple(FormAnswer.of(each, form.draft.answers.get(each.key, Answer())) for each in form.fields)


def same_problem_told(ticket: Ticket, form: Form) -> Delivery:
    """To the agents of a ticket: what the customer was about to register anew."""
    answers = form_answers(form)
    return words_to_desk(
        ticket.id,
        "same_problem",
        answers=[each.as_json() for each in answers if each.value or each.files],
        additions=[each.text for each in form.draft.additions if each.text],
        stopped=form.work_is_stopped(),
    )


def standing(form: Form, *, aside: str = "", album: str | None = None) -> Delivery:
    """The current question, or the preview after the last.

    `aside` says what became of a message that did not move the form on; several of those in a row, the
    parts of an album say, are answered once.
    """
    draft, step = form.draft, form.step()
    slot = f"draft:{draft.id}:{draft.at}" if aside else None
    where: dict[str, Any] = {"product": form.product.id, "type": form.type.id, "aside": aside}
    if step is None:
        preview = words_to_customer(
            draft.customer_id,
            "preview",
            draft_id=draft.id,
            slot=slot,
            album=album,
            answers=[each.as_json() for each in form_answers(form)],
            additions=[each.text for each in draft.additions if each.text],
            more=sum(each.must_be_seen for each in draft.additions),
            **where,
        )
        return to_writer(draft, preview)
    question = words_to_customer(
        draft.customer_id,
        "question",
        draft_id=draft.id,
        slot=slot,
        album=album,
        key=step.field.key,
        number=step.number,
        total=step.total,
        current=FormAnswer.of(step.field, step.current).as_json() if step.current else None,
        stage=step.stage,
        options=step.options,
        kept=step.kept,
        for_caller=draft.filled_by is not None,
        editing=draft.editing,
        **where,
    )
    return to_writer(draft, question)


def said(message: Message) -> Said:
    """A message, as a form reads it."""
    return Said(message.id, message.text, message.attachment, message.thing)


def enclosed(draft: Draft, answers: Sequence[FormAnswer], told: Sequence[Message]) -> tuple[int, ...]:
    """The messages that follow the card: files and pasted logs, words that are too long for it, and of
    those `told` in the form what was forwarded or quotes something."""
    enclosed = {
        each.message_id
        for each in draft.additions
        if each.must_be_seen or len(each.text) > CARD_ANSWER_LENGTH
    }
    for answer in answers:
        if KINDS[answer.kind].takes_files or len(answer.value) > CARD_ANSWER_LENGTH:
            enclosed.update(answer.messages)
    enclosed.update(each.id for each in told if each.tells_more)
    return tuple(sorted(enclosed))
