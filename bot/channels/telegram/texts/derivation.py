"""How a due time came about, in a line that an agent can check."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from babel.dates import format_date

from bot.domain.derivation import DaysOff, Derivation, Paused, Step, Worked
from bot.i18n import Gettext

FIRST, LAST = 6, 5
"""So many parts are told from either end of a long derivation."""
A_WEEK = 6
"""Days within which a weekday alone says which day is meant."""
MIDNIGHT = "24"

Part = tuple[Step, ...]
"""The working hours of one day, or a step of another kind."""


def derivation(_: Gettext, told: Derivation) -> str:
    """From the start to the due time, by the office's clock: windows and what each gave, days off, pauses."""
    words = _Words(_, told)
    parts = _parts(told.steps)
    middle = parts[FIRST:-LAST] if len(parts) > FIRST + LAST + 1 else []
    said = [_("start {moment}").format(moment=words.moment(told.start))]
    if told.consumed:
        said.append(_("{time} used before").format(time=duration(_, told.consumed)))
    said += [words.part(each) for each in (parts[:FIRST] if middle else parts)]
    if middle:
        said.append(words.left_out(step for part in middle for step in part))
        said += [words.part(each) for each in parts[-LAST:]]
    said.append(_("due {moment}").format(moment=words.moment(told.due)))
    if told.provisional:
        year = told.due.year
        said.append(_("provisional: the public holidays of {year} are not settled yet").format(year=year))
    return " · ".join(said)


def duration(_: Gettext, time: timedelta) -> str:
    """In hours, minutes and seconds, as far as there are any."""
    minutes, seconds = divmod(time // timedelta(seconds=1), 60)
    hours, minutes = divmod(minutes, 60)
    units = (
        (hours, _("{number} h")),
        (minutes, _("{number} min")),
        (seconds, _("{number} s")),
    )
    return " ".join(unit.format(number=number) for number, unit in units if number) or units[-1][1].format(
        number=0
    )


class _Words:
    """Of one derivation. The clock's distance from UTC is told when it is another than the one told last."""

    def __init__(self, _: Gettext, told: Derivation) -> None:
        self._ = _
        self._dated = (told.due.date() - told.start.date()).days > A_WEEK
        self._years = told.start.year != told.due.year
        self._offset = ""

    def moment(self, at: datetime) -> str:
        return f"{self._date(at)} {self._clock(at)}{self._ahead(at)}"

    def part(self, part: Part) -> str:
        _ = self._
        match part[0]:
            case Worked(day=day):
                windows = [each for each in part if isinstance(each, Worked)]
                return _("{day} {hours} = {time}").format(
                    day=self._day(day),
                    hours=", ".join(self._window(each) for each in windows),
                    time=duration(_, _sum(windows)),
                )
            case DaysOff(first=first, last=last):
                return self._off(first, last)
            case Paused(begin=begin, end=end):
                return _("paused from {begin} to {end}").format(begin=self._when(begin), end=self._when(end))

    def left_out(self, steps: Iterable[Step]) -> str:
        windows = [each for each in steps if isinstance(each, Worked)]
        number = len({each.day for each in windows})
        text = self._.ngettext(
            "… {number} more working day = {time} …", "… {number} more working days = {time} …", number
        )
        return text.format(number=number, time=duration(self._, _sum(windows)))

    def _off(self, first: date, last: date) -> str:
        _ = self._
        if first == last:
            return _("{day} off").format(day=self._day(first))
        apart = ", " if last == first + timedelta(days=1) else "–"
        return _("{days} off").format(days=apart.join((self._day(first), self._day(last))))

    def _window(self, step: Worked) -> str:
        begin = f"{_short(step.begin)}{self._ahead(step.begin)}"
        end = MIDNIGHT if step.end.date() != step.day else _short(step.end)
        return f"{begin}–{end}{self._ahead(step.end)}"

    def _when(self, at: datetime) -> str:
        return f"{self._day(at.date())} {self._clock(at)}{self._ahead(at)}"

    def _day(self, day: date) -> str:
        weekday = format_date(day, "ccc", locale=self._.language)
        return f"{weekday} {self._date(day)}" if self._dated else weekday

    def _date(self, day: date) -> str:
        return f"{day:%d.%m.%Y}" if self._years else f"{day:%d.%m}"

    def _clock(self, at: datetime) -> str:
        return f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"

    def _ahead(self, at: datetime) -> str:
        offset = f"{at:%z}".removesuffix("00")
        if offset == self._offset:
            return ""
        self._offset = offset
        return f" ({offset[:3]}:{offset[3:]})" if offset[3:] else f" ({offset})"


def _short(at: datetime) -> str:
    """17, or 17:30."""
    if at.second:
        return f"{at.hour}:{at:%M:%S}"
    return f"{at.hour}:{at:%M}" if at.minute else str(at.hour)


def _sum(windows: Sequence[Worked]) -> timedelta:
    return sum((each.worked for each in windows), timedelta(0))


def _parts(steps: Sequence[Step]) -> list[Part]:
    groups = groupby(enumerate(steps), key=lambda each: _group(*each))
    return [tuple(step for _number, step in group) for _key, group in groups]


def _group(number: int, step: Step) -> date | int:
    return step.day if isinstance(step, Worked) else number
