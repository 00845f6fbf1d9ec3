"""A country's production calendar: public holidays, days moved by decree, shortened days."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from bot.domain.timetable import date_of

SATURDAY = 5
YEARS = range(1970, 2101)
"""Of which the days are known; of some countries the `holidays` package knows fewer."""
USUAL_SHORT_BY = 60
"""Minutes, where a calendar with no shortened days of its own gets one."""


class DayKind(StrEnum):
    OFF = "off"
    WORKING = "working"
    SHORT = "short"
    """A working day that is over earlier."""


@dataclass(frozen=True, slots=True)
class CountryDays:
    """What the `holidays` package knows of a country; the package itself is large."""

    code: str
    holidays: frozenset[date]
    """With the days that were moved to them."""
    weekend_workdays: frozenset[date]
    published: int | None
    """As in `PublicDays`."""


@dataclass(frozen=True, slots=True)
class PublicDays:
    """What the `holidays` package knows of a country, and what a calendar file knows besides or better."""

    country: CountryDays
    published: int | None
    """The last year whose moved days are decreed; None where days are not moved, and every year is known."""
    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()
    """Weekends that are working days, and holidays of the package that are none."""
    short: frozenset[date] = frozenset()
    short_by: int = 0
    """Minutes by which the shortened days are over earlier."""
    changes: Mapping[date, DayKind] = field(default_factory=dict)
    """What administrators have said of single days; they win over everything above."""

    @classmethod
    def parse(cls, value: str | Mapping[str, Any]) -> "PublicDays":
        """From a country's code, RU, or `{country, published, off, worked, short, short_by}`."""
        mapping: Mapping[str, Any] = {"country": value} if isinstance(value, str) else value
        country = _known(mapping["country"])
        off, worked, short = (
            frozenset(date_of(day) for day in mapping.get(kind, ())) for kind in ("off", "worked", "short")
        )
        published = mapping.get("published") or country.published
        return cls(country, published, off, worked, short, mapping.get("short_by", 0))

    @property
    def code(self) -> str:
        """The country's."""
        return self.country.code

    def with_changes(self, changes: Mapping[date, DayKind]) -> "PublicDays":
        """The same calendar, with what administrators say of it now."""
        return replace(self, changes=dict(changes))

    def remarkable(self, day: date) -> DayKind | None:
        """How the day differs from its weekday: off from Monday to Friday, worked at a weekend, or short."""
        weekend = day.weekday() >= SATURDAY
        if self.is_off(day):
            return None if weekend else DayKind.OFF
        if self.shorter_by(day):
            return DayKind.SHORT
        return DayKind.WORKING if weekend and self.is_worked(day) else None

    def is_off(self, day: date) -> bool:
        if change := self.changes.get(day):
            return change is DayKind.OFF
        return day in self.off or (day not in self.worked and day in self.country.holidays)

    def is_worked(self, day: date) -> bool:
        """A weekend that is a working day."""
        if change := self.changes.get(day):
            return change is not DayKind.OFF
        if day in self.worked:
            return True
        return not self.is_off(day) and day in self.country.weekend_workdays

    def shorter_by(self, day: date) -> int:
        """Minutes."""
        if change := self.changes.get(day):
            return (self.short_by or USUAL_SHORT_BY) if change is DayKind.SHORT else 0
        return self.short_by if day in self.short else 0

    def is_provisional(self, day: date) -> bool:
        """Whether a decree may still make it a day off, or a working day."""
        return self.published is not None and day.year > self.published


@cache
def _known(code: str) -> CountryDays:
    from holidays import country_holidays  # noqa: PLC0415 - only who reads product files pays for it

    with warnings.catch_warnings(action="ignore"):  # of years that the package does not know
        country = country_holidays(code, years=YEARS)
    moved: Mapping[int, Any] = getattr(country, "special_public_holidays", {})
    return CountryDays(
        code=country.country,
        holidays=frozenset(country),
        weekend_workdays=frozenset(country.weekend_workdays),
        published=max(moved, default=None) if country.has_substituted_holidays else None,
    )
