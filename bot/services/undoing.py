"""What an agent sent by mistake is taken back, and the ticket with it where it came of that."""

from datetime import timedelta

from bot.domain import errors
from bot.domain.amends import erase
from bot.domain.delivery import words_to_desk
from bot.domain.message import Message, Source
from bot.domain.people import Actor, Agent
from bot.domain.states import State
from bot.domain.ticket import Ticket
from bot.services.effects import Effects
from bot.services.linking import ASKED_WITH, Linking
from bot.services.merging import Merging
from bot.services.ports import Clock, UnitOfWork
from bot.services.sharing import Sharing
from bot.services.tickets import resolving_message

UNDO_WITHIN = timedelta(hours=48)
"""Telegram lets a bot delete its message in a private chat for so long."""


class Undoing:
    def __init__(
        self,
        uow: UnitOfWork,
        clock: Clock,
        *,
        effects: Effects,
        merging: Merging,
        linking: Linking,
        sharing: Sharing,
    ) -> None:
        self.uow = uow
        self.clock = clock
        self.effects = effects
        self.merging = merging
        self.linking = linking
        self.sharing = sharing

    async def undo(self, agent: Agent, ticket: Ticket, target: Source | None) -> None:
        """Take back the message replied to; where that is nobody's, a card, what the agent sent last.

        The ticket moves only where it came to be as it is by this message: an earlier question, or an
        earlier answer, is just not there any more.
        """
        message = await self._meant(target) if target else None
        if message is None and ticket.ties.merged_into:
            await self.merging.undo(agent, ticket)
            return
        if message is None:
            message = await self.uow.messages.last_from_agent(ticket.id, agent.id)
        by = Actor.agent(agent.id)
        if message is None or message.author != by or message.ticket_id != ticket.id or not message.purpose:
            raise errors.NothingToUndo
        at = self.clock.now()
        if message.delivered_at and at - message.delivered_at > UNDO_WITHIN:
            raise errors.TooLateToUndo
        parts = await self.uow.messages.of_album(by, message.album) if message.album else [message]
        ids = {part.id for part in parts}
        stands = await resolving_message(self.uow, ticket) in ids
        if ticket.asked and ticket.asked.message_id in ids:
            await self.effects.carry_out(ticket, ticket.undo_question(message.id, by=by, at=at))
        elif stands and ticket.state is State.RESOLVED:
            await self.effects.carry_out(ticket, ticket.undo_resolution(message.id, by=by, at=at))
        else:
            await self.uow.tickets.save(ticket)  # a delivery that is being settled meanwhile looks again
        for part in parts:
            await self._take_back(ticket, part, asked=ASKED_WITH if stands else ())
        await self.sharing.took_back(ticket, message)
        self.uow.deliver(words_to_desk(ticket.id, "undone", reply_to=message.source))

    async def _meant(self, target: Source) -> Message | None:
        """Itself, or as it is repeated at another desk; our copy of a customer's words is nobody's here."""
        message = await self.uow.messages.at(target)
        link = None if message else await self.uow.links.at(target)
        if link and link.copy_of:
            (original,) = await self.uow.messages.get([link.copy_of])
            return original if original.author.kind == "agent" else None
        return message

    async def _take_back(self, ticket: Ticket, message: Message, *, asked: tuple[str, ...]) -> None:
        """`asked`: what we said of it ourselves."""
        await self.linking.take_back(ticket, message)
        if not await self.uow.outbox.cancel_copy(message.id) or message.delivered_at:
            self.uow.deliver(erase(ticket.customer_id, ticket.id, message.id, codes=asked))
        await self.uow.messages.take_back(message)
