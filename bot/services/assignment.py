"""Who works on a ticket."""

from bot.domain import errors
from bot.domain.delivery import words_to_desk
from bot.domain.duty import Duty
from bot.domain.group import StaffGroup
from bot.domain.message import Audience, Message
from bot.domain.people import Actor, Agent
from bot.domain.ticket import Ticket
from bot.services.colleagues import probably_meant
from bot.services.desk_ports import Intent, IntentKind
from bot.services.effects import Effects
from bot.services.expecting import expect_words
from bot.services.ports import Clock, UnitOfWork

LONGEST_NAME = 4
"""Words."""

OFFERED = 20
"""How many colleagues are offered to assign a ticket to, and may have been meant: who was active last."""


class Assignment:
    """Taking, handing over, returning."""

    def __init__(self, uow: UnitOfWork, clock: Clock, *, effects: Effects) -> None:
        self.uow = uow
        self.clock = clock
        self.effects = effects

    async def take(self, agent: Agent, ticket: Ticket) -> None:
        """Exactly one of two wins, and the other learns who it was."""
        if ticket.assignee_id not in {None, agent.id}:
            winner = await self.uow.agents.get(ticket.assignee_id or 0)
            raise errors.AlreadyTaken(agent=winner.name, ticket=ticket.name)
        if ticket.assignee_id == agent.id:
            raise errors.AlreadyYours(ticket=ticket.name)
        await self.effects.carry_out(ticket, ticket.take(agent.id, at=self.clock.now()))
        if not ticket.blocker:
            await self._name_waiting_blocker(ticket)

    async def _name_waiting_blocker(self, ticket: Ticket) -> None:
        """Who took something else may have overlooked it."""
        place = await self.uow.places.get(ticket.id, ticket.works_at)
        if place.group is None:
            return
        waiting = await self.uow.tickets.queue(place.group, limit=1, unclaimed_blockers=True)
        if waiting:
            (blocker,) = waiting
            self.uow.deliver(
                words_to_desk(
                    ticket.id, "blocker_waits", number=blocker.name, subject=blocker.subject
                ).about_blocker()
            )

    async def release(self, agent: Agent, ticket: Ticket) -> None:
        transition = ticket.release(by=Actor.agent(agent.id), at=self.clock.now())
        await self.effects.carry_out(ticket, transition)

    async def assign(
        self, agent: Agent, ticket: Ticket, colleague: Agent, note: Message | None = None
    ) -> None:
        """To a colleague, who is called by name, or to oneself; with a word for them."""
        if ticket.assignee_id == colleague.id:
            raise errors.AlreadyTaken(agent=colleague.name, ticket=ticket.name)
        transition = ticket.assign(colleague.id, by=Actor.agent(agent.id), at=self.clock.now())
        await self.effects.carry_out(ticket, transition)
        if note and note.text:
            await self._keep(ticket, note)
        self.uow.deliver(
            words_to_desk(
                ticket.id,
                "assigned",
                ticket=ticket.name,
                agent=agent.name,
                agent_id=agent.id,
                to=colleague.as_json(),
                note=note.text if note else "",
            )
        )

    async def assign_to(self, agent: Agent, ticket: Ticket, said: Message, group: StaffGroup) -> None:
        """By @username or by name; the name may be a part of it, where only one of the group has it. What
        stands behind the name is a note for the colleague."""
        words = said.text.split()
        longest = 1 if words[0].startswith("@") else min(len(words), LONGEST_NAME)
        names = {length: " ".join(words[:length]) for length in range(longest, 0, -1)}
        for length, name in names.items():
            found = await self.uow.agents.named(name, chat_id=group.chat_id)
            if len(found) == 1:
                said.text = "".join(said.text.strip().split(maxsplit=length)[length:])
                said.entities = ()
                await self.assign(agent, ticket, found[0], said)
                return
        members = await self.uow.members.all(group.chat_id, limit=OFFERED)
        meant = probably_meant([*names.values()], [each.agent for each in members])
        raise errors.UnknownAgent(given=names[longest], meant=meant or None)

    async def ask_for_note(self, agent: Agent, ticket: Ticket, whose: str) -> None:
        """`Add a note`, after a ticket was handed over: the next message is for who has it now."""
        if not whose.isdecimal() or ticket.assignee_id != int(whose):
            raise errors.OutdatedButton
        intent = Intent(IntentKind.HANDOVER, self.clock.now(), key=whose)
        await expect_words(self.uow, agent, ticket, intent)

    async def note_given(self, agent: Agent, ticket: Ticket, message: Message, key: str) -> None:
        """It stays among agents; whom it is for is called by name."""
        await self._keep(ticket, message)
        colleague = await self.uow.agents.get(int(key))
        self.uow.deliver(
            words_to_desk(
                ticket.id,
                "handover_note",
                reply_to=message.source,
                agent=agent.name,
                to=colleague.as_json(),
            )
        )

    async def _keep(self, ticket: Ticket, note: Message) -> None:
        note.ticket_id, note.audience = ticket.id, Audience.NOTE
        await self.uow.messages.add(note)

    async def assign_by_button(
        self, agent: Agent, ticket: Ticket, colleague_id: int, group: StaffGroup, *, seen_assignee: int
    ) -> None:
        """Of two who choose at once one wins, and the other is told who has the ticket."""
        if seen_assignee != (ticket.assignee_id or 0):
            if ticket.assignee_id is None:
                raise errors.OutdatedButton
            winner = await self.uow.agents.get(ticket.assignee_id)
            raise errors.AlreadyTaken(agent=winner.name, ticket=ticket.name)
        members = await self.uow.members.all(group.chat_id, limit=OFFERED)
        colleagues = {each.agent.id: each.agent for each in members}
        if colleague_id not in colleagues:
            raise errors.OutdatedButton
        await self.assign(agent, ticket, colleagues[colleague_id])

    async def offer(self, ticket: Ticket, group: StaffGroup) -> None:
        """`Assign`: to whom? Who was active last comes first, who is away last."""
        ticket.require_active()
        members = await self.uow.members.all(group.chat_id, limit=OFFERED)
        there = sorted(members, key=lambda each: each.duty is Duty.AWAY)
        self.uow.deliver(
            words_to_desk(
                ticket.id,
                "assign_to_whom",
                ticket=ticket.name,
                agents=[
                    each.agent.as_json() | {"away": each.duty is Duty.AWAY}
                    for each in there
                    if each.agent.id != ticket.assignee_id
                ],
                seen=ticket.assignee_id or 0,
            )
        )
