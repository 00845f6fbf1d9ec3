"""Where a delivery goes in Telegram, in which language, and how many calls it takes."""

from bot.channels.telegram.copies import Destination
from bot.channels.telegram.finished import CALLS
from bot.domain.delivery import Delivery, Matter, RecipientKind
from bot.i18n import gettext_for
from bot.services.desk_ports import Place
from bot.services.sending import Parcel

NEW_PLACE_CALLS = 2
"""A topic and its card."""


def chat_of(parcel: Parcel) -> int | None:
    match parcel.delivery.to.kind:
        case RecipientKind.CUSTOMER:
            return int(parcel.customer.address) if parcel.customer else None
        case RecipientKind.DESK:
            return parcel.place.group if parcel.place else None
        case RecipientKind.CHAT:
            return parcel.delivery.to.id


def language_of(parcel: Parcel, staff_language: str) -> str:
    return parcel.customer.language if parcel.customer else parcel.group_language or staff_language


def destination(parcel: Parcel, chat_id: int, place: Place | None, language: str) -> Destination:
    return Destination(
        chat_id,
        gettext_for(language),
        to_agents=parcel.delivery.to.kind is not RecipientKind.CUSTOMER,
        thread=thread_of(parcel, place),
        reply_to=reply_to_in(parcel.delivery, chat_id, place),
        hangs=parcel.delivery.reply_to is None,
    )


def cost_of(parcel: Parcel, chat_id: int, language: str) -> int:
    """At the most: of what it did not take, the limiter hears afterwards."""
    to_desk = parcel.delivery.to.kind is RecipientKind.DESK
    if parcel.delivery.matter is Matter.TOPIC:
        return CALLS if place_of(parcel).thread else 0
    new_place = NEW_PLACE_CALLS if to_desk and not place_of(parcel).stands else 0
    match parcel.delivery.matter:
        case Matter.CARD:
            return new_place or 1
        case Matter.COPY:
            to = destination(parcel, chat_id, place_of(parcel) if to_desk else None, language)
            return sum(to.costs(message) for message in parcel.messages) + new_place
        case Matter.GREETING:
            return 2  # it may be pinned
        case Matter.MENU:
            return 0
        case _:
            return max(1, len(parcel.delivery.messages)) + new_place


def place_of(parcel: Parcel) -> Place:
    return parcel.place or Place(parcel.delivery.ticket_id or 0)


def thread_of(parcel: Parcel, place: Place | None) -> int | None:
    return place.thread if place else parcel.delivery.to.thread


def reply_to_in(delivery: Delivery, chat_id: int, place: Place | None) -> int | None:
    """The message replied to; in a group without topics everything hangs on the card."""
    if delivery.reply_to and delivery.reply_to.chat_id == chat_id:
        return delivery.reply_to.message_id
    return place.card_id if place and place.thread is None else None
