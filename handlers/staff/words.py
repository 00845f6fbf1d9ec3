"""What agents write in a ticket's place."""

import re

from aiogram import F, Router
from aiogram.types import Message

from bot.domain.people import Actor, Agent
from bot.domain.ticket import Ticket
from bot.services.desk import Desk
from bot.services.edits import Edits
from bot.services.ports import UnitOfWork
from handlers.customer.words import NOT_TAKEN, PEOPLES_MESSAGES, cannot_be_taken
from handlers.filters import FromAgent, InStaffGroup, TicketHere, Where
from handlers.incoming import incoming, without_command


async def wrote(message: Message, agent: Agent, ticket: Ticket, desk: Desk) -> None:
    await desk.wrote(agent, ticket, incoming(message, Actor.agent(agent.id)))


async def edited(message: Message, agent: Agent, edits: Edits) -> None:
    author = Actor.agent(agent.id)
    said = incoming(message, author)
    command = COMMAND.match(said.text)
    if command:
        said = without_command(message, author, said.text[command.end() :])
    await edits.agent_edited(
        said,
        command=command["name"].lower() if command else "",
        thread=message.message_thread_id if message.is_topic_message else None,
    )


async def topic_made(message: Message, uow: UnitOfWork) -> None:
    """Our own topic: where the answer to its making was lost, this is how we learn of it."""
    topic, thread = message.forum_topic_created, message.message_thread_id
    if topic is None or thread is None:
        return
    ticket = await uow.tickets.named(topic.name.partition(" ")[0])
    if ticket:
        await uow.places.adopt(ticket.id, message.chat.id, thread)


COMMAND = re.compile(r"/(?P<name>[a-z_]+)(?:@\w+)?(?:\s+|$)", re.IGNORECASE)


def create_router() -> Router:
    router = Router(name=__name__)
    router.message.filter(InStaffGroup())
    router.message.register(topic_made, Where(F.forum_topic_created & F.from_user.is_bot))
    router.edited_message.filter(InStaffGroup(), FromAgent())
    router.edited_message.register(edited)
    router.message.register(wrote, Where(F.content_type.in_(PEOPLES_MESSAGES)), FromAgent(), TicketHere())
    router.message.register(cannot_be_taken, Where(F.content_type.in_(NOT_TAKEN)), FromAgent(), TicketHere())
    return router
