"""One conversation at two desks: a department that works in a group of its own has the ticket there, too."""

from collections.abc import Collection, Sequence
from typing import Any

from bot.domain.amends import topic_look
from bot.domain.delivery import Delivery, Matter, Recipient, Urgency, card, card_refresh, words_to_desk
from bot.domain.desks import desks_to_tell
from bot.domain.message import Audience, Message
from bot.domain.people import Agent
from bot.domain.product import Department
from bot.domain.ticket import Ticket
from bot.services.ports import UnitOfWork

TOLD_IN_WORDS = 3000
"""Characters; what is longer goes as a copy."""

SO_FAR = 20
"""Messages that a department reads when it gets the ticket; the rest is in the history."""

EACH = 300
"""Characters of one of them."""


class Sharing:
    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow

    async def has_own_group(self, ticket: Ticket, department: Department) -> bool:
        """Whether the department's agents do not see the ticket where it stands."""
        group = await self.uow.groups.serving(ticket.product_id, department)
        return group is not None and group != (await self.uow.places.get(ticket.id)).group

    async def bring(self, agent: Agent, ticket: Ticket, reason: Message) -> None:
        """To the department's group: the card with the form, what was said so far, the files."""
        desk = ticket.department.value
        await self.uow.places.open(ticket.id, desk)
        here = (await self.uow.places.get(ticket.id, desk)).group
        said = [each for each in await self.uow.messages.of_ticket(ticket.id) if _is_told(ticket, each)]
        earlier = [each for each in said if each.id != reason.id]
        self.uow.deliver(
            card(ticket.id).at_desk(desk),
            topic_look(ticket.id).at_desk(desk),
            words_to_desk(
                ticket.id,
                "handed_over_here",
                messages=(reason.id,),
                ticket=ticket.name,
                department=desk,
                agent=agent.name,
                words=reason.text,
                talk=[await self._in_short(each) for each in earlier[-SO_FAR:]],
                left_out=max(0, len(earlier) - SO_FAR),
            ).at_desk(desk),
        )
        for message in said:
            if message.attachment and not await self._stands_in(message, here):
                self._copy(desk, ticket, message)

    def given_back(self, ticket: Ticket, desk: str | None) -> None:
        """The department's agents see at their desk, too, that the ticket is not theirs any more."""
        if desk is not None:
            self.uow.deliver(
                card_refresh(ticket.id).at_desk(desk),
                words_to_desk(ticket.id, "given_back", ticket=ticket.name).at_desk(desk),
            )

    async def agent_said(self, ticket: Ticket, message: Message) -> None:
        """What an agent says at one desk, the other reads: notes and what goes to the customer."""
        in_words = message.attachment is None and len(message.text) <= TOLD_IN_WORDS
        for desk in await self._desks_to_tell(ticket, message.source.chat_id):
            await self._tell(desk, ticket, message, in_words=in_words)

    async def _tell(self, desk: str, ticket: Ticket, message: Message, *, in_words: bool) -> None:
        told = await self._in_short(message, whole=in_words)
        heading = words_to_desk(
            ticket.id,
            "colleague_said",
            slot=_once_for_album(message, desk),
            messages=(message.id,),
            name=told["name"],
            note=told["note"],
            text=told["text"],
        )
        self.uow.deliver(heading.at_desk(desk))
        if not in_words:
            self._copy(desk, ticket, message)

    async def took_back(self, ticket: Ticket, message: Message) -> None:
        for desk in await self._desks_to_tell(ticket, message.source.chat_id):
            said = await self._in_short(message)
            told = words_to_desk(
                ticket.id,
                "colleague_took_back",
                name=said["name"],
                text=said["text"],
                file=said["file"],
            )
            self.uow.deliver(told.at_desk(desk))

    async def groups(self, ticket: Ticket) -> Collection[int]:
        """The groups where the ticket stands at two desks; none are asked for where it has only its own."""
        if ticket.other_desk is None:
            return ()
        return [each for each in (await self.uow.places.chats(ticket.id)).values() if each is not None]

    async def _desks_to_tell(self, ticket: Ticket, chat_id: int) -> Sequence[str]:
        if ticket.other_desk is None:
            return ()
        chats = await self.uow.places.chats(ticket.id)
        return desks_to_tell(chat_id, other=ticket.other_desk, is_shared=ticket.is_shared, chats=chats)

    async def _in_short(self, message: Message, *, whole: bool = False) -> dict[str, Any]:
        people = self.uow.agents if message.author.kind == "agent" else self.uow.customers
        author = await people.get(message.author.id or 0)
        return {
            "name": author.name,
            "agent": message.author.kind == "agent",
            "note": message.audience is Audience.NOTE,
            "text": message.text if whole else message.text[:EACH],
            "file": message.attachment.name if message.attachment else None,
        }

    async def _stands_in(self, message: Message, chat_id: int | None) -> bool:
        return any(each.chat_id == chat_id for each in await self.uow.links.to_message(message.id))

    def _copy(self, desk: str, ticket: Ticket, message: Message) -> None:
        self.uow.deliver(
            Delivery(
                Recipient.of_ticket(ticket.id, desk),
                Matter.COPY,
                Urgency.AGENT,
                ticket.id,
                messages=(message.id,),
                album=message.album,
            )
        )


def _is_told(ticket: Ticket, message: Message) -> bool:
    """The card has what the form says in words."""
    in_form = message.draft_id is not None and message.id not in ticket.enclosed
    return not in_form or message.attachment is not None


def _once_for_album(message: Message, desk: str) -> str | None:
    return f"said:{message.album}:{desk}" if message.album else None
