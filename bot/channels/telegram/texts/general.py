"""Language, what is kept, and what people read when something is not as usual."""

from datetime import datetime

from aiogram.utils.formatting import Bold, Text
from babel.dates import format_date

from bot.channels.telegram.callbacks import LanguagePress
from bot.channels.telegram.keyboards import button, keyboard
from bot.channels.telegram.texts.base import Said, Teller, Telling, fill, lines
from bot.channels.telegram.texts.labels import LANGUAGE_NAMES
from bot.domain.product import Product
from bot.domain.retention import KEPT_FOR_GOOD, Span, Unit
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
            *_kept_for(it),
            Text(""),
            Bold(_("How to get a copy or have it erased")),
            _("Write to the product's support (see /contacts) or send a request here: /new"),
            *([Text(""), Bold(_("Your consents"))] if it.data["consents"] else []),
            *(_consent(it, each) for each in it.data["consents"]),
        )
    )


def _kept_for(it: Telling) -> list[str | Text]:
    """What the products' files say of it; without a word of theirs, for good."""
    _ = it._
    rules = [each for each in it.catalog.all() if each.retention != KEPT_FOR_GOOD]
    if not rules:
        return [_("Until you ask us to erase it.")]
    told = [line for each in rules for line in _rules(it, each)]
    return [
        *told,
        _("The rest, until you ask us to erase it: also the number, state, dates and rating of a request."),
        _("What stands in chats on Telegram stays there until it is deleted there."),
    ]


def _rules(it: Telling, product: Product) -> list[Text]:
    _ = it._
    title = Bold(product.title.in_language(it.language))
    texts = (
        (
            product.retention.messages,
            _("{product}: messages, forms and files for {time} after a request is closed."),
        ),
        (product.retention.files, _("{product}: files for {time} after a request is closed.")),
    )
    return [fill(text, product=title, time=_span(it, span)) for span, text in texts if span]


def _span(it: Telling, span: Span) -> str:
    number = span.number
    match span.unit:
        case Unit.DAYS:
            text = it._.ngettext("{number} day", "{number} days", number)
        case Unit.MONTHS:
            text = it._.ngettext("{number} month", "{number} months", number)
        case Unit.YEARS:
            text = it._.ngettext("{number} year", "{number} years", number)
    return text.format(number=number)


def _consent(it: Telling, given: dict[str, str]) -> Text:
    product = it.catalog.find(given["product"])
    title = product.title.in_language(it.language) if product else given["product"]
    owner = product.owner if product else ""
    day = format_date(datetime.fromisoformat(given["at"]), "d MMMM y", locale=it.language)
    return Text("• ", ", ".join(filter(None, (title, owner, day))))


def incident(it: Telling) -> Said:
    """To somebody whose message could not be handled."""
    text = it._(
        "Something went wrong on our side. Your message is saved and we are looking into it "
        "(error {number}). If it is urgent, please send your message again."
    )
    return Said(Text(text.format(number=it.data["number"])))


def slow_down(it: Telling) -> Said:
    """To somebody who pours out messages."""
    return Said(
        Text(
            it._(
                "You are writing faster than we can take it in. Nothing is lost: for now we take one message "
                "a second, and all of them will arrive. A long log is best sent as a file."
            )
        )
    )


TELLERS: dict[str, Teller] = {
    teller.__name__: teller for teller in (language, language_chosen, privacy, incident, slow_down)
}
