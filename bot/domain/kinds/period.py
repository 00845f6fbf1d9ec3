"""When something happened."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain import errors
from bot.domain.answers import Answer, Asking, Said
from bot.domain.kinds.words import TextKind
from bot.domain.period_words import read_hour, read_hours, read_period
from bot.domain.periods import Period
from bot.domain.product import Field

TODAY, YESTERDAY, OTHER_DAY = "today", "yesterday", "other"
WHOLE_DAY, ONCE, STILL = "whole", "once", "still"
_SAID = {
    "другой день": OTHER_DAY,
    "other day": OTHER_DAY,
    "another day": OTHER_DAY,
    "весь день": WHOLE_DAY,
    "целый день": WHOLE_DAY,
    "all day": WHOLE_DAY,
    "the whole day": WHOLE_DAY,
    "только в этот момент": ONCE,
    "один раз": ONCE,
    "just at that moment": ONCE,
    "once": ONCE,
    "до сих пор": STILL,
    "продолжается": STILL,
    "продолжается до сих пор": STILL,
    "сейчас": STILL,
    "it is still going on": STILL,
    "still": STILL,
    "now": STILL,
}
"""What people say instead of pressing a button."""

EARLIER_DAYS = 6
"""How many days before yesterday have a button."""
HOURS_APART = 3


class Stage(StrEnum):
    """What a period still lacks."""

    DAY = "day"
    WHICH_DAY = "which_day"
    START = "start"
    END = "end"


class PeriodKind(TextKind):
    """A day, then from when and until when, by buttons or in words.

    Words that cannot be read are the answer as they are; nothing is refused.
    """

    name = "period"
    mixes_presses = True

    def stage(self, current: Answer | None) -> Stage:
        if current is None or not current.unfinished:
            return Stage.DAY
        if current.value == OTHER_DAY:
            return Stage.WHICH_DAY
        return Stage.END if "T" in current.value else Stage.START

    def options(self, field: Field, asking: Asking) -> Sequence[str]:
        today, now = asking.now.date(), asking.now
        match self.stage(asking.current):
            case Stage.DAY:
                return (TODAY, YESTERDAY, OTHER_DAY)
            case Stage.WHICH_DAY:
                return [(today - timedelta(days=2 + each)).isoformat() for each in range(EARLIER_DAYS)]
            case Stage.START:
                day = date.fromisoformat(_value(asking))
                return (WHOLE_DAY, *_hours(datetime.combine(day, time(), now.tzinfo), now))
            case Stage.END:
                return (ONCE, STILL, *_hours(datetime.fromisoformat(_value(asking)), now))

    def choose(self, field: Field, option: str, asking: Asking) -> Answer:
        """What was typed before the press stays a part of the answer."""
        return replace(self._chosen(field, option, asking), messages=_messages_so_far(asking))

    def _chosen(self, field: Field, option: str, asking: Asking) -> Answer:
        if option not in self.options(field, asking):
            raise errors.OutdatedButton
        match self.stage(asking.current):
            case Stage.DAY if option == OTHER_DAY:
                return Answer(OTHER_DAY, unfinished=True)
            case Stage.DAY:
                return _unfinished(asking.now.date() - timedelta(days=option == YESTERDAY))
            case Stage.WHICH_DAY:
                return _unfinished(date.fromisoformat(option))
            case _ if option in {WHOLE_DAY, ONCE}:
                return Answer(_value(asking))
            case _ if option == STILL:
                return Answer(str(Period(datetime.fromisoformat(_value(asking)), goes_on=True)))
            case _:
                return self._hour(time(int(option[:2]), int(option[2:])), asking)

    def read(self, field: Field, said: Said, asking: Asking) -> Answer:
        answer = super().read(field, said, asking)
        before = _messages_so_far(asking)
        found = self._understood(field, answer.value, asking)
        messages = (*before, *answer.messages)
        return Answer(found.value, messages, unfinished=found.unfinished)

    def _understood(self, field: Field, words: str, asking: Asking) -> Answer:
        """The answer so far with what the words add to it."""
        stage, now = self.stage(asking.current), asking.now
        option = _SAID.get(words.casefold().strip(" .!"))
        if option and option in self.options(field, asking):
            return self._chosen(field, option, asking)
        if stage in {Stage.START, Stage.END} and (hour := read_hour(words, now)):
            return self._hour(hour, asking)
        period = read_period(words, now)
        if stage in {Stage.START, Stage.END}:
            period = read_hours(words, date.fromisoformat(_value(asking)[:10]), now) or period
        if period:
            return _as_answer(period)
        return Answer(f"{_value(asking)}, {words}" if stage in {Stage.START, Stage.END} else words)

    def _hour(self, hour: time, asking: Asking) -> Answer:
        """The hour from which, or that until which."""
        if self.stage(asking.current) is Stage.START:
            start = datetime.combine(date.fromisoformat(_value(asking)), hour, asking.now.tzinfo)
            return _unfinished(start)
        start = datetime.fromisoformat(_value(asking))
        end = datetime.combine(start.date(), hour, asking.now.tzinfo)
        if end <= start:
            end = datetime.combine(start.date() + timedelta(days=1), hour, asking.now.tzinfo)
        return Answer(str(Period(start, end)))


def _messages_so_far(asking: Asking) -> tuple[int, ...]:
    return asking.current.messages if asking.current and asking.current.unfinished else ()


def _as_answer(period: Period) -> Answer:
    """A day alone or a moment alone is asked on; the rest says it all."""
    return Answer(str(period), unfinished=period.end is None and not period.goes_on)


def _unfinished(start: date | datetime) -> Answer:
    return Answer(str(Period(start)), unfinished=True)


def _value(asking: Asking) -> str:
    return asking.current.value if asking.current else ""


def _hours(start: datetime, now: datetime) -> list[str]:
    """Some hours of the day of `start`, after it and not to come."""
    day = start.date()
    moments = [
        datetime.combine(day, time(each), start.tzinfo) for each in range(HOURS_APART, 24, HOURS_APART)
    ]
    return [each.strftime("%H%M") for each in moments if start < each <= now]
