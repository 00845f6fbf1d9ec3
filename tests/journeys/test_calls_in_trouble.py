"""A call that is being registered while something happens to the group, the form or the product."""

from pathlib import Path

import pytest

from bot.app import App
from bot.sandbox.world import World
from bot.settings import Settings
from tests.journeys.helpers import ACCOUNT, STORY, SUBJECT, TITLES, Ticket, press, reach
from tests.journeys.shop import found, presses_under_more, shop_running
from tests.journeys.test_calls import CALLER, begins, is_asked_who_calls, next_words
from tests.people import AgentPerson, CustomerPerson, body, settled
from tests.running import running

pytestmark = pytest.mark.parametrize("language", ["en"])


async def test_a_callers_form_follows_the_group_to_its_new_id(
    bot: App, world: World, agent: AgentPerson
) -> None:
    await begins(agent)
    await agent.presses(agent._("Agree"), thread=1)
    await next_words(agent, "1 ")
    new = world.migrate(agent.chat_id)
    moved = AgentPerson(world, agent.id, new.id, agent.language)
    await settled()
    moved.writes(SUBJECT)
    await next_words(moved, "2 ")


async def test_the_question_who_is_calling_follows_the_group_too(
    bot: App, world: World, agent: AgentPerson
) -> None:
    await is_asked_who_calls(agent)
    new = world.migrate(agent.chat_id)
    moved = AgentPerson(world, agent.id, new.id, agent.language)
    await settled()
    moved.writes(CALLER)
    await next_words(moved, "consent")


# A form somewhere else.


async def test_what_is_said_elsewhere_is_not_for_the_form(bot: App, world: World, agent: AgentPerson) -> None:
    topic = world.create_topic(agent.id, agent.chat_id, "Phone").message_thread_id
    agent.writes("/new", thread=topic)
    await agent.presses("e-Comet", thread=topic)
    await agent.presses(TITLES["incident"][agent.language], thread=topic)
    await agent.reads("who is calling?", thread=topic)
    agent.writes(CALLER, thread=topic)
    await agent.presses(agent._("Agree"), thread=topic)
    await agent.reads("1 ", thread=topic)

    before = len(agent.from_bot(1))
    agent.writes("Has anybody seen my mug?")
    await settled()
    assert len(agent.from_bot(1)) == before
    agent.writes(SUBJECT, thread=topic)
    await agent.reads("2 ", thread=topic)


async def test_a_form_whose_topic_is_gone_can_be_cancelled_anywhere(
    bot: App, world: World, agent: AgentPerson
) -> None:
    topic = world.create_topic(agent.id, agent.chat_id, "Phone").message_thread_id
    agent.writes("/new", thread=topic)
    await agent.presses("e-Comet", thread=topic)
    await agent.presses(TITLES["incident"][agent.language], thread=topic)
    await agent.reads("who is calling?", thread=topic)
    agent.writes(CALLER, thread=topic)
    await agent.presses(agent._("Agree"), thread=topic)
    await agent.reads("1 ", thread=topic)
    world.delete_topic(agent.chat_id, topic)

    agent.writes("/new")
    await next_words(agent, "another place")
    agent.writes("/cancel")
    await next_words(agent, "Cancelled: nothing was registered. To start again: /new")
    await begins(agent)
    await next_words(agent, "1 ")


# The product is served no longer.


async def test_a_callers_form_begins_anew_where_its_product_is_served_no_longer(
    settings: Settings, tmp_path: Path, agent: AgentPerson
) -> None:
    async with running(settings):
        await begins(agent)
        await agent.presses(agent._("Agree"), thread=1)
        await next_words(agent, "1 ")
    async with shop_running(settings, tmp_path):
        agent.writes("/new")
        await next_words(agent, "Which product")


async def test_words_for_a_product_that_is_served_no_longer_are_answered_with_those_that_are(
    settings: Settings, tmp_path: Path, agent: AgentPerson
) -> None:
    async with running(settings):
        await begins(agent)
        await agent.presses(agent._("Agree"), thread=1)
        await next_words(agent, "1 ")
    async with shop_running(settings, tmp_path):
        agent.writes(SUBJECT)
        products = await next_words(agent, "Which product")
        agent.writes("Has anybody seen my mug?")
        await press(agent, products, "Shop")
        await press(agent, await next_words(agent, "Shop"), "Incident")
        await next_words(agent, "consent")


async def test_so_is_the_name_of_who_calls_about_it(
    settings: Settings, tmp_path: Path, agent: AgentPerson
) -> None:
    async with running(settings):
        await is_asked_who_calls(agent)
    async with shop_running(settings, tmp_path):
        agent.writes(CALLER)
        await next_words(agent, "Which product")


async def test_no_ticket_has_a_number_as_long_as_that(bot: App, agent: AgentPerson) -> None:
    await begins(agent, "EC-99999999999999999999")
    await next_words(agent, "EC-99999999999999999999")


# The customer, too, is at the bot.


async def test_the_customers_own_form_goes_on_when_the_agent_finds_their_ticket(
    bot: App, customer: CustomerPerson, ticket: Ticket, agent: AgentPerson
) -> None:
    await begins(agent, "EC-1")
    for step, words in (("1 ", SUBJECT), ("2 ", ACCOUNT), ("3 ", STORY)):
        await next_words(agent, step)
        agent.writes(words)
    await next_words(agent, "4 ")
    await reach(customer, 1, "service")
    await agent.presses("Skip", thread=1)
    await agent.presses(f"EC-1 · {SUBJECT}", thread=1)
    told = await next_words(agent, "EC-1")
    assert "next" not in body(told), "what the agent writes next goes nowhere"

    customer.writes("How do I add a user?")
    await customer.reads("2 ")


async def test_who_called_is_asked_for_what_is_missing_by_the_agent(
    settings: Settings, tmp_path: Path, agent: AgentPerson
) -> None:
    async with shop_running(settings, tmp_path):
        agent.writes("/new")
        await agent.presses("Shop", thread=1)
        await agent.presses("Incident", thread=1)
        await next_words(agent, "who is calling?")
        agent.writes(CALLER)
        await agent.presses(agent._("Agree"), thread=1)
        await next_words(agent, "1 ")
        agent.writes(SUBJECT)
        for step in ("2 ", "3 ", "4 "):
            await press(agent, await next_words(agent, step), agent._("Skip"))
        await agent.presses(agent._("Submit"), thread=1)
        ticket = await found(agent)

        await presses_under_more(agent, ticket, "Ask for what is missing")
        await agent.reads("☎️", thread=ticket.thread)


async def test_what_the_agent_corrects_is_corrected_in_the_form(
    bot: App, world: World, agent: AgentPerson
) -> None:
    await begins(agent)
    await agent.presses(agent._("Agree"), thread=1)
    await next_words(agent, "1 ")
    said = agent.writes("Exprot is borken")
    await next_words(agent, "2 ")
    account = agent.writes(ACCOUNT)
    await next_words(agent, "3 ")
    world.edit(agent.id, agent.chat_id, said["message_id"], text="Export is broken")
    world.edit(agent.id, agent.chat_id, account["message_id"], text="no number")
    refused = await next_words(agent, "104582")
    assert refused["reply_to_message"]["message_id"] == account["message_id"]
    agent.writes(STORY)
    await next_words(agent, "4 ")
    await agent.presses("Skip", thread=1)
    preview = body(await next_words(agent, "Export is broken"))
    assert ACCOUNT in preview
