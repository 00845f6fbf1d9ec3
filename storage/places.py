"""Where things stand in the channels: tickets' places, our messages, agents' pressed buttons."""

from dataclasses import replace

from sqlalchemy import ColumnElement, and_, bindparam, delete, insert, or_, select, true, update

from bot.domain.delivery import HOME
from bot.domain.message import Link, Source
from bot.services.desk_ports import Intent, IntentKind, Place
from storage.connection import Connection
from storage.groups import group_of_place
from storage.prepared import Prepared
from storage.sql import insert_once
from storage.tables import groups, intents, links, places, tickets

_with_group = (
    select(places, group_of_place().label("group"), groups.c.topics.label("topics"))
    .join(tickets, tickets.c.id == places.c.ticket_id)
    .outerjoin(groups, groups.c.chat_id == group_of_place())
)

_of_ticket = Prepared(_with_group.where(places.c.ticket_id == bindparam("ticket")))
_at_desk = Prepared(
    _with_group.where(places.c.ticket_id == bindparam("ticket"), places.c.desk == bindparam("desk"))
)
_link_at = Prepared(
    select(links).where(links.c.chat_id == bindparam("chat"), links.c.message_id == bindparam("message"))
)
_copies_of = Prepared(select(links).where(links.c.copy_of == bindparam("message")))
_expected = Prepared(
    select(intents).where(
        intents.c.agent_id == bindparam("agent"), intents.c.ticket_id == bindparam("ticket")
    )
)


class LinkRows:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def at(self, source: Source) -> Link | None:
        rows = await self.connection.execute(_link_at, {"chat": source.chat_id, "message": source.message_id})
        row = rows.one_or_none()
        if row is None:
            return None
        return Link(
            row.chat_id,
            row.message_id,
            ticket_id=row.ticket_id,
            draft_id=row.draft_id,
            code=row.code,
            copy_of=row.copy_of,
        )

    async def to_message(self, message_id: int) -> list[Link]:
        """A handful at most, sorted here: the index knows which, not in which order."""
        rows = await self.connection.execute(_copies_of, {"message": message_id})
        return [
            Link(row.chat_id, row.message_id, ticket_id=row.ticket_id, copy_of=row.copy_of)
            for row in sorted(rows, key=lambda row: row.message_id)
        ]


class IntentRows:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def expect(self, agent_id: int, ticket_id: int, intent: Intent) -> None:
        await self.forget(agent_id, ticket_id)
        await self.connection.execute(
            insert(intents).values(
                agent_id=agent_id,
                ticket_id=ticket_id,
                kind=intent.kind.value,
                key=intent.key or None,
                since=intent.since,
            )
        )

    async def expected(self, agent_id: int, ticket_id: int) -> Intent | None:
        rows = await self.connection.execute(_expected, {"agent": agent_id, "ticket": ticket_id})
        row = rows.one_or_none()
        return Intent(IntentKind(row.kind), row.since, row.key or "") if row else None

    async def forget(self, agent_id: int, ticket_id: int) -> None:
        await self.connection.execute(
            delete(intents).where(intents.c.agent_id == agent_id, intents.c.ticket_id == ticket_id)
        )


class PlaceRows:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def open(self, ticket_id: int, desk: str) -> None:
        values = {"ticket_id": ticket_id, "desk": desk, "requested": False}
        await self.connection.execute(insert_once(self.connection, places), values)

    async def chats(self, ticket_id: int) -> dict[str, int | None]:
        """The groups of its desks."""
        rows = await self.connection.execute(_of_ticket, {"ticket": ticket_id})
        return {row.desk: row.group for row in rows}

    async def get(self, ticket_id: int, desk: str = HOME) -> Place:
        rows = await self.connection.execute(_at_desk, {"ticket": ticket_id, "desk": desk})
        row = rows.one()
        return Place(
            row.ticket_id,
            row.chat_id,
            row.thread,
            row.card_id,
            row.requested,
            row.group,
            topics=row.topics is not False,
            desk=row.desk,
        )

    async def requested(self, known: Place, chat_id: int) -> bool:
        """False: it is no longer as it was known."""
        return await self._set(known, _as_known(known), chat_id=chat_id, requested=True)

    async def found(self, place: Place, known: Place | None = None) -> bool:
        """False: it is no longer as it was known, by default with neither topic nor card. The update about a
        topic that we have just made may have been faster than we are."""
        return await self._set(
            place,
            or_(_as_known(known or Place(place.ticket_id)), _as_known(replace(place, card_id=None))),
            chat_id=place.chat_id,
            thread=place.thread,
            card_id=place.card_id,
            requested=False,
        )

    async def adopt(self, ticket_id: int, chat_id: int, thread: int) -> None:
        await self.connection.execute(
            update(places)
            .where(
                places.c.ticket_id == ticket_id,
                places.c.chat_id == chat_id,
                places.c.requested,
                places.c.thread.is_(None),
                places.c.card_id.is_(None),
            )
            .values(chat_id=chat_id, thread=thread)
        )

    async def lost(self, place: Place) -> None:
        await self._set(place, true(), thread=None, card_id=None, requested=False)

    async def _set(self, place: Place, condition: ColumnElement[bool], **values: object) -> bool:
        here = (places.c.ticket_id == place.ticket_id, places.c.desk == place.desk)
        rows = await self.connection.execute(update(places).where(*here, condition).values(**values))
        return rows.rowcount > 0


def _as_known(place: Place) -> ColumnElement[bool]:
    return and_(
        places.c.thread.is_not_distinct_from(place.thread),
        places.c.card_id.is_not_distinct_from(place.card_id),
    )
