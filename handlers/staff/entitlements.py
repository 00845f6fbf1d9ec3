"""Who has a right to support: administrators see what is known, and import lists."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message

from bot.domain.message import Source
from bot.domain.people import Actor, Agent
from bot.services.entitlement_imports import EntitlementImports
from handlers.filters import FromAgent, InStaffGroup
from handlers.incoming import chat_of, incoming, person_of, replied_to


async def entitlements(message: Message, agent: Agent, entitlement_imports: EntitlementImports) -> None:
    """The list is the message's own file, or that of the message replied to."""
    person = person_of(message)
    where = chat_of(message)
    target = message.reply_to_message if replied_to(message) else None
    if message.document or (target and target.document):
        listed = message if message.document or target is None else target
        author = Actor.agent(agent.id)
        command = Source(message.chat.id, message.message_id)
        await entitlement_imports.request(person, where, command, incoming(listed, author))
    else:
        await entitlement_imports.overview(person, where)


def create_router() -> Router:
    router = Router(name=__name__)
    router.message.filter(InStaffGroup(), FromAgent())
    router.message.register(entitlements, Command("entitlements"))
    return router
