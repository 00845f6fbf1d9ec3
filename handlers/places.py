"""Where something was written or pressed in a group, and by whom."""

from aiogram.types import CallbackQuery, MaybeInaccessibleMessageUnion, Message

from bot.domain.delivery import Recipient
from bot.domain.errors import OutdatedButton
from bot.domain.message import Source


def place_of(message: MaybeInaccessibleMessageUnion | None) -> Recipient:
    """The chat and the topic, for an answer to come to."""
    if message is None:
        raise OutdatedButton
    is_topic = isinstance(message, Message) and message.is_topic_message
    thread = message.message_thread_id if is_topic and isinstance(message, Message) else None
    return Recipient.chat(message.chat.id, thread)


def our_message(press: CallbackQuery) -> Source:
    """The message with the button."""
    if press.message is None:
        raise OutdatedButton
    return Source(press.message.chat.id, press.message.message_id)


def person_of(message: Message) -> int:
    """The id in Telegram; 0 where nobody in particular wrote."""
    return message.from_user.id if message.from_user else 0
