"""What people change in messages that they have sent already."""

from bot.domain.answers import Said
from bot.domain.delivery import copy_to_desk, edit_copy, refusal_to_customer, words_to_chat, words_to_desk
from bot.domain.draft import Draft, DraftStatus
from bot.domain.errors import Refusal
from bot.domain.message import NOTE_SIGN, Audience, Message
from bot.services.drafts import Drafts
from bot.services.ports import UnitOfWork

SENDING_COMMANDS = {"ask", "resolve"}
SHOWN_WHOLE = 1500
"""Characters of an edited text that agents are shown in a quote; a longer one is carried over anew."""


class Edits:
    """The earlier words are kept; the other side learns of the new ones."""

    def __init__(self, uow: UnitOfWork, drafts: Drafts) -> None:
        self.uow = uow
        self.drafts = drafts

    async def customer_edited(self, edited: Message) -> None:
        """Agents are shown the new words beside the old; in a form, the new ones count."""
        message = await self._known(edited)
        if message is None or _says_the_same(message, edited):
            return
        await self.uow.messages.revise(message, edited.text, edited.entities)
        if message.ticket_id is not None and message.audience is Audience.TICKET:
            await self._show_to_agents(message.ticket_id, message)
        elif message.draft_id is not None:
            await self._correct_form(message.draft_id, message)

    async def agent_edited(self, edited: Message, *, command: str, thread: int | None) -> None:
        """The customer's copy says what the agent's message says now.

        `command` is the one that the message begins with, which `edited` comes without.
        """
        message = await self._known(edited)
        if message is None or message.ticket_id is None:
            return
        if message.purpose is None:  # a note, or what its author has not decided about
            if edited.text and not _says_the_same(message, edited):
                await self.uow.messages.revise(message, edited.text, edited.entities)
            return
        keeps_its_kind = command in SENDING_COMMANDS if not message.as_is else not command
        if not keeps_its_kind or edited.text.startswith(NOTE_SIGN) or not edited.text:
            await self._no_answer_any_more(message, thread)
            return
        if _says_the_same(message, edited):
            return
        await self.uow.messages.revise(message, edited.text, edited.entities)
        ticket = await self.uow.tickets.get(message.ticket_id)
        self.uow.deliver(edit_copy(ticket.customer_id, ticket.id, message.id))

    async def _no_answer_any_more(self, message: Message, thread: int | None) -> None:
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

    async def _show_to_agents(self, ticket_id: int, message: Message) -> None:
        copies = await self.uow.links.to_message(message.id)
        reply_to = copies[-1].source if copies else None
        long = len(message.text) > SHOWN_WHOLE
        self.uow.deliver(
            words_to_desk(
                ticket_id,
                "customer_edited",
                reply_to=reply_to,
                slot=f"edited:{message.id}",
                words="" if long else message.text,
            )
        )
        if long:
            self.uow.deliver(copy_to_desk(ticket_id, (message.id,), reply_to=reply_to))

    async def _known(self, edited: Message) -> Message | None:
        message = await self.uow.messages.at(edited.source)
        return message if message and message.author == edited.author else None

    async def _correct_form(self, draft_id: int, message: Message) -> None:
        draft = await self.uow.drafts.get(draft_id)
        if draft is None or draft.status is DraftStatus.SUBMITTED:
            return
        if draft.is_filling and self.drafts.is_served(draft):
            await self._correct_answer(draft, message)
        draft.reword(message.id, message.text)
        await self.drafts.save(draft)

    async def _correct_answer(self, draft: Draft, message: Message) -> None:
        form = self.drafts.form(draft)
        try:
            corrected = form.correct(Said(message.id, message.text))
        except Refusal as no:
            self.uow.deliver(refusal_to_customer(draft.customer_id, no, reply_to=message.source))
            return
        if corrected:
            await self.drafts.show(form)


def _says_the_same(message: Message, edited: Message) -> bool:
    return (message.text, message.entities) == (edited.text, edited.entities)
