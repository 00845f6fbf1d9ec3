"""What the bot may do in a group."""

from typing import Any

from aiogram import Bot
from aiogram.types import ChatMemberAdministrator

from bot.services.sending import WANTED_RIGHTS

TOPICS_RIGHT = "can_manage_topics"
PIN_RIGHT = "can_pin_messages"


async def look_around(bot: Bot, chat_id: int) -> dict[str, Any]:
    """What a greeting says of the group beside what it serves: its kind, and what the bot lacks there."""
    chat = await bot.get_chat(chat_id)
    me = await bot.get_chat_member(chat_id, bot.id)
    wanted = [each for each in WANTED_RIGHTS if chat.is_forum or each != TOPICS_RIGHT]
    is_admin = isinstance(me, ChatMemberAdministrator)
    return {
        "topics": bool(chat.is_forum),
        "admin": is_admin,
        "missing": [each for each in wanted if is_admin and not getattr(me, each, False)],
    }
