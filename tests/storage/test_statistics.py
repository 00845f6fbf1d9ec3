"""Figures come from the log: in few statements, and the same as a slow count of everything."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.catalog.loader import load_catalog
from bot.domain.report_period import ReportPeriod
from bot.services.reporting import count
from storage.statistics import SqlStatistics
from storage.unit_of_work import SqlDatabase
from tests.storage.lives import fill_with_lives
from tests.storage.recounting import recount

UNTIL = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
SINCE = UNTIL - timedelta(days=35)
MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_the_figures_agree_with_a_slow_recount_of_every_log(database: SqlDatabase, seed: int) -> None:
    catalog = load_catalog()
    await fill_with_lives(database, catalog, seed=seed, number=120, since=SINCE, until=UNTIL)

    for days, scope in ((7, catalog.all()), (20, catalog.all()[:2]), (40, catalog.all())):
        period = ReportPeriod.last_days(days, MOSCOW, UNTIL)
        counted = await count(SqlStatistics(database), period, scope)
        assert counted == await recount(database, period, scope)

    week = ReportPeriod.week_before(datetime(2026, 11, 16, tzinfo=MOSCOW).date(), MOSCOW)
    assert await count(SqlStatistics(database), week, catalog.all()) == await recount(
        database, week, catalog.all()
    )
