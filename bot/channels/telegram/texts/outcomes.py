"""What a customer reads of other departments, promised updates, and answers that are more than words."""

from datetime import date

from aiogram.utils.formatting import Bold, Code, Italic, Text, TextLink
from babel.dates import format_date
from babel.numbers import format_decimal

from bot.channels.telegram.callbacks import OptionPress
from bot.channels.telegram.keyboards import button, keyboard
from bot.channels.telegram.texts.base import Said, Teller, Telling, fill, lines
from bot.channels.telegram.texts.labels import department
from bot.domain.product import Product
from bot.i18n import Gettext


def day(_: Gettext, iso: str) -> str:
    return format_date(date.fromisoformat(iso), "d MMMM y", locale=_.language)


def promise_line(_: Gettext, eta: str | None, release: str | None) -> Text | None:
    """When an update comes out, for a card or a ticket's window."""
    if eta is None:
        return None
    if release:
        return fill(
            _("Update expected: {day} (release {release})"), day=Bold(day(_, eta)), release=Bold(release)
        )
    return fill(_("Update expected: {day}"), day=Bold(day(_, eta)))


# To the customer.


def handed_over(it: Telling) -> Said:
    _ = it._
    return Said(
        lines(
            fill(
                _("{ticket} has been passed on to our specialists: {department}."),
                ticket=Bold(it.data["ticket"]),
                department=department(_, it.data["department"]),
            ),
            _("We will write here as soon as there is news."),
        )
    )


def eta_told(it: Telling) -> Said:
    _ = it._
    parts = {
        "ticket": Bold(it.data["ticket"]),
        "day": Bold(day(_, it.data["eta"])),
        "release": Bold(it.data["release"] or ""),
    }
    moved = it.data["before"] and it.data["before"] != it.data["eta"]
    if moved and it.data["release"]:
        template = _("{ticket}: the date has changed. Release {release} is now expected on {day}.")
    elif moved:
        template = _("{ticket}: the date has changed. The update is now expected on {day}.")
    elif it.data["release"]:
        template = _("{ticket}: the update is expected on {day}, in release {release}.")
    else:
        template = _("{ticket}: the update is expected on {day}.")
    return Said(fill(template, **parts))


def options(it: Telling) -> Said:
    _ = it._
    offered = it.data["choices"]
    rows = [
        [button(each, OptionPress(ticket=it.ticket_id, question=it.data["question"], number=number))]
        for number, each in enumerate(offered)
    ]
    return Said(
        lines(
            fill(
                _("{ticket}: there is more than one solution. Which suits you best?"),
                ticket=Bold(it.data["ticket"]),
            ),
            *(Text(f"{number}. {each}") for number, each in enumerate(offered, start=1)),
            Italic(_("Press a button or answer in your own words.")),
        ),
        keyboard(*rows),
    )


def option_noted(it: Telling) -> Said:
    text = it._("Thank you. You have chosen: {option}.")
    return Said(fill(text, option=Bold(it.data["option"])))


def build(it: Telling) -> Said:
    _ = it._
    product = it.catalog.find(it.data["product"])
    size, checksum = it.data["size"], it.data["sha256"]
    notes = (product.build_install, product.before_update) if product else ()
    return Said(
        lines(
            fill(
                _("{ticket}: new build, version {version}"),
                ticket=Bold(it.data["ticket"]),
                version=Bold(it.data["version"]),
            ),
            _("File: {name}").format(name=it.data["name"]),
            _("Size: {size} bytes").format(size=format_decimal(size, locale=it.language)) if size else None,
            fill(_("Checksum (SHA-256): {checksum}"), checksum=Code(checksum))
            if checksum
            else _("The file is too large for us to compute its checksum here."),
            *(Text("\n", each.in_language(it.language)) for each in notes if each),
        )
    )


def back_up(it: Telling) -> Said:
    product = it.catalog.find(it.data["product"])
    note = product.before_update.in_language(it.language) if product and product.before_update else ""
    return Said(Text("💾 ", note))


def shipped(it: Telling) -> Said:
    _ = it._
    product = it.catalog.find(it.data["product"])
    return Said(
        lines(
            fill(
                _("Release {release} is out. It has the changes for your request {ticket}."),
                release=Bold(it.data["release"]),
                ticket=Bold(it.data["ticket"]),
            ),
            *(_links(it, product) if product else []),
        )
    )


def _links(it: Telling, product: Product) -> list[Text]:
    return [
        Text("🔗 ", TextLink(each.title.in_language(it.language), url=each.url)) for each in product.links
    ]


TELLERS: dict[str, Teller] = {
    teller.__name__: teller
    for teller in (
        handed_over,
        eta_told,
        options,
        option_noted,
        build,
        back_up,
        shipped,
    )
}
