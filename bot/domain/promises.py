"""The day that a customer was promised an update by: how it is written, and when agents are warned."""

import difflib
import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zlib import crc32
from zoneinfo import ZoneInfo

from bot.domain import errors
from bot.domain.calendar import BusinessCalendar
from bot.domain.handing_over import EtaStage
from bot.domain.states import State
from bot.domain.ticket import Ticket
from bot.domain.timers import Timer, TimerKind

WARNED_AT = time(9)
"""By the product's clock, on the last working day before the promised one. Our default."""
FARTHEST = timedelta(days=2 * 366)
"""A promise for later than that is a slip of the finger."""
LONGEST_RELEASE = 40
"""Characters."""
ONE_DAY = timedelta(days=1)
DAYS_LOOKED_BACK = 30

_ISO = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_USUAL = re.compile(r"(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2}))?")


def read_eta(given: str, *, today: date) -> date:
    """A day written like 2026-11-25. Raises a `Refusal`, with the day that was probably meant."""
    try:
        day = date(*map(int, given.split("-"))) if _ISO.fullmatch(given) else None
    except ValueError:
        day = None
    if day is None:
        raise errors.EtaUnreadable(given=given, meant=_meant(given, today))
    if day < today:
        raise errors.EtaPassed(given=given, today=today.isoformat())
    if day - today > FARTHEST:
        raise errors.EtaTooFar(given=given)
    return day


def _meant(given: str, today: date) -> str | None:
    found = _USUAL.fullmatch(given)
    if found is None:
        return None
    day, month, year = int(found[1]), int(found[2]), int(found[3] or today.year)
    try:
        meant = date(year + 2000 if year < 100 else year, month, day)
        if not found[3] and meant < today:
            meant = meant.replace(year=meant.year + 1)
    except ValueError:
        return None
    return meant.isoformat()


def read_release(given: str) -> str | None:
    """The name of a release; None where there is none."""
    release = " ".join(given.split())
    if len(release) > LONGEST_RELEASE:
        raise errors.ReleaseTooLong(length=len(release), limit=LONGEST_RELEASE)
    return release or None


def same_release(one: str, other: str) -> bool:
    """`v2.4.6` and `2.4.6` are one."""
    return _plain(one) == _plain(other)


def _plain(release: str) -> str:
    return release.casefold().removeprefix("v").strip()


def release_mark(release: str) -> str:
    """Tells one release from another in few letters, where a button has no room for its name."""
    return f"{crc32(release.encode()):x}"


def release_like(given: str, known: Iterable[str]) -> str | None:
    """The known release that was probably meant."""
    near = difflib.get_close_matches(given, list(known), n=1)
    return near[0] if near else None


def waits_for_update(ticket: Ticket) -> bool:
    """With specialists, also while the customer owes an answer; nothing has come out yet."""
    with_them = ticket.is_with_specialists and ticket.state in {State.ESCALATED, State.PENDING}
    return with_them and ticket.shipped is None


def promised_day(ticket: Ticket) -> date | None:
    """What the customer was told, while it counts: also of an incident, which waits for its problem."""
    return ticket.eta if ticket.is_active and ticket.shipped is None else None


def promise_mark(ticket: Ticket) -> str:
    """Tells one promise from another, where a button has no room for it."""
    return release_mark(f"{ticket.eta} {ticket.awaited}")


def moment_of(stage: EtaStage, eta: date, calendar: BusinessCalendar) -> datetime:
    """When agents are warned: in the morning of the last working day before the promised one; and at the
    end of that day's working hours, or of the day itself where there are none."""
    if stage is EtaStage.SOON:
        return _at(_working_day_before(eta, calendar), WARNED_AT, calendar.zone)
    over = _at(eta + ONE_DAY, time(0), calendar.zone)
    closes, opens = over, calendar.opens(_at(eta, time(0), calendar.zone) - timedelta(microseconds=1))
    while opens and opens < over:
        closes = calendar.closes(opens) or over
        opens = calendar.opens(closes)
    return min(closes, over)


def warned_already(eta: date, calendar: BusinessCalendar, *, at: datetime) -> EtaStage | None:
    """A promise made on the eve needs no warning of the eve."""
    due = [each for each in EtaStage if moment_of(each, eta, calendar) <= at]
    return due[-1] if due else None


def plan_eta_warnings(ticket: Ticket, calendar: BusinessCalendar) -> Iterable[Timer]:
    """Before a promised day passes unmet, and when it has."""
    if ticket.eta is None or not waits_for_update(ticket):
        return
    for stage in _still_to_come(ticket.eta_warned):
        yield Timer(
            TimerKind.ETA_WARNING,
            ticket.id,
            f"{ticket.eta.isoformat()}:{stage}",
            moment_of(stage, ticket.eta, calendar),
        )


def _still_to_come(warned: EtaStage | None) -> list[EtaStage]:
    stages = list(EtaStage)
    return stages if warned is None else stages[stages.index(warned) + 1 :]


def _working_day_before(day: date, calendar: BusinessCalendar) -> date:
    for number in range(1, DAYS_LOOKED_BACK):
        if calendar.is_working_day(day - number * ONE_DAY):
            return day - number * ONE_DAY
    return day - ONE_DAY


def _at(day: date, hour: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, hour, tzinfo=zone)
