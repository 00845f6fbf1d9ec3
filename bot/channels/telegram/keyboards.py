"""Keyboards: inline ones, and a button in place of the phone's."""

from collections.abc import Callable, Iterable, Sequence

from aiogram.filters.callback_data import CallbackData
from aiogram.types import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
)

LABEL_LENGTH = 60
"""Characters of a label; Telegram shows about half of that on a phone."""


def button(label: str, data: CallbackData, *, style: str | None = None) -> InlineKeyboardButton:
    """A button that comes back to us. `style`: primary, success or danger."""
    text = label if len(label) <= LABEL_LENGTH else label[: LABEL_LENGTH - 1].rstrip() + "…"
    return InlineKeyboardButton(text=text, callback_data=data.pack(), style=style)


def copy_button(label: str, text: str) -> InlineKeyboardButton:
    """A button that puts `text` into the reader's clipboard."""
    return InlineKeyboardButton(text=label, copy_text=CopyTextButton(text=text))


def contact_keyboard(label: str) -> ReplyKeyboardMarkup:
    """A button that shares the reader's own number, until it is pressed."""
    return ReplyKeyboardMarkup(
        keyboard=[[KeyboardButton(text=label, request_contact=True)]],
        resize_keyboard=True,
        one_time_keyboard=True,
    )


def turning(
    page: int, pages: int, to: Callable[[int], CallbackData]
) -> Sequence[InlineKeyboardButton | None]:
    """A row that turns the pages of a list, counted from 0; nothing where there is only one."""
    if pages < 2:
        return ()
    return (
        button("◀️", to(page - 1)) if page else None,
        button(f"{page + 1}/{pages}", to(page)),
        button("▶️", to(page + 1)) if page < pages - 1 else None,
    )


def keyboard(*rows: Iterable[InlineKeyboardButton | None]) -> InlineKeyboardMarkup | None:
    """Rows of buttons; a None is left out, and so is a row with nothing in it."""
    kept = [[each for each in row if each] for row in rows]
    kept = [row for row in kept if row]
    return InlineKeyboardMarkup(inline_keyboard=kept) if kept else None
