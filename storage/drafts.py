"""Forms being filled."""

from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update

from bot.domain.answers import Answer
from bot.domain.delivery import Recipient
from bot.domain.draft import Addition, Draft, DraftStatus, FilledBy
from bot.domain.errors import VersionMismatch
from bot.services.desk_ports import Call
from storage.connection import Connection
from storage.prepared import Prepared
from storage.sql import constant
from storage.tables import calls, drafts

_numbered = Prepared(select(drafts).where(drafts.c.id == bindparam("id")))
_open_of = Prepared(
    select(drafts).where(
        drafts.c.customer_id == bindparam("customer"),
        drafts.c.status == constant(DraftStatus.OPEN),
        drafts.c.agent_id.is_(None),
    )
)
_filled_by = Prepared(
    select(drafts).where(
        drafts.c.agent_id == bindparam("agent"), drafts.c.status == constant(DraftStatus.OPEN)
    )
)
_save = Prepared(
    update(drafts).where(drafts.c.id == bindparam("its_id"), drafts.c.version == bindparam("its_version"))
)
_caller_of = Prepared(select(calls).where(calls.c.agent_id == bindparam("agent")))


class DraftRows:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def get(self, draft_id: int) -> Draft | None:
        rows = await self.connection.execute(_numbered, {"id": draft_id})
        row = rows.one_or_none()
        return _read(row) if row else None

    async def open_of(self, customer_id: int) -> Draft | None:
        rows = await self.connection.execute(_open_of, {"customer": customer_id})
        row = rows.one_or_none()
        return _read(row) if row else None

    async def filled_by(self, agent_id: int) -> Draft | None:
        rows = await self.connection.execute(_filled_by, {"agent": agent_id})
        row = rows.one_or_none()
        return _read(row) if row else None

    async def add(self, draft: Draft) -> Draft:
        rows = await self.connection.execute(
            insert(drafts)
            .values(
                customer_id=draft.customer_id,
                agent_id=draft.filled_by and draft.filled_by.agent_id,
                chat_id=draft.filled_by and draft.filled_by.chat_id,
                thread=draft.filled_by and draft.filled_by.thread,
                created_at=draft.created_at,
                version=draft.version,
                **_changing(draft),
            )
            .returning(drafts.c.id)
        )
        draft.id = rows.scalar_one()
        return draft

    async def save(self, draft: Draft) -> None:
        rows = await self.connection.execute(
            _save,
            {
                "its_id": draft.id,
                "its_version": draft.version,
                "version": draft.version + 1,
                **_changing(draft),
            },
        )
        if rows.rowcount != 1:
            raise VersionMismatch(f"draft {draft.id}")
        draft.version += 1


class CallRows:
    """Agents who have been asked who is calling."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def put(self, call: Call) -> None:
        await self.drop(call.agent_id)
        await self.connection.execute(
            insert(calls).values(
                agent_id=call.agent_id,
                chat_id=call.where.id,
                thread=call.where.thread,
                product_id=call.product_id,
                type_id=call.type_id,
                since=call.since,
            )
        )

    async def of(self, agent_id: int, where: Recipient) -> Call | None:
        rows = await self.connection.execute(_caller_of, {"agent": agent_id})
        row = rows.one_or_none()
        if row is None or Recipient.chat(row.chat_id, row.thread) != where:
            return None
        return Call(row.agent_id, where, row.product_id, row.type_id, row.since)

    async def drop(self, agent_id: int) -> None:
        await self.connection.execute(delete(calls).where(calls.c.agent_id == agent_id))


def _changing(draft: Draft) -> dict[str, Any]:
    return {
        "product_id": draft.product_id,
        "type_id": draft.type_id,
        "at": draft.at,
        "editing": draft.editing,
        "answers": {key: answer.as_json() for key, answer in draft.answers.items()},
        "additions": [each.as_json() for each in draft.additions],
        "follow_up_of": draft.follow_up_of,
        "completes": draft.completes,
        "asks": list(draft.asks) or None,
        "status": draft.status.value,
        "ticket_id": draft.ticket_id,
        "updated_at": draft.updated_at,
        "keyboard": draft.keyboard,
    }


def _read(row: Row[Any]) -> Draft:
    return Draft(
        id=row.id,
        customer_id=row.customer_id,
        created_at=row.created_at,
        updated_at=row.updated_at,
        product_id=row.product_id,
        type_id=row.type_id,
        at=row.at,
        editing=row.editing,
        answers={key: Answer.from_json(data) for key, data in row.answers.items()},
        additions=tuple(Addition.from_json(data) for data in row.additions),
        follow_up_of=row.follow_up_of,
        completes=row.completes,
        asks=tuple(row.asks or ()),
        status=DraftStatus(row.status),
        ticket_id=row.ticket_id,
        filled_by=FilledBy(row.agent_id, row.chat_id, row.thread) if row.agent_id is not None else None,
        version=row.version,
        keyboard=row.keyboard,
    )
