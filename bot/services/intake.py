"""Filling in the form and registering the ticket."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.domain import delivery, errors
from bot.domain.answers import FormAnswer
from bot.domain.draft import ALIKE, Draft, DraftStatus
from bot.domain.intake import Form
from bot.domain.message import Archive, Message
from bot.domain.people import Actor, Customer
from bot.domain.product import RequestType, RequiredFor
from bot.domain.steps import Gesture, Progress
from bot.domain.ticket import Ticket
from bot.domain.ties import Ties, follow_up
from bot.services.completion import Completion
from bot.services.drafts import Drafts, enclosed, form_answers, said, standing, to_writer
from bot.services.tickets import missing_told, reasons_given

SUBJECT_LENGTH = 80
"""Characters of the ticket's title, which stands in lists and in the topic's name."""


class Intake:
    """The form's questions, the preview, and what becomes of them."""

    def __init__(self, drafts: Drafts, completion: Completion) -> None:
        self.drafts = drafts
        self.uow = drafts.uow
        self.completion = completion

    async def answer(
        self, customer: Customer, draft: Draft, message: Message, *, meant: Gesture | None = None
    ) -> None:
        """One message while a form is in front of the customer; the words of a button are a press on it."""
        form = self.drafts.form(draft)
        if meant and form.allows(meant):
            await self._gesture(customer, draft, meant, at=message.happened_at)
            return
        message.draft_id = draft.id
        await self.uow.messages.add(message)
        await self._take_in(form, message)

    async def answer_with(self, customer: Customer, draft_id: int, messages: Sequence[Message]) -> None:
        """Messages that waited until the customer said that they are for the form."""
        form = await self.drafts.open_form(customer, draft_id)
        await self.uow.messages.place([each.id for each in messages], ticket_id=None, draft_id=draft_id)
        for message in messages:
            try:
                await self._take_in(form, message)
            except errors.Refusal as no:
                self.uow.deliver(delivery.refusal_to_customer(customer.id, no, reply_to=message.source))

    async def _take_in(self, form: Form, message: Message) -> None:
        progress = form.say(said(message))
        aside = "" if progress is Progress.ANSWERED else progress.value
        album = message.album if aside else None
        await self._go_on(form, aside=aside, album=album, at=message.happened_at)

    async def choose(self, customer: Customer, draft_id: int, key: str, option: str) -> None:
        form = await self.drafts.open_form(customer, draft_id)
        form.choose(key, option)
        await self._go_on(form)

    async def offer_contact(self, customer: Customer, draft_id: int, key: str) -> None:
        """Bring up the button that shares the customer's own number."""
        form = await self.drafts.open_form(customer, draft_id)
        form.offer_contact(key)
        await self.drafts.save(form.draft)
        self.uow.deliver(delivery.words_to_customer(customer.id, "share_contact", draft_id=draft_id))

    async def skip(self, customer: Customer, draft_id: int, key: str, *, at: datetime | None = None) -> None:
        form = await self.drafts.open_form(customer, draft_id)
        form.skip(key)
        await self._go_on(form, at=at)

    async def done(self, customer: Customer, draft_id: int, key: str, *, at: datetime | None = None) -> None:
        form = await self.drafts.open_form(customer, draft_id)
        form.done(key)
        await self._go_on(form, at=at)

    async def keep(self, customer: Customer, draft_id: int, key: str) -> None:
        """Use the words that are there already."""
        form = await self.drafts.open_form(customer, draft_id)
        form.keep(key)
        await self._go_on(form)

    async def clear(self, customer: Customer, draft_id: int, key: str) -> None:
        """Remove the files collected for the question."""
        form = await self.drafts.open_form(customer, draft_id)
        form.clear(key)
        await self._go_on(form)

    async def back(self, customer: Customer, draft_id: int, key: str) -> None:
        form = await self.drafts.open_form(customer, draft_id)
        if form.back(key):
            await self._go_on(form)
            return
        if form.draft.completes is not None:
            await self.cancel(customer, draft_id)
            return
        await self.drafts.save(form.draft)
        if form.draft.filled_by:
            self._say(form.draft, "call_types", product=form.product.id)
        else:
            self._say(form.draft, "menu", product=form.product.id)

    async def list_answers(self, customer: Customer, draft_id: int) -> None:
        """`Edit` in the preview: which answer?"""
        form = await self._at_preview(customer, draft_id)
        self._say(
            form.draft,
            "edit_which",
            product=form.product.id,
            type=form.type.id,
            keys=[each.key for each in form.fields],
        )

    async def edit(self, customer: Customer, draft_id: int, key: str) -> None:
        form = await self.drafts.open_form(customer, draft_id)
        form.edit(key)
        await self._go_on(form)

    async def preview(self, customer: Customer, draft_id: int) -> None:
        """Back from the list of answers."""
        self.uow.deliver(standing(await self._at_preview(customer, draft_id)))

    async def another_problem(self, customer: Customer, draft_id: int) -> None:
        """None of the tickets that look alike."""
        form = await self.drafts.open_form(customer, draft_id)
        form.another_problem()
        await self._go_on(form)

    async def cancel(self, customer: Customer, draft_id: int | None = None) -> None:
        """Drop the form; it can be taken up again until another begins."""
        if draft_id is None:
            draft = await self.drafts.open_of(customer)
        else:
            draft = await self.drafts.open(customer, draft_id)
        if draft is None:
            self.uow.deliver(delivery.words_to_customer(customer.id, "nothing_to_cancel"))
            return
        draft.status = DraftStatus.CANCELLED
        await self.drafts.save(draft)
        if draft.filled_by:
            self._say(draft, "call_cancelled")
        else:
            completing = draft.completes is not None
            self._say(draft, "draft_cancelled", resumable=draft.is_filled, completing=completing)

    async def submit(self, customer: Customer, draft_id: int, *, at: datetime) -> None:
        """Register the ticket. Submitting the same draft again changes nothing."""
        draft = await self.uow.drafts.get(draft_id)
        if draft is None or draft.customer_id != customer.id or draft.status is DraftStatus.CANCELLED:
            raise errors.OutdatedButton
        if draft.ticket_id is not None:
            ticket = await self.uow.tickets.get(draft.ticket_id)
            raise errors.AlreadySubmitted(ticket=ticket.name)
        form = await self._at_preview(customer, draft_id)
        if draft.completes is not None:  # the product has lost the questions that were left
            await self.completion.join(form, at=at)
            return
        if not form.complete():
            await self._go_on(form)
            return
        ticket = await self.register(form, at=at)
        self.uow.deliver(
            delivery.words_to_customer(
                customer.id,
                "registered",
                ticket_id=ticket.id,
                ticket=ticket.name,
                subject=ticket.subject,
                product=ticket.product_id,
                type=ticket.type_id,
                at=at.isoformat(),
                missing=missing_told(ticket),
            ),
            delivery.card(ticket.id),
        )
        if form.draft.filled_by:
            self._say(form.draft, "call_registered", ticket=ticket.name, subject=ticket.subject)
        if ticket.enclosed:
            self.uow.deliver(*(delivery.copy_to_desk(ticket.id, (each,)) for each in ticket.enclosed))
            await self._name_what_is_not_archived(ticket)
        await self.completion.entitlements.check(ticket)
        await self.completion.entitlements.turns.give_out(ticket, is_new=True)

    async def _gesture(self, customer: Customer, draft: Draft, gesture: Gesture, *, at: datetime) -> None:
        key = draft.at or ""
        match gesture:
            case Gesture.SKIP:
                await self.skip(customer, draft.id, key, at=at)
            case Gesture.DONE:
                await self.done(customer, draft.id, key, at=at)
            case Gesture.BACK:
                await self.back(customer, draft.id, key)
            case Gesture.CANCEL:
                await self.cancel(customer, draft.id)
            case Gesture.SUBMIT:
                await self.submit(customer, draft.id, at=at)
            case Gesture.EDIT:
                await self.list_answers(customer, draft.id)

    async def register(self, form: Form, *, at: datetime, split_from: str | None = None) -> Ticket:
        """What is said in the form becomes a ticket. One that was split off another can wait until its end
        for what it lacks, and is followed by all that it was made of."""
        draft, product, request_type = form.draft, form.product, form.type
        answers = form_answers(form)
        if split_from:
            answers = tuple(replace(each, required_for=_can_wait(each)) for each in answers)
        ticket = Ticket(
            product_id=product.id,
            prefix=product.prefix,
            number=await self.uow.tickets.next_number(product.id),
            type_id=request_type.id,
            customer_id=draft.customer_id,
            draft_id=draft.id,
            policy=product.policy,
            policy_version=product.policy_version,
            priority=request_type.priority,
            work_stopped=request_type.blocker or form.work_is_stopped(),
            subject=_subject(request_type, answers),
            form=answers,
            additions=tuple(each.text for each in draft.additions if each.text),
            ties=Ties(split_from=split_from),
            enclosed=enclosed(draft, answers, await self.uow.messages.of_draft(draft.id)),
            registered_at=at,
            follow_up_of=draft.follow_up_of,
        )
        by = draft.filled_by
        ticket.register(by=Actor.agent(by.agent_id) if by else Actor.customer(draft.customer_id), at=at)
        self.completion.effects.agenda.look_ahead(ticket)
        await self.uow.tickets.add(ticket)
        await self.completion.effects.agenda.keep(ticket)
        await self.uow.messages.move_draft(draft.id, ticket.id)
        draft.status, draft.ticket_id = DraftStatus.SUBMITTED, ticket.id
        await self.drafts.save(draft)
        if draft.follow_up_of is not None:
            before = await self.uow.tickets.get(draft.follow_up_of)
            reasons = await reasons_given(self.uow, before)
            instead = not reasons.isdisjoint(each.message_id for each in draft.additions)
            followed = follow_up(before, ticket, at=at, instead=instead)
            await self.completion.effects.carry_out(before, followed)
        return ticket

    async def _name_what_is_not_archived(self, ticket: Ticket) -> None:
        """Of such files only the channel's copy exists: agents should know that it may go."""
        enclosed = await self.uow.messages.get(ticket.enclosed)
        names = [
            each.attachment.name
            for each in enclosed
            if each.attachment and each.attachment.archive is Archive.TOO_BIG
        ]
        if names:
            self.uow.deliver(delivery.words_to_desk(ticket.id, "not_archived", names=names))

    def _say(self, draft: Draft, code: str, **data: Any) -> None:
        """To whoever fills the form in."""
        said = delivery.words_to_customer(draft.customer_id, code, draft_id=draft.id, **data)
        self.uow.deliver(to_writer(draft, said))

    async def _at_preview(self, customer: Customer, draft_id: int) -> Form:
        form = await self.drafts.open_form(customer, draft_id)
        if form.step() is not None or form.draft.at == ALIKE:
            raise errors.OutdatedButton
        return form

    async def _go_on(
        self, form: Form, *, aside: str = "", album: str | None = None, at: datetime | None = None
    ) -> None:
        """`at`: when it was said; None: the step was a press, which counts from when we got it."""
        if form.draft.completes is not None and form.step() is None:
            await self.completion.join(form, at=at or self.drafts.clock.now())
            return
        await self.drafts.show(form, aside=aside, album=album)
        await self.drafts.save(form.draft)


def _can_wait(answer: FormAnswer) -> RequiredFor | None:
    return RequiredFor.RESOLVE if answer.is_missing else answer.required_for


def _subject(request_type: RequestType, answers: tuple[FormAnswer, ...]) -> str:
    """The first thing the customer put in words; the type's own title if there is none."""
    worded = (each.value for each in answers if each.kind in {"text", "long_text"} and each.value)
    text = " ".join(next(worded, "").split()) or request_type.title.in_language("")
    return text if len(text) <= SUBJECT_LENGTH else text[: SUBJECT_LENGTH - 1].rstrip() + "…"
