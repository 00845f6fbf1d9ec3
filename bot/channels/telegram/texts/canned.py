"""Canned answers: what agents read of them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity
from aiogram.utils.formatting import BlockQuote, Bold, ExpandableBlockQuote, Italic, Text
from babel.dates import format_date

from bot.channels.telegram.callbacks import CannedDo, CannedPress, DeskDo, DeskPress
from bot.channels.telegram.keyboards import button, keyboard, turning
from bot.channels.telegram.texts.base import MESSAGE_ROOM, Said, Teller, Telling, clip, fill, lines
from bot.channels.telegram.texts.labels import LANGUAGE_NAMES
from bot.domain.canned import ON_A_PAGE
from bot.domain.paging import pages

IN_A_ROW = 2


def canned_list(it: Telling) -> Said:
    _, answers = it._, it.data["answers"]
    how = _(
        "Administrators add one with /canned add NAME [PRODUCT] [LANGUAGE], as a reply to its text or with "
        "the text on the next lines. In braces, these words are filled in: number, name, product, due."
    )
    less = _("They delete one by its button, or with /canned delete NAME [PRODUCT] [LANGUAGE].")
    head = _("Canned answers") if answers else _("There are no canned answers yet.")
    buttons = [
        button(f"{each['name']} · {_scope(it, each)}", CannedPress(do=CannedDo.SHOW, id=each["id"]))
        for each in answers
    ]
    return Said(
        lines(
            Bold(head),
            _("In a ticket: /c NAME, or “More” and “Canned answers”.") if answers else None,
            how,
            less if answers else None,
        ),
        _paged(it, buttons, lambda page: CannedPress(do=CannedDo.LIST, id=page)),
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
            [button(_("All canned answers"), CannedPress(do=CannedDo.AROUND, id=answer))],
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


def canned_deleted(it: Telling) -> Said:
    """With the text, which somebody may miss."""
    _, data = it._, it.data
    return Said(
        lines(
            fill(
                _("“{name}” ({scope}) is deleted. It said:"), name=Bold(data["name"]), scope=_scope(it, data)
            ),
            ExpandableBlockQuote(clip(data["text"], MESSAGE_ROOM)),
        ),
        keyboard([button(_("All canned answers"), CannedPress(do=CannedDo.LIST))]),
    )


def canned_choose(it: Telling) -> Said:
    buttons = [
        button(each["name"], DeskPress(ticket=it.ticket_id, do=DeskDo.CANNED_PICK, arg=str(each["id"])))
        for each in it.data["choices"]
    ]
    return Said(
        fill(it._("Which answer is {ticket} to get?"), ticket=Bold(it.data["ticket"])),
        _paged(it, buttons, lambda page: DeskPress(ticket=it.ticket_id, do=DeskDo.CANNED, arg=str(page))),
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


def _paged(
    it: Telling, buttons: Sequence[InlineKeyboardButton], to: Callable[[int], CallbackData]
) -> InlineKeyboardMarkup | None:
    page: int = it.data.get("page", 0)  # lists that an earlier version queued had one
    here = buttons[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
    rows = [here[first : first + IN_A_ROW] for first in range(0, len(here), IN_A_ROW)]
    return keyboard(*rows, turning(page, pages(len(buttons), ON_A_PAGE), to))


TELLERS: dict[str, Teller] = {
    teller.__name__: teller
    for teller in (
        *(canned_list, canned_entry, canned_wanted, canned_delete, canned_deleted),
        *(canned_choose, canned_preview, canned_text, canned_said, canned_dropped),
    )
}
