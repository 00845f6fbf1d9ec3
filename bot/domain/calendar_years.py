"""Which year's production calendar must be known by now, and when that is looked at."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from bot.domain.product import Product

DECREED_BY = 11
"""The month in which the next year's calendar is there at the latest; Russia's is decreed in autumn."""
LOOKED_AT = time(9)
AGAIN_AFTER = timedelta(days=7)


def lacking(products: Iterable[Product], at: datetime) -> dict[int, list[Product]]:
    """Products whose due times are provisional, by the year they lack; from 1 November on it is the next."""
    found: dict[int, list[Product]] = {}
    for product in products:
        calendar = product.hours.calendar
        today = at.astimezone(calendar.zone)
        wanted = today.year + (today.month >= DECREED_BY)
        if calendar.published is not None and calendar.published < wanted:
            found.setdefault(wanted, []).append(product)
    return found


def next_look(products: Iterable[Product], at: datetime) -> datetime | None:
    """In a week while a calendar is missing; else when the next year's is due. None where none is needed."""
    known = [product for product in products if product.hours.calendar.published is not None]
    looks = []
    for product in known:
        zone = product.hours.calendar.zone
        today = at.astimezone(zone)
        look = datetime(today.year, DECREED_BY, 1, LOOKED_AT.hour, tzinfo=zone)
        if lacking([product], at):
            look = datetime.combine(today.date() + AGAIN_AFTER, LOOKED_AT, zone)
        elif look <= at:
            look = look.replace(year=today.year + 1)
        looks.append(look)
    return min(looks, default=None)
