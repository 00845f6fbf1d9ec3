"""When support is at work, as people read it."""

from datetime import datetime

from babel.dates import format_datetime, get_timezone_location

from bot.domain.product import Product
from bot.i18n import Gettext


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
