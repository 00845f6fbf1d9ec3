"""What people change in messages that they have sent already."""

from dataclasses import replace

from bot.domain.corrections import Corrected, answered_by, correct
from bot.domain.delivery import copy_to_desk, refusal_to_customer, words_to_chat, words_to_desk
from bot.domain.draft import Addition, DraftStatus
from bot.domain.errors import Refusal
from bot.domain.intake import Form
from bot.domain.message import NOTE_SIGN, Audience, Message
from bot.domain.product import Field
from bot.services.drafts import Drafts, said, to_writer
from bot.services.linking import Linking
from bot.services.ports import UnitOfWork
from bot.services.sharing import Sharing

SENDING_COMMANDS = {"ask", "resolve"}
SHOWN_WHOLE = 1500
"""Characters of an edited text that agents are shown in a quote; a longer one is carried over anew."""


class Edits:
    """The earlier words are kept; the other side learns of the new ones."""

    def __init__(self, uow: UnitOfWork, drafts: Drafts, linking: Linking, sharing: Sharing) -> None:
        self.uow = uow
        self.drafts = drafts
        self.linking = linking
        self.sharing = sharing

    async def customer_edited(self, edited: Message) -> None:
        """Agents are shown the new words beside the old; in a form, the new ones count."""
        message = await self._known(edited)
        if message is None or _says_the_same(message, edited):
            return
        if message.ticket_id is not None and message.audience is Audience.TICKET:
            await self.uow.messages.revise(message, edited.text, edited.entities)
            await self._show_to_agents(message.ticket_id, message)
        else:
            await self._answer_edited(message, edited)

    async def agent_edited(self, edited: Message, *, command: str, thread: int | None) -> None:
        """The customer's copy says what the agent's message says now.

        `command` is the one that the message begins with, which `edited` comes without.
        """
        message = await self._known(edited)
        if message is None or message.thing:
            return  # a place that moves says nothing new
        if message.ticket_id is None:
            await self._answer_edited(message, edited)
            return
        if message.purpose is None:  # a note, or what its author has not decided about
            if edited.text and not _says_the_same(message, edited):
                await self.uow.messages.revise(message, edited.text, edited.entities)
                if message.audience is Audience.NOTE:
                    await self.sharing.agent_edited(message, "note", words=message.text)
            return
        keeps_its_kind = command in SENDING_COMMANDS if not message.as_is else not command
        if not keeps_its_kind or edited.text.startswith(NOTE_SIGN) or not edited.text:
            await self._no_answer_any_more(message, "" if command else edited.text, thread)
            return
        if _says_the_same(message, edited):
            return
        await self.uow.messages.revise(message, edited.text, edited.entities)
        await self.linking.edited(message)
        await self.sharing.agent_edited(message, "answer", words=message.text)

    async def _answer_edited(self, message: Message, edited: Message) -> None:
        """Something said to a form, by the customer or by the agent who fills it in for them."""
        if _says_the_same(message, edited):
            return
        said_before = message.text
        await self.uow.messages.revise(message, edited.text, edited.entities)
        if message.draft_id is not None:
            await self._correct_form(message.draft_id, message, said_before)

    async def _no_answer_any_more(self, message: Message, note: str, thread: int | None) -> None:
        """A note now, or a command. What is still on its way stays here; what has arrived stays there."""
        stopped = message.delivered_at is None and await self.uow.outbox.cancel_copy(message.id)
        if stopped:
            await self.uow.messages.take_back(message)
        self.uow.deliver(
            words_to_chat(
                message.source.chat_id,
                "not_sent_now" if stopped else "edit_not_sent",
                thread=thread,
                reply_to=message.source,
            )
        )
        await self.sharing.agent_edited(message, "stopped" if stopped else "not_sent", words=note)

    async def _show_to_agents(self, ticket_id: int, message: Message) -> None:
        """At each desk beside the words that it has."""
        ticket = await self.uow.tickets.get(ticket_id)
        long = len(message.text) > SHOWN_WHOLE
        for desk, shown in (await self.sharing.shown_at(ticket, message)).items():
            told = words_to_desk(
                ticket_id,
                "customer_edited",
                reply_to=shown,
                slot=f"edited:{message.id}",
                words="" if long else message.text,
            )
            self.uow.deliver(told.at_desk(desk))
            if long:
                self.uow.deliver(copy_to_desk(ticket_id, (message.id,), reply_to=shown).at_desk(desk))

    async def _known(self, edited: Message) -> Message | None:
        message = await self.uow.messages.at(edited.source)
        return message if message and message.author == edited.author else None

    async def _correct_form(self, draft_id: int, message: Message, said_before: str) -> None:
        """Also of a form that was cancelled: it can be taken up again."""
        draft = await self.uow.drafts.get(draft_id)
        if draft is None or draft.status is DraftStatus.SUBMITTED:
            return
        if draft.at is not None and self.drafts.is_served(draft):
            form = self.drafts.form(draft)
            answered = answered_by(form, message.id)
            if answered:
                await self._correct_answer(form, answered, message, said_before)
        draft.reword(message.id, message.text)
        await self.drafts.save(draft)

    async def _correct_answer(self, form: Form, asked: Field, message: Message, said_before: str) -> None:
        """Of an answer that came in several messages all are read again."""
        draft = form.draft
        after = [said(each) for each in await self.uow.messages.get(draft.answers[asked.key].messages)]
        before = [
            replace(each, text=said_before) if each.message_id == message.id else each for each in after
        ]
        try:
            outcome = correct(form, asked, before, after)
        except Refusal as no:
            refused = refusal_to_customer(draft.customer_id, no, reply_to=message.source)
            self.uow.deliver(to_writer(draft, refused))
            return
        if outcome is Corrected.NOT and message.id not in {each.message_id for each in draft.additions}:
            draft.additions += (Addition(message.id, message.text.strip()),)
        if outcome is not Corrected.UNSEEN and draft.is_filling:
            await self.drafts.show(form, aside="set_aside" if outcome is Corrected.NOT else "")


def _says_the_same(message: Message, edited: Message) -> bool:
    return (message.text, message.entities) == (edited.text, edited.entities)
