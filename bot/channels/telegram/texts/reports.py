"""Statistics in words: under the picture, or in its place."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from aiogram.utils.formatting import Bold, Text
from babel.dates import format_date, format_interval
from babel.numbers import format_decimal, format_percent

from bot.channels.telegram.texts.base import Said, Teller, Telling, clip, fill, lines
from bot.channels.telegram.texts.derivation import duration
from bot.domain.statistics import rating
from bot.i18n import Gettext

SHORT, LONG = 24, 48
"""UTF-16 units of a product's title or an agent's name, under the picture and in a message of their own."""
MOST_PRODUCTS = 10
MOST_AGENTS = 25
MINUTE = timedelta(minutes=1)


def report(it: Telling) -> Said:
    """What happened in all; with the details, where they have room."""
    _, told = it._, it.data["told"]
    total = told["total"]
    return Said(
        lines(
            Bold(_heading(it, told)),
            _scope(it, told),
            _("New tickets: {number}").format(number=total["registered"]),
            *_times(_, _("First response: {times}"), total["first_response"]),
            *_times(_, _("Resolution: {times}"), total["resolution"]),
            _("Reopened: {number}").format(number=total["reopened"]),
            *_rating(_, total),
            *(_details(it, told, SHORT) if told["together"] else ()),
            None if told["drawn"] else _picture_missing(it),
        )
    )


def _picture_missing(it: Telling) -> str:
    if it.data["told"].get("forbidden"):
        return it._(
            "Photos are forbidden in this group, so the picture is missing; the figures are complete."
        )
    return it._("The picture could not be drawn; the figures are complete.")


def report_details(it: Telling) -> Said:
    return Said(lines(*_details(it, it.data["told"], LONG)))


def report_empty(it: Telling) -> Said:
    text = it._("{days}: nothing has happened here, no tickets and no answers.")
    return Said(fill(text, days=_days(it.language, it.data["told"]["period"])))


def report_failed(it: Telling) -> Said:
    text = it._("{days}: the statistics could not be counted. The log says why.")
    return Said(fill(text, days=_days(it.language, it.data["told"]["period"])))


def _heading(it: Telling, told: Mapping[str, Any]) -> str:
    heading = it._("The week {days}") if told["kind"] == "weekly" else it._("Statistics, {days}")
    return heading.format(days=_days(it.language, told["period"]))


def _scope(it: Telling, told: Mapping[str, Any]) -> str | None:
    """Only where the group does not serve everything."""
    scope = told.get("scope")
    return clip(", ".join(_title(it, each) for each in scope), 3 * SHORT) if scope else None


def _times(_: Gettext, line: str, times: Mapping[str, Any]) -> Iterator[str]:
    if times["count"]:
        text = _("median {median}, 90% within {ninety}")
        said = text.format(median=_time(_, times["median"]), ninety=_time(_, times["ninety"]))
        yield line.format(times="; ".join([said, *_kept(_, times)]))
    elif times["aimed"]:
        yield line.format(times="; ".join(_kept(_, times)))


def _kept(_: Gettext, times: Mapping[str, Any]) -> Iterator[str]:
    if times["aimed"]:
        text = _("in time {kept} of {aimed} ({percent})")
        percent = format_percent(times["kept"] / times["aimed"], locale=_.language)
        yield text.format(kept=times["kept"], aimed=times["aimed"], percent=percent)


def _rating(_: Gettext, part: Mapping[str, Any]) -> Iterator[str]:
    stars = rating(part)
    if stars is not None:
        text = _.ngettext(
            "Rating: {stars} ({number} rating)", "Rating: {stars} ({number} ratings)", part["rated"]
        )
        yield text.format(stars=_stars(_, stars), number=part["rated"])


def _details(it: Telling, told: Mapping[str, Any], length: int) -> Iterator[Text | str]:
    _ = it._
    products, agents = told["products"], told["agents"]
    if len(products) > 1:
        yield Text("\n", Bold(_("By product")))
        for product_id, part in list(products.items())[:MOST_PRODUCTS]:
            yield Text(Bold(_title(it, product_id, length)), ": ", ", ".join(_of_product(_, part)))
    if agents:
        yield Text("\n", Bold(_("By agent")))
        for share in agents[:MOST_AGENTS]:
            yield Text(Bold(clip(share["name"], length)), ": ", ", ".join(_of_agent(_, share)))
    if more := len(agents[MOST_AGENTS:]):
        yield _.ngettext("… and {number} more", "… and {number} more", more).format(number=more)


def _of_product(_: Gettext, part: Mapping[str, Any]) -> Iterator[str]:
    number = part["registered"]
    yield _.ngettext("{number} new", "{number} new", number).format(number=number)
    for text, clock in (
        (_("first response {median}"), "first_response"),
        (_("resolution {median}"), "resolution"),
    ):
        times = part[clock]
        if times["count"]:
            said = text.format(median=_time(_, times["median"]))
            share = (
                f" ({format_percent(times['kept'] / times['aimed'], locale=_.language)})"
                if times["aimed"]
                else ""
            )
            yield said + share
    if part["reopened"]:
        yield _("reopened {number}").format(number=part["reopened"])
    if (stars := rating(part)) is not None:
        yield f"{_stars(_, stars)} ({part['rated']})"


def _of_agent(_: Gettext, share: Mapping[str, Any]) -> Iterator[str]:
    answers = share["answers"]
    yield _.ngettext("{number} answer", "{number} answers", answers).format(number=answers)
    if share["resolved"]:
        yield _("resolved {number}").format(number=share["resolved"])
    if (stars := rating(share)) is not None:
        yield f"{_stars(_, stars)} ({share['rated']})"


def _title(it: Telling, product_id: str, length: int = SHORT) -> str:
    product = it.catalog.find(product_id)
    return clip(product.title.in_language(it.language) if product else product_id, length)


def _time(_: Gettext, seconds: int) -> str:
    """To the minute; seconds where there is nothing else."""
    time = timedelta(seconds=seconds)
    return duration(_, time - time % MINUTE if time >= MINUTE else time)


def _stars(_: Gettext, stars: float) -> str:
    return f"{format_decimal(stars, '0.0', locale=_.language)} ★"


def _days(language: str, period: Mapping[str, Any]) -> str:
    first, last = date.fromisoformat(period["first"]), date.fromisoformat(period["last"])
    if first == last:
        return format_date(first, "d MMMM y", locale=language)
    return format_interval(first, last, "yMMMd", locale=language)


TELLERS: dict[str, Teller] = {
    teller.__name__: teller for teller in (report, report_details, report_empty, report_failed)
}
