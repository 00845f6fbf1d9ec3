"""Everything else that a customer sends: words, files, and coming and going."""

from collections.abc import Callable

from aiogram import F, Router
from aiogram.enums import ChatMemberStatus, ChatType, ContentType
from aiogram.types import ChatMemberUpdated, Message

from bot.domain.errors import NotTaken
from bot.domain.people import Actor, Customer
from bot.domain.steps import Gesture
from bot.services.conversation import Conversation
from bot.services.edits import Edits
from bot.services.people import People
from handlers.filters import Where
from handlers.incoming import incoming

PEOPLES_MESSAGES = {
    ContentType.TEXT,
    ContentType.PHOTO,
    ContentType.LIVE_PHOTO,
    ContentType.DOCUMENT,
    ContentType.VIDEO,
    ContentType.VOICE,
    ContentType.AUDIO,
    ContentType.ANIMATION,
    ContentType.VIDEO_NOTE,
    ContentType.STICKER,
    ContentType.LOCATION,
    ContentType.VENUE,
    ContentType.CONTACT,
    ContentType.POLL,
    ContentType.DICE,
}
"""What a person sends on purpose, and a bot can pass on."""
NOT_TAKEN = {
    ContentType.STORY,
    ContentType.PAID_MEDIA,
    ContentType.CHECKLIST,
    ContentType.GAME,
    ContentType.INVOICE,
    ContentType.GIVEAWAY,
    ContentType.GIVEAWAY_WINNERS,
    ContentType.RICH_MESSAGE,
    ContentType.UNKNOWN,
}
"""The same, where a bot gets no more than the news of it. Everything else is Telegram speaking: pins, titles,
topics."""


async def wrote(
    message: Message, customer: Customer, conversation: Conversation, gesture: Callable[[str], Gesture | None]
) -> None:
    said = incoming(message, Actor.customer(customer.id))
    meant = None if said.attachment else gesture(said.text)
    await conversation.customer_wrote(customer, said, meant=meant)


async def cannot_be_taken(message: Message) -> None:
    """Better a word than silence: the sender believes that it has been read."""
    raise NotTaken


async def edited(message: Message, customer: Customer, edits: Edits) -> None:
    await edits.customer_edited(incoming(message, Actor.customer(customer.id)))


async def came_or_left(event: ChatMemberUpdated, customer: Customer, people: People) -> None:
    if event.new_chat_member.status == ChatMemberStatus.KICKED:
        await people.left(customer)
    else:
        await people.returned(customer)


def create_router() -> Router:
    router = Router(name=__name__)
    router.my_chat_member.filter(Where(F.chat.type == ChatType.PRIVATE))
    router.edited_message.register(edited)
    router.message.register(wrote, Where(F.content_type.in_(PEOPLES_MESSAGES)))
    router.message.register(cannot_be_taken, Where(F.content_type.in_(NOT_TAKEN)))
    router.my_chat_member.register(came_or_left)
    return router
