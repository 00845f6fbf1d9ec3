"""The agents' desk: a staff group with topics or without, and tickets that nobody has to type."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from bot.app import App
from bot.domain.clocks import Run
from bot.domain.targets import ClockKind
from bot.domain.ticket import Ticket
from bot.sandbox.model import Chat
from bot.sandbox.world import World
from bot.services.desk_ports import Place
from storage.unit_of_work import SqlUnitOfWork
from tests.conftest import RIGHTS
from tests.journeys.helpers import press
from tests.people import AgentPerson, Message, body, labels
from tests.storage.making import customer as a_customer
from tests.storage.making import ticket as a_ticket

HOUR = timedelta(hours=1)


@pytest.fixture(params=[("ru", True), ("en", False)], ids=["ru-topics", "en-replies"])
def kind(request: pytest.FixtureRequest) -> tuple[str, bool]:
    """The group's language, and whether it has topics."""
    found: tuple[str, bool] = request.param
    return found


@pytest.fixture
def language(kind: tuple[str, bool]) -> str:
    return kind[0]


@pytest.fixture
def staff_group(kind: tuple[str, bool], world: World) -> Chat:
    group = world.create_group("Staff", forum=kind[1])
    world.join(group.id, world.bot.id, status="administrator", rights=RIGHTS)
    return group


@pytest.fixture
def colleague(world: World, staff_group: Chat, language: str) -> AgentPerson:
    return joins(world, staff_group, "Максим", language)


def joins(world: World, group: Chat, name: str, language: str) -> AgentPerson:
    user = world.create_user(name, side="staff")
    world.join(group.id, user.id, status="member")
    return AgentPerson(world, user.id, group.id, language)


def general(agent: AgentPerson) -> int | None:
    """What is said in the group outside of tickets, as the stand-in files it."""
    return 1 if agent.world.chats[agent.chat_id].forum else None


async def reads(agent: AgentPerson, text: str) -> Message:
    return await agent.reads(text, thread=general(agent))


async def asks(agent: AgentPerson, command: str, text: str) -> Message:
    """The answer to a command outside of tickets."""
    agent.writes(command)
    return await reads(agent, text)


async def changes(agent: AgentPerson, shown: Message, label: str, text: str) -> Message:
    """The message after one of its buttons, as soon as it says so."""
    await press(agent, shown, label)

    def now() -> Message | None:
        found = agent.world.message(agent.chat_id, shown["message_id"])
        return found if text in body(found) or text in labels(found) else None

    return await agent.until(now)


def links(message: Message) -> list[str]:
    return [each["url"] for each in message.get("entities", ()) if each["type"] == "text_link"]


def numbers(message: Message) -> list[str]:
    """Of the tickets that the list names, in order."""
    words = body(message).replace("\n", " ").split(" ")
    return [each for each in words if "-" in each and each.partition("-")[2].isdecimal()]


async def there_are(
    bot: App, agent: AgentPerson, tickets: Sequence[dict[str, Any]], *, first: int = 101
) -> list[Ticket]:
    """Tickets in the database, as if customers had written; due in so many hours where it says so."""
    made = []
    async with bot.database.begin() as uow:
        person = await uow.customers.add(a_customer())
        for number, more in enumerate(tickets, start=first):
            made.append(await _add(uow, agent, person.id, number, dict(more)))
    return made


async def _add(
    uow: SqlUnitOfWork, agent: AgentPerson, customer_id: int, number: int, more: dict[str, Any]
) -> Ticket:
    now = agent.world.clock.now()
    due = more.pop("due", None)
    ticket = a_ticket(customer_id, number, **({"registered_at": now, "draft_id": 10_000 + number} | more))
    if due is not None:
        ticket.next_due = now + due * HOUR
        ticket.clocks = {ClockKind.RESOLUTION: Run(1, now, told=100 if due < 0 else 0)}
    ticket = await uow.tickets.add(ticket)
    stands = 10_000 + ticket.id
    await uow.places.found(Place(ticket.id, agent.chat_id, stands if general(agent) else None, stands))
    return ticket
