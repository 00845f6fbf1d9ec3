"""Sends the picture of a report, with its words under it."""

from dataclasses import replace

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import BufferedInputFile, ReplyParameters

from bot.channels.telegram.errors import Trouble, trouble
from bot.channels.telegram.texts.base import Said
from bot.domain.delivery import Delivery
from bot.domain.message import Link
from bot.services.sending import Accepted

FILE_NAME = "statistics.png"


async def send_picture(bot: Bot, delivery: Delivery, picture: bytes, words: Said) -> Accepted | None:
    """To a chat that is nobody's ticket. None: it may not be sent there, as where photos are forbidden."""
    chat_id, reply_to = delivery.to.id, delivery.reply_to
    try:
        sent = await bot.send_photo(
            chat_id=chat_id,
            photo=BufferedInputFile(picture, FILE_NAME),
            message_thread_id=delivery.to.thread,
            reply_parameters=ReplyParameters(message_id=reply_to.message_id, allow_sending_without_reply=True)
            if reply_to and reply_to.chat_id == chat_id
            else None,
            **words.text.as_caption_kwargs(),
        )
    except TelegramAPIError as error:
        if trouble(error) is not Trouble.NO_RIGHTS:
            raise
        return None
    return Accepted((Link(chat_id, sent.message_id, code=delivery.code),))


def in_words(delivery: Delivery) -> Delivery:
    """The same where photos are forbidden, which is said with it."""
    told = {**delivery.data["told"], "drawn": False, "forbidden": True}
    return replace(delivery, data={**delivery.data, "told": told})
