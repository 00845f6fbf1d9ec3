"""The days of a report, when a weekly one is due, and which products it is about."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.catalog.loader import load_catalog
from bot.domain.group import Binding, StaffGroup, products_of
from bot.domain.product import Department
from bot.domain.report_period import Grain, ReportPeriod
from bot.domain.statistics import share_within
from bot.domain.weekly import next_report, reported_today

MOSCOW, BERLIN = ZoneInfo("Europe/Moscow"), ZoneInfo("Europe/Berlin")
SUNDAY = datetime(2026, 11, 22, 21, 30, tzinfo=UTC)
"""Half past midnight in Moscow, on Monday."""


def test_days_are_those_of_the_groups_clock() -> None:
    period = ReportPeriod.last_days(7, MOSCOW, SUNDAY)
    assert (period.first, period.last, period.days) == (date(2026, 11, 17), date(2026, 11, 23), 7)
    assert period.since == datetime(2026, 11, 16, 21, tzinfo=UTC)
    assert ReportPeriod.from_json(period.as_json()) == period
    week = ReportPeriod.week_before(date(2026, 11, 23), MOSCOW)
    assert (week.first, week.last) == (date(2026, 11, 16), date(2026, 11, 22))
    assert week.until == datetime(2026, 11, 22, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "grain", "bars"),
    [(1, Grain.DAY, 1), (31, Grain.DAY, 31), (90, Grain.WEEK, 14), (366, Grain.MONTH, 13)],
)
def test_there_are_never_more_bars_than_a_phone_can_show(days: int, grain: Grain, bars: int) -> None:
    period = ReportPeriod.last_days(days, MOSCOW, SUNDAY)
    begins = period.bars()
    assert (period.grain, len(begins), begins[0]) == (grain, bars, period.first)
    at = [period.since + timedelta(hours=hour) for hour in range(24 * days)]
    of = [period.bar_of(each, begins) for each in at]
    assert of == sorted(of)
    assert set(of) == set(range(bars))


def test_a_report_is_due_on_mondays_at_nine_also_when_clocks_are_moved() -> None:
    assert next_report(SUNDAY, MOSCOW) == datetime(2026, 11, 23, 6, tzinfo=UTC)
    assert next_report(datetime(2026, 11, 23, 6, tzinfo=UTC), MOSCOW) == datetime(2026, 11, 30, 6, tzinfo=UTC)
    summer = datetime(2026, 10, 19, 7, tzinfo=UTC)
    assert next_report(summer, BERLIN) == datetime(2026, 10, 26, 8, tzinfo=UTC)


def test_it_is_sent_on_that_day_alone() -> None:
    nine = datetime(2026, 11, 23, 6, tzinfo=UTC)
    assert reported_today(nine - timedelta(seconds=1), MOSCOW) is None
    assert reported_today(nine, MOSCOW) == date(2026, 11, 23)
    assert reported_today(nine + timedelta(hours=14), MOSCOW) == date(2026, 11, 23)
    assert reported_today(nine + timedelta(hours=15), MOSCOW) is None


def test_half_and_ninety_percent_are_times_that_occurred() -> None:
    times = [timedelta(hours=hour) for hour in range(1, 11)]
    assert share_within(times, 50) == timedelta(hours=5)
    assert share_within(times, 90) == timedelta(hours=9)
    assert share_within(times[:1], 90) == timedelta(hours=1)
    assert share_within([], 50) is None


def test_a_groups_figures_are_about_what_it_serves() -> None:
    products = load_catalog().all()
    default, other = StaffGroup(-1, "Staff", is_default=True), StaffGroup(-2, "Second line")

    def ids(group: StaffGroup, *bindings: Binding) -> list[str]:
        return [each.id for each in products_of(group, bindings, products)]

    everything = [each.id for each in products]
    own = Binding("mixvel", Department.SUPPORT, -2)
    assert ids(default) == everything
    assert ids(other, own) == ["mixvel"]
    assert ids(default, own) == [each for each in everything if each != "mixvel"]
    assert ids(other, Binding(None, Department.ENGINEERING, -2)) == everything
    assert ids(default, Binding("loyalhub", Department.ENGINEERING, -2)) == everything
    assert ids(other, Binding("loyalhub", Department.ENGINEERING, -2)) == ["loyalhub"]
