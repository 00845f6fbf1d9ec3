"""What agents write in a ticket's place, and what Telegram reports of the group."""

import re

from aiogram import F, Router
from aiogram.enums import ChatMemberStatus
from aiogram.types import ChatMemberUpdated, Message

from bot.domain.delivery import words_to_chat
from bot.domain.people import Actor, Agent
from bot.domain.ticket import Ticket
from bot.services.desk import Desk
from bot.services.edits import Edits
from bot.services.ports import UnitOfWork
from handlers.customer.words import PEOPLES_MESSAGES
from handlers.filters import FromAgent, StaffGroup, TicketHere
from handlers.incoming import incoming, without_command
from handlers.staff.settings import Staff


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


async def bot_came_or_left(event: ChatMemberUpdated, uow: UnitOfWork, staff: Staff) -> None:
    """What the agents are to get waits while the bot is out of the group."""
    was, is_ = event.old_chat_member.status in INSIDE, event.new_chat_member.status in INSIDE
    if is_:
        await uow.outbox.resume_desks()
    if was is not is_:
        for admin in staff.admins:
            uow.deliver(words_to_chat(admin, "group_found" if is_ else "group_lost", group=event.chat.title))


COMMAND = re.compile(r"/(?P<name>[a-z_]+)(?:@\w+)?(?:\s+|$)", re.IGNORECASE)
INSIDE = {ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR}


def create_router(staff_chat: int | None) -> Router:
    router = Router(name=__name__)
    router.message.filter(StaffGroup(staff_chat))
    router.my_chat_member.filter(F.chat.id == staff_chat)
    router.message.register(topic_made, F.forum_topic_created, F.from_user.is_bot)
    router.edited_message.filter(StaffGroup(staff_chat), FromAgent())
    router.edited_message.register(edited)
    router.message.register(wrote, F.content_type.in_(PEOPLES_MESSAGES), FromAgent(), TicketHere())
    router.my_chat_member.register(bot_came_or_left)
    return router
