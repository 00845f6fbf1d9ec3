"""Customers who may not write for a while, and the words that say for how long."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain import errors

LONGEST_DAYS = 3650
REASON_LENGTH = 300
TOLD_AGAIN_AFTER = timedelta(days=1)
TIME_TO_SPEAK = timedelta(days=1)

_DAYS = re.compile(r"(?P<days>\d{1,9})(?:\s*(?:days?|d|дней|дня|день|д)\b\.?)?(?:\s+|$)", re.IGNORECASE)
_UNTIL = re.compile(r"(?:until|till|до)\s+(?P<day>\S+)(?:\s+|$)", re.IGNORECASE)
_DATE = re.compile(r"(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})\.(\d{1,2})\.(\d{4}))")


@dataclass(frozen=True, slots=True)
class Ban:
    """Nothing that the customer writes comes to agents meanwhile; its end comes by itself."""

    since: datetime
    reason: str
    """For agents."""
    product_id: str
    """Whose support the customer may turn to by other ways."""
    until: datetime | None = None
    """None: until it is lifted; then, when it was."""
    refused: int = 0
    """How often the customer tried all the same."""
    told_at: datetime | None = None

    def is_in_force(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)

    def excuses(self, deadline: datetime, at: datetime) -> bool:
        """Whether silence up to the deadline says nothing: the customer could not speak before it, and has
        not been able to for a day since."""
        return self.since < deadline and (self.until is None or at < self.until + TIME_TO_SPEAK)

    def attempted(self, at: datetime) -> tuple["Ban", bool]:
        """One attempt more; and whether it is answered: once a day."""
        is_news = self.told_at is None or at - self.told_at >= TOLD_AGAIN_AFTER
        return replace(self, refused=self.refused + 1, told_at=at if is_news else self.told_at), is_news

    def as_json(self) -> dict[str, Any]:
        return {
            "since": self.since.isoformat(),
            "reason": self.reason,
            "product": self.product_id,
            "until": self.until and self.until.isoformat(),
            "refused": self.refused,
            "told_at": self.told_at and self.told_at.isoformat(),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Ban":
        return cls(
            since=datetime.fromisoformat(data["since"]),
            reason=data["reason"],
            product_id=data["product"],
            until=_moment(data["until"]),
            refused=data["refused"],
            told_at=_moment(data["told_at"]),
        )


def read_term(words: str, now: datetime, zone: ZoneInfo) -> tuple[datetime | None, str]:
    """The end of a ban, if the words begin with one, and the rest: the reason.

    `7 spam`, `7 days spam`, `until 2026-12-31 spam`, `spam`. A last day counts to 24:00 in the zone.
    Raises refusals.
    """
    words = " ".join(words.split())
    until: datetime | None = None
    if found := _UNTIL.match(words):
        last = read_day(found["day"])
        if last is None:
            raise errors.BanEndUnreadable(given=found["day"])
        until = _end_of(last, zone) if last < date.max else None
        if until is None or until > now + timedelta(days=LONGEST_DAYS):
            raise errors.BanTooLong(limit=LONGEST_DAYS)
        if until <= now:
            raise errors.BanEndPassed(given=last.isoformat(), today=now.astimezone(zone).date().isoformat())
    elif found := _DAYS.match(words):
        if not 1 <= int(found["days"]) <= LONGEST_DAYS:
            raise errors.BanTooLong(limit=LONGEST_DAYS)
        until = now + timedelta(days=int(found["days"]))
    reason = words[found.end() :].strip() if found else words
    if not reason:
        raise errors.BanReasonWanted
    return until, reason[:REASON_LENGTH]


def read_day(words: str) -> date | None:
    """2026-12-31 or 31.12.2026; None where it is no date."""
    found = _DATE.fullmatch(words.strip().rstrip(".,;:"))
    if found is None:
        return None
    year, month, day, its_day, its_month, its_year = found.groups()
    try:
        return date(int(year or its_year), int(month or its_month), int(day or its_day))
    except ValueError:
        return None


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
