"""Canned answers: what agents read of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aiogram.types import InlineKeyboardButton, MessageEntity
from aiogram.utils.formatting import BlockQuote, Bold, ExpandableBlockQuote, Italic, Text
from babel.dates import format_date

from bot.channels.telegram.callbacks import CannedDo, CannedPress, DeskDo, DeskPress
from bot.channels.telegram.keyboards import button, keyboard
from bot.channels.telegram.texts.base import MESSAGE_ROOM, Said, Teller, Telling, clip, fill, lines
from bot.channels.telegram.texts.labels import LANGUAGE_NAMES

IN_A_ROW = 2
LISTED = 90
"""Telegram allows 100 buttons."""


def canned_list(it: Telling) -> Said:
    _, answers = it._, it.data["answers"]
    how = _(
        "Administrators add one with /canned add NAME [PRODUCT] [LANGUAGE], as a reply to its text or with "
        "the text on the next lines. In braces, these words are filled in: number, name, product, due."
    )
    head = _("Canned answers") if answers else _("There are no canned answers yet.")
    buttons = [
        button(f"{each['name']} · {_scope(it, each)}", CannedPress(do=CannedDo.SHOW, id=each["id"]))
        for each in answers[:LISTED]
    ]
    return Said(
        lines(
            Bold(head),
            _("In a ticket: /c NAME, or “More” and “Canned answers”.") if answers else None,
            how,
        ),
        keyboard(*_rows(buttons)),
    )


def canned_entry(it: Telling) -> Said:
    _, answer = it._, it.data["canned_id"]
    day = format_date(datetime.fromisoformat(it.data["at"]), "d MMMM y", locale=it.language)
    return Said(
        lines(
            Text(Bold(it.data["name"]), f" · {_scope(it, it.data)}"),
            BlockQuote(clip(it.data["text"], MESSAGE_ROOM)),
            Italic(fill(_("Changed by {agent}, {day}."), agent=it.data["agent"], day=day)),
        ),
        keyboard(
            [
                button(_("Change"), CannedPress(do=CannedDo.CHANGE, id=answer)),
                button(_("Delete"), CannedPress(do=CannedDo.DELETE, id=answer), style="danger"),
            ],
            [button(_("All canned answers"), CannedPress(do=CannedDo.LIST))],
        ),
    )


def canned_wanted(it: Telling) -> Said:
    text = it._("{agent}, reply to this message with the new text of “{name}” ({scope}).")
    return Said(
        fill(text, agent=Bold(it.data["agent"]), name=it.data["name"], scope=_scope(it, it.data)),
        keyboard([button(it._("Cancel"), CannedPress(do=CannedDo.NEVER_MIND, id=it.data["canned_id"]))]),
    )


def canned_delete(it: Telling) -> Said:
    _, answer = it._, it.data["canned_id"]
    return Said(
        fill(_("Delete “{name}” ({scope})?"), name=Bold(it.data["name"]), scope=_scope(it, it.data)),
        keyboard(
            [
                button(_("Delete"), CannedPress(do=CannedDo.DELETE_YES, id=answer), style="danger"),
                button(_("Keep"), CannedPress(do=CannedDo.SHOW, id=answer)),
            ]
        ),
    )


def canned_choose(it: Telling) -> Said:
    _, more = it._, it.data["more"]
    buttons = [
        button(each["name"], DeskPress(ticket=it.ticket_id, do=DeskDo.CANNED_PICK, arg=str(each["id"])))
        for each in it.data["choices"]
    ]
    text = _.ngettext(
        "{number} more can be sent by name: /c NAME", "{number} more can be sent by name: /c NAME", more
    )
    return Said(
        lines(
            fill(_("Which answer is {ticket} to get?"), ticket=Bold(it.data["ticket"])),
            text.format(number=more) if more else None,
        ),
        keyboard(*_rows(buttons)),
    )


def canned_preview(it: Telling) -> Said:
    _, data = it._, it.data
    warning = _("⚠️ The customer's language is {wanted}, and this text is in another: {language}.")
    send = DeskPress(ticket=it.ticket_id, do=DeskDo.CANNED_SEND, arg=f"{data['canned_id']}-{data['mark']}")
    return Said(
        lines(
            fill(_("“{name}”: this is what the customer will get."), name=Bold(data["name"])),
            warning.format(wanted=_language(data["wanted"]), language=_language(data["language"]))
            if data["wanted"] != data["language"]
            else None,
            Italic(_("To change something, copy the text, and send it as a message of your own.")),
            Text("\n", _formatted(data["text"], data["formatted"])) if data["text"] else None,
        ),
        keyboard(
            [
                button(_("Send"), send, style="primary"),
                button(_("Cancel"), DeskPress(ticket=it.ticket_id, do=DeskDo.CANNED_DROP)),
            ]
        ),
    )


def canned_text(it: Telling) -> Said:
    """A text that leaves no room for anything beside it."""
    return Said(_formatted(it.data["text"], it.data["formatted"]))


def canned_said(it: Telling) -> Said:
    """For the colleagues, who see a name only."""
    return Said(ExpandableBlockQuote(clip(it.data["text"], MESSAGE_ROOM)))


def canned_dropped(it: Telling) -> Said:
    return Said(Italic(it._("Nothing was sent.")))


def _formatted(text: str, entities: Sequence[dict[str, Any]]) -> Text:
    return Text.from_entities(text, [MessageEntity.model_validate(each) for each in entities])


def _scope(it: Telling, answer: Any) -> str:
    """Of which product, and in which language."""
    product = it.catalog.find(answer["product"]) if answer["product"] else None
    named = product.title.in_language(it.language) if product else answer["product"]
    anything = it._("any product")
    return f"{named or anything}, {_language(answer['language'])}"


def _language(code: str) -> str:
    return LANGUAGE_NAMES.get(code, code)


def _rows(buttons: Sequence[InlineKeyboardButton]) -> list[Sequence[InlineKeyboardButton]]:
    return [buttons[first : first + IN_A_ROW] for first in range(0, len(buttons), IN_A_ROW)]


TELLERS: dict[str, Teller] = {
    teller.__name__: teller
    for teller in (
        *(canned_list, canned_entry, canned_wanted, canned_delete),
        *(canned_choose, canned_preview, canned_text, canned_said, canned_dropped),
    )
}
