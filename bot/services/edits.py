"""What people change in messages that they have sent already."""

from bot.domain.answers import Said
from bot.domain.delivery import edit_copy, words_to_chat, words_to_desk
from bot.domain.draft import DraftStatus
from bot.domain.message import Audience, Message
from bot.services.drafts import Drafts
from bot.services.ports import UnitOfWork

NOTE_SIGN = "//"


class Edits:
    """The earlier words are kept; the other side learns of the new ones."""

    def __init__(self, uow: UnitOfWork, drafts: Drafts) -> None:
        self.uow = uow
        self.drafts = drafts

    async def customer_edited(self, edited: Message) -> None:
        """Agents are shown the new words beside the old; in a form, the new ones count."""
        message = await self._changed(edited)
        if message is None:
            return
        if message.ticket_id is not None and message.audience is Audience.TICKET:
            copies = await self.uow.links.to_message(message.id)
            self.uow.deliver(
                words_to_desk(
                    message.ticket_id,
                    "customer_edited",
                    reply_to=copies[-1].source if copies else None,
                    slot=f"edited:{message.id}",
                    words=edited.text,
                )
            )
        elif message.draft_id is not None:
            await self._correct_form(message.draft_id, Said(message.id, edited.text))

    async def agent_edited(self, edited: Message, *, thread: int | None) -> None:
        """The customer's copy says what the agent's message says now."""
        message = await self._changed(edited)
        if message is None or message.ticket_id is None or message.purpose is None:
            return
        if edited.text.startswith(NOTE_SIGN) or not edited.text:
            self.uow.deliver(
                words_to_chat(edited.source.chat_id, "edit_not_sent", thread=thread, reply_to=edited.source)
            )
            return
        ticket = await self.uow.tickets.get(message.ticket_id)
        self.uow.deliver(edit_copy(ticket.customer_id, ticket.id, message.id))

    async def _changed(self, edited: Message) -> Message | None:
        """The stored message with its new words; None for one that says the same, or that is unknown."""
        message = await self.uow.messages.at(edited.source)
        if message is None or message.author != edited.author:
            return None
        if (message.text, message.entities) == (edited.text, edited.entities):
            return None
        await self.uow.messages.revise(message, edited.text, edited.entities)
        return message

    async def _correct_form(self, draft_id: int, said: Said) -> None:
        draft = await self.uow.drafts.get(draft_id)
        if draft is None or draft.status is not DraftStatus.OPEN or not draft.is_filling:
            return
        form = self.drafts.form(draft)
        if form.correct(said):
            if form.step() is None:
                await self.drafts.show(form)
            await self.drafts.save(draft)
