"""Lists of who has a right to support: what administrators read of them in a staff group."""

from collections.abc import Mapping
from typing import Any

from aiogram.utils.formatting import Bold, Pre, Text

from bot.channels.sheets import problem
from bot.channels.telegram.texts.base import Said, Teller, Telling, clip, fill, lines

NAME_LENGTH = 120
"""UTF-16 units of a file's name."""


def entitlements_overview(it: Telling) -> Said:
    _, products, year = it._, it.data["products"], it.data["year"]
    product = it.catalog.find(products[0]["product"])
    named = f"{product.id},12/24-TP,Company,{product.levels[0]}" if product else ""
    sample = f"{named},{year}-01-01,{year}-12-31,no"
    head = "product,key,holder,level,valid_from,valid_until,shared"
    return Said(
        lines(
            Bold(_("Rights to support")),
            *(_holdings(it, each) for each in products),
            Text(""),
            _("To import: send a CSV file with /entitlements as its caption, or reply to a file with it."),
            _("Rows are matched by product and number; what is not in the file stays as it is."),
            Pre(f"{head}\n{sample}"),
            _("“shared” may be left out; “yes” lets colleagues under one number see each other's tickets."),
        )
    )


def _holdings(it: Telling, held: Mapping[str, Any]) -> Text:
    _ = it._
    number = held["records"]
    product = it.catalog.find(held["product"])
    title = Bold(product.title.in_language(it.language) if product else held["product"])
    if not number:
        return fill(_("{product}: none, nothing is checked"), product=title)
    records = _.ngettext("{number} record", "{number} records", number).format(number=number)
    if not held["ending"]:
        return Text(title, ": ", records)
    ending = _("{number} ending within {days} days").format(number=held["ending"], days=it.data["days"])
    return Text(title, ": ", records, ", ", ending)


def entitlements_imported(it: Telling) -> Said:
    _, faults = it._, it.data["faults"]
    if it.data["unusable"]:
        return Said(lines(Bold(_("Nothing was imported.")), problem(_, faults[0])))
    number = it.data["more"]
    more = _.ngettext("… and {number} more", "… and {number} more", number).format(number=number)
    return Said(
        lines(
            Bold(_("The list is imported.")),
            _("New: {new}, changed: {changed}, as before: {same}, refused lines: {refused}.").format(
                **{key: it.data[key] for key in ("new", "changed", "same", "refused")}
            ),
            *([Text("")] if faults else []),
            *(_fault(it, each) for each in faults),
            more if number else None,
        )
    )


def _fault(it: Telling, fault: Mapping[str, Any]) -> Text:
    where = it._("Line {line}").format(line=fault["line"])
    field = f", {fault['field']}" if fault["field"] else ""
    return Text(Bold(where, field), f": {problem(it._, fault)}")


def entitlements_not_fetched(it: Telling) -> Said:
    text = it._("⚠️ Telegram did not hand over “{name}”. Please send the file again.")
    return Said(fill(text, name=clip(it.data["name"], NAME_LENGTH)))


TELLERS: dict[str, Teller] = {
    teller.__name__: teller
    for teller in (entitlements_overview, entitlements_imported, entitlements_not_fetched)
}
