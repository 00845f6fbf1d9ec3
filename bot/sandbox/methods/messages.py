"""Texts and other messages without a file."""

from typing import Any

from bot.sandbox.composing import text_fields
from bot.sandbox.entities import formatted
from bot.sandbox.errors import bad_request
from bot.sandbox.keyboards import Markup
from bot.sandbox.methods.request import MAX_TEXT, Place, Request
from bot.sandbox.model import JSON, Post

ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def deliver(
    request: Request, content: JSON, *, place: Place | None = None, markup: Markup | None = None
) -> Post:
    """Post a checked content as the bot, with the parameters that every send has."""
    place = place or request.place()
    markup = markup or request.markup(place.chat)
    request.check_may_send(place.chat, content)
    request.spend(place.chat)
    fields = sending_fields(request)
    if markup.inline is not None:
        fields["reply_markup"] = markup.inline
    post = request.world.post(
        place.chat, request.world.bot, content | fields, topic=place.topic, reply=place.reply
    )
    post.keyboard = markup.other
    return post


def sending_fields(request: Request) -> JSON:
    """What a send's own parameters leave in the message."""
    fields: JSON = {}
    if request.params.flag("protect_content"):
        fields["has_protected_content"] = True
    if request.params.has("message_effect_id"):
        fields["effect_id"] = request.params.text("message_effect_id")
    return fields


def text_content(request: Request) -> JSON:
    """The text of sendMessage and editMessageText."""
    if not request.params.text("text"):
        raise bad_request("message text is empty")
    said = request.formatted_text("text", "entities", limit=MAX_TEXT, long="message is too long")
    if not said.text:
        raise bad_request("text must be non-empty")
    fields = text_fields(said)
    preview = request.params.data("link_preview_options")
    if preview:
        fields["link_preview_options"] = preview
    elif request.params.flag("disable_web_page_preview"):
        fields["link_preview_options"] = {"is_disabled": True}
    return fields


def send_message(request: Request) -> Any:
    return deliver(request, text_content(request)).data


def send_location(request: Request) -> Any:
    location: JSON = {}
    for name in ("latitude", "longitude"):
        value = request.params.number(name)
        if value is None:
            raise bad_request(f"{name} is empty")
        location[name] = value
    return deliver(request, {"location": location}).data


def send_venue(request: Request) -> Any:
    venue: JSON = {"location": {name: request.params.number(name) for name in ("latitude", "longitude")}}
    for name in ("title", "address"):
        venue[name] = request.params.text(name)
        if not venue[name]:
            raise bad_request(f"{name} must be non-empty")
    return deliver(request, {"venue": venue, "location": venue["location"]}).data


def send_contact(request: Request) -> Any:
    contact = {name: request.params.text(name) for name in ("phone_number", "first_name", "last_name")}
    for name in ("phone_number", "first_name"):
        if not contact[name]:
            raise bad_request(f'parameter "{name}" is required')
    return deliver(request, {"contact": {name: value for name, value in contact.items() if value}}).data


def send_poll(request: Request) -> Any:
    question = formatted(request.params.text("question")).text
    options = request.params.data("options") or []
    if not question:
        raise bad_request("poll question must be non-empty")
    if not isinstance(options, list) or not 2 <= len(options) <= 12:
        raise bad_request("poll must have at least 2 options")
    texts = [option["text"] if isinstance(option, dict) else str(option) for option in options]
    poll = {
        "id": str(5_300_000_000_000_000 + request.world.next("poll")),
        "question": question,
        "options": [
            {"persistent_id": str(number), "text": text, "voter_count": 0}
            for number, text in enumerate(texts)
        ],
        "total_voter_count": 0,
        "is_closed": request.params.flag("is_closed"),
        "is_anonymous": not request.params.has("is_anonymous") or request.params.flag("is_anonymous"),
        "type": request.params.text("type", "regular"),
        "allows_multiple_answers": request.params.flag("allows_multiple_answers"),
        "allows_revoting": True,
        "members_only": False,
    }
    place = request.place()
    if place.chat.type == "channel" and not poll["is_anonymous"]:
        raise bad_request("non-anonymous polls can't be sent to channel chats")
    return deliver(request, {"poll": poll}, place=place).data


def send_chat_action(request: Request) -> Any:
    if request.params.text("action").lower() not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = request.chat_to_post()
    thread = request.params.integer("message_thread_id")
    if thread != 1:  # General, for this method alone
        request.topic(chat, thread)
    return True


METHODS = {
    "sendMessage": send_message,
    "sendLocation": send_location,
    "sendVenue": send_venue,
    "sendContact": send_contact,
    "sendPoll": send_poll,
    "sendChatAction": send_chat_action,
}
