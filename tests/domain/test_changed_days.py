"""Days of a production calendar that administrators have changed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.calendar import BusinessCalendar
from bot.domain.public_days import DayKind, PublicDays

SATURDAY, MONDAY = date(2026, 11, 28), date(2026, 11, 30)
NEW_YEAR, SHORT = date(2027, 1, 1), date(2026, 11, 3)


def calendar() -> BusinessCalendar:
    return BusinessCalendar.parse(
        {
            "tz": "UTC",
            "versions": [
                {
                    "from": "2020-01-01",
                    "weekly": {str(day): [["09:00", "18:00"]] for day in range(5)},
                    "exceptions": {"2026-12-01": [["10:00", "11:00"]]},
                }
            ],
            "holidays": {"country": "RU", "short": ["2026-11-03"], "short_by": 90},
        }
    )


def hours(days: BusinessCalendar, day: date) -> float:
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return days.worked(begin, begin + timedelta(days=1)) / timedelta(hours=1)


@pytest.mark.parametrize(
    ("day", "before", "off", "working", "short"),
    [
        (MONDAY, 9, 0, 9, 7.5),
        (SATURDAY, 0, 0, 9, 7.5),
        (NEW_YEAR, 0, 0, 9, 7.5),
        (SHORT, 7.5, 0, 9, 7.5),
        (date(2026, 12, 1), 1, 1, 1, 1),
    ],
)
def test_what_is_said_of_a_day_wins_but_for_the_products_own_exceptions(
    day: date, before: float, off: float, working: float, short: float
) -> None:
    plain = calendar()
    assert hours(plain, day) == before
    for kind, wanted in ((DayKind.OFF, off), (DayKind.WORKING, working), (DayKind.SHORT, short)):
        changed = plain.with_changes({day: kind})
        assert hours(changed, day) == wanted, kind
        assert changed.is_working_day(day) is bool(wanted)
        assert hours(changed.with_changes({}), day) == before


def test_without_changes_it_is_the_same_calendar_with_what_it_has_laid_out() -> None:
    plain = calendar()
    assert plain.with_changes({}) is plain


def test_a_calendar_without_shortened_days_shortens_by_an_hour() -> None:
    public = PublicDays.parse("RU").with_changes({MONDAY: DayKind.SHORT})
    assert public.shorter_by(MONDAY) == 60


def test_what_is_remarkable_is_what_differs_from_the_weekday() -> None:
    public = calendar().public
    assert public
    assert [public.remarkable(each) for each in (MONDAY, SATURDAY, NEW_YEAR, SHORT)] == [
        None,
        None,
        DayKind.OFF,
        DayKind.SHORT,
    ]
    changed = public.with_changes({SATURDAY: DayKind.WORKING, NEW_YEAR: DayKind.WORKING})
    assert [changed.remarkable(each) for each in (SATURDAY, NEW_YEAR)] == [DayKind.WORKING, None]
