"""One conversation at two desks: a department that works in a group of its own has the ticket there, too."""

from collections.abc import Collection, Mapping
from typing import Any

from bot.domain.amends import topic_look
from bot.domain.delivery import HOME, Delivery, Matter, Recipient, Urgency, card, card_refresh, words_to_desk
from bot.domain.desks import Chats, desks_at_work, desks_to_tell
from bot.domain.entry import Entry
from bot.domain.message import Audience, Message, Source
from bot.domain.people import Agent
from bot.domain.product import Department
from bot.domain.states import Event
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

    async def given_back(self, ticket: Ticket, entry: Entry) -> bool:
        """Who worked on the ticket at the desk it has left sees there, too, that it is not theirs any more,
        and why. True: its assignee works there, and where it is now does not."""
        chats, left = await self.uow.places.chats(ticket.id), ticket.left_desk or HOME
        desks = desks_at_work(other=ticket.other_desk or HOME, is_shared=ticket.is_shared, chats=chats)
        here = [chats[each] for each in desks]
        if chats[left] in here:
            return False
        told = words_to_desk(
            ticket.id,
            "given_back",
            ticket=ticket.name,
            why=entry.event.value,
            words=await self._objections(entry),
        )
        self.uow.deliver(
            *(each.at_desk(left) for each in (card_refresh(ticket.id), topic_look(ticket.id), told))
        )
        assignee = ticket.assignee_id
        return assignee is not None and not await self.uow.members.is_in_any(assignee, here)

    async def _objections(self, entry: Entry) -> str | None:
        """What the customer says against the answer, as far as it is said in words."""
        if entry.event is not Event.DISAGREED:
            return None
        reasons = await self.uow.messages.get(entry.data["messages"])
        return "\n".join(each.says[:EACH] or "📎" for each in reasons)

    async def agent_said(self, ticket: Ticket, message: Message) -> None:
        """What an agent says at one desk, the other reads: notes and what goes to the customer."""
        desks = await self._desks_to_tell(ticket, message.source.chat_id)
        if not desks:
            return
        in_words = message.attachment is None and len(message.text) <= TOLD_IN_WORDS
        told = await self._in_short(message, whole=in_words)
        heading = words_to_desk(
            ticket.id,
            "colleague_said",
            messages=(message.id,),
            name=told["name"],
            note=told["note"],
            text=told["text"],
        )
        has_heading = await self._continues_album(message)
        for desk in desks:
            if not has_heading:
                self.uow.deliver(heading.at_desk(desk))
            if not in_words:
                self._copy(desk, ticket, message)

    async def _continues_album(self, message: Message) -> bool:
        """The album's first part has been told of already."""
        if message.album is None:
            return False
        parts = await self.uow.messages.of_album(message.author, message.album)
        return parts[0].id != message.id

    async def agent_edited(self, message: Message, change: str, *, words: str) -> None:
        """What an agent has said reads differently now. `change`: what became of it, as `colleague_edited`
        tells."""
        ticket = await self.uow.tickets.get(message.ticket_id or 0)
        desks = await self._desks_to_tell(ticket, message.source.chat_id)
        if not desks:
            return
        author = await self.uow.agents.get(message.author.id or 0)
        is_long = len(words) > TOLD_IN_WORDS
        for desk, told in (await self._copies(message, desks)).items():
            edited = words_to_desk(
                ticket.id,
                "colleague_edited",
                reply_to=told,
                slot=f"colleague_{change}:{message.id}",
                messages=(message.id,),
                name=author.name,
                change=change,
                text=words[:EACH] if is_long else words,
            )
            self.uow.deliver(edited.at_desk(desk))
            if is_long:
                self._copy(desk, ticket, message)

    async def shown_at(self, ticket: Ticket, message: Message) -> Mapping[str, Source | None]:
        """The desks that hear the customer, and where each has the customer's message."""
        if ticket.other_desk is None:
            copies = await self.uow.links.to_message(message.id)
            return {HOME: copies[-1].source if copies else None}
        chats = await self.uow.places.chats(ticket.id)
        at_work = desks_at_work(other=ticket.other_desk, is_shared=ticket.is_shared, chats=chats)
        return await self._copies(message, {desk: chats[desk] for desk in at_work})

    async def _copies(self, message: Message, chats: Chats) -> dict[str, Source | None]:
        """Where the message has been told of last, by desk."""
        last: dict[int | None, Source] = {
            each.chat_id: each.source for each in await self.uow.links.to_message(message.id)
        }
        return {desk: last.get(chat) for desk, chat in chats.items()}

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

    async def _desks_to_tell(self, ticket: Ticket, chat_id: int) -> Chats:
        if ticket.other_desk is None:
            return {}
        chats = await self.uow.places.chats(ticket.id)
        desks = desks_to_tell(chat_id, other=ticket.other_desk, is_shared=ticket.is_shared, chats=chats)
        return {desk: chats[desk] for desk in desks}

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
