"""What holds for any calendar, any moments and any pauses, to the microsecond."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import BusinessCalendar, Pause
from bot.domain.derivation import Worked

TICK = timedelta(microseconds=1)
ZONES = st.sampled_from(
    ["Europe/Kaliningrad", "Europe/Berlin", "Australia/Lord_Howe", "Africa/Cairo", "America/Havana", "UTC"]
)
START = datetime(2025, 12, 1, tzinfo=UTC)
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=426)).map(lambda after: START + after)
AMOUNTS = st.timedeltas(timedelta(0), timedelta(hours=60))
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@st.composite
def windows(draw: st.DrawFn) -> list[list[str]]:
    begin = draw(st.integers(0, 1439))
    end = draw(st.integers(begin + 1, begin + 1440))
    return [[f"{minutes // 60}:{minutes % 60:02}" for minutes in (begin, end)]]


@st.composite
def versions(draw: st.DrawFn) -> list[dict[str, Any]]:
    since = ["1970-01-01", *draw(st.lists(DAYS.map(str), max_size=2, unique=True))]
    weekly = st.dictionaries(st.integers(0, 6), windows(), min_size=1)
    exceptions = st.dictionaries(DAYS, st.one_of(st.just([]), windows()), max_size=4)
    return [{"from": day, "weekly": draw(weekly), "exceptions": draw(exceptions)} for day in since]


CALENDARS = st.builds(
    lambda tz, forms: BusinessCalendar.parse({"tz": tz, "versions": forms}), ZONES, versions()
)
PAUSES = st.lists(st.tuples(MOMENTS, MOMENTS), max_size=4)


@given(CALENDARS, st.tuples(MOMENTS, MOMENTS, MOMENTS).map(sorted), PAUSES)
def test_what_is_worked_in_two_intervals_is_worked_in_both_together(
    office: BusinessCalendar, moments: list[datetime], pauses: list[Pause]
) -> None:
    first, middle, last = moments
    parts = office.worked(first, middle, pauses) + office.worked(middle, last, pauses)

    assert office.worked(first, last, pauses) == parts
    assert timedelta(0) <= parts <= last - first


@given(CALENDARS, MOMENTS, AMOUNTS, AMOUNTS, PAUSES)
def test_a_due_time_is_the_first_moment_at_which_the_target_is_reached(
    office: BusinessCalendar, start: datetime, target: timedelta, consumed: timedelta, pauses: list[Pause]
) -> None:
    due = office.due(start, target, consumed=consumed, pauses=pauses)

    if consumed >= target:
        assert due == start
    else:
        assert consumed + office.worked(start, due, pauses) == target
        assert consumed + office.worked(start, due - TICK, pauses) < target


@given(CALENDARS, MOMENTS, AMOUNTS, AMOUNTS, PAUSES)
def test_more_time_is_never_due_earlier(
    office: BusinessCalendar, start: datetime, target: timedelta, more: timedelta, pauses: list[Pause]
) -> None:
    assert office.due(start, target, pauses=pauses) <= office.due(start, target + more, pauses=pauses)


@given(CALENDARS, MOMENTS, AMOUNTS, AMOUNTS, PAUSES)
def test_time_used_before_counts_as_a_target_that_much_nearer(
    office: BusinessCalendar, start: datetime, target: timedelta, consumed: timedelta, pauses: list[Pause]
) -> None:
    shifted = office.due(start, target + consumed, consumed=consumed, pauses=pauses)

    assert shifted == office.due(start, target, pauses=pauses)


@given(CALENDARS, MOMENTS, AMOUNTS, PAUSES, st.tuples(MOMENTS, MOMENTS))
def test_a_pause_never_makes_it_due_earlier(
    office: BusinessCalendar, start: datetime, target: timedelta, pauses: list[Pause], one_more: Pause
) -> None:
    assert office.due(start, target, pauses=[*pauses, one_more]) >= office.due(start, target, pauses=pauses)


@given(CALENDARS, MOMENTS, AMOUNTS, PAUSES)
def test_it_goes_on_from_any_moment_between_with_what_was_used(
    office: BusinessCalendar, start: datetime, target: timedelta, pauses: list[Pause]
) -> None:
    due = office.due(start, target, pauses=pauses)
    between = start + (due - start) / 3

    used = office.worked(start, between, pauses)
    assert office.due(between, target, consumed=used, pauses=pauses) == (due if used < target else between)


@given(CALENDARS, MOMENTS, AMOUNTS, AMOUNTS, PAUSES)
def test_the_steps_of_an_explanation_add_up(
    office: BusinessCalendar, start: datetime, target: timedelta, consumed: timedelta, pauses: list[Pause]
) -> None:
    told = office.explain(start, target, consumed=consumed, pauses=pauses)
    worked = [step for step in told.steps if isinstance(step, Worked)]

    assert told.due == office.due(start, target, consumed=consumed, pauses=pauses)
    assert sum((each.worked for each in worked), timedelta(0)) == max(target - consumed, timedelta(0))
    for each in worked:
        assert each.begin.date() == each.day
        assert each.worked == office.worked(each.begin, each.end, pauses) > timedelta(0)
