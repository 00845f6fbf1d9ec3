"""The fields of messages that people's and the bot's doings share."""

from bot.sandbox.entities import Formatted, utf16_length
from bot.sandbox.model import CONTENT, JSON, Chat, Post, Topic, User


def text_fields(said: Formatted) -> JSON:
    fields: JSON = {"text": said.text}
    if said.entities:
        fields["entities"] = said.entities
    return fields


def caption_fields(said: Formatted) -> JSON:
    if not said.text:
        return {}
    fields: JSON = {"caption": said.text}
    if said.entities:
        fields["caption_entities"] = said.entities
    return fields


def copied_fields(post: Post) -> JSON:
    """What a copy of the message contains; empty for a service message."""
    return {key: post.data[key] for key in CONTENT if key in post.data}


def reply_fields(
    chat: Chat, topic: Topic | None, source: Chat, target: Post, quote: JSON | None = None
) -> JSON:
    """The fields that make a message in `chat` (and topic) a reply to `target` of the chat `source`.

    Across chats and topics the reply is external. In a supergroup without topics a reply carries the thread
    of its root, as in Telegram, and is no topic message.
    """
    fields: JSON = {}
    if source is not chat or target.thread != (topic.message_thread_id if topic else None):
        fields["external_reply"] = {
            "origin": origin(target),
            "chat": source.json(),
            "message_id": target.id,
        } | {
            key: value
            for key, value in copied_fields(target).items()
            if key in ("photo", "document", "video")
        }
    else:
        fields["reply_to_message"] = target.summary()
        if chat.type == "supergroup" and not chat.forum:
            fields["message_thread_id"] = target.data.get("message_thread_id", target.id)
    if quote:
        fields["quote"] = quote
    return fields


def origin(post: Post) -> JSON:
    """Where a forwarded or externally replied message comes from."""
    known = post.data.get("forward_origin")
    return dict(known) if known is not None else own_origin(post)


def own_origin(post: Post) -> JSON:
    """Whose message it is here, wherever the words come from."""
    date, data = post.data["date"], post.data
    if "from" not in data:
        return {"type": "channel", "date": date, "chat": data["sender_chat"], "message_id": post.id}
    return {"type": "user", "date": date, "sender_user": data["from"]}


def quoted(target: Post, text: str, *, manual: bool = True) -> JSON | None:
    """The quote of this part of the target's text; None if the target does not say that."""
    said: str = target.data.get("text") or target.data.get("caption") or ""
    position = said.find(text)
    if not text or position < 0:
        return None
    quote: JSON = {"text": text, "position": utf16_length(said[:position])}
    if manual:
        quote["is_manual"] = True
    return quote


def closed_to(topic: Topic, chat: Chat, user: User) -> bool:
    """Whether this person may not write there. The topic's creator may, and who manages topics."""
    return topic.closed and topic.creator_id != user.id and not chat.member(user.id).may("can_manage_topics")
