"""Buttons under what a customer reads about a ticket."""

from aiogram.types import InlineKeyboardButton

from bot.channels.telegram.callbacks import TicketDo, TicketPress
from bot.channels.telegram.keyboards import button
from bot.channels.telegram.texts.base import Telling


def verdict_rows(it: Telling) -> list[list[InlineKeyboardButton | None]]:
    _ = it._
    return [
        [
            press(it, _("Confirm"), TicketDo.CONFIRM, style="success"),
            press(it, _("Not resolved"), TicketDo.REFUSE, style="danger"),
        ],
        [press(it, _("New request"), TicketDo.NEW)] if it.data["disagreement"] == "continue" else [],
    ]


def new_request(it: Telling) -> InlineKeyboardButton:
    return press(it, it._("New request"), TicketDo.NEW)


def press(
    it: Telling, label: str, do: TicketDo, *, no: int | None = None, style: str | None = None
) -> InlineKeyboardButton:
    number = it.data.get("no", 0) if no is None else no
    return button(label, TicketPress(ticket=it.ticket_id, do=do, no=number), style=style)
