"""The list of replicas."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, text, update

from bot.services.replicas import Sign
from storage.connection import Connection
from storage.sql import insert_once
from storage.tables import replicas

_CUT_OFF = text("""
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE application_name = :name AND datname = current_database()
""")


class ReplicaRows:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def add(self, name: str, started_at: datetime) -> Sign:
        rows = await self.connection.execute(
            insert(replicas).values(name=name, beat=0, started_at=started_at).returning(replicas.c.id)
        )
        return Sign(rows.scalar_one(), name, 0)

    async def beat(self, mine: Sign, now: datetime) -> None:
        rows = await self.connection.execute(
            update(replicas).where(replicas.c.id == mine.id).values(beat=replicas.c.beat + 1)
        )
        if rows.rowcount == 0:
            again: Mapping[str, Any] = {"id": mine.id, "name": mine.name, "beat": 0, "started_at": now}
            await self.connection.execute(insert_once(self.connection, replicas), again)

    async def all(self) -> list[Sign]:
        rows = await self.connection.execute(select(replicas).order_by(replicas.c.id))
        return [Sign(row.id, row.name, row.beat) for row in rows]

    async def strike(self, gone: Sign) -> bool:
        rows = await self.connection.execute(
            delete(replicas).where(replicas.c.id == gone.id, replicas.c.beat == gone.beat)
        )
        return rows.rowcount == 1

    async def cut_off(self, name: str) -> None:
        """Whatever the sessions of this name had locked is free: the process may hang, or its machine be
        away, and never close them itself."""
        if self.connection.dialect.name == "postgresql":
            await self.connection.execute(_CUT_OFF, {"name": name})

    async def remove(self, mine: Sign) -> None:
        await self.connection.execute(delete(replicas).where(replicas.c.id == mine.id))
