"""Commands: known, unknown, meant for somebody else, or given where they make no sense."""

import pytest
from sqlalchemy import select

from bot.app import App
from bot.sandbox.world import World
from storage.tables import tickets
from tests.journeys.helpers import (
    Ticket,
    answer,
    catch_up,
    find_ticket,
    new_customer,
    progress,
    reach,
    register,
    stored,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, body

TICKET_COMMANDS = ["/take", "/release", "/ask", "/ask Как?", "/note", "/resolve", "/undo", "/close"]


@pytest.fixture
def language() -> str:
    return "en"


async def nothing_but(customer: CustomerPerson, text: str) -> None:
    """The customer's next message is this one: whatever was written before it stayed where it was."""
    assert body(await customer.reads()) == text
    assert unread(customer) == []


# Agents.


@pytest.mark.parametrize("command", TICKET_COMMANDS)
async def test_a_tickets_command_outside_of_a_ticket_is_refused_in_words(
    bot: App, agent: AgentPerson, ticket: Ticket, command: str
) -> None:
    catch_up(agent, 1)
    written = agent.writes(command)

    told = await agent.reads(thread=1)

    assert body(told) == agent._("This command works in a ticket's topic, or as a reply to its card.")
    assert told["reply_to_message"]["message_id"] == written["message_id"]


async def test_a_tickets_command_in_a_topic_that_is_no_tickets_is_refused_there(
    bot: App, agent: AgentPerson
) -> None:
    topic = agent.world.create_topic(agent.id, agent.chat_id, "Курилка")
    agent.writes("/take", thread=topic.message_thread_id)

    told = await agent.reads(thread=topic.message_thread_id)

    assert body(told) == agent._("This command works in a ticket's topic, or as a reply to its card.")


async def test_an_unknown_command_in_a_topic_never_reaches_the_customer(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    """A slip of the finger, or a command of tomorrow: the customer is the last who should read it."""
    for command in ("/reslove Обновите.", "/escalat engineering ошибка в модуле", "/queue", "/Note тариф"):
        agent.writes(command, thread=taken.thread)
    agent.writes("Проверяем.", thread=taken.thread)

    await nothing_but(customer, "Проверяем.")


async def test_an_unknown_command_in_a_topic_is_answered(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    written = agent.writes("/reslove Обновите страницу.", thread=taken.thread)

    told = await agent.reads("/help", thread=taken.thread)

    assert told["reply_to_message"]["message_id"] == written["message_id"]


async def test_another_bots_command_is_left_to_that_bot(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    agent.writes("/stat@other_bot week", thread=taken.thread)
    agent.writes("/close@other_bot spam", thread=taken.thread)
    agent.writes("Проверяем.", thread=taken.thread)

    await nothing_but(customer, "Проверяем.")
    assert agent._("In progress") in body(agent.card(taken.thread))


async def test_a_command_with_the_bots_own_name_works(bot: App, agent: AgentPerson, ticket: Ticket) -> None:
    agent.writes("/take@support_bot", thread=ticket.thread)

    await agent.sees_on_card(ticket.thread, "Ольга")


async def test_a_command_as_a_reply_in_the_topic_is_about_its_ticket(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    customer.writes("Есть новости?")
    shown = await agent.reads("Есть новости?", thread=ticket.thread)
    agent.writes("/resolve Да, готово.", thread=ticket.thread, reply_to=shown["message_id"])

    got = await customer.reads("Да, готово.")

    assert body(got) == "Да, готово."


@pytest.mark.parametrize("command", ["/help", "/start"])
async def test_help_in_the_group_tells_agents_what_they_can_do(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, command: str
) -> None:
    agent.writes(command, thread=ticket.thread)

    told = body(await agent.reads(thread=ticket.thread))

    for known in ("//", "/take", "/ask", "/note", "/resolve", "/undo", "/close"):
        assert known in told
    assert unread(customer) == []


async def test_the_menu_of_commands_is_set_for_each_language_and_the_group(
    bot: App, world: World, agent: AgentPerson
) -> None:
    await world.wait_for(lambda: sum(call.method == "setMyCommands" for call in world.calls) == 4)

    calls = [call.params for call in world.calls if call.method == "setMyCommands"]
    assert {each.get("language_code") for each in calls} >= {"ru", "en"}
    assert all(call.status == 200 for call in world.calls if call.method == "setMyCommands")


# Customers.


async def test_an_unknown_command_is_answered_with_where_to_find_the_known_ones(
    bot: App, customer: CustomerPerson
) -> None:
    customer.starts()
    await customer.reads()
    written = customer.writes("/settings")

    told = await customer.reads()

    assert body(told) == customer._("Unknown command. All commands: /help")
    assert told["reply_to_message"]["message_id"] == written["message_id"]


@pytest.mark.parametrize("words", ["/settings", "/ticket EC-5"])
async def test_even_the_very_first_message_is_answered_when_it_is_refused(
    bot: App, customer: CustomerPerson, words: str
) -> None:
    """Somebody who has never pressed Start: a link, a cleared chat, a new phone."""
    customer.writes(words)

    assert "/" in body(await customer.reads())


@pytest.mark.parametrize("command", ["/take", "/close", "/resolve"])
async def test_an_agents_command_is_unknown_in_a_private_chat(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, command: str
) -> None:
    customer.writes(command)

    assert body(await customer.reads()) == customer._("Unknown command. All commands: /help")
    assert await stored(bot, select(tickets.c.state)) == [("new",)]


async def test_a_pasted_path_is_no_command(bot: App, customer: CustomerPerson) -> None:
    await reach(customer, 3)
    customer.writes("/var/log/export.log: нет места")

    assert progress(customer, 4) in body(await customer.reads())


async def test_a_slash_alone_is_an_answer_like_any_other(bot: App, customer: CustomerPerson) -> None:
    await reach(customer, 1)
    customer.writes("/ не открывается")

    assert progress(customer, 2) in body(await customer.reads())


async def test_an_unknown_command_in_a_form_leaves_the_question_open(
    bot: App, customer: CustomerPerson
) -> None:
    await reach(customer, 2)
    customer.writes("/settings")
    await customer.reads(customer._("Unknown command. All commands: /help"))
    customer.writes("104582")

    assert progress(customer, 3) in body(await customer.reads())


async def test_agents_are_customers_too_in_their_private_chats(
    bot: App, world: World, agent: AgentPerson, customer: CustomerPerson
) -> None:
    """The same person writes to the bot alone."""
    alone = CustomerPerson(world, agent.id, agent.id, "ru")
    ticket = await find_ticket(agent, await register(alone))
    other = new_customer(world)
    theirs = await find_ticket(agent, await register(other))

    await answer(agent, alone, ticket, "Сам себе отвечаю.")
    await answer(agent, other, theirs, "И другому.")
