"""Canned answers, and the log of their changes."""

from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from bot.domain.canned import Canned
from bot.services.canned_ports import Change
from storage.connection import Connection
from storage.sql import insert_once
from storage.tables import canned, canned_changes

ANY_PRODUCT = ""


class CannedRows:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def all(self) -> list[Canned]:
        rows = await self.connection.execute(
            select(canned).order_by(canned.c.name, canned.c.product_id, canned.c.language)
        )
        return [_read(row) for row in rows]

    async def get(self, canned_id: int) -> Canned | None:
        rows = await self.connection.execute(select(canned).where(canned.c.id == canned_id))
        row = rows.one_or_none()
        return _read(row) if row else None

    async def put(self, answer: Canned) -> Canned | None:
        rows = await self.connection.execute(
            insert_once(self.connection, canned, *canned.c), _key(answer) | _text(answer)
        )
        row = rows.one_or_none()
        if row is None:
            return None
        await self._log(answer, Change.ADDED)
        return _read(row)

    async def change(self, answer: Canned) -> bool:
        rows = await self.connection.execute(
            update(canned).where(canned.c.id == answer.id).values(**_text(answer)).returning(canned.c.id)
        )
        return await self._logged(answer, Change.CHANGED, rows.scalar_one_or_none())

    async def delete(self, answer: Canned) -> bool:
        rows = await self.connection.execute(
            delete(canned).where(canned.c.id == answer.id).returning(canned.c.id)
        )
        return await self._logged(answer, Change.DELETED, rows.scalar_one_or_none())

    async def _logged(self, answer: Canned, change: Change, found: int | None) -> bool:
        if found is not None:
            await self._log(answer, change)
        return found is not None

    async def _log(self, answer: Canned, change: Change) -> None:
        await self.connection.execute(
            insert(canned_changes).values(
                change=change.value,
                text=answer.text,
                agent_id=answer.updated_by,
                changed_at=answer.updated_at,
                **_key(answer),
            )
        )


def _key(answer: Canned) -> dict[str, Any]:
    return {
        "product_id": answer.product_id or ANY_PRODUCT,
        "language": answer.language,
        "name": answer.name,
    }


def _text(answer: Canned) -> dict[str, Any]:
    return {
        "text": answer.text,
        "entities": list(answer.entities),
        "updated_by": answer.updated_by,
        "updated_at": answer.updated_at,
    }


def _read(row: Row[Any]) -> Canned:
    return Canned(
        id=row.id,
        product_id=row.product_id or None,
        language=row.language,
        name=row.name,
        text=row.text,
        entities=tuple(row.entities),
        updated_by=row.updated_by,
        updated_at=row.updated_at,
    )
