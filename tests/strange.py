"""What comes from where the stand-in has no people."""

from typing import Any

from sqlalchemy import select

from bot.app import App
from bot.sandbox.world import World
from storage.tables import inbox
from tests.journeys.helpers import stored
from tests.people import settled

ANONYMOUS_ADMIN = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
CHANNEL_BOT = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
OTHER_BOT = {"id": 777777, "is_bot": True, "first_name": "Spam", "username": "spam_bot"}
TELEGRAM = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
CHANNEL = {"id": -1001999999999, "type": "channel", "title": "Новости"}


def raw(world: World, chat: dict[str, Any], sender: dict[str, Any], **content: Any) -> None:
    """A message as it would come."""
    message = {"message_id": 990_000 + world.next("message"), "date": world.date()}
    thread = content.get("message_thread_id")
    known = world.chats.get(chat["id"])
    assert known or thread is None
    world.emit(
        "message",
        known or world.chat(next(iter(world.chats))),
        message | {"chat": chat, "from": sender} | content,
    )


async def handled(world: World, bot: App) -> None:
    """Until the bot has done with everything that came in."""
    await world.wait_for(lambda: world.updates_pending() == 0)
    while any(row.status == "waiting" for row in await stored(bot, select(inbox.c.status))):
        await settled(0.02)
