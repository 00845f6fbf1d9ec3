"""Statements that are compiled once are given, and find, what SQLAlchemy would make of it."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, literal, select

from storage.prepared import Prepared
from storage.sql import insert_once
from storage.tables import alarms, groups
from storage.unit_of_work import SqlDatabase

MOMENT = datetime(2026, 3, 1, 12, 30, 0, 250, tzinfo=UTC)

_told = Prepared(select(alarms.c.told_at).where(alarms.c.what == bindparam("what")))
_among = Prepared(
    select(alarms.c.what).where(alarms.c.what.in_(bindparam("names", expanding=True))).order_by(alarms.c.what)
)
_one, _two = Prepared(select(literal(1).label("number"))), Prepared(select(literal(2).label("number")))


async def test_values_are_translated_on_their_way_in_and_out(database: SqlDatabase) -> None:
    async with database.connections.write() as connection:
        await connection.execute(insert_once(connection, alarms), {"what": "disk", "told_at": MOMENT})
        found = await connection.execute(_told, {"what": "disk"})
        assert found.scalar_one() == MOMENT
        await connection.execute(insert_once(connection, groups), {"chat_id": -1, "title": "Staff"})
        row = (await connection.execute(select(groups.c.topics, groups.c.title))).one()
        assert (row.topics, row.title) == (True, "Staff")


async def test_a_list_may_be_of_any_length(database: SqlDatabase) -> None:
    async with database.connections.write() as connection:
        await connection.execute(
            insert_once(connection, alarms), [{"what": each, "told_at": MOMENT} for each in "abc"]
        )
        for names in ([], ["b"], ["c", "a", "x"], ["b"]):
            found = await connection.execute(_among, {"names": names})
            assert found.scalars().all() == sorted(set(names) & set("abc"))


async def test_of_several_rows_those_that_are_new_are_told(database: SqlDatabase) -> None:
    async with database.connections.write() as connection:
        statement = insert_once(connection, alarms, alarms.c.what)
        await connection.execute(statement, {"what": "b", "told_at": MOMENT})
        found = await connection.execute(statement, [{"what": each, "told_at": MOMENT} for each in "abc"])
        assert sorted(found.scalars()) == ["a", "c"]


async def test_statements_of_one_shape_keep_their_own_constants(database: SqlDatabase) -> None:
    async with database.connections.read() as connection:
        found = [await connection.execute(each) for each in (_one, _two, _one)]
        found += [await connection.execute(select(literal(number).label("number"))) for number in (3, 4)]
        found.append(await connection.execute(_one))
    assert [each.scalar_one() for each in found] == [1, 2, 1, 3, 4, 1]


async def test_a_value_that_is_forgotten_is_not_taken_for_nothing(database: SqlDatabase) -> None:
    with pytest.raises(Exception, match="what"):
        async with database.connections.read() as connection:
            await connection.execute(_told)
