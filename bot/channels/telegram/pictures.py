"""Sends the picture of a report, with its words under it."""

from aiogram import Bot
from aiogram.types import BufferedInputFile, ReplyParameters

from bot.channels.telegram.texts.base import Said
from bot.domain.delivery import Delivery
from bot.domain.message import Link
from bot.services.sending import Accepted

FILE_NAME = "statistics.png"


async def send_picture(bot: Bot, delivery: Delivery, picture: bytes, words: Said) -> Accepted:
    """To a chat that is nobody's ticket."""
    chat_id, reply_to = delivery.to.id, delivery.reply_to
    sent = await bot.send_photo(
        chat_id=chat_id,
        photo=BufferedInputFile(picture, FILE_NAME),
        message_thread_id=delivery.to.thread,
        reply_parameters=ReplyParameters(message_id=reply_to.message_id, allow_sending_without_reply=True)
        if reply_to and reply_to.chat_id == chat_id
        else None,
        **words.text.as_caption_kwargs(),
    )
    return Accepted((Link(chat_id, sent.message_id, code=delivery.code),))
