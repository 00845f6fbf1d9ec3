"""Moments mean the same on both databases: aware, in UTC, to the microsecond."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, insert, select, update
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.exc import StatementError

from storage.types import UtcDateTime
from storage.unit_of_work import SqlDatabase
from tests.storage.making import NOON

MOMENTS = Table(
    "moments", MetaData(), Column("id", Integer, primary_key=True), Column("at", UtcDateTime, nullable=True)
)
ZONES = st.sampled_from(
    [UTC, timezone(timedelta(hours=-11)), ZoneInfo("Europe/Moscow"), ZoneInfo("Asia/Tokyo")]
)


async def stored(database: SqlDatabase, moment: datetime | None) -> datetime | None:
    async with database.engine.begin() as connection:
        await connection.run_sync(MOMENTS.create)
        await connection.execute(insert(MOMENTS).values(id=1, at=moment))
    async with database.read() as connection:
        found: datetime | None = (await connection.execute(select(MOMENTS.c.at))).scalar_one()
        return found


@pytest.mark.parametrize(
    "moment",
    [
        NOON,
        datetime(2026, 9, 18, 12, 0, tzinfo=UTC),
        datetime(2026, 9, 19, 1, 30, 0, 1, tzinfo=timezone(timedelta(hours=5, minutes=45))),
        datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Kaliningrad")),
        datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    ],
)
async def test_a_moment_is_kept_to_the_microsecond_and_comes_back_in_utc(
    database: SqlDatabase, moment: datetime
) -> None:
    found = await stored(database, moment)
    assert found == moment
    assert found is not None
    assert found.tzinfo is UTC or found.utcoffset() == timedelta()


async def test_no_moment_stays_none(database: SqlDatabase) -> None:
    assert await stored(database, None) is None


async def test_a_naive_moment_is_refused(database: SqlDatabase) -> None:
    naive = datetime(2026, 9, 18, 12, 0)  # noqa: DTZ001 - the point of the test
    await stored(database, NOON)
    async with database.engine.begin() as connection:
        for statement in (
            insert(MOMENTS).values(id=2, at=naive),
            update(MOMENTS).values(at=naive),
            select(MOMENTS).where(MOMENTS.c.at > naive),
        ):
            with pytest.raises(StatementError, match="naive"):
                await connection.execute(statement)


async def test_moments_of_different_zones_are_compared_as_moments(database: SqlDatabase) -> None:
    tokyo = datetime(2026, 9, 18, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
    await stored(database, tokyo)
    async with database.read() as connection:
        for other, is_earlier in ((timedelta(microseconds=1), True), (timedelta(), False)):
            query = select(MOMENTS.c.id).where(MOMENTS.c.at < (tokyo + other).astimezone(UTC))
            assert bool((await connection.execute(query)).all()) is is_earlier


@given(st.datetimes(timezones=ZONES, min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1)))  # noqa: DTZ001
def test_any_moment_survives_the_way_there_and_back(moment: datetime) -> None:
    for dialect in (SQLiteDialect(), PGDialect()):  # type: ignore[no-untyped-call]
        column = UtcDateTime()
        there = column.process_bind_param(moment, dialect)
        assert column.process_result_value(there, dialect) == moment.astimezone(UTC)
