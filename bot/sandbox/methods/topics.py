"""Forum topics."""

from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.methods.request import Request, not_enough_rights
from bot.sandbox.model import JSON, Chat, Topic
from bot.sandbox.topics import COLORS, DEFAULT_COLOR, ICONS, icon_stickers

MAX_NAME = 128


def create_forum_topic(request: Request) -> Any:
    chat = _forum(request)
    if not request.me(chat).may("can_manage_topics"):
        raise not_enough_rights("create a topic")
    name = _name(request.params.text("name"))
    color = request.params.integer("icon_color")
    if color is not None and color not in COLORS:
        raise bad_request("invalid icon color specified")
    emoji_id = request.params.text("icon_custom_emoji_id")
    _check_icon(emoji_id)
    request.spend(chat)
    world = request.world
    return world.open_topic(chat, world.bot, name, color or DEFAULT_COLOR, emoji_id or None).json()


def edit_forum_topic(request: Request) -> Any:
    chat = _forum(request)
    topic = _topic(request, chat)
    _may_change(request, chat, topic)
    told: JSON = {}
    if request.params.text("name"):
        name = _name(request.params.text("name"))
        if name != topic.name:
            told["name"] = name
    if request.params.has("icon_custom_emoji_id"):
        emoji_id = request.params.text("icon_custom_emoji_id")
        _check_icon(emoji_id)
        if emoji_id != (topic.icon_custom_emoji_id or ""):
            told["icon_custom_emoji_id"] = emoji_id
    return _change(request, chat, topic, {"forum_topic_edited": told} if told else None)


def close_forum_topic(request: Request) -> Any:
    chat = _forum(request)
    topic = _topic(request, chat)
    _may_change(request, chat, topic)
    return _change(request, chat, topic, None if topic.closed else {"forum_topic_closed": {}})


def reopen_forum_topic(request: Request) -> Any:
    chat = _forum(request)
    topic = _topic(request, chat)
    _may_change(request, chat, topic)
    return _change(request, chat, topic, {"forum_topic_reopened": {}} if topic.closed else None)


def delete_forum_topic(request: Request) -> Any:
    chat = _forum(request)
    topic = _topic(request, chat)
    if topic.creator_id != request.world.bot.id and not request.me(chat).may("can_delete_messages"):
        raise not_enough_rights("delete the topic")
    request.spend(chat)
    request.world.delete_topic(chat.id, topic.message_thread_id)
    return True


def edit_general_forum_topic(request: Request) -> Any:
    chat = _forum(request)
    if not request.me(chat).may("can_manage_topics"):
        raise not_enough_rights("edit the topic")
    name = _name(request.params.text("name"))
    if name == chat.general_name:
        raise bad_request("TOPIC_NOT_MODIFIED")
    request.spend(chat)
    chat.general_name = name
    request.world.keep_chat(chat)
    request.world.post(chat, request.world.bot, {"forum_topic_edited": {"name": name}})
    return True


def get_forum_topic_icon_stickers(_request: Request) -> Any:
    return icon_stickers()


def _forum(request: Request) -> Chat:
    chat = request.chat_to_write()
    if not chat.forum:
        raise bad_request("the chat is not a forum")
    return chat


def _topic(request: Request, chat: Chat) -> Topic:
    topic = chat.topic(request.params.integer("message_thread_id") or 0)
    if topic is None:
        raise bad_request("TOPIC_ID_INVALID")
    return topic


def _may_change(request: Request, chat: Chat, topic: Topic) -> None:
    if topic.creator_id != request.world.bot.id and not request.me(chat).may("can_manage_topics"):
        raise not_enough_rights("edit the topic")


def _change(request: Request, chat: Chat, topic: Topic, told: JSON | None) -> bool:
    if told is None:
        raise bad_request("TOPIC_NOT_MODIFIED")
    request.spend(chat)
    request.world.change_topic(chat, request.world.bot, topic, told)
    return True


def _name(given: str) -> str:
    name = given.strip()
    if not name:
        raise bad_request("title must be non-empty")
    if len(name) > MAX_NAME:  # Telegram cuts it; here it is somebody's bug
        raise bad_request("TOPIC_TITLE_INVALID")
    return name


def _check_icon(emoji_id: str) -> None:
    if emoji_id and emoji_id not in ICONS:
        raise bad_request("DOCUMENT_INVALID")


METHODS = {
    "createForumTopic": create_forum_topic,
    "editForumTopic": edit_forum_topic,
    "closeForumTopic": close_forum_topic,
    "reopenForumTopic": reopen_forum_topic,
    "deleteForumTopic": delete_forum_topic,
    "editGeneralForumTopic": edit_general_forum_topic,
    "getForumTopicIconStickers": get_forum_topic_icon_stickers,
}
