"""Copies and forwards."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from bot.sandbox.composing import caption_fields, copied_fields, origin
from bot.sandbox.errors import bad_request
from bot.sandbox.methods.messages import deliver, sending_fields
from bot.sandbox.methods.request import Place, Request
from bot.sandbox.model import JSON, Chat, Post
from bot.sandbox.permissions import kept_back

MAX_COPIES = 100
CAPTIONED = frozenset({"animation", "audio", "document", "photo", "video", "voice"})
"""Kinds of media that may have a caption."""


def copy_message(request: Request) -> Any:
    source = _source(request)
    post = request.find(source, "message to copy")
    content = _copyable(post, "copied")
    if request.params.has("caption") and not CAPTIONED.isdisjoint(content):
        content = _without_caption(content) | caption_fields(request.caption())
    return {"message_id": deliver(request, content).id}


def copy_messages(request: Request) -> Any:
    place, posts = _many(request, "copied")
    contents = [_thrown_again(copied_fields(post)) for post in posts]
    if request.params.flag("remove_caption"):
        contents = [_without_caption(content) for content in contents]
    return _post_all(request, place, posts, contents)


def forward_message(request: Request) -> Any:
    source = _source(request)
    post = request.find(source, "message to forward")
    content = _copyable(post, "forwarded") | {"forward_origin": origin(post)}
    return deliver(request, content, place=request.place(reply=False)).data


def forward_messages(request: Request) -> Any:
    place, posts = _many(request, "forwarded")
    return _post_all(
        request, place, posts, [copied_fields(post) | {"forward_origin": origin(post)} for post in posts]
    )


def _source(request: Request) -> Chat:
    if not request.params.text("from_chat_id"):
        raise bad_request('parameter "from_chat_id" is required')
    return request.chat("from_chat_id")


def _copyable(post: Post, how: str) -> JSON:
    content = copied_fields(post)
    if not content or not _may_leave(post, how):
        raise bad_request(f"message can't be {how}")
    return _thrown_again(content) if how == "copied" else content


def _may_leave(post: Post, how: str) -> bool:
    """Of a person's quiz the bot does not know the right answer, without which it cannot be copied."""
    is_quiz = post.data.get("poll", {}).get("type") == "quiz"
    return not post.data.get("has_protected_content") and not (is_quiz and how == "copied")


def _thrown_again(content: JSON) -> JSON:
    """A copy of a dice shows a number of its own."""
    if "dice" not in content:
        return content
    return content | {"dice": content["dice"] | {"value": content["dice"]["value"] % 5 + 1}}


def _without_caption(content: JSON) -> JSON:
    return {key: value for key, value in content.items() if key not in ("caption", "caption_entities")}


def _many(request: Request, how: str) -> tuple[Place, list[Post]]:
    """Where to, and those of the messages that exist and can be copied."""
    ids = request.params.data("message_ids")
    if not isinstance(ids, list) or not all(type(one) is int for one in ids):
        raise bad_request("can't parse message identifiers JSON object")
    if not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > MAX_COPIES:
        raise bad_request("too many message identifiers specified")
    if any(one >= other for one, other in pairwise(ids)):
        raise bad_request("message identifiers must be in a strictly increasing order")
    source = _source(request)
    place = request.place(reply=False)
    found = [source.posts[one] for one in ids if one in source.posts]
    posts = [
        post
        for post in found
        if copied_fields(post)
        and _may_leave(post, how)
        and not kept_back(place.chat, request.world.bot.id, post.data)
    ]
    if not posts:
        raise bad_request("there are no messages to forward")
    request.spend(place.chat, cost=len(posts))
    return place, posts


def _post_all(request: Request, place: Place, posts: Sequence[Post], contents: Sequence[JSON]) -> Any:
    """Albums stay together under a new id; one message left of an album stands alone."""
    world = request.world
    groups = [post.data.get("media_group_id") for post in posts]
    albums = {group: world.album_id() for group in set(groups) if group and groups.count(group) > 1}
    fields = sending_fields(request)
    sent = []
    for group, content in zip(groups, contents, strict=True):
        shared = {"media_group_id": albums[group]} if group in albums else {}
        sent.append(world.post(place.chat, world.bot, shared | content | fields, topic=place.topic))
    return [{"message_id": post.id} for post in sent]


METHODS = {
    "copyMessage": copy_message,
    "copyMessages": copy_messages,
    "forwardMessage": forward_message,
    "forwardMessages": forward_messages,
}
