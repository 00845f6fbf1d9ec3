"""What is said of customers who may not write, and to them."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from aiogram.utils.formatting import Bold, Text
from babel.dates import format_datetime, get_timezone_location

from bot.channels.telegram.texts.base import Said, Teller, Telling, clip, fill, lines
from bot.channels.telegram.texts.reception import contact_lines
from bot.domain.bans import Ban
from bot.i18n import Gettext

REASON_SHOWN = 120


def end_of_ban(_: Gettext, until: datetime, zone: ZoneInfo) -> str:
    """With the year; the end of a day is that day's, at 24:00."""
    local = until.astimezone(zone)
    is_midnight = local.time() == time.min
    shown = local - timedelta(days=1) if is_midnight else local
    return _("{day}, {time} ({city} time)").format(
        day=format_datetime(shown, "d MMMM y", tzinfo=zone, locale=_.language),
        time="24:00" if is_midnight else f"{local:%H:%M}",
        city=get_timezone_location(zone, locale=_.language, return_city=True),
    )


def ban_line(_: Gettext, ban: Ban, zone: ZoneInfo) -> Text:
    """For agents: on cards and in histories."""
    because = clip(ban.reason, REASON_SHOWN)
    if ban.until is None:
        return fill(_("🚫 The customer is banned: {because}"), because=because)
    text = _("🚫 The customer is banned until {moment}: {because}")
    return fill(text, moment=end_of_ban(_, ban.until, zone), because=because)


def customer_banned(it: Telling) -> Said:
    _, until = it._, it.data["until"]
    end = end_of_ban(_, datetime.fromisoformat(until), _zone(it)) if until else None
    return Said(
        lines(
            fill(
                _("🚫 {customer} can no longer write or register requests, until {moment}.")
                if end
                else _("🚫 {customer} can no longer write or register requests, until you lift this: /unban"),
                customer=Bold(it.data["customer"]),
                moment=end or "",
            ),
            fill(_("Reason: {because}"), because=clip(it.data["because"], REASON_SHOWN)),
            _("Their tickets stay as they are: you can still answer in them."),
        )
    )


def customer_unbanned(it: Telling) -> Said:
    _, number = it._, it.data["refused"]
    tried = _.ngettext(
        "Meanwhile they tried to write {number} time.",
        "Meanwhile they tried to write {number} times.",
        number,
    )
    return Said(
        lines(
            fill(_("{customer} can write again."), customer=Bold(it.data["customer"])),
            tried.format(number=number) if number else None,
        )
    )


def banned(it: Telling) -> Said:
    """To the customer, once a day."""
    _, until = it._, it.data["until"]
    product = it.catalog.find(it.data["product"])
    end = end_of_ban(_, datetime.fromisoformat(until), _zone(it)) if until else None
    ends = _("From then on you can write here again: {moment}.").format(moment=end) if end else None
    return Said(
        lines(
            _("We are sorry: your messages here are not accepted at present, and nobody reads them."),
            ends,
            _("If you need help or think that this is a mistake, please contact us another way:")
            if product
            else None,
            *(contact_lines(it, product) if product else []),
        )
    )


def _zone(it: Telling) -> ZoneInfo:
    product = it.catalog.find(it.data["product"])
    return ZoneInfo(product.zone if product else "UTC")


TELLERS: dict[str, Teller] = {
    teller.__name__: teller for teller in (customer_banned, customer_unbanned, banned)
}
