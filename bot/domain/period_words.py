"""A stretch of time as people name it: "yesterday from 14 to 16", «18.11 с 9:30 до 11».

What is understood whole becomes a `Period`; of what is not, even in part, nothing is guessed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from bot.domain.periods import Period

HALF_DAY = 12
_LATE_EVENING = 9


class _Sort(StrEnum):
    DAY = "D"
    HOUR = "T"
    FROM = "F"
    TO = "U"
    AND = "A"


class Hour(NamedTuple):
    """A time of day."""

    time: time
    half: bool = False
    """It was said which half of the day is meant: "pm", «вечера»."""


class _Token(NamedTuple):
    sort: _Sort
    value: date | Hour | None = None


_DAYS_AGO = {
    "сегодня": 0,
    "today": 0,
    "вчера": 1,
    "yesterday": 1,
    "позавчера": 2,
    "day before yesterday": 2,
}
_WEEKDAYS = (
    r"понедельник|monday",
    r"вторник|tuesday",
    r"сред[ау]|wednesday",
    r"четверг|thursday",
    r"пятниц[ау]|friday",
    r"суббот[ау]|saturday",
    r"воскресенье|sunday",
)
_MONTHS = (
    r"январ[ья]|january|jan",
    r"феврал[ья]|february|feb",
    r"марта?|march|mar",
    r"апрел[ья]|april|apr",
    r"ма[йя]|may",
    r"июн[ья]|june|jun",
    r"июл[ья]|july|jul",
    r"августа?|august|aug",
    r"сентябр[ья]|september|sept?",
    r"октябр[ья]|october|oct",
    r"ноябр[ья]|november|nov",
    r"декабр[ья]|december|dec",
)
_MONTH = "|".join(_MONTHS)
_LATE, _EARLY, _NIGHT = r"p\.?m\.?|дня|вечера", r"a\.?m\.?|утра", r"ночи"

_TOKENS = re.compile(
    rf"""
      (?P<ago>(?:the\s+)?day\ before\ yesterday|позавчера|вчера|yesterday|сегодня|today)\b
    | (?P<iso>\d{{4}}-\d{{1,2}}-\d{{1,2}})\b
    | (?P<numeric>\d{{1,2}}\.\d{{1,2}}\.(?:\d{{4}}|\d{{2}})|\d{{1,2}}\.(?:0[1-9]|1[0-2]))(?!\d)
        (?:\s*г(?:ода|\.)?)?
    | (?P<day>\d{{1,2}})(?:st|nd|rd|th|-?го)?\s+(?:of\s+)?(?P<month>{_MONTH})\b\.?
        (?:,?\s+(?P<year>\d{{4}})(?:\s*г(?:ода|\.)?)?)?
    | (?P<month_first>{_MONTH})\.?\s+(?P<day_second>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)
        (?:,?\s+(?P<year_third>\d{{4}}))?
    | (?P<weekday>{"|".join(f"(?:{each})" for each in _WEEKDAYS)})\b
    | (?P<named>полдень|полудня|noon|полночь|полуночи|midnight)\b
    | (?P<hour>\d{{1,2}})(?:[:.](?P<minute>[0-5]\d))?
        (?:\s*(?:часов|часа|час|ч\.?|h)(?:\s*(?P<late_minute>[0-5]?\d)\s*(?:минут\w*|мин\.?|м\b))?)?
        (?:\s*(?P<half>{_LATE}|{_EARLY}|{_NIGHT})(?!\w))?(?!\d)
    | (?P<dash>\s*[-‐-―]\s*)
    | (?P<from>(?:с|со|от|from|since|between|между|начиная\s+с)\b)
    | (?P<to>(?:до|по|to|till|until)\b)
    | (?P<and>(?:и|and)\b)
    | (?P<filler>(?:в|во|at|on|числа)\b|[\s,;.]+)
    """,
    re.VERBOSE,
)


def read_period(words: str, now: datetime) -> Period | None:
    """What the words mean to somebody who says them at `now`, in its zone; None: not wholly clear."""
    return _together(_tokens(words, now), now) or _together(_tokens(words, now, hours_only=True), now)


def read_hours(words: str, day: date, now: datetime) -> Period | None:
    """The same, of hours alone on a known day."""
    tokens = _tokens(words, now, hours_only=True)
    return _together([_Token(_Sort.DAY, day), *tokens], now) if tokens else None


def read_hour(words: str, now: datetime) -> time | None:
    """One hour alone, as the answer to "from what time?" or "until what time?"."""
    tokens = _tokens(words, now, hours_only=True)
    if re.fullmatch("[FU]?T", _sorts(tokens)) and isinstance(hour := tokens[-1].value, Hour):
        return hour.time
    return None


def _together(tokens: Sequence[_Token], now: datetime) -> Period | None:
    values = [token.value for token in tokens if token.value is not None]
    for shape, build in _SHAPES.items():
        if re.fullmatch(shape, _sorts(tokens)):
            try:
                return build(values, now)
            except (ValueError, OverflowError):
                return None
    return None


def _sorts(tokens: Sequence[_Token]) -> str:
    return "".join(token.sort for token in tokens)


def _tokens(words: str, now: datetime, *, hours_only: bool = False) -> list[_Token]:
    """None at all where some of the words are not known."""
    text = " ".join(words.casefold().replace("ё", "е").split())
    found: list[_Token] = []
    at = 0
    while at < len(text):
        match = _TOKENS.match(text, at)
        if match is None:
            return []
        at = match.end()
        try:
            found.extend(_meaning(match, now, hours_only=hours_only))
        except ValueError:
            return []
    return found


def _meaning(match: re.Match[str], now: datetime, *, hours_only: bool) -> Iterator[_Token]:
    said = match.groupdict()
    if match["filler"]:
        return
    for group, sort in (("from", _Sort.FROM), ("to", _Sort.TO), ("dash", _Sort.TO), ("and", _Sort.AND)):
        if said[group]:
            yield _Token(sort)
            return
    if said["numeric"] and hours_only and said["numeric"].count(".") == 1:
        hour, _, minute = said["numeric"].partition(".")
        yield _Token(_Sort.HOUR, Hour(time(int(hour), int(minute))))
    elif said["hour"] or said["named"]:
        yield _Token(_Sort.HOUR, _hour(said))
    else:
        yield _Token(_Sort.DAY, _day(said, now.date()))


def _hour(said: Mapping[str, str | None]) -> Hour:
    if named := said["named"]:
        return Hour(time(HALF_DAY if named in {"полдень", "полудня", "noon"} else 0), half=True)
    hour = int(said["hour"] or 0)
    minute = int(said["minute"] or said["late_minute"] or 0)
    half = (said["half"] or "").replace(".", "")
    if hour == 24 and not minute:
        hour = 0
    if half:
        if not 1 <= hour <= HALF_DAY and half in {"am", "pm"}:
            raise ValueError(half)
        late = half in {"pm", "дня", "вечера"} or (half == "ночи" and _LATE_EVENING <= hour < HALF_DAY)
        hour = hour % HALF_DAY + (HALF_DAY if late else 0) if hour <= HALF_DAY else hour
    return Hour(time(hour, minute), half=bool(half))


def _day(said: Mapping[str, str | None], today: date) -> date:
    if ago := said["ago"]:
        return today - timedelta(days=_DAYS_AGO[ago.removeprefix("the ")])
    if iso := said["iso"]:
        found = date(*(int(part) for part in iso.split("-")))
        if found.year > today.year:
            raise ValueError(iso)
        return found
    if weekday := said["weekday"]:
        number = next(i for i, each in enumerate(_WEEKDAYS) if re.fullmatch(each, weekday))
        return today - timedelta(days=(today.weekday() - number) % 7)
    if numeric := said["numeric"]:
        day, month, *rest = (int(part) for part in re.findall(r"\d+", numeric))
        year = rest[0] if rest else None
    else:
        day = int(said["day"] or said["day_second"] or 0)
        name = said["month"] or said["month_first"] or ""
        month = next(i for i, each in enumerate(_MONTHS, 1) if re.fullmatch(each, name))
        year = int(said["year"] or said["year_third"] or 0) or None
    if year is not None:
        year += 2000 if year < 100 else 0
        if year > today.year:
            raise ValueError(year)  # nobody reports what has not happened yet
        return date(year, month, day)
    return _latest(day, month, today)


def _latest(day: int, month: int, today: date) -> date:
    """Without a year, the last such day is meant, not one to come."""
    this_year = date(today.year, month, day)
    return this_year if this_year <= today else date(today.year - 1, month, day)


# What the tokens mean together: the sorts in order, and how their values make a period.

Values = Sequence[date | Hour]


def _moment(day: date, hour: Hour, now: datetime) -> datetime:
    return datetime.combine(day, hour.time, now.tzinfo)


def _one_day(values: Values, _now: datetime) -> Period:
    return Period(_as_day(values[0]))


def _days(values: Values, _now: datetime) -> Period:
    return _ordered(_as_day(values[0]), _as_day(values[1]))


def _since_day(values: Values, _now: datetime) -> Period:
    return Period(_as_day(values[0]), goes_on=True)


def _point(values: Values, now: datetime) -> Period:
    day, hour = _split(values)
    return Period(_moment(day[0], hour[0], now))


def _since(values: Values, now: datetime) -> Period:
    return Period(_point(values, now).start, goes_on=True)


def _hours(values: Values, now: datetime) -> Period:
    """Two hours of a day, or from the evening into the next morning."""
    (day,), (first, second) = _split(values)
    if second.half and not first.half and first.time.hour <= second.time.hour - HALF_DAY:
        first = first._replace(time=first.time.replace(hour=first.time.hour + HALF_DAY))
    start, end = _moment(day, first, now), _moment(day, second, now)
    return Period(start, end if end > start else _moment(day + timedelta(days=1), second, now))


def _moments(values: Values, now: datetime) -> Period:
    (first_day, second_day), (first, second) = _split(values)
    return _ordered(_moment(first_day, first, now), _moment(second_day, second, now))


def _hours_today(values: Values, now: datetime) -> Period:
    """Hours without a day are of today, where they have begun."""
    period = _hours((now.date(), *values), now)
    if isinstance(period.start, datetime) and period.start > now:
        raise ValueError(values)
    return period


def _ordered(start: date, end: date) -> Period:
    if end < start:
        raise ValueError(end)
    return Period(start, end)


def _split(values: Values) -> tuple[list[date], list[Hour]]:
    days = [each for each in values if not isinstance(each, Hour)]
    return days, [each for each in values if isinstance(each, Hour)]


def _as_day(value: date | Hour) -> date:
    if isinstance(value, Hour):
        raise ValueError(value)  # noqa: TRY004 - the words are no period
    return value


_SHAPES = {
    r"D": _one_day,
    r"F?DUD": _days,
    r"FD": _since_day,
    r"DT|TD": _point,
    r"DFT|FDT|FTD": _since,
    r"F?DF?TUT|F?TUTD|DFTAT|FTATD": _hours,
    r"F?DF?TUDT|F?TDUTD": _moments,
    r"F?TUT|FTAT": _hours_today,
}
