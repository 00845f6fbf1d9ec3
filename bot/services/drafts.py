"""Finding a customer's draft, and showing where it stands."""

from collections.abc import Sequence
from typing import Any

from bot.domain import errors
from bot.domain.answers import CARD_ANSWER_LENGTH, Answer, FormAnswer, Said
from bot.domain.delivery import Delivery, words_to_customer, words_to_desk
from bot.domain.draft import ALIKE, PREVIEW, Draft, DraftStatus
from bot.domain.intake import Form
from bot.domain.kinds import KINDS
from bot.domain.message import Message
from bot.domain.people import Customer
from bot.domain.product import Field, Product
from bot.domain.ticket import Ticket
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
        return Form(draft, product, product.type(draft.type_id or ""), now=self.clock.now())

    async def open_of(self, customer: Customer) -> Draft | None:
        """The customer's open draft; one whose product or type is served no longer begins anew."""
        draft = await self.uow.drafts.open_of(customer.id)
        if draft and draft.product_id and not self.is_served(draft):
            draft.start_over()
            await self.save(draft)
        return draft

    def is_served(self, draft: Draft) -> bool:
        """Its product and type are there."""
        product = self.catalog.find(draft.product_id or "")
        return product is not None and (draft.type_id is None or product.has_type(draft.type_id))

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

    async def show(self, form: Form, *, aside: str = "", album: str | None = None) -> None:
        """Where the draft stands: at a question, at tickets that look alike, or at the preview."""
        if form.just_finished or form.draft.at == ALIKE:
            tickets = await self.uow.tickets.of_customer(form.draft.customer_id)
            alike = look_alikes(form, tickets)
            form.draft.at = ALIKE if alike else PREVIEW
            if alike:
                self.uow.deliver(is_it_this_one(form, alike, aside=aside, album=album))
                return
        self.uow.deliver(standing(form, aside=aside, album=album))

    async def save(self, draft: Draft) -> None:
        draft.updated_at = self.clock.now()
        await self.uow.drafts.save(draft)


def is_it_this_one(
    form: Form, alike: Sequence[Ticket], *, aside: str = "", album: str | None = None
) -> Delivery:
    """The customer's tickets that look like the form."""
    return words_to_customer(
        form.draft.customer_id,
        "look_alikes",
        draft_id=form.draft.id,
        slot=f"draft:{form.draft.id}:{ALIKE}",
        album=album,
        aside=aside,
        tickets=[in_list(each) for each in alike],
    )


def form_answers(form: Form) -> tuple[FormAnswer, ...]:
    """Everything answered so far."""
    return tuple(form_answer(each, form.draft.answers.get(each.key, Answer())) for each in form.fields)


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
        return words_to_customer(
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
    return words_to_customer(
        draft.customer_id,
        "question",
        draft_id=draft.id,
        slot=slot,
        album=album,
        key=step.field.key,
        number=step.number,
        total=step.total,
        current=form_answer(step.field, step.current).as_json() if step.current else None,
        stage=step.stage,
        options=step.options,
        kept=step.kept,
        editing=draft.editing,
        **where,
    )


def said(message: Message) -> Said:
    """A message, as a form reads it."""
    return Said(message.id, message.text, message.attachment)


def form_answer(field: Field, answer: Answer) -> FormAnswer:
    """An answer together with the words of its question, as the ticket will keep it."""
    option = next((each for each in field.options if each.key == answer.value), None)
    return FormAnswer(
        key=field.key,
        kind=field.kind,
        label=field.label,
        value=answer.value,
        value_label=option.title if option else None,
        messages=answer.messages,
        files=answer.files,
    )


def enclosed(draft: Draft, answers: Sequence[FormAnswer]) -> tuple[int, ...]:
    """The messages that follow the card: files and pasted logs, and words that are too long for it."""
    enclosed = {
        each.message_id
        for each in draft.additions
        if each.must_be_seen or len(each.text) > CARD_ANSWER_LENGTH
    }
    for answer in answers:
        if KINDS[answer.kind].takes_files or len(answer.value) > CARD_ANSWER_LENGTH:
            enclosed.update(answer.messages)
    return tuple(sorted(enclosed))
