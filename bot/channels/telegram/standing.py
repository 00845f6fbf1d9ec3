"""What is done to messages that stand already: edited, marked, corrected, pinned, taken back."""

import logging

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import ReactionTypeEmoji, ReplyParameters

from bot.channels.telegram.copies import edit
from bot.channels.telegram.errors import CALL_FAILURES, Trouble, trouble
from bot.channels.telegram.texts.base import Said
from bot.channels.telegram.topics import NO_PREVIEW
from bot.domain.message import Source
from bot.services.sending import Accepted, Failed, Outcome, Parcel

log = logging.getLogger(__name__)

ARRIVED = "👌"
"""From Telegram's fixed list of reactions, which has no check mark."""


async def says_now(bot: Bot, ours: Source | None, chat_id: int, said: Said) -> bool:
    """Whether a message of ours says it now. Not where it is gone, or in another chat than it was."""
    if ours is None or ours.chat_id != chat_id:
        return False
    try:
        await bot.edit_message_text(
            chat_id=chat_id,
            message_id=ours.message_id,
            reply_markup=said.keyboard,
            link_preview_options=NO_PREVIEW,
            **said.text.as_kwargs(),
        )
    except TelegramBadRequest as error:
        if trouble(error) is not Trouble.TARGET_GONE:
            raise
        return False
    return True


async def mark(bot: Bot, parcel: Parcel) -> Outcome:
    source = parcel.delivery.mark
    if source is None:
        return Failed("a mark without a message")
    try:
        await bot.set_message_reaction(
            chat_id=source.chat_id,
            message_id=source.message_id,
            reaction=[ReactionTypeEmoji(emoji=ARRIVED)],
        )
    except TelegramBadRequest as error:
        if trouble(error) is not Trouble.REACTION_REFUSED or source.chat_id > 0:
            raise
        # The group has reactions off: the agent is told in a word.
        await bot.send_message(
            chat_id=source.chat_id,
            text="✓",
            message_thread_id=parcel.place.thread if parcel.place else None,
            reply_parameters=ReplyParameters(message_id=source.message_id, allow_sending_without_reply=True),
        )
    return Accepted()


async def correct(bot: Bot, parcel: Parcel) -> Outcome:
    if parcel.messages and parcel.copies:
        copy = parcel.copies[-1]
        await edit(bot, copy.chat_id, copy.message_id, parcel.messages[0])
    return Accepted()


async def erase(bot: Bot, parcel: Parcel) -> Outcome:
    by_chat: dict[int, list[int]] = {}
    for copy in parcel.copies:
        by_chat.setdefault(copy.chat_id, []).append(copy.message_id)
    for chat_id, ids in by_chat.items():
        await bot.delete_messages(chat_id, sorted(ids))
    return Accepted()


async def pin(bot: Bot, chat_id: int, message_id: int) -> None:
    """Best effort: it stays readable where it is."""
    try:
        await bot.pin_chat_message(chat_id, message_id, disable_notification=True)
    except CALL_FAILURES as error:
        log.warning("guide of group %s not pinned: %s", chat_id, type(error).__name__)
