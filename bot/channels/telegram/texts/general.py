"""Language, and what is kept."""

from datetime import datetime

from aiogram.utils.formatting import Bold, Text
from babel.dates import format_date

from bot.channels.telegram.callbacks import LanguagePress
from bot.channels.telegram.keyboards import button, keyboard
from bot.channels.telegram.texts.base import Said, Teller, Telling, lines
from bot.channels.telegram.texts.labels import LANGUAGE_NAMES
from bot.i18n import languages


def language(it: Telling) -> Said:
    rows = [[button(LANGUAGE_NAMES.get(each, each), LanguagePress(language=each))] for each in languages()]
    return Said(Text(it._("Please choose your language.")), keyboard(*rows))


def language_chosen(it: Telling) -> Said:
    return Said(Text(it._("The language is now English.")))


def privacy(it: Telling) -> Said:
    _ = it._
    return Said(
        lines(
            Bold(_("What we keep about you")),
            _(
                "Your name, username and ID in Telegram, the language you chose, your consents, and your "
                "requests with their answers, messages, files and ratings. The support team of the "
                "product you wrote to sees this and uses it only to answer your requests."
            ),
            Text(""),
            Bold(_("How long we keep it")),
            _("Until you ask us to erase it."),
            Text(""),
            Bold(_("How to get a copy or have it erased")),
            _("Write to the product's support (see /contacts) or send a request here: /new"),
            *([Text(""), Bold(_("Your consents"))] if it.data["consents"] else []),
            *(_consent(it, each) for each in it.data["consents"]),
        )
    )


def _consent(it: Telling, given: dict[str, str]) -> Text:
    product = it.catalog.find(given["product"])
    title = product.title.in_language(it.language) if product else given["product"]
    owner = product.owner if product else ""
    day = format_date(datetime.fromisoformat(given["at"]), "d MMMM y", locale=it.language)
    return Text("• ", ", ".join(filter(None, (title, owner, day))))


TELLERS: dict[str, Teller] = {teller.__name__: teller for teller in (language, language_chosen, privacy)}
