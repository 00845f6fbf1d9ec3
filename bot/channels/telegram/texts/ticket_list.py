"""A customer's list of tickets."""

from collections.abc import Mapping
from typing import Any

from aiogram.types import InlineKeyboardButton
from aiogram.utils.formatting import Bold, Italic, Text

from bot.channels.telegram.callbacks import MenuItem, MenuPress, TicketDo, TicketPress
from bot.channels.telegram.keyboards import button, keyboard
from bot.channels.telegram.texts.base import Said, Teller, Telling, clip, lines
from bot.channels.telegram.texts.labels import state, subject
from bot.channels.telegram.texts.missing import complete_button

NAME_LENGTH = 40
"""UTF-16 units of a colleague's name in the list."""

SUBJECT_LENGTH = 60
"""The same of what their ticket is about."""


def tickets(it: Telling) -> Said:
    """Their own, and apart from them those that colleagues share with them."""
    _ = it._
    listed, colleagues = it.data["tickets"], it.data["colleagues"]
    new = button(_("New request"), MenuPress(item=MenuItem.PRODUCTS))
    if not listed and not colleagues:
        return Said(Text(_("You have no tickets yet.")), keyboard([new]))
    incomplete = [each for each in listed if each["incomplete"]]
    return Said(
        lines(
            Bold(_("Your tickets")) if listed else None,
            *(_line(it, each) for each in listed),
            *([Text(""), Bold(_("Your colleagues' tickets"))] if colleagues else []),
            *(_colleagues_line(it, each) for each in colleagues),
        ),
        keyboard(
            *([_show(it, each)] for each in [*listed, *colleagues]),
            [complete_button(_, each["id"]) for each in incomplete if len(incomplete) == 1],
            [new],
        ),
    )


def _line(it: Telling, listed: Mapping[str, Any]) -> Text:
    _ = it._
    return Text(
        Bold(listed["ticket"]),
        f" · {state(_, listed)} · ",
        *([_("answers are missing"), " · "] if listed["incomplete"] else []),
        Italic(subject(_, listed)),
    )


def _colleagues_line(it: Telling, listed: Mapping[str, Any]) -> Text:
    return Text(
        Bold(listed["ticket"]),
        f" · {state(it._, listed)} · {clip(listed['whose'], NAME_LENGTH)} · ",
        Italic(clip(subject(it._, listed), SUBJECT_LENGTH)),
    )


def _show(it: Telling, listed: Mapping[str, Any]) -> InlineKeyboardButton:
    return button(
        f"{listed['ticket']} · {subject(it._, listed)}", TicketPress(ticket=listed["id"], do=TicketDo.SHOW)
    )


TELLERS: dict[str, Teller] = {"tickets": tickets}
