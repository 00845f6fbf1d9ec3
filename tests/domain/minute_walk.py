"""The calendar's arithmetic done the obvious way, and random cases to compare the two on.

The walk asks of each minute whether it is working time, and counts. Everything in a case falls on whole
minutes.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.calendar import BusinessCalendar

MINUTE = timedelta(minutes=1)
DAY_MINUTES = 1440
DAY = timedelta(days=1)
LONGEST = timedelta(days=4)
"""How far the walk goes: a due time beyond is checked for lying beyond."""
CHANGES = (
    ("Europe/Berlin", "2026-03-29"),
    ("Europe/Berlin", "2026-10-25"),
    ("Australia/Lord_Howe", "2026-04-05"),
    ("Australia/Lord_Howe", "2026-10-04"),
    ("Africa/Cairo", "2026-04-24"),
    ("Africa/Cairo", "2026-10-30"),
    ("America/Havana", "2026-03-08"),
    ("America/Havana", "2026-11-01"),
    ("America/St_Johns", "2010-11-07"),
    ("Pacific/Apia", "2011-12-30"),
    ("Europe/Moscow", "2014-10-26"),
    ("Europe/Kaliningrad", "2026-05-09"),
    ("Asia/Kathmandu", "2026-12-31"),
)
"""Where and when clocks are moved: by half an hour on Lord Howe, at midnight in Cairo, by a day in Samoa.

The last two are ordinary days.
"""

Pair = tuple[datetime, datetime]


@dataclass(frozen=True)
class Case:
    form: dict[str, Any]
    start: datetime
    end: datetime
    target: timedelta
    consumed: timedelta
    pauses: Sequence[Pair]


@dataclass(frozen=True)
class Answer:
    worked: timedelta
    due: datetime | None
    """None: beyond the walk."""


def walk(case: Case) -> Answer:
    """Minute by minute: the clock's minutes that are in a window, less the instants' that are paused."""
    zone = ZoneInfo(case.form["tz"])
    at_work = _at_work(case)
    paused = {begin + n * MINUTE for begin, end in case.pauses for n in range((end - begin) // MINUTE)}
    worked = 0
    needed = (case.target - case.consumed) // MINUTE
    used, due = 0, None
    minute = case.start
    while minute < case.end or (due is None and minute <= case.start + LONGEST):
        if due is None and used >= needed:
            due = minute
        clock = minute.astimezone(zone)
        shown = clock.toordinal() * DAY_MINUTES + clock.hour * 60 + clock.minute
        if shown in at_work and minute not in paused:
            used += 1
            worked += minute < case.end
        minute += MINUTE
    return Answer(worked * MINUTE, due)


def computed(case: Case) -> Answer:
    """By the calendar, as far as the walk goes."""
    calendar = BusinessCalendar.parse(case.form)
    due = calendar.due(case.start, case.target, consumed=case.consumed, pauses=case.pauses)
    worked = calendar.worked(case.start, case.end, case.pauses)
    return Answer(worked, due if due <= max(case.end - MINUTE, case.start + LONGEST) else None)


def random_case(number: int) -> Case:
    """The same for the same number."""
    dice = random.Random(number)
    zone, changed = dice.choice(CHANGES)
    middle = date.fromisoformat(changed)
    start = _minute(dice, middle)
    pauses = []
    for _ in range(dice.choice((0, 0, 1, 2, 4))):
        begin = start + dice.randrange(-600, 4000) * MINUTE
        pauses.append((begin, begin + dice.randrange(0, 1800) * MINUTE))
    return Case(
        form=_form(dice, zone, middle),
        start=start,
        end=start + dice.randrange(0, 2 * 1440) * MINUTE,
        target=dice.randrange(0, 1500) * MINUTE,
        consumed=dice.choice((0, 0, 0, dice.randrange(0, 600))) * MINUTE,
        pauses=pauses,
    )


def _minute(dice: random.Random, middle: date) -> datetime:
    day = datetime(middle.year, middle.month, middle.day, tzinfo=UTC)
    return day + dice.randrange(-2 * 1440, 1440) * MINUTE


def _form(dice: random.Random, zone: str, middle: date) -> dict[str, Any]:
    versions = [_version(dice, date(1970, 1, 1), middle)]
    if dice.random() < 0.3:
        versions.append(_version(dice, middle + dice.randrange(-2, 3) * DAY, middle))
    return {"tz": zone, "versions": versions}


def _version(dice: random.Random, since: date, middle: date) -> dict[str, Any]:
    worked = dice.sample(range(7), dice.randrange(1, 8))
    about = [middle + number * DAY for number in range(-3, 5)]
    return {
        "from": since.isoformat(),
        "weekly": {str(day): _windows(dice) for day in worked},
        "exceptions": {
            day.isoformat(): _windows(dice) if dice.random() < 0.5 else []
            for day in dice.sample(about, dice.choice((0, 0, 1, 2)))
        },
    }


def _windows(dice: random.Random) -> list[list[str]]:
    kind = dice.randrange(6)
    if kind == 0:
        return [["00:00", "24:00"]]
    if kind == 1:
        return [["09:00", "13:00"], ["14:00", "18:00"]]
    if kind == 2:
        return [["20:00", "32:00"]]
    if kind == 3:
        return [["01:00", "04:00"], ["02:10", "02:50"], ["23:30", "24:30"]]
    begin = dice.randrange(0, 1440)
    return [[_clock(begin), _clock(begin + dice.randrange(1, 1441))]]


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _at_work(case: Case) -> set[int]:
    """Those minutes of the office's clock, counted from the year 1 on, that lie in a window of their day."""
    first, last = case.start.toordinal() - 3, max(case.end, case.start + LONGEST).toordinal() + 2
    return {
        day * DAY_MINUTES + minute
        for day in range(first, last)
        for begin, end in _open(case.form, date.fromordinal(day))
        for minute in range(_after(begin), _after(end))
    }


def _open(form: dict[str, Any], day: date) -> list[list[str]]:
    """The windows that begin on the day."""
    in_force = [each for each in form["versions"] if date.fromisoformat(each["from"]) <= day]
    version = max(in_force, key=lambda each: str(each["from"]))
    found: list[list[str]] = version["exceptions"].get(
        day.isoformat(), version["weekly"].get(str(day.weekday()), [])
    )
    return found


def _after(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
