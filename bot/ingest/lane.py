"""Which updates must be handled one after the other: those of one conversation."""

from collections.abc import Mapping
from typing import Any

from bot.services.incoming import lane_of_chat

NOWHERE = "update"
"""The lane of updates that belong to no chat, or to none that can be made out."""


def lane_of(update: Mapping[str, Any]) -> str:
    """The chat of a raw update, with the topic in a group that has them.

    Replies in a group without topics, and threads of a private chat, have thread ids too: they are no
    conversations of their own. Looks at plain JSON and trusts nothing of it: what cannot be decoded must
    still find a lane.
    """
    for key, event in update.items():
        if key == "update_id" or not isinstance(event, Mapping):
            continue
        message = event.get("message") if key == "callback_query" else event
        if not isinstance(message, Mapping):
            continue
        chat = message.get("chat")
        if isinstance(chat, Mapping) and _is_id(chat.get("id")):
            thread = message.get("message_thread_id")
            in_topic = message.get("is_topic_message") is True and chat.get("type") != "private"
            return lane_of_chat(chat["id"]) + (f":{thread}" if in_topic and _is_id(thread) else "")
    return NOWHERE


def _is_id(value: Any) -> bool:
    """A number of which a lane has room for two."""
    return isinstance(value, int) and abs(value) < 2**63
