"""What stands on a report's picture: its figures, and their names in the readers' language."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from babel.dates import format_date, format_interval
from babel.numbers import format_decimal, format_percent

from bot.domain.statistics import rating
from bot.i18n import N_, Gettext
from bot.services.ports import Catalog

MOST_SERIES = 6
HOUR = 3600

BARS = {
    "day": N_("New tickets by day"),
    "week": N_("New tickets by week"),
    "month": N_("New tickets by month"),
}
TITLES = {
    "first_response": N_("First response, working hours"),
    "resolution": N_("Resolution, working hours"),
}


def sheet(_: Gettext, catalog: Catalog, told: Mapping[str, Any]) -> dict[str, Any]:
    """For the canvas: nothing on it has to be translated any more."""
    weekly = told["kind"] == "weekly"
    return {
        "title": _("Support: the week") if weekly else _("Support: statistics"),
        "subtitle": _subtitle(_, catalog, told),
        "tiles": list(_tiles(_, told["total"])),
        "volume": _volume(_, catalog, told),
        "times": [
            {"title": _(title), "rows": _rows(_, catalog, told, clock)} for clock, title in TITLES.items()
        ],
        "key": {"median": _("median"), "ninety": _("90% within"), "target": _("target")},
        "nothing": _("None in this period"),
    }


def days_of(language: str, period: Mapping[str, Any]) -> str:
    """15–21 November 2026."""
    first, last = date.fromisoformat(period["first"]), date.fromisoformat(period["last"])
    if first == last:
        return format_date(first, "long", locale=language)
    return format_interval(first, last, "yMMMd", locale=language)


def name_of(catalog: Catalog, product_id: str, language: str) -> str:
    product = catalog.find(product_id)
    return product.title.in_language(language) if product else product_id


def _subtitle(_: Gettext, catalog: Catalog, told: Mapping[str, Any]) -> str:
    scope = [name_of(catalog, each, _.language) for each in told.get("scope", ())]
    return " · ".join([days_of(_.language, told["period"]), *([", ".join(scope)] if scope else [])])


def _tiles(_: Gettext, total: Mapping[str, Any]) -> Iterable[dict[str, str]]:
    language, stars = _.language, rating(total)
    yield _tile(_("New tickets"), str(total["registered"]))
    for label, clock in ((_("First response"), "first_response"), (_("Resolution"), "resolution")):
        times = total[clock]
        share = format_percent(times["kept"] / times["aimed"], locale=language) if times["aimed"] else "–"
        note = _("{kept} of {aimed} in time").format(kept=times["kept"], aimed=times["aimed"])
        yield _tile(label, share, note if times["aimed"] else "")
    yield _tile(_("Reopened"), str(total["reopened"]))
    number = total["rated"]
    note = _.ngettext("{number} rating", "{number} ratings", number).format(number=number)
    shown = "–" if stars is None else f"{format_decimal(stars, '0.0', locale=language)} ★"
    yield _tile(_("Rating"), shown, note if number else "")


def _tile(label: str, value: str, note: str = "") -> dict[str, str]:
    return {"label": label, "value": value, "note": note}


def _volume(_: Gettext, catalog: Catalog, told: Mapping[str, Any]) -> dict[str, Any]:
    period = told["period"]
    bars = [date.fromisoformat(each) for each in period["bars"]]
    series = [
        {"name": name_of(catalog, product, _.language), "values": values}
        for product, values in told["volume"].items()
    ]
    title = BARS[period["grain"]]
    return {
        "title": _(title),
        "labels": [_label(_, each, period["grain"], len(bars)) for each in bars],
        "series": _fewer(_, series),
    }


def _label(_: Gettext, day: date, grain: str, bars: int) -> str:
    if grain == "month":
        return format_date(day, "LLL yy", locale=_.language)
    return format_date(day, "EEE d" if bars <= 7 else "d MMM", locale=_.language)


def _fewer(_: Gettext, series: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The smallest together, where there are more than colours."""
    if len(series) <= MOST_SERIES:
        return list(series)
    by_size = sorted(series, key=lambda each: sum(each["values"]), reverse=True)
    kept, rest = by_size[: MOST_SERIES - 1], by_size[MOST_SERIES - 1 :]
    together = [sum(values) for values in zip(*(each["values"] for each in rest), strict=True)]
    return [*kept, {"name": _("others"), "values": together}]


def _rows(_: Gettext, catalog: Catalog, told: Mapping[str, Any], clock: str) -> list[dict[str, Any]]:
    """All products together come first, where there are several."""
    products = {each: part[clock] for each, part in told["products"].items() if part[clock]["count"]}
    busiest = sorted(products, key=lambda each: products[each]["count"], reverse=True)[:MOST_SERIES]
    rows = [
        _row(_, name_of(catalog, each, _.language), products[each]) for each in products if each in busiest
    ]
    whole = told["total"][clock]
    return [_row(_, _("All products"), whole, whole=True), *rows] if len(rows) > 1 else rows


def _row(_: Gettext, name: str, times: Mapping[str, Any], *, whole: bool = False) -> dict[str, Any]:
    median, ninety = times["median"] / HOUR, times["ninety"] / HOUR
    shown = " / ".join(_hours(_, each) for each in (median, ninety))
    # Of several products the aims differ: a line would belong to none of them.
    target = None if whole or times["target"] is None else times["target"] / HOUR
    return {
        "name": name,
        "median": median,
        "ninety": ninety,
        "target": target,
        "value": shown,
        "whole": whole,
    }


def _hours(_: Gettext, hours: float) -> str:
    return format_decimal(hours, "0.#" if hours < 10 else "0", locale=_.language)
