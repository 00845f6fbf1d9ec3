"""Carries messages between the two sides of a ticket, replies included."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from bot.domain import errors
from bot.domain.answers import FormAnswer
from bot.domain.delivery import Then, copy_to_customer, copy_to_desk, words_to_desk
from bot.domain.draft import Draft
from bot.domain.message import Archive, Audience, Message, Purpose, Source
from bot.domain.things import ThingKind
from bot.domain.ticket import Ticket
from bot.services.drafts import enclosed
from bot.services.effects import Effects
from bot.services.entitlements import Entitlements
from bot.services.ports import Clock, UnitOfWork
from bot.services.sharing import Sharing
from bot.services.tickets import require_apart


def check_can_be_sent(ticket: Ticket, message: Message) -> None:
    """A copy of a poll is another poll: what the customer votes there, nobody here would see. What is
    said in a merged ticket would be answered elsewhere."""
    if message.thing and message.thing.kind is ThingKind.POLL:
        raise errors.PollNotSent
    require_apart(ticket)


class Relay:
    def __init__(
        self,
        uow: UnitOfWork,
        clock: Clock,
        effects: Effects,
        entitlements: Entitlements,
        sharing: Sharing,
    ) -> None:
        self.uow = uow
        self.clock = clock
        self.entitlements = entitlements
        self.effects = effects
        self.sharing = sharing

    async def customer_said(self, ticket: Ticket, message: Message) -> None:
        """A customer's stored message becomes a part of the ticket, in every state."""
        await self.show_to_agents(ticket, message)
        await self.customer_heard(ticket, message)

    async def customer_heard(self, ticket: Ticket, message: Message) -> None:
        """What the customer's words mean to the ticket; agents are shown them already."""
        at, offer = message.happened_at, ticket.offer
        option = offer.meant(message.text) if offer else None
        if offer and option:
            transition = ticket.choose_option(offer.question, option, at=at, message_id=message.id)
        else:
            transition = ticket.hear_customer(message.id, at=at, asked_at=self.clock.now())
        await self.effects.carry_out(ticket, transition)
        await self.entitlements.heard(ticket, message)

    async def automatic(self, ticket: Ticket, message: Message) -> None:
        """What no person wrote just then is shown, and moves nothing."""
        await self.show_to_agents(ticket, message)
        transition = ticket.hear_automatic(message.id, at=message.happened_at)
        await self.effects.carry_out(ticket, transition)

    async def show_to_agents(self, ticket: Ticket, message: Message) -> None:
        """The message goes to the ticket's place; its author sees a mark once it is there."""
        self.uow.deliver(
            copy_to_desk(
                ticket.id,
                (message.id,),
                then=Then.SHOWN,
                album=message.album,
                reply_to=await self._counterpart(message),
            )
        )
        if message.attachment and message.attachment.archive is Archive.TOO_BIG:
            self.uow.deliver(words_to_desk(ticket.id, "not_archived", names=[message.attachment.name]))

    async def take_over(self, ticket: Ticket, draft: Draft, answers: Sequence[FormAnswer]) -> list[Message]:
        """What was said in a form becomes a part of a ticket that is there already: files, and what words
        do not tell, are shown to its agents. All of it, oldest first."""
        messages = await self.uow.messages.of_draft(draft.id)
        await self.uow.messages.move_draft(draft.id, ticket.id)
        beside = enclosed(draft, answers, messages)
        for message in messages:
            if message.id in beside:
                await self.show_to_agents(ticket, message)
        return messages

    async def to_customer(self, ticket: Ticket, message: Message, purpose: Purpose, **form: Any) -> None:
        """An agent's stored message goes to the customer; the ticket learns when it has arrived.

        `form`: of an outcome that is more than words.
        """
        message.audience, message.purpose = Audience.TICKET, purpose
        await self.uow.messages.save(message)
        reply_to = await self._counterpart(message, apart_from=await self.sharing.groups(ticket))
        self.uow.deliver(
            copy_to_customer(
                ticket.customer_id,
                ticket.id,
                message.id,
                then=Then.QUESTION_ASKED if purpose is Purpose.QUESTION else Then.ANSWERED,
                album=message.album,
                reply_to=reply_to,
            )
        )
        await self.sharing.agent_said(ticket, message)
        if purpose is Purpose.RESOLUTION:
            await self.queue_resolution(ticket, message, at=message.happened_at, **form)

    async def queue_resolution(self, ticket: Ticket, message: Message, *, at: datetime, **form: Any) -> None:
        """The message will resolve the ticket once it is delivered."""
        transition = ticket.queue_resolution(message.id, by=message.author, at=at, **form)
        await self.effects.carry_out(ticket, transition)

    async def _counterpart(self, message: Message, *, apart_from: Collection[int] = ()) -> Source | None:
        """What the message replies to, as it stands on the other side; not in the groups of these ids."""
        if message.reply_to is None:
            return None
        link = await self.uow.links.at(message.reply_to)
        if link and link.copy_of:
            (original,) = await self.uow.messages.get([link.copy_of])
            return original.source
        own = await self.uow.messages.at(message.reply_to)
        links = await self.uow.links.to_message(own.id) if own else []
        copies = [each for each in links if each.chat_id not in apart_from]
        return Source(copies[-1].chat_id, copies[-1].message_id) if copies else None
