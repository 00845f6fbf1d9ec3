"""The log of administrative acts in words."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiogram.types import InlineKeyboardButton
from aiogram.utils.formatting import Bold, Text
from babel.dates import format_date, format_datetime

from bot.channels.telegram.callbacks import ActsPress
from bot.channels.telegram.keyboards import button
from bot.channels.telegram.texts.base import Said, Teller, Telling, clip, fill, lines
from bot.channels.telegram.texts.holidays import KINDS
from bot.channels.telegram.texts.labels import department
from bot.i18n import N_, Gettext

WORDS_SHOWN = 100
READS = {
    "bound": N_("“{group}” serves {product} ({department})"),
    "unbound": N_("“{group}” serves nothing of its own any more"),
    "settings": N_("settings of the group: {name} = {value}"),
    "reloaded": N_("product files reloaded; changed: {products}"),
    "refused": N_("product files read; nothing taken up, faults: {faults}"),
    "day_set": N_("{day} ({country}): {kind}"),
    "day_freed": N_("{day} ({country}): as the calendar has it"),
    "banned": N_("banned the customer of {ticket}: {because}"),
    "banned_until": N_("banned the customer of {ticket} until {until}: {because}"),
    "unbanned": N_("lifted the ban of the customer of {ticket}"),
    "entitlements": N_("imported rights to support: {name}"),
    "canned": N_("ready answer: {name}"),
}


def log_button(_: Gettext) -> InlineKeyboardButton:
    """For messages of administration."""
    return button(_("Log"), ActsPress())


def acts(it: Telling) -> Said:
    """Newest first."""
    _ = it._
    zone = ZoneInfo(next((each.zone for each in it.catalog.all()), "UTC"))
    told = [_line(it, each, zone) for each in it.data["acts"]]
    return Said(lines(Bold(_("What administrators did last")), *(told or [Text(_("nothing"))])))


def _line(it: Telling, act: Mapping[str, Any], zone: ZoneInfo) -> Text:
    at = format_datetime(datetime.fromisoformat(act["at"]), "d MMM y, HH:mm", zone, locale=it.language)
    kind, about = act["kind"], act["about"]
    if kind == "reloaded" and about.get("faults"):
        kind = "refused"
    if kind == "banned" and about.get("until"):
        kind = "banned_until"
    return Text(f"• {at} · ", Bold(clip(act["who"], WORDS_SHOWN)), ": ", _what(it, kind, about, zone))


def _what(it: Telling, kind: str, about: Mapping[str, Any], zone: ZoneInfo) -> Text:
    _, label = it._, READS[kind]
    day_kind, until, day = about.get("kind"), about.get("until"), about.get("day")
    product = it.catalog.find(about.get("product") or "")
    known = {
        "group": clip(about.get("group") or "—", WORDS_SHOWN),
        "product": product.title.in_language(it.language)
        if product
        else about.get("product") or _("all products"),
        "department": department(_, about.get("department") or "support"),
        "name": clip(str(about.get("name") or "—"), WORDS_SHOWN),
        "value": clip(str(about.get("value")), WORDS_SHOWN),
        "products": ", ".join(about.get("products") or ()) or _("nothing"),
        "faults": about.get("faults") or 0,
        "country": about.get("country") or "—",
        "kind": _(KINDS[day_kind]) if day_kind else "",
        "day": format_date(date.fromisoformat(day), "d MMMM y", locale=it.language) if day else "",
        "ticket": about.get("ticket") or "—",
        "because": clip(about.get("reason") or "—", WORDS_SHOWN),
        "until": format_datetime(datetime.fromisoformat(until), "d MMM y, HH:mm", zone, locale=it.language)
        if until
        else "",
    }
    return fill(_(label), **known)


TELLERS: dict[str, Teller] = {"acts": acts}
