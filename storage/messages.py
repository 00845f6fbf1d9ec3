"""What people wrote, and their files."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, insert, select, update

from bot.domain.errors import AlreadyRecorded
from bot.domain.message import Attachment, Audience, Entities, Message, Purpose, Source
from bot.domain.origin import Origin, Quote
from bot.domain.people import Actor
from bot.domain.things import Thing
from bot.services.ports import Clock
from storage import stemmed
from storage.connection import Connection
from storage.files import read_attachment
from storage.prepared import Prepared
from storage.sql import constant, insert_once, without
from storage.tables import files, messages, revisions, tickets

WITH_FILES: Select[Any] = select(
    *without(messages, "stems"),
    files.c.id.label("file_id"),
    *(column.label(f"file_{column.name}") for column in without(files, "id", "message_id")),
).outerjoin(files, files.c.message_id == messages.c.id)

_numbered = Prepared(
    WITH_FILES.where(messages.c.id.in_(bindparam("ids", expanding=True))).order_by(messages.c.id)
)
_at = Prepared(
    WITH_FILES.where(messages.c.chat_id == bindparam("chat"), messages.c.message_id == bindparam("message"))
)
_save = Prepared(update(messages).where(messages.c.id == bindparam("its_id")))


class MessageRows:
    def __init__(self, connection: Connection, clock: Clock) -> None:
        self.connection = connection
        self.clock = clock
        self.files_added = False
        """The archive has something to fetch; told after the commit."""

    async def add(self, message: Message) -> Message:
        """`AlreadyRecorded` if this very message of the channel is here."""
        reply_to = message.reply_to
        values = {
            "author_kind": message.author.kind,
            "author_id": message.author.id,
            "chat_id": message.source.chat_id,
            "message_id": message.source.message_id,
            "happened_at": message.happened_at,
            "recorded_at": self.clock.now(),
            "text": message.text,
            "entities": list(message.entities),
            "album": message.album,
            "as_is": message.as_is,
            "reply_chat": reply_to and reply_to.chat_id,
            "reply_message": reply_to and reply_to.message_id,
            "automatic": message.automatic,
            "thing": message.thing and message.thing.as_json(),
            "origin": message.origin and message.origin.as_json(),
            "quote": message.quote and message.quote.as_json(),
            "ticket_id": message.ticket_id,
            "draft_id": message.draft_id,
            "stems": stemmed.of_message(message),
            **_changing(message),
        }
        rows = await self.connection.execute(insert_once(self.connection, messages, messages.c.id), values)
        message_id = rows.scalar_one_or_none()
        if message_id is None:
            raise AlreadyRecorded(message.source)
        message.id = message_id
        if message.attachment:
            await self._add_file(message.id, message.attachment)
        return message

    async def _add_file(self, message_id: int, attachment: Attachment) -> None:
        rows = await self.connection.execute(
            insert(files)
            .values(
                message_id=message_id,
                kind=attachment.kind.value,
                remote_id=attachment.remote_id,
                unique_id=attachment.unique_id,
                name=attachment.name,
                mime=attachment.mime,
                size=attachment.size,
                archive=attachment.archive.value,
            )
            .returning(files.c.id)
        )
        attachment.id = rows.scalar_one()
        self.files_added = True

    async def get(self, message_ids: Iterable[int]) -> list[Message]:
        wanted = list(message_ids)
        if not wanted:
            return []
        rows = await self.connection.execute(_numbered, {"ids": wanted})
        return [read_message(row) for row in rows]

    async def at(self, source: Source) -> Message | None:
        rows = await self.connection.execute(_at, {"chat": source.chat_id, "message": source.message_id})
        row = rows.first()
        return read_message(row) if row else None

    async def place(self, message_ids: Iterable[int], *, ticket_id: int | None, draft_id: int | None) -> None:
        await self.connection.execute(
            update(messages)
            .where(messages.c.id.in_(list(message_ids)))
            .values(ticket_id=ticket_id, draft_id=draft_id, audience=Audience.TICKET.value)
        )

    async def of_ticket(self, ticket_id: int) -> list[Message]:
        return await self._all(WITH_FILES.where(messages.c.ticket_id == ticket_id))

    async def of_draft(self, draft_id: int) -> list[Message]:
        return await self._all(
            WITH_FILES.where(messages.c.draft_id == draft_id, messages.c.ticket_id.is_(None))
        )

    async def move_draft(self, draft_id: int, ticket_id: int) -> None:
        await self.connection.execute(
            update(messages).where(messages.c.draft_id == draft_id).values(ticket_id=ticket_id)
        )

    async def held_by(self, customer_id: int) -> list[Message]:
        return await self._all(
            _held_by(Actor.customer(customer_id)).where(
                messages.c.ticket_id.is_(None), messages.c.draft_id.is_(None)
            )
        )

    async def held_by_agent(self, agent_id: int, ticket_id: int) -> list[Message]:
        return await self._all(_held_by(Actor.agent(agent_id)).where(messages.c.ticket_id == ticket_id))

    async def save(self, message: Message) -> None:
        await self.connection.execute(_save, {"its_id": message.id, **_changing(message)})

    async def revise(self, message: Message, text: str, entities: Entities) -> None:
        await self.connection.execute(
            insert(revisions).values(
                message_id=message.id,
                text=message.text,
                entities=list(message.entities),
                replaced_at=self.clock.now(),
            )
        )
        message.text, message.entities = text, entities
        await self.connection.execute(
            update(messages)
            .where(messages.c.id == message.id)
            .values(text=text, entities=list(entities), stems=stemmed.of_message(message))
        )

    async def last_from_agent(self, ticket_id: int, agent_id: int) -> Message | None:
        found = await self._all(
            WITH_FILES.where(
                messages.c.ticket_id == ticket_id,
                messages.c.author_kind == "agent",
                messages.c.author_id == agent_id,
                messages.c.purpose.is_not(None),
            ),
            newest=1,
        )
        return found[0] if found else None

    async def take_back(self, message: Message) -> None:
        message.purpose = None
        message.audience = Audience.NOTE
        await self.save(message)

    async def from_customer(self, ticket_id: int, *, since: datetime) -> list[Message]:
        return await self._all(
            WITH_FILES.where(
                messages.c.ticket_id == ticket_id,
                messages.c.author_kind == "customer",
                messages.c.automatic.is_(False),
                messages.c.recorded_at >= since,
            )
        )

    async def said_from(self, message: Message) -> list[Message]:
        return await self._all(
            WITH_FILES.where(
                messages.c.ticket_id == message.ticket_id,
                messages.c.author_kind == message.author.kind,
                messages.c.author_id == message.author.id,
                messages.c.id >= message.id,
            )
        )

    async def last_answered(self, customer_id: int, *, since: datetime) -> int | None:
        rows = await self.connection.execute(
            select(messages.c.ticket_id)
            .join(tickets, tickets.c.id == messages.c.ticket_id)
            .where(
                tickets.c.customer_id == customer_id,
                messages.c.delivered_at > since,
                messages.c.purpose.is_not(None),
            )
            .order_by(messages.c.delivered_at.desc())
            .limit(1)
        )
        found: int | None = rows.scalar_one_or_none()
        return found

    async def customer_wrote_after(self, ticket_id: int, message_id: int) -> bool:
        rows = await self.connection.execute(
            select(messages.c.id)
            .where(
                messages.c.ticket_id == ticket_id,
                messages.c.author_kind == "customer",
                messages.c.automatic.is_(False),
                messages.c.id > message_id,
            )
            .limit(1)
        )
        return rows.first() is not None

    async def of_album(self, author: Actor, album: str) -> list[Message]:
        return await self._all(
            WITH_FILES.where(
                messages.c.album == album,
                messages.c.author_kind == author.kind,
                messages.c.author_id == author.id,
            )
        )

    async def _all(self, query: Select[Any], *, newest: int | None = None) -> list[Message]:
        order = messages.c.id if newest is None else messages.c.id.desc()
        rows = await self.connection.execute(query.order_by(order).limit(newest))
        return [read_message(row) for row in rows]


def _held_by(author: Actor) -> Select[Any]:
    return WITH_FILES.where(
        messages.c.audience == constant(Audience.HELD),
        messages.c.author_kind == author.kind,
        messages.c.author_id == author.id,
    )


def _changing(message: Message) -> dict[str, Any]:
    return {
        "audience": message.audience.value,
        "purpose": message.purpose and message.purpose.value,
        "delivered_at": message.delivered_at,
    }


def read_message(row: Row[Any]) -> Message:
    return Message(
        id=row.id,
        author=Actor(row.author_kind, row.author_id),
        source=Source(row.chat_id, row.message_id),
        happened_at=row.happened_at,
        text=row.text,
        entities=tuple(row.entities),
        attachment=read_attachment(row) if row.file_id else None,
        album=row.album,
        as_is=row.as_is,
        automatic=row.automatic,
        audience=Audience(row.audience),
        purpose=Purpose(row.purpose) if row.purpose else None,
        delivered_at=row.delivered_at,
        reply_to=Source(row.reply_chat, row.reply_message) if row.reply_chat else None,
        thing=Thing.from_json(row.thing) if row.thing else None,
        origin=Origin.from_json(row.origin) if row.origin else None,
        quote=Quote.from_json(row.quote) if row.quote else None,
        ticket_id=row.ticket_id,
        draft_id=row.draft_id,
    )
