"""What Telegram's messages carry beside words and files, and where their words come from."""

from typing import Any

from aiogram.types import (
    Contact,
    Dice,
    Location,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginUser,
    Poll,
    Sticker,
    Venue,
)
from aiogram.types import Message as TelegramMessage

from bot.domain.origin import Origin, OriginKind, Quote
from bot.domain.things import Thing, ThingKind


def thing(message: TelegramMessage) -> Thing | None:
    """By the names of the parameters that send the same again."""
    match message:
        case TelegramMessage(venue=Venue() as venue):
            found = Thing(ThingKind.VENUE, _venue(venue))
        case TelegramMessage(location=Location() as location):  # a venue comes with one, too
            found = Thing(ThingKind.LOCATION, _point(location))
        case TelegramMessage(contact=Contact() as contact):
            found = Thing(ThingKind.CONTACT, _contact(contact))
        case TelegramMessage(poll=Poll() as poll):
            found = Thing(ThingKind.POLL, _poll(poll))
        case TelegramMessage(dice=Dice() as dice):
            found = Thing(ThingKind.DICE, {"emoji": dice.emoji, "value": dice.value})
        case TelegramMessage(sticker=Sticker() as sticker):
            found = Thing(ThingKind.STICKER, {"sticker": sticker.file_id, "emoji": sticker.emoji})
        case _:
            return None
    return found


def _point(location: Location) -> dict[str, Any]:
    return {"latitude": location.latitude, "longitude": location.longitude}


def _venue(venue: Venue) -> dict[str, Any]:
    known = venue.model_dump(mode="json", exclude={"location"}, exclude_none=True)
    return _point(venue.location) | known


def _contact(contact: Contact) -> dict[str, Any]:
    """Of somebody on Telegram the number is international, with or without the plus."""
    data = contact.model_dump(mode="json", exclude={"user_id"}, exclude_none=True)
    if contact.user_id and not contact.phone_number.startswith("+"):
        data["phone_number"] = f"+{contact.phone_number}"
    return data


def _poll(poll: Poll) -> dict[str, Any]:
    """A quiz as an ordinary poll: its right answer is not told."""
    return {
        "question": poll.question,
        "options": [option.text for option in poll.options],
        "is_anonymous": poll.is_anonymous,
        "allows_multiple_answers": poll.allows_multiple_answers,
    }


def origin(message: TelegramMessage) -> Origin | None:
    """Of a forwarded message; a channel's own post in its linked group is none."""
    match message.forward_origin:
        case None:
            return None
        case MessageOriginUser(sender_user=person):
            return Origin(OriginKind.PERSON, person.full_name, person.username)
        case MessageOriginChat(sender_chat=chat):
            return Origin(OriginKind.CHAT, chat.full_name, chat.username)
        case MessageOriginChannel(chat=channel, message_id=post):
            return Origin(OriginKind.CHANNEL, channel.full_name, channel.username, post)
        case hidden:
            return Origin(OriginKind.HIDDEN, getattr(hidden, "sender_user_name", ""))


def quote(message: TelegramMessage) -> Quote | None:
    """The words of another message that this one is about, in this chat or in another."""
    if message.quote is None:
        return None
    found = message.quote.entities or ()
    return Quote(message.quote.text, tuple(each.model_dump(mode="json", exclude_none=True) for each in found))
