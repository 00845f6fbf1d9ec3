"""The production calendars that products count by: agents look, administrators change single days."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from bot.domain import errors
from bot.domain.acts import Act, ActKind
from bot.domain.bans import read_day
from bot.domain.delivery import Recipient, words_to_chat
from bot.domain.message import Source
from bot.domain.product import Product
from bot.domain.public_days import DayKind, PublicDays
from bot.domain.said_verbs import ADD, REMOVE
from bot.services.admins import require_admin
from bot.services.alarms import Alarms
from bot.services.ports import Catalog, Clock, UnitOfWork

MONTHS_SHOWN = 3
YEARS = range(2020, 2100)
"""Farther away, a date is a slip of the finger."""

KINDS: Mapping[str, DayKind] = {
    "off": DayKind.OFF,
    "holiday": DayKind.OFF,
    "выходной": DayKind.OFF,
    "праздник": DayKind.OFF,
    "working": DayKind.WORKING,
    "work": DayKind.WORKING,
    "рабочий": DayKind.WORKING,
    "short": DayKind.SHORT,
    "короткий": DayKind.SHORT,
    "сокращённый": DayKind.SHORT,
    "сокращенный": DayKind.SHORT,
}


class Holidays:
    """What is said here of a day wins over the country's files; each replica takes it up within seconds."""

    def __init__(self, uow: UnitOfWork, catalog: Catalog, clock: Clock, alarms: Alarms) -> None:
        self.uow = uow
        self.catalog = catalog
        self.clock = clock
        self.admins = alarms.admins

    async def command(self, person: int, where: Recipient, words: str) -> None:
        """`/holidays` alone, with `add [COUNTRY] DATE off|working|short`, with `remove [COUNTRY] DATE`."""
        said = words.split()
        if not said:
            await self.show(where)
            return
        verb, rest = said[0].lower(), said[1:]
        country = rest.pop(0).upper() if rest and rest[0].isalpha() and rest[0].isascii() else ""
        kind = _kind(rest[1]) if verb in ADD and len(rest) == 2 else None
        if not (kind and verb in ADD) and not (verb in REMOVE and len(rest) == 1):
            require_admin(self.admins, person)
            raise errors.HolidayWordsUnreadable
        await self.change(person, where, country, rest[0], kind)

    async def change(
        self,
        person: int,
        where: Recipient,
        country: str,
        said: str,
        kind: DayKind | None,
        *,
        instead_of: Source | None = None,
    ) -> None:
        """The day is so from now on; None: as the calendar has it."""
        require_admin(self.admins, person)
        public = self._calendar(country)
        day = _day(said)
        act = ActKind.DAY_SET if kind else ActKind.DAY_FREED
        data = {"country": public.code, "day": day.isoformat(), "kind": kind and kind.value}
        if kind:
            await self.uow.days.put(public.code, day, kind)
        elif not await self.uow.days.drop(public.code, day):
            raise errors.NoOverride(day=day.isoformat())
        await self.uow.acts.record(Act(act, person, self.clock.now(), where.id, data))
        await self.show(where, public.code, f"{day:%Y-%m}", instead_of=instead_of, changed=day)

    async def show(
        self,
        where: Recipient,
        country: str = "",
        month: str = "",
        *,
        instead_of: Source | None = None,
        changed: date | None = None,
    ) -> None:
        """What is out of the ordinary, from today or the month on."""
        public = await self._as_changed(self._calendar(country))
        today = self.clock.now().astimezone(self._products(public.code)[0].hours.calendar.zone).date()
        first = _month(month) if month else today.replace(day=1)
        months = [_later(first, number) for number in range(MONTHS_SHOWN + 1)]
        since = max(first, today) if first == today.replace(day=1) and changed is None else first
        self.uow.deliver(
            words_to_chat(
                where.id,
                "holidays",
                thread=where.thread,
                instead_of=instead_of,
                country=public.code,
                countries=sorted(self._calendars()),
                month=first.isoformat(),
                days=_remarkable(public, since, months[-1]),
                until=(months[-1] - timedelta(days=1)).isoformat(),
                products=[each.id for each in self._products(public.code)],
                published=public.published,
                changed=changed and changed.isoformat(),
            )
        )

    async def pick(
        self, person: int, where: Recipient, country: str, month: str, *, instead_of: Source
    ) -> None:
        """Which day of the month is to change?"""
        require_admin(self.admins, person)
        public = await self._as_changed(self._calendar(country))
        first = _month(month)
        self.uow.deliver(
            words_to_chat(
                where.id,
                "which_day",
                thread=where.thread,
                instead_of=instead_of,
                country=public.code,
                month=first.isoformat(),
                days=_remarkable(public, first, _later(first, 1)),
            )
        )

    async def ask(
        self, person: int, where: Recipient, country: str, said: str, *, instead_of: Source
    ) -> None:
        """What is the day to be?"""
        require_admin(self.admins, person)
        public = await self._as_changed(self._calendar(country))
        day = _day(said)
        kind = public.remarkable(day)
        self.uow.deliver(
            words_to_chat(
                where.id,
                "what_day",
                thread=where.thread,
                instead_of=instead_of,
                country=public.code,
                day=day.isoformat(),
                kind=kind and kind.value,
                is_changed=day in public.changes,
            )
        )

    def _products(self, country: str) -> list[Product]:
        return [
            each
            for each in self.catalog.all()
            if each.hours.calendar.public and each.hours.calendar.public.code == country
        ]

    def _calendars(self) -> dict[str, PublicDays]:
        """By country; of products that shorten days by different times, the first one's."""
        found: dict[str, PublicDays] = {}
        for each in self.catalog.all():
            public = each.hours.calendar.public
            if public:
                found.setdefault(public.code, public)
        return found

    def _calendar(self, country: str) -> PublicDays:
        """Where only one is in use, it need not be named."""
        known = self._calendars()
        if not known:
            raise errors.NoCalendars
        if not country:
            return next(iter(known.values()))
        if country not in known:
            raise errors.UnknownCountry(given=country, known=sorted(known))
        return known[country]

    async def _as_changed(self, public: PublicDays) -> PublicDays:
        """With what the database says by now: this replica may be about to take it up."""
        return public.with_changes((await self.uow.days.all()).get(public.code, {}))


def _remarkable(public: PublicDays, since: date, until: date) -> Sequence[dict[str, Any]]:
    """Also a day that was changed to be like any other of its weekday."""
    found = []
    for number in range((until - since).days):
        day = since + timedelta(days=number)
        kind = public.remarkable(day)
        if kind or day in public.changes:
            found.append(
                {
                    "day": day.isoformat(),
                    "kind": kind.value if kind else None,
                    "changed": day in public.changes,
                }
            )
    return found


def _kind(word: str) -> DayKind:
    kind = KINDS.get(word.lower())
    if kind is None:
        raise errors.UnknownDayKind(given=word, known=[each.value for each in DayKind])
    return kind


def _day(said: str) -> date:
    day = read_day(said)
    if day is None or day.year not in YEARS:
        raise errors.HolidayDayUnreadable(given=said)
    return day


def _month(said: str) -> date:
    return _day(said if len(said) > len("2026-12") else f"{said}-01").replace(day=1)


def _later(first: date, months: int) -> date:
    """The first of the month so many months on, or back."""
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
