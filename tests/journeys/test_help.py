"""Help and menus say what can be done where somebody stands, to whom it concerns, in their language."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.app import App
from bot.channels.telegram.command_table import CUSTOMERS, GROUP, STAFF, TICKET, agents
from bot.sandbox.model import Chat
from bot.sandbox.views import Views
from bot.sandbox.world import World
from bot.settings import Settings
from tests.journeys.administration import admin, settings
from tests.journeys.helpers import Ticket, catch_up, confirm, register, resolve
from tests.people import AgentPerson, CustomerPerson, body
from tests.running import running

__all__ = ["admin", "settings"]


def named(text: str) -> set[str]:
    """The commands that lines begin with."""
    return {line.split()[0].rstrip(":,") for line in text.splitlines() if line.startswith("/")}


def of(*names: str) -> set[str]:
    return {f"/{each}" for each in names}


async def helped(person: AgentPerson, thread: int | None = 1) -> str:
    catch_up(person, thread)
    person.writes("/help", thread=thread if thread != 1 else None)
    return body(await person.reads("/", thread=thread))


async def test_in_a_ticket_it_says_what_can_be_done_with_this_ticket(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    new = await helped(agent, ticket.thread)
    assert ticket.number in new.splitlines()[0]
    assert of("take", "ask", "resolve", "escalate", "close", "history") <= named(new)
    assert not of("release", "return", "eta", "queue", "ban", "bind") & named(new)

    await agent.presses(agent._("Take"), thread=ticket.thread)
    await agent.sees_on_card(ticket.thread, "Ольга")
    taken = named(await helped(agent, ticket.thread))
    assert "/release" in taken
    assert "/take" not in taken

    await confirm(customer, await resolve(agent, customer, ticket))
    await agent.sees_on_card(ticket.thread, agent._("Closed ({reason})").format(reason=agent._("confirmed")))
    closed = named(await helped(agent, ticket.thread))
    assert of("history", "note") <= closed
    assert not of("resolve", "ask", "close", "priority", "release") & closed


async def test_with_another_department_it_says_how_to_return_it(
    bot: App, agent: AgentPerson, ticket: Ticket
) -> None:
    agent.writes("/escalate development ошибка в модуле", thread=ticket.thread)
    await agent.sees_on_card(ticket.thread, agent._("development"))
    said = named(await helped(agent, ticket.thread))
    assert of("return", "eta", "ship") <= said
    assert "/escalate" not in said


async def test_elsewhere_in_the_group_it_tells_of_lists_and_search(
    bot: App, agent: AgentPerson, ticket: Ticket
) -> None:
    said = named(await helped(agent))
    assert of("queue", "mine", "ticket", "search", "new", "stats", "canned", "duty", "away") <= said
    assert not of("take", "bind", "settings", "products") & said


async def test_administrators_learn_their_own_commands_besides(
    bot: App, admin: AgentPerson, ticket: Ticket
) -> None:
    assert of("bind", "settings", "products", "holidays", "entitlements") <= named(await helped(admin))
    assert of("ban", "unban") <= named(await helped(admin, ticket.thread))


async def test_customers_learn_theirs(bot: App, customer: CustomerPerson) -> None:
    customer.writes("/help")
    assert named(body(await customer.reads("/new"))) == of(*(each.name for each in CUSTOMERS)) - {"/help"}


async def test_without_topics_a_reply_to_the_card_is_about_its_ticket(
    settings: Settings, world: World, staff_group: Chat, customer: CustomerPerson, agent: AgentPerson
) -> None:
    world.set_forum(staff_group.id, forum=False)
    async with running(settings):
        number = await register(customer)
        card = await agent.reads(number)
        agent.writes("/help", reply_to=card["message_id"])
        assert "/take" in named(body(await agent.reads(number)))
        agent.writes("/help")
        said = named(body(await agent.reads("/queue")))
        assert "/take" not in said


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("/reslove Обновите.", "/resolve"),
        ("/Note тариф", "/note"),
        ("/qeue", "/queue"),
        ("/histroy", "/history"),
    ],
)
async def test_a_slip_is_answered_with_what_was_probably_meant(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, slip: str, meant: str
) -> None:
    agent.writes(slip, thread=ticket.thread)
    said = body(await agent.reads("/help", thread=ticket.thread))
    assert f"{meant}?" in said
    assert slip.split(maxsplit=1)[0] in said


async def test_what_resembles_nothing_is_answered_with_where_to_look(
    bot: App, agent: AgentPerson, ticket: Ticket
) -> None:
    agent.writes("/xyzzy", thread=ticket.thread)
    said = body(await agent.reads("/help", thread=ticket.thread))
    assert said == agent._("Unknown command. All commands: /help")


# Menus.


def shown(world: World, kind: str, language: str, key: str = "") -> list[str]:
    commands: Mapping[str, Any] = Views(world, None).bot()["commands"]
    found = commands[kind][key] if key else commands[kind]
    return [each["command"] for each in found[language]]


async def test_everybody_has_a_menu_of_their_own(
    bot: App, world: World, agent: AgentPerson, admin: AgentPerson, language: str
) -> None:
    key = f"{admin.chat_id}:{admin.id}"
    await world.wait_for(lambda: key in Views(world, None).bot()["commands"]["members"])
    assert shown(world, "private", language) == [each.name for each in CUSTOMERS]
    assert shown(world, "group", language) == [each.name for each in agents()]
    assert shown(world, "members", language, key) == [each.name for each in STAFF]
    described = Views(world, None).bot()["commands"]["members"][key][language][0]["description"]
    assert described == admin._("Take the ticket")


def test_no_command_is_in_the_table_twice() -> None:
    for entries in (CUSTOMERS, STAFF):
        names = [each.name for each in entries]
        assert len(set(names)) == len(names)
    assert all(f"/{each.name}" in each.help.split()[0] for each in (*CUSTOMERS, *TICKET, *GROUP))
