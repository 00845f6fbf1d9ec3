"""Our own words: sent, or put in place of what one of our messages says."""

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import ReplyParameters

from bot.channels.telegram.errors import Trouble, trouble
from bot.channels.telegram.texts.base import Said
from bot.channels.telegram.topics import NO_PREVIEW
from bot.domain.message import Source


async def say(
    bot: Bot, said: Said, chat_id: int, *, thread: int | None, reply_to: int | None, edits: Source | None
) -> int:
    """The message's id. What is to be edited and is gone is said anew."""
    if edits and await _reword(bot, edits, said):
        return edits.message_id
    sent = await bot.send_message(
        chat_id=chat_id,
        message_thread_id=thread,
        reply_parameters=ReplyParameters(message_id=reply_to, allow_sending_without_reply=True)
        if reply_to
        else None,
        reply_markup=said.keyboard or said.reply_keyboard,
        link_preview_options=NO_PREVIEW,
        **said.text.as_kwargs(),
    )
    return sent.message_id


async def _reword(bot: Bot, message: Source, said: Said) -> bool:
    try:
        await bot.edit_message_text(
            chat_id=message.chat_id,
            message_id=message.message_id,
            reply_markup=said.keyboard,
            link_preview_options=NO_PREVIEW,
            **said.text.as_kwargs(),
        )
    except TelegramBadRequest as error:
        if trouble(error) is Trouble.TARGET_GONE:
            return False
        if trouble(error) is not Trouble.NOTHING_CHANGED:
            raise
    return True
