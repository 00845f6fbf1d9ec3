"""Language and help."""

from aiogram.utils.formatting import Bold, Text

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


def help_customer(it: Telling) -> Said:
    _ = it._
    return Said(
        lines(
            Bold(_("I pass your requests to technical support and send you the answers.")),
            _("/new: a new request"),
            _("/tickets: your tickets and their state"),
            _("/ticket NUMBER: details of a ticket"),
            _("/suggest: suggest a feature"),
            _("/contacts: other ways to reach us"),
            _("/language: change the language"),
            _("/cancel: cancel the form you are filling in"),
            Text(""),
            _("To add something to a ticket, write here or reply to one of its messages."),
        )
    )


TELLERS: dict[str, Teller] = {
    teller.__name__: teller for teller in (language, language_chosen, help_customer)
}
