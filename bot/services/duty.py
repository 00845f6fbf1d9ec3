"""Coming on duty and going away: who is there, and what becomes of the tickets of who is not."""

from collections.abc import Sequence
from typing import Any

from bot.domain.delivery import Recipient, words_to_chat
from bot.domain.desk_list import ListView
from bot.domain.duty import Duty, Member
from bot.domain.group import StaffGroup
from bot.domain.message import Source
from bot.domain.people import Actor, Agent
from bot.domain.states import Event
from bot.services.effects import Effects
from bot.services.list_ports import Day
from bot.services.lists import row_told
from bot.services.ports import Clock, UnitOfWork
from bot.services.turns import Turns

LISTED = 40


class DutyRoster:
    """Of each group its own: who works in two says so in both."""

    def __init__(self, uow: UnitOfWork, clock: Clock, *, effects: Effects, turns: Turns) -> None:
        self.uow = uow
        self.clock = clock
        self.effects = effects
        self.turns = turns

    async def come(
        self, agent: Agent, group: StaffGroup, where: Recipient, *, instead_of: Source | None = None
    ) -> None:
        """On duty; the message says how much waits."""
        at = self.clock.now()
        await self.uow.members.set_duty(group.chat_id, agent.id, Duty.ON, at=at)
        await self._show(agent, group, where, Duty.ON, instead_of=instead_of)

    async def go(
        self, agent: Agent, group: StaffGroup, where: Recipient, *, instead_of: Source | None = None
    ) -> None:
        """Away: what the agent has not begun with goes back to the queue, or to whose turn it is. That is
        news to the others, and so a message of its own."""
        at = self.clock.now()
        await self.uow.members.set_duty(group.chat_id, agent.id, Duty.AWAY, at=at)
        back, given = [], []
        for each in await self.uow.members.untouched(group.chat_id, agent.id):
            ticket = await self.uow.tickets.at_hand(each)
            if ticket.assignee_id != agent.id or not ticket.allows(Event.LEFT_BEHIND, at=at):
                continue
            await self.effects.carry_out(ticket, ticket.leave_behind(by=Actor.agent(agent.id), at=at))
            to = await self.turns.give_out(ticket)
            told = row_told(await self.uow.lists.row(each))
            if to:
                given.append({"row": told, "to": to.as_json()})
            else:
                back.append(told)
        await self._show(
            agent,
            group,
            where,
            Duty.AWAY,
            instead_of=None if back or given else instead_of,
            back=back,
            given=given,
        )

    async def _show(
        self,
        agent: Agent,
        group: StaffGroup,
        where: Recipient,
        duty: Duty,
        *,
        instead_of: Source | None,
        back: Sequence[dict[str, Any]] = (),
        given: Sequence[dict[str, Any]] = (),
    ) -> None:
        members = await self.uow.members.all(group.chat_id, limit=LISTED)
        tally = await self.uow.lists.tally(group.chat_id, None, Day(self.clock.now(), {}))
        waiting = tally.of(ListView())
        self.uow.deliver(
            words_to_chat(
                where.id,
                "duty_roster",
                thread=where.thread,
                instead_of=instead_of,
                who=agent.name,
                duty=duty.value,
                members=[_told(each) for each in members],
                waiting=waiting.number(),
                free=waiting.free,
                back=list(back),
                given=list(given),
            )
        )


def _told(member: Member) -> dict[str, Any]:
    return {
        "name": member.agent.name,
        "duty": member.duty and member.duty.value,
        "tickets": member.tickets,
    }
