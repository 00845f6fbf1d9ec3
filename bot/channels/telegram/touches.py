"""What is done to messages that are there already: marked, reworded, pinned, taken back."""

import logging
from collections.abc import Sequence

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import ReactionTypeEmoji, ReplyParameters

from bot.channels.telegram.errors import CALL_FAILURES, Trouble, trouble
from bot.channels.telegram.texts.base import Said
from bot.channels.telegram.topics import NO_PREVIEW
from bot.domain.message import Link, Source

log = logging.getLogger(__name__)

ARRIVED = "👌"
"""From Telegram's fixed list of reactions, which has no check mark."""


async def mark(bot: Bot, source: Source, *, thread: int | None) -> None:
    """The message has arrived; where a group has reactions off, the agent is told in a word."""
    try:
        await bot.set_message_reaction(
            chat_id=source.chat_id,
            message_id=source.message_id,
            reaction=[ReactionTypeEmoji(emoji=ARRIVED)],
        )
    except TelegramBadRequest as error:
        if trouble(error) is not Trouble.REACTION_REFUSED or source.chat_id > 0:
            raise
        await bot.send_message(
            chat_id=source.chat_id,
            text="✓",
            message_thread_id=thread,
            reply_parameters=ReplyParameters(message_id=source.message_id, allow_sending_without_reply=True),
        )


async def reword(bot: Bot, ours: Source, said: Said) -> bool:
    """Our message says this now; False: it is gone."""
    try:
        await bot.edit_message_text(
            chat_id=ours.chat_id,
            message_id=ours.message_id,
            reply_markup=said.keyboard,
            link_preview_options=NO_PREVIEW,
            **said.text.as_kwargs(),
        )
    except TelegramBadRequest as error:
        what = trouble(error)
        if what is Trouble.TARGET_GONE:
            return False
        if what is not Trouble.NOTHING_CHANGED:
            raise
    return True


async def erase(bot: Bot, copies: Sequence[Link]) -> None:
    by_chat: dict[int, list[int]] = {}
    for copy in copies:
        by_chat.setdefault(copy.chat_id, []).append(copy.message_id)
    for chat_id, ids in by_chat.items():
        await bot.delete_messages(chat_id, sorted(ids))


async def pin(bot: Bot, chat_id: int, message_id: int) -> None:
    """Best effort: it stays readable where it is."""
    try:
        await bot.pin_chat_message(chat_id, message_id, disable_notification=True)
    except CALL_FAILURES as error:
        log.warning("guide of group %s not pinned: %s", chat_id, type(error).__name__)
