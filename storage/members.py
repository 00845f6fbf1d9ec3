"""Who is in a staff group, who is on duty there, and whose turn it is."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import exists, func, or_, select, update

from bot.domain.duty import Duty, Member
from bot.domain.states import State
from storage.connection import Connection
from storage.groups import group_of_place, is_where_the_work_is
from storage.lists import worked_on
from storage.people import read_agent
from storage.queue import first_things_first
from storage.tables import agents, groups, members, messages, places, tickets

_open = (
    select(func.count())
    .where(tickets.c.assignee_id == agents.c.id, worked_on)
    .correlate(agents)
    .scalar_subquery()
)
_sent_something = exists(
    select(messages.c.id).where(
        messages.c.ticket_id == tickets.c.id,
        messages.c.author_kind == "agent",
        messages.c.author_id == tickets.c.assignee_id,
        messages.c.purpose.is_not(None),
    )
).correlate(tickets)


class MemberRows:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def all(self, chat_id: int, *, limit: int) -> Sequence[Member]:
        rows = await self.connection.execute(
            select(agents, members.c.duty, _open.label("open"))
            .join(members, members.c.agent_id == agents.c.id)
            .where(members.c.chat_id == chat_id)
            .order_by(members.c.seen_at.is_(None), members.c.seen_at.desc(), agents.c.name, agents.c.id)
            .limit(limit)
        )
        return [Member(read_agent(row), Duty(row.duty) if row.duty else None, row.open) for row in rows]

    async def is_in_any(self, agent_id: int, chats: Collection[int | None]) -> bool:
        rows = await self.connection.execute(
            select(members.c.agent_id)
            .where(members.c.agent_id == agent_id, members.c.chat_id.in_([each for each in chats if each]))
            .limit(1)
        )
        return rows.first() is not None

    async def set_duty(self, chat_id: int, agent_id: int, duty: Duty, *, at: datetime) -> bool:
        rows = await self.connection.execute(
            update(members)
            .where(members.c.chat_id == chat_id, members.c.agent_id == agent_id)
            .where(or_(members.c.duty.is_(None), members.c.duty != duty.value))
            .values(duty=duty.value, duty_since=at, turn_at=at)
        )
        return rows.rowcount > 0

    async def next_in_turn(self, chat_id: int, *, at: datetime) -> int | None:
        # Without the group's lock two who ask at once would see the same member wait longest.
        await self.connection.execute(
            select(groups.c.chat_id).where(groups.c.chat_id == chat_id).with_for_update(key_share=True)
        )
        rows = await self.connection.execute(
            select(members.c.agent_id)
            .where(members.c.chat_id == chat_id, members.c.duty == Duty.ON.value)
            .order_by(members.c.turn_at, members.c.agent_id)
            .limit(1)
        )
        found: int | None = rows.scalar()
        if found is not None:
            await self.connection.execute(
                update(members)
                .where(members.c.chat_id == chat_id, members.c.agent_id == found)
                .values(turn_at=at)
            )
        return found

    async def untouched(self, chat_id: int, agent_id: int) -> Sequence[int]:
        query = (
            select(tickets.c.id)
            .join(places, places.c.ticket_id == tickets.c.id)
            .where(
                worked_on,
                tickets.c.assignee_id == agent_id,
                tickets.c.state.in_((State.NEW, State.OPEN, State.ESCALATED)),
                group_of_place() == chat_id,
                is_where_the_work_is(),
                ~_sent_something,
            )
        )
        return list((await self.connection.execute(first_things_first(query))).scalars())
