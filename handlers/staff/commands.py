"""Agents' commands, in a ticket's topic or as a reply to its card."""

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from bot.domain.errors import NoTicketHere, UnknownCommand
from bot.domain.group import StaffGroup
from bot.domain.message import Message as Said
from bot.domain.people import Actor, Agent
from bot.domain.ticket import Ticket
from bot.services.assignment import Assignment
from bot.services.desk import Desk
from bot.services.desk_ports import IntentKind
from bot.services.desk_views import DeskViews
from bot.services.entitlements import Entitlements
from bot.services.ports import UnitOfWork
from bot.services.undoing import Undoing
from bot.services.urgency import Urgency
from handlers.filters import ForAnotherBot, FromAgent, InStaffGroup, TicketHere, Where
from handlers.incoming import after_mention, mentioned, replied_to, replied_to_author, without_command

SOME_COMMAND = r"^/[A-Za-z_]+(@\w+)?(\s|$)"
TICKET_COMMANDS = (
    *("take", "release", "ask", "note", "resolve", "undo", "close", "assign", "history", "priority"),
    *("escalate", "return", "eta", "ship", "options", "build"),
    *("merge", "split", "link", "entitle", "c"),
    *("merge", "split", "link", "entitle", "ban", "unban"),
)


def _said(message: Message, command: CommandObject, agent: Agent) -> Said | None:
    """What stands beside the command: words, or the file whose caption it is."""
    said = without_command(message, Actor.agent(agent.id), command.args or "")
    return said if said.text or said.attachment else None


async def take(message: Message, agent: Agent, ticket: Ticket, assignment: Assignment) -> None:
    await assignment.take(agent, ticket)


async def release(message: Message, agent: Agent, ticket: Ticket, assignment: Assignment) -> None:
    await assignment.release(agent, ticket)


async def assign(
    message: Message,
    command: CommandObject,
    agent: Agent,
    ticket: Ticket,
    assignment: Assignment,
    group: StaffGroup,
    uow: UnitOfWork,
) -> None:
    """To whom the command names, or whose message it replies to; without either, colleagues are offered.
    What stands behind the name is a note for them."""
    colleague = mentioned(message) or (None if command.args else replied_to_author(message))
    if colleague:
        known = await uow.agents.recognise(
            str(colleague.id), colleague.full_name, colleague.username, chat_id=group.chat_id
        )
        note = without_command(message, Actor.agent(agent.id), after_mention(message))
        await assignment.assign(agent, ticket, known, note)
    elif command.args:
        said = without_command(message, Actor.agent(agent.id), command.args)
        await assignment.assign_to(agent, ticket, said, group)
    else:
        await assignment.offer(ticket, group)


async def ask(message: Message, command: CommandObject, agent: Agent, ticket: Ticket, desk: Desk) -> None:
    if said := _said(message, command, agent):
        await desk.ask(agent, ticket, said)
    else:
        await desk.expect(agent, ticket, IntentKind.QUESTION)


async def note(message: Message, command: CommandObject, agent: Agent, ticket: Ticket, desk: Desk) -> None:
    if said := _said(message, command, agent):
        await desk.note(ticket, said)
    else:
        await desk.expect(agent, ticket, IntentKind.NOTE)


async def resolve(message: Message, command: CommandObject, agent: Agent, ticket: Ticket, desk: Desk) -> None:
    if said := _said(message, command, agent):
        await desk.resolve_with(agent, ticket, said)
    else:
        await desk.resolve(agent, ticket)


async def undo(message: Message, agent: Agent, ticket: Ticket, undoing: Undoing) -> None:
    await undoing.undo(agent, ticket, replied_to(message))


async def close(message: Message, command: CommandObject, agent: Agent, ticket: Ticket, desk: Desk) -> None:
    if command.args:
        await desk.close(agent, ticket, command.args.strip().lower())
    else:
        await desk.ask_closing_reason(ticket)


async def priority(
    message: Message, command: CommandObject, agent: Agent, ticket: Ticket, urgency: Urgency
) -> None:
    level, _, because = (command.args or "").strip().partition(" ")
    if level:
        await urgency.change(agent, ticket, level, because)
    else:
        await urgency.offer(ticket)


async def history(message: Message, ticket: Ticket, desk_views: DeskViews) -> None:
    await desk_views.history(ticket)


async def entitle(
    message: Message, command: CommandObject, agent: Agent, ticket: Ticket, entitlements: Entitlements
) -> None:
    await entitlements.entitle(agent, ticket, " ".join((command.args or "").split()))


async def no_ticket(message: Message) -> None:
    raise NoTicketHere


async def for_another_bot(message: Message) -> None:
    """Theirs to answer."""


async def unknown(message: Message) -> None:
    """A slip of the finger: the customer must not read it."""
    given = (message.text or message.caption or "").split()[0].partition("@")[0]
    raise UnknownCommand(given=given)


def create_router() -> Router:
    router = Router(name=__name__)
    router.message.filter(InStaffGroup(), FromAgent())
    router.message.register(take, Command("take"), TicketHere())
    router.message.register(assign, Command("assign"), TicketHere())
    router.message.register(release, Command("release"), TicketHere())
    router.message.register(ask, Command("ask"), TicketHere())
    router.message.register(note, Command("note"), TicketHere())
    router.message.register(resolve, Command("resolve"), TicketHere())
    router.message.register(undo, Command("undo"), TicketHere())
    router.message.register(priority, Command("priority"), TicketHere())
    router.message.register(history, Command("history"), TicketHere())
    router.message.register(close, Command("close"), TicketHere())
    router.message.register(entitle, Command("entitle"), TicketHere())
    router.message.register(no_ticket, Command(*TICKET_COMMANDS))
    router.message.register(for_another_bot, ForAnotherBot())
    router.message.register(unknown, Where(F.text.regexp(SOME_COMMAND) | F.caption.regexp(SOME_COMMAND)))
    return router
