"""When support is at work, as people read it."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, get_timezone_location

from bot.domain.product import Product
from bot.i18n import Gettext, gettext_for


def hours(_: Gettext, product: Product) -> str:
    """The product's hours with the zone they are meant in."""
    return _("{hours} ({city} time)").format(
        hours=product.hours.text.in_language(_.language), city=city(_, product)
    )


def at_work(_: Gettext, product: Product, at: datetime) -> str | None:
    """Whether somebody is there at that moment, else when; None where somebody always is."""
    calendar = product.hours.calendar
    if calendar.is_always_open:
        return None
    closes = calendar.closes(at)
    if closes:
        return _("Support is open until {time} ({city} time).").format(
            time=f"{closes:%H:%M}", city=city(_, product)
        )
    opens = calendar.opens(at)
    if opens is None:
        return None
    moment = format_datetime(opens, "EEEE, d MMMM, HH:mm", tzinfo=calendar.zone, locale=_.language)
    return _("Support is back on {moment} ({city} time).").format(moment=moment, city=city(_, product))


def city(_: Gettext, product: Product) -> str:
    """By whose clock the product's times are told."""
    return get_timezone_location(product.hours.calendar.zone, locale=_.language, return_city=True)


def closing_moment(_: Gettext, closes: Mapping[str, str]) -> str:
    """When silence closes a ticket, as `closing_told` tells it. The end of a day is that day's, at 24:00."""
    zone = ZoneInfo(closes["zone"])
    ends = datetime.fromisoformat(closes["at"]).astimezone(zone)
    is_midnight = ends.time() == time.min
    day = format_datetime(
        ends - timedelta(days=1) if is_midnight else ends, "d MMMM", tzinfo=zone, locale=_.language
    )
    return _("{day}, {time} ({city} time)").format(
        day=day,
        time="24:00" if is_midnight else f"{ends:%H:%M}",
        city=get_timezone_location(zone, locale=_.language, return_city=True),
    )


def moment(at: datetime, zone: str, language: str) -> str:
    """For texts that others put together."""
    return closing_moment(gettext_for(language), {"at": at.isoformat(), "zone": zone})


def closes_by(_: Gettext, closes: Mapping[str, str] | None) -> str | None:
    """What follows if the customer says nothing; None where nothing does."""
    if closes is None:
        return None
    text = _("If you do not answer by {moment}, the ticket will be closed.")
    return text.format(moment=closing_moment(_, closes))
