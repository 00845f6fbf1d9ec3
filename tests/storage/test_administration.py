"""The log of administrative acts, changed days and reloads, on both databases."""

from datetime import date, timedelta

from bot.domain.acts import Act, ActKind
from bot.domain.bans import Ban
from bot.domain.public_days import DayKind
from bot.services.administration_ports import Reload, Wanted
from storage.notices import SqlNotices
from storage.unit_of_work import SqlDatabase
from tests.storage.making import NOON, STAFF, customer

DAY = date(2026, 12, 31)


async def test_acts_come_back_newest_first_with_the_names_that_are_known(database: SqlDatabase) -> None:
    first = Act(ActKind.BOUND, 5_000_000_001, NOON, STAFF, {"group": "Staff"})
    second = Act(ActKind.SETTINGS, 5_000_000_002, NOON + timedelta(hours=1))
    async with database.begin() as uow:
        await uow.agents.recognise("5000000001", "Ольга", None, chat_id=STAFF)
        await uow.acts.record(first)
        await uow.acts.record(second)
    async with database.begin() as uow:
        assert await uow.acts.recent(10) == [(second, ""), (first, "Ольга")]
        assert await uow.acts.recent(1) == [(second, "")]


async def test_a_changed_day_is_kept_once_and_can_be_freed(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        await uow.days.put("RU", DAY, DayKind.OFF)
        await uow.days.put("RU", DAY, DayKind.SHORT)
        await uow.days.put("DE", DAY, DayKind.WORKING)
    notices = SqlNotices(database)
    known = {"RU": {DAY: DayKind.SHORT}, "DE": {DAY: DayKind.WORKING}}
    assert await notices.wanted() == Wanted(known, None)
    async with database.begin() as uow:
        assert await uow.days.drop("RU", DAY)
        assert not await uow.days.drop("RU", DAY)
    assert (await notices.wanted()).days == {"DE": {DAY: DayKind.WORKING}}


async def test_a_reload_is_settled_by_one_replica_alone(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        await uow.reloads.add(Reload(0, 5, STAFF, None, 7, NOON))
    asked = (await SqlNotices(database).wanted()).reload
    assert asked
    assert not asked.done
    async with database.begin() as uow:
        assert await uow.reloads.settle(asked.id, "abc")
        assert not await uow.reloads.settle(asked.id, "def")
        latest = await uow.reloads.latest()
    assert latest
    assert (latest.done, latest.fingerprint, latest.message_id) == (True, "abc", 7)


async def test_a_ban_is_kept_with_the_customer(database: SqlDatabase) -> None:
    ban = Ban(NOON, "спам", "e-comet", NOON + timedelta(days=1), refused=3, told_at=NOON)
    async with database.begin() as uow:
        added = await uow.customers.add(customer())
        assert added.ban is None
        added.ban = ban
        await uow.customers.save(added)
    async with database.begin() as uow:
        assert (await uow.customers.get(added.id)).ban == ban
