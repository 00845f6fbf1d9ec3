"""The log of administrative acts, changed days of calendars, and reloads of product files."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import String, cast, delete, insert, select, update

from bot.domain.acts import Act, ActKind
from bot.domain.public_days import DayKind
from bot.services.administration_ports import DayChanges, Reload
from bot.services.ports import Clock
from storage.connection import Connection
from storage.sql import insert_once, insert_or_replace
from storage.tables import acts, agents, alarms, day_changes, reloads


class ActRows:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def record(self, act: Act) -> None:
        await self.connection.execute(
            insert(acts).values(
                kind=act.kind.value, person=act.person, at=act.at, chat_id=act.chat_id, data=dict(act.data)
            )
        )

    async def recent(self, limit: int) -> list[tuple[Act, str]]:
        newest = select(acts).order_by(acts.c.id.desc()).limit(limit).subquery()
        rows = await self.connection.execute(
            select(newest, agents.c.name)
            .outerjoin(agents, agents.c.address == cast(newest.c.person, String))
            .order_by(newest.c.id.desc())
        )
        return [(_read_act(row), row.name or "") for row in rows]


STANDING = "stands: "
"""Begins the name of an alarm that is told of once, and lasts until it is over."""


class AlarmRows:
    def __init__(self, connection: Connection, clock: Clock) -> None:
        self.connection = connection
        self.clock = clock

    async def is_news(self, what: str, *, for_: timedelta) -> bool:
        now = self.clock.now()
        first = await self.connection.execute(
            insert_once(self.connection, alarms), {"what": what, "told_at": now}
        )
        if first.rowcount == 1:
            return True
        rows = await self.connection.execute(
            update(alarms)
            .where(alarms.c.what == what, ~alarms.c.told_at.between(now - for_, now))
            .values(told_at=now)
        )
        return rows.rowcount == 1

    async def begins(self, what: str, *, since: datetime | None = None) -> bool:
        first = await self.connection.execute(
            insert_once(self.connection, alarms), {"what": STANDING + what, "told_at": self.clock.now()}
        )
        if first.rowcount == 1 or since is None:
            return first.rowcount == 1
        rows = await self.connection.execute(
            update(alarms)
            .where(alarms.c.what == STANDING + what, alarms.c.told_at < since)
            .values(told_at=self.clock.now())
        )
        return rows.rowcount == 1

    async def ends(self, what: str) -> bool:
        rows = await self.connection.execute(delete(alarms).where(alarms.c.what == STANDING + what))
        return rows.rowcount == 1


class DayRows:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def all(self) -> DayChanges:
        rows = await self.connection.execute(select(day_changes).order_by(day_changes.c.day))
        found: dict[str, dict[date, DayKind]] = {}
        for row in rows:
            found.setdefault(row.country, {})[row.day] = DayKind(row.kind)
        return found

    async def put(self, country: str, day: date, kind: DayKind) -> None:
        await self.connection.execute(
            insert_or_replace(self.connection, day_changes),
            [{"country": country, "day": day, "kind": kind.value}],
        )

    async def drop(self, country: str, day: date) -> bool:
        rows = await self.connection.execute(
            delete(day_changes).where(day_changes.c.country == country, day_changes.c.day == day)
        )
        return rows.rowcount > 0


class ReloadRows:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def add(self, reload: Reload) -> None:
        await self.connection.execute(
            insert(reloads).values(
                person=reload.person,
                chat_id=reload.chat_id,
                thread=reload.thread,
                message_id=reload.message_id,
                asked_at=reload.asked_at,
                done=False,
            )
        )

    async def latest(self) -> Reload | None:
        rows = await self.connection.execute(select(reloads).order_by(reloads.c.id.desc()).limit(1))
        row = rows.one_or_none()
        return _read_reload(row) if row else None

    async def settle(self, reload_id: int, fingerprint: str | None) -> bool:
        rows = await self.connection.execute(
            update(reloads)
            .where(reloads.c.id == reload_id, reloads.c.done.is_(False))
            .values(done=True, fingerprint=fingerprint)
        )
        return rows.rowcount == 1


def _read_act(row: Any) -> Act:
    return Act(ActKind(row.kind), row.person, row.at, row.chat_id, row.data)


def _read_reload(row: Any) -> Reload:
    return Reload(
        id=row.id,
        person=row.person,
        chat_id=row.chat_id,
        thread=row.thread,
        message_id=row.message_id,
        asked_at=row.asked_at,
        done=row.done,
        fingerprint=row.fingerprint,
    )
