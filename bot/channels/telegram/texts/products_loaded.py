"""What administrators read of the products that are loaded."""

from collections.abc import Mapping
from typing import Any

from aiogram.utils.formatting import Bold, Code, Text

from bot.channels.telegram.callbacks import ProductsDo, ProductsPress
from bot.channels.telegram.keyboards import button, keyboard
from bot.channels.telegram.texts.acts import log_button
from bot.channels.telegram.texts.base import Said, Teller, Telling, clip, fill, lines, product_of
from bot.channels.telegram.texts.hours import hours
from bot.channels.telegram.texts.labels import DEPARTMENTS
from bot.domain.closing import ClosingMode
from bot.domain.closing_rule import ClosingRule
from bot.domain.product import LocalText
from bot.i18n import Gettext

VERSION_SHOWN = 8
"""Characters of a digest: enough to tell two apart."""
FAULT_LENGTH = 220


def products_loaded(it: Telling) -> Said:
    """All of them, and what became of a reload."""
    _, products, said = it._, it.data["products"], it.data["said"]
    title = {each["id"]: LocalText(each["title"]).in_language(it.language) for each in products}
    rows = [[button(title[each["id"]], ProductsPress(product=each["id"]))] for each in products]
    return Said(
        lines(
            *([_verdict(it, said), Text("")] if said else []),
            Bold(_("Products loaded: {number}").format(number=len(products))),
            *(
                Text(
                    "• ",
                    Bold(title[each["id"]]),
                    f" ({each['prefix']}) · ",
                    Code(each["version"][:VERSION_SHOWN]),
                    " · ",
                    _live(_, each["tickets"]),
                )
                for each in products
            ),
        ),
        keyboard(*rows, [button(_("Reload"), ProductsPress(do=ProductsDo.RELOAD)), log_button(_)]),
    )


def _verdict(it: Telling, said: Mapping[str, Any]) -> Text:
    _, faults, missed = it._, said["faults"], said["missed"]
    if faults:
        number = said["more"]
        more = _.ngettext("… and {number} more", "… and {number} more", number).format(number=number)
        return lines(
            Bold(_("⚠️ The product files have faults. Everything stays as it was:")),
            *(Text("• ", clip(each, FAULT_LENGTH)) for each in faults),
            more if number else None,
        )
    if missed:
        return lines(
            Bold(_("⚠️ Files of products with open tickets are missing. Everything stays as it was:")),
            *(Text("• ", Bold(each), ": ", _live(_, number)) for each, number in missed.items()),
            _("Bring the files back, or bring the tickets to an end first."),
        )
    told = (
        (_("new: {products}"), said["new"]),
        (_("changed: {products}"), said["changed"]),
        (_("no longer served: {products}"), said["gone"]),
    )
    news = [text.format(products=", ".join(known)) for text, known in told if known]
    if not news:
        return Text(_("✅ The product files were read again. Nothing in them has changed."))
    return lines(Bold(_("✅ The product files are reloaded.")), *news)


def _live(_: Gettext, number: int) -> str:
    return _.ngettext("{number} open ticket", "{number} open tickets", number).format(number=number)


def product_loaded(it: Telling) -> Said:
    """One of them: what its file says, and who works on it."""
    _, product = it._, product_of(it)
    kinds = ", ".join(each.title.in_language(it.language) for each in product.types)
    return Said(
        lines(
            Text(Bold(product.title.in_language(it.language)), f" ({product.prefix}) · ", Code(product.id)),
            fill(_("Version: {version}"), version=Code(product.policy_version)),
            fill(_("Request types: {types}"), types=clip(kinds)),
            fill(_("Hours: {hours}"), hours=hours(_, product)),
            fill(_("Without the customer's answer: {closing}"), closing=closing(_, product.policy.closing)),
            *(_group(it, each) for each in it.data["groups"]),
            _live(_, it.data["tickets"]),
        ),
        keyboard(
            [button(_("Back"), ProductsPress()), button(_("Reload"), ProductsPress(do=ProductsDo.RELOAD))]
        ),
    )


def _group(it: Telling, served: Mapping[str, Any]) -> Text:
    _, label = it._, DEPARTMENTS[served["department"]]
    return Text(f"{_(label).capitalize()}: ", Bold(served["group"]) if served["group"] else _("no group"))


def closing(_: Gettext, rule: ClosingRule) -> str:
    """A product's closing rule in words."""
    days = rule.days
    match rule.mode:
        case None:
            told = _("the ticket never closes by itself")
        case ClosingMode.CIVIL_DAYS:
            told = _.ngettext(
                "the ticket closes after {days} calendar day",
                "the ticket closes after {days} calendar days",
                days,
            )
        case ClosingMode.BUSINESS_DAYS:
            told = _.ngettext(
                "the ticket closes after {days} working day",
                "the ticket closes after {days} working days",
                days,
            )
        case ClosingMode.ELAPSED:
            told = _.ngettext(
                "the ticket closes after {days} day of 24 hours",
                "the ticket closes after {days} days of 24 hours",
                days,
            )
    parts = [told.format(days=days)]
    if rule.shift_to_workday:
        parts.append(_("a last day off moves to the next working day"))
    if rule.reminder_at:
        parts.append(_("a reminder on the last day at {time}").format(time=f"{rule.reminder_at:%H:%M}"))
    if rule.reminder_days:
        number = rule.reminder_days
        text = _.ngettext("a reminder after {days} day", "a reminder after {days} days", number)
        parts.append(text.format(days=number))
    return ", ".join(parts)


TELLERS: dict[str, Teller] = {teller.__name__: teller for teller in (products_loaded, product_loaded)}
