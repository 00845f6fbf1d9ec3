"""Production calendars: what is ahead, and the buttons by which a day is changed."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from aiogram.types import InlineKeyboardButton
from aiogram.utils.formatting import Bold, Text
from babel import Locale
from babel.dates import format_date

from bot.channels.telegram.callbacks import HolidayDo, HolidayPress
from bot.channels.telegram.keyboards import button, keyboard
from bot.channels.telegram.texts.base import Said, Teller, Telling, clip, fill, lines
from bot.i18n import N_, Gettext

KINDS = {"off": N_("day off"), "working": N_("working day"), "short": N_("short day")}
WEEK = 7


def holidays(it: Telling) -> Said:
    _, country, first = it._, it.data["country"], date.fromisoformat(it.data["month"])
    titles = [
        product.title.in_language(it.language)
        for each in it.data["products"]
        if (product := it.catalog.find(each))
    ]
    until = date.fromisoformat(it.data["until"])
    days = [_line(it, each) for each in it.data["days"]]
    return Said(
        lines(
            Bold(_("Production calendar: {country}").format(country=_country(it, country))),
            fill(_("Counted by: {products}"), products=clip(", ".join(titles))),
            _years(_, it.data["published"], until),
            Text(""),
            fill(_("Unlike ordinary weeks, until {day}:"), day=_date(it, until)),
            *(days or [Text(_("nothing"))]),
            _("✏️ marks what administrators have changed.")
            if any(each["changed"] for each in it.data["days"])
            else None,
            Text(""),
            _(
                "To change a day: the button, or /holidays add 2026-12-31 off (working, short), "
                "/holidays remove 2026-12-31"
            ),
        ),
        keyboard(
            [
                _to(f"◀ {_month(it, _shift(first, -1))}", HolidayDo.SHOW, country, _shift(first, -1)),
                _to(f"{_month(it, _shift(first, 1))} ▶", HolidayDo.SHOW, country, _shift(first, 1)),
            ],
            [_to(_("Change a day"), HolidayDo.PICK, country, first)],
            *_others(it, country, first),
        ),
    )


def _years(_: Gettext, published: int | None, until: date) -> str:
    if published is None:
        return _("Days are not moved by decree here: every year is known.")
    known = _("Decreed up to {year}; due times of later years are provisional.").format(year=published)
    return f"⚠️ {known}" if until.year > published else known


def _line(it: Telling, remarkable: Mapping[str, Any]) -> Text:
    _, day = it._, date.fromisoformat(remarkable["day"])
    mark = " ✏️" if remarkable["changed"] else ""
    label = KINDS[remarkable["kind"]] if remarkable["kind"] else N_("as usual")
    text = f"• {_date(it, day)}: {_(label)}{mark}"
    return Text(Bold(text)) if remarkable["day"] == it.data["changed"] else Text(text)


def _others(it: Telling, country: str, first: date) -> Sequence[Sequence[InlineKeyboardButton]]:
    """The calendars of other countries in use."""
    return [
        [_to(_country(it, each), HolidayDo.SHOW, each, first)]
        for each in it.data["countries"]
        if each != country
    ]


def which_day(it: Telling) -> Said:
    """The month as a grid, Monday first."""
    _, country, first = it._, it.data["country"], date.fromisoformat(it.data["month"])
    signs = {"off": "🏖", "working": "💼", "short": "½", None: "·"}
    known = {each["day"]: signs[each["kind"]] for each in it.data["days"]}
    days = [first + timedelta(days=each) for each in range((_shift(first, 1) - first).days)]
    cells = [
        button(
            f"{known.get(day.isoformat(), '')}{day.day}",
            HolidayPress(do=HolidayDo.DAY, country=country, at=day.isoformat()),
        )
        for day in days
    ]
    head = WEEK - first.weekday()
    rows = [cells[:head], *(cells[begin : begin + WEEK] for begin in range(head, len(cells), WEEK))]
    return Said(
        fill(_("{month}: which day is to change?"), month=Bold(_month(it, first, "LLLL y"))),
        keyboard(*rows, [_to(_("Back"), HolidayDo.SHOW, country, first)]),
    )


def what_day(it: Telling) -> Said:
    _, country, day = it._, it.data["country"], date.fromisoformat(it.data["day"])
    label = KINDS[it.data["kind"]] if it.data["kind"] else N_("as usual")

    def becomes(text: str, do: HolidayDo) -> InlineKeyboardButton:
        return button(text, HolidayPress(do=do, country=country, at=day.isoformat()))

    plain = becomes(_("As the calendar has it"), HolidayDo.PLAIN) if it.data["is_changed"] else None
    return Said(
        fill(_("{day} is now: {kind}. What should it be?"), day=Bold(_date(it, day)), kind=_(label)),
        keyboard(
            [becomes(_("Day off"), HolidayDo.OFF)],
            [becomes(_("Working day"), HolidayDo.WORKING)],
            [becomes(_("Short day"), HolidayDo.SHORT)],
            [plain],
            [_to(_("Back"), HolidayDo.PICK, country, day)],
        ),
    )


def _to(label: str, do: HolidayDo, country: str, month: date) -> InlineKeyboardButton:
    return button(label, HolidayPress(do=do, country=country, at=f"{month:%Y-%m}"))


def _shift(first: date, months: int) -> date:
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def _month(it: Telling, first: date, shape: str = "LLL y") -> str:
    return format_date(first, shape, locale=it.language)


def _date(it: Telling, day: date) -> str:
    return format_date(day, "EEE, d MMMM y", locale=it.language)


def _country(it: Telling, code: str) -> str:
    return str(Locale.parse(it.language).territories.get(code, code))


TELLERS: dict[str, Teller] = {teller.__name__: teller for teller in (holidays, which_day, what_day)}
