"""Edits, deletions and reactions."""

from collections.abc import Callable
from typing import Any

from bot.sandbox.composing import caption_fields
from bot.sandbox.errors import bad_request
from bot.sandbox.methods.copies import CAPTIONED
from bot.sandbox.methods.media import one_media
from bot.sandbox.methods.messages import text_content
from bot.sandbox.methods.request import Request
from bot.sandbox.model import CONTENT, JSON, Chat, Post
from bot.sandbox.reactions import ALLOWED, bare

DELETABLE = 48 * 3600
"""Seconds within which a message can be deleted where the bot has no right to delete any."""

_TEXT = frozenset({"text", "entities", "link_preview_options"})
_CAPTION = frozenset({"caption", "caption_entities", "show_caption_above_media"})


def edit_message_text(request: Request) -> Any:
    content = text_content(request)

    def check(post: Post) -> None:
        if "text" not in post.data:
            raise bad_request("there is no text in the message to edit")

    return _edit(request, check, lambda: content, _TEXT)


def edit_message_caption(request: Request) -> Any:
    fields = caption_fields(request.caption())
    if fields and request.params.flag("show_caption_above_media"):
        fields["show_caption_above_media"] = True

    def check(post: Post) -> None:
        if CAPTIONED.isdisjoint(post.data):
            raise bad_request("there is no caption in the message to edit")

    return _edit(request, check, lambda: fields, _CAPTION)


def edit_message_media(request: Request) -> Any:
    media = request.params.data("media")
    if media is None:
        raise bad_request('parameter "media" is required')

    def check(post: Post) -> None:
        if not {"text", *CAPTIONED} & set(post.data):
            raise bad_request("message can't be edited")

    return _edit(request, check, lambda: one_media(request, media), frozenset(CONTENT))


def edit_message_reply_markup(request: Request) -> Any:
    return _edit(request, lambda _post: None, None, frozenset())


def _edit(
    request: Request,
    check: Callable[[Post], None],
    content: Callable[[], JSON] | None,
    replaced: frozenset[str],
) -> Any:
    """Replace those fields and the buttons. A change of the buttons alone is no edit that a reader sees."""
    chat = request.chat_to_change()
    markup = request.inline_markup(chat)
    post = request.find(chat, "message to edit")
    if not _may_edit(request, chat, post) or "forward_origin" in post.data or post.keyboard is not None:
        raise bad_request("message can't be edited")
    check(post)
    kept = {key: value for key, value in post.data.items() if key not in replaced and key != "reply_markup"}
    data = kept | (content() if content else {})
    if markup is not None:
        data["reply_markup"] = markup
    if data == post.data:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    request.spend(chat, edit=True)
    if content is not None:
        data["edit_date"] = request.world.date()
    request.world.edit_post(chat, post, data)
    return data


def _may_edit(request: Request, chat: Chat, post: Post) -> bool:
    """One's own messages; in a channel those of all with one right, and one's own with another."""
    own, me = post.sender_id == request.world.bot.id, request.me(chat)
    if chat.type != "channel":
        return own
    return me.may("can_edit_messages") or (own and me.may("can_post_messages"))


def delete_message(request: Request) -> Any:
    chat = request.chat_to_change()
    post = request.find(chat, "message to delete")
    if not _deletable(request, chat, post):
        raise bad_request("message can't be deleted for everyone")
    request.world.remove_posts(chat, [post.id])
    return True


def delete_messages(request: Request) -> Any:
    chat = request.chat_to_change()
    ids = request.params.data("message_ids")
    if not isinstance(ids, list) or not all(type(one) is int for one in ids):
        raise bad_request("can't parse message identifiers JSON object")
    if not 1 <= len(ids) <= 100:
        raise bad_request(
            "too many message identifiers specified" if ids else "message identifiers are not specified"
        )
    posts = [chat.posts[one] for one in dict.fromkeys(ids) if one in chat.posts]
    if not all(_deletable(request, chat, post) for post in posts):
        raise bad_request("message can't be deleted for everyone")
    if posts:
        request.world.remove_posts(chat, [post.id for post in posts])
    return True


def _deletable(request: Request, chat: Chat, post: Post) -> bool:
    young = bool(request.world.clock.timestamp() - post.data["date"] < DELETABLE)
    if chat.type == "private":
        return young
    if "forum_topic_created" in post.data:
        return False
    if request.me(chat).may("can_delete_messages"):
        return True
    if chat.type == "channel" and not request.me(chat).may("can_post_messages"):
        return False
    return young and post.sender_id == request.world.bot.id


def set_message_reaction(request: Request) -> Any:
    given = request.params.data("reaction") or []
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise bad_request("can't parse reaction types JSON object")
    chat = request.chat()
    post = request.find(chat, "message to react")
    if len(given) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    me = request.world.bot.id
    if not given:
        post.reactions.pop(me, None)
    else:
        emoji = bare(str(given[0].get("emoji")))
        if given[0].get("type") != "emoji" or emoji not in ALLOWED or not chat.reactions_allowed:
            raise bad_request("REACTION_INVALID")
        post.reactions[me] = emoji
    request.world.keep_post(chat, post)
    return True


METHODS = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "setMessageReaction": set_message_reaction,
}
