"""A country's production calendar: public holidays, days moved by decree, shortened days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from holidays import HolidayBase, country_holidays

from bot.domain.timetable import date_of


@dataclass(frozen=True, slots=True)
class PublicDays:
    """What the `holidays` package knows of a country, and what a calendar file knows besides or better."""

    country: HolidayBase
    published: int | None
    """The last year whose moved days are decreed; None where days are not moved, and every year is known."""
    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()
    """Weekends that are working days, and holidays of the package that are none."""
    short: frozenset[date] = frozenset()
    short_by: int = 0
    """Minutes by which the shortened days are over earlier."""

    @classmethod
    def parse(cls, value: str | Mapping[str, Any]) -> "PublicDays":
        """From a country's code, RU, or `{country, published, off, worked, short, short_by}`."""
        mapping: Mapping[str, Any] = {"country": value} if isinstance(value, str) else value
        country = country_holidays(mapping["country"])
        off, worked, short = (
            frozenset(date_of(day) for day in mapping.get(kind, ())) for kind in ("off", "worked", "short")
        )
        published = mapping.get("published") or _published(country)
        return cls(country, published, off, worked, short, mapping.get("short_by", 0))

    def is_off(self, day: date) -> bool:
        return day in self.off or (day not in self.worked and day in self.country)

    def is_worked(self, day: date) -> bool:
        """A weekend that is a working day."""
        if day in self.worked:
            return True
        return not self.is_off(day) and day in self.country.weekend_workdays

    def shorter_by(self, day: date) -> int:
        """Minutes."""
        return self.short_by if day in self.short else 0

    def is_provisional(self, day: date) -> bool:
        """Whether a decree may still make it a day off, or a working day."""
        return self.published is not None and day.year > self.published


def _published(country: HolidayBase) -> int | None:
    """The package lists moved days by year, as they are decreed."""
    if not country.has_substituted_holidays:
        return None
    moved: Mapping[int, Any] = getattr(country, "special_public_holidays", {})
    return max(moved, default=None)
