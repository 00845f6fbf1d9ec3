"""The buttons that a ticket's card has no room for."""

from collections.abc import Callable

from aiogram.types import InlineKeyboardButton
from aiogram.utils.formatting import Bold, Text

from bot.channels.telegram.callbacks import DeskDo, DeskPress
from bot.channels.telegram.keyboards import button, keyboard
from bot.channels.telegram.texts.base import Said, Teller, Telling
from bot.channels.telegram.texts.handing_over import escalation_buttons


def more(it: Telling) -> Said:
    _, lacks = it._, it.data["missing"] and it.data["live"]

    def press(label: str, do: DeskDo, style: str | None = None) -> InlineKeyboardButton:
        return button(label, DeskPress(ticket=it.ticket_id, do=do), style=style)

    return Said(
        Text(Bold(it.data["ticket"])),
        keyboard(
            [
                press(_("Assign"), DeskDo.ASSIGN) if it.data["active"] else None,
                press(_("Release"), DeskDo.RELEASE) if it.data["taken"] else None,
            ],
            [
                press(_("Priority"), DeskDo.PRIORITY) if it.data["live"] else None,
                press(_("Due times"), DeskDo.DUE_TIMES) if it.data["live"] else None,
            ],
            [
                press(_("Ask for what is missing"), DeskDo.ASK_MISSING)
                if lacks and it.data["active"]
                else None
            ],
            [press(_("Fill in what is missing"), DeskDo.FILL_IN) if lacks else None],
            escalation_buttons(it) if it.data["active"] else [],
            [press(_("Canned answers"), DeskDo.CANNED)]
            if it.data["state"] not in {"closed", "merged"}
            else [],
            [press(_("Note"), DeskDo.NOTE), press(_("History"), DeskDo.HISTORY)],
            *_ties_rows(it, press),
            [press(_("Close"), DeskDo.CLOSE, "danger") if it.data["live"] else None],
        ),
    )


def _ties_rows(
    it: Telling, press: Callable[[str, DeskDo], InlineKeyboardButton]
) -> list[list[InlineKeyboardButton | None]]:
    _, active = it._, it.data["active"]
    if it.data["state"] == "merged":
        return [[press(_("Undo the merge"), DeskDo.UNMERGE)]]
    can_merge = active or it.data["state"] == "resolved"
    unlink = press(_("Unlink"), DeskDo.UNLINK) if it.data["linked"] else None
    return [
        [
            unlink or (press(_("Link"), DeskDo.LINK) if active else None),
            press(_("Merge"), DeskDo.MERGE) if can_merge else None,
            press(_("Split"), DeskDo.SPLIT),
        ]
    ]


TELLERS: dict[str, Teller] = {"more": more}
