"""Chats, their members, pins."""

from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.methods.request import Request, not_enough_rights
from bot.sandbox.model import JSON, Chat
from bot.sandbox.permissions import PERMISSIONS

_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


def get_chat(request: Request) -> Any:
    chat = _known_chat(request)
    shown: JSON = chat.json() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }
    if chat.username:
        shown["active_usernames"] = [chat.username]
    if chat.linked is not None:
        shown["linked_chat_id"] = chat.linked
    if chat.type != "private" and not chat.reactions_allowed:
        shown["available_reactions"] = []
    if chat.type in ("group", "supergroup"):
        shown["permissions"] = {name: name not in chat.forbidden for name in PERMISSIONS}
    if chat.pinned and chat.pinned[-1] in chat.posts:
        shown["pinned_message"] = chat.posts[chat.pinned[-1]].summary()
    return shown


def get_chat_member(request: Request) -> Any:
    chat = _known_chat(request, members=True)
    user_id = request.params.integer("user_id")
    user = request.world.users.get(user_id or 0)
    if user is None:
        raise bad_request("PARTICIPANT_ID_INVALID" if user_id else "invalid user_id specified")
    if chat.type == "private":
        if user.id not in (chat.id, request.world.bot.id):
            raise bad_request("PARTICIPANT_ID_INVALID")
        return {"status": "member", "user": user.json()}
    return chat.member(user.id).json(user)


def get_chat_administrators(request: Request) -> Any:
    chat = _known_chat(request, members=True)
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    users = request.world.users
    return [
        member.json(users[user_id])
        for user_id, member in chat.members.items()
        if member.status in ("creator", "administrator")
        and (not users[user_id].is_bot or user_id == request.world.bot.id)
    ]


def get_chat_member_count(request: Request) -> Any:
    chat = _known_chat(request)
    return 2 if chat.type == "private" else len(chat.present())


def leave_chat(request: Request) -> Any:
    chat = request.chat_to_change()
    if chat.type == "private":
        raise bad_request("chat can't be left")
    request.world.leave(chat.id, request.world.bot.id)
    return True


def pin_chat_message(request: Request) -> Any:
    chat = _chat_to_pin(request)
    post = request.find(chat, "message to pin")
    if post.id in chat.pinned:
        return True
    request.spend(chat)
    chat.pinned.append(post.id)
    request.world.keep_chat(chat)
    topic = chat.topic(post.thread) if post.thread else None
    request.world.post(chat, request.world.bot, {"pinned_message": post.summary()}, topic=topic)
    return True


def unpin_chat_message(request: Request) -> Any:
    chat = _chat_to_pin(request)
    message_id = request.params.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if message_id not in chat.pinned:
        raise bad_request("message to unpin not found")
    request.spend(chat)
    chat.pinned.remove(message_id)
    request.world.keep_chat(chat)
    return True


def unpin_all_forum_topic_messages(request: Request) -> Any:
    chat = _chat_to_pin(request)
    if not chat.forum:
        raise bad_request("the chat is not a forum")
    topic = request.topic(chat, request.params.integer("message_thread_id"))
    if topic is None:
        raise bad_request("message thread not found")
    request.spend(chat)
    ids = set(topic.message_ids)
    chat.pinned = [message_id for message_id in chat.pinned if message_id not in ids]
    request.world.keep_chat(chat)
    return True


def _known_chat(request: Request, *, members: bool = False) -> Chat:
    chat = request.members_of() if members else request.chat()
    if chat.peer is not None and not chat.peer.started:
        raise bad_request("chat not found")
    return chat


def _chat_to_pin(request: Request) -> Chat:
    chat = request.chat_to_write()
    right = "can_edit_messages" if chat.type == "channel" else "can_pin_messages"
    if chat.type != "private" and not request.me(chat).may(right):
        raise not_enough_rights("manage pinned messages in the chat")
    return chat


METHODS = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "unpinAllForumTopicMessages": unpin_all_forum_topic_messages,
}
