"""Answers that an agent fills in, or asks the customer for."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.app import App
from bot.sandbox.world import World
from bot.settings import Settings
from storage.tables import events, tickets
from tests.journeys.helpers import answer, catch_up, document, press, sees_state, stored, unread
from tests.journeys.shop import (
    LATER,
    ONE_LANGUAGE,
    OUTDATED,
    SERIAL,
    button_of,
    completes_all,
    found,
    name,
    presses_on_card,
    presses_under_more,
    registers_incomplete,
    shop_running,
)
from tests.people import AgentPerson, CustomerPerson, body, labels


@pytest.fixture
async def bot(settings: Settings, tmp_path: Path) -> AsyncIterator[App]:
    async with shop_running(settings, tmp_path) as app:
        yield app


async def test_an_agent_fills_in_what_the_customer_told_them(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await registers_incomplete(customer)
    ticket = await found(agent)
    await presses_under_more(agent, ticket, "Fill in what is missing")
    which = await agent.reads(ticket.number, thread=ticket.thread)
    assert labels(which) == [name(agent, each) for each in ("serial", "place", "logs")]

    await press(agent, which, name(agent, "serial"))
    await agent.reads(name(agent, "serial"), thread=ticket.thread)
    agent.writes("не знаю", thread=ticket.thread)
    assert "ABCD-1234-5678" in body(await agent.reads(thread=ticket.thread)), "with an example"
    agent.writes(SERIAL, thread=ticket.thread)
    told = await agent.reads(SERIAL, thread=ticket.thread)
    assert name(agent, "place") in body(told)
    await agent.sees_on_card(ticket.thread, f"{name(agent, 'serial')}: {SERIAL}")

    await press(agent, which, name(agent, "place"))
    choices = await agent.reads(name(agent, "place"), thread=ticket.thread)
    assert labels(choices) == [name(agent, "web"), name(agent, "app"), agent._("Cancel")]
    await press(agent, choices, name(agent, "app"))
    await agent.sees_on_card(ticket.thread, f"{name(agent, 'place')}: {name(agent, 'app')}")
    refused = await presses_on_card(agent, ticket, "Take")
    assert name(agent, "version") in str(refused.text), "the answer has called for another"

    catch_up(agent, ticket.thread)
    await presses_under_more(agent, ticket, "Fill in what is missing")
    await press(agent, await agent.reads(ticket.number, thread=ticket.thread), name(agent, "version"))
    await agent.reads(name(agent, "version"), thread=ticket.thread)
    agent.writes("2.14", thread=ticket.thread)
    await agent.sees_on_card(ticket.thread, f"{name(agent, 'version')}: 2.14")
    await presses_on_card(agent, ticket, "Take")
    await sees_state(agent, ticket, "In progress")
    assert unread(customer) == []


@ONE_LANGUAGE
async def test_files_of_an_agent_are_an_answer_and_stay_among_agents(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await press(customer, await registers_incomplete(customer), button_of(customer))
    await customer.reads("SH-1")
    await completes_all(customer, await customer.reads())
    await press(customer, customer.from_bot()[-1], customer._("Skip"))
    await customer.reads("SH-1")
    ticket = await found(agent)
    await presses_under_more(agent, ticket, "Fill in what is missing")
    await agent.reads(name(agent, "logs"), thread=ticket.thread)

    agent.attaches(document("one.log"), document("two.log"), thread=ticket.thread)
    await agent.sees_on_card(ticket.thread, f"{name(agent, 'logs')}: 2 files")
    agent.attaches(document("three.log"), thread=ticket.thread)
    await agent.sees_on_card(ticket.thread, f"{name(agent, 'logs')}: 3 files")
    assert unread(customer) == []

    await agent.presses(agent._("Done"), thread=ticket.thread)
    await answer(agent, customer, ticket, "Логи получил, спасибо.")


@ONE_LANGUAGE
async def test_a_paste_of_an_agent_in_several_messages_is_one_answer(
    settings: Settings, tmp_path: Path, customer: CustomerPerson, agent: AgentPerson
) -> None:
    async with shop_running(settings, tmp_path, questions=LATER.replace("kind: files", "kind: long_text")):
        await registers_incomplete(customer)
        ticket = await found(agent)
        await presses_under_more(agent, ticket, "Fill in what is missing")
        await press(agent, await agent.reads(ticket.number, thread=ticket.thread), name(agent, "logs"))
        await agent.reads(name(agent, "logs"), thread=ticket.thread)

        agent.writes("начало " + "x" * 4000, thread=ticket.thread)
        await agent.reads(agent._("Added to the form:"), thread=ticket.thread)
        agent.writes("y" * 100, thread=ticket.thread)
        await agent.reads(agent._("Added to the form:"), thread=ticket.thread)
        agent.writes("Это уже не ответ.", thread=ticket.thread)
        await agent.reads("cannot be taken or answered", thread=ticket.thread)
        assert unread(customer) == []
    async with shop_running(settings, tmp_path) as bot:
        ((form,),) = await stored(bot, select(tickets.c.form))
        (logs,) = (each for each in form if each["key"] == "logs")
        assert (len(logs["value"]), len(logs["messages"])) == (len("начало ") + 4000 + 1 + 100, 2)


@ONE_LANGUAGE
async def test_what_the_product_asks_no_more_is_filled_in_in_words(
    settings: Settings, tmp_path: Path, customer: CustomerPerson, agent: AgentPerson
) -> None:
    async with shop_running(settings, tmp_path):
        await press(customer, await registers_incomplete(customer), button_of(customer))
        await customer.reads("SH-1")
        await customer.reads()
        customer.writes(SERIAL)
        await customer.reads(name(customer, "place"))
    async with shop_running(settings, tmp_path, questions=LATER[: LATER.index("      - key: place")]):
        customer.starts()
        await press(customer, await customer.reads(), customer._("Continue"))
        await press(customer, await customer.reads(SERIAL), customer._("Submit"))
        await customer.reads("SH-1")
        ticket = await found(agent)
        await presses_under_more(agent, ticket, "Fill in what is missing")
        await press(agent, await agent.reads(ticket.number, thread=ticket.thread), name(agent, "place"))
        prompt = await agent.reads(name(agent, "place"), thread=ticket.thread)
        assert labels(prompt) == [agent._("Cancel")]
        agent.writes("В приложении", thread=ticket.thread)

        await agent.sees_on_card(ticket.thread, f"{name(agent, 'place')}: В приложении")


@ONE_LANGUAGE
async def test_of_two_answers_the_later_stands_and_both_are_in_the_history(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await press(customer, await registers_incomplete(customer), button_of(customer))
    await customer.reads("SH-1")
    question = await customer.reads()
    ticket = await found(agent)
    await presses_under_more(agent, ticket, "Fill in what is missing")
    await press(agent, await agent.reads(ticket.number, thread=ticket.thread), name(agent, "serial"))
    await agent.reads(name(agent, "serial"), thread=ticket.thread)
    agent.writes("ZZZZ-0000-0000", thread=ticket.thread)
    await agent.sees_on_card(ticket.thread, "ZZZZ-0000-0000")

    await completes_all(customer, question)
    await press(customer, customer.from_bot()[-1], customer._("Skip"))
    await customer.reads("SH-1")

    card = await agent.sees_on_card(ticket.thread, SERIAL)
    assert "ZZZZ" not in body(card)
    catch_up(agent, ticket.thread)
    agent.writes("/history", thread=ticket.thread)
    history = body(await agent.reads("SH-1", thread=ticket.thread))
    assert "Ольга added to the form: Serial number: ZZZZ-0000-0000" in history
    assert f"the customer added to the form: Serial number: {SERIAL}, Place: App, Version: 2.14" in history
    customer.writes("/ticket 1")
    await press(customer, await customer.reads("SH-1"), customer._("History"))
    assert f"you added to the form: Serial number: {SERIAL}" in body(await customer.reads("SH-1"))
    (logged,) = await stored(bot, select(events).where(events.c.event == "filled_in"))
    (given,) = logged.data["answers"]
    assert (logged.actor_kind, given["key"], given["value"]) == ("agent", "serial", "ZZZZ-0000-0000")


@ONE_LANGUAGE
async def test_an_answer_given_already_is_not_given_by_an_old_button(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await registers_incomplete(customer)
    ticket = await found(agent)
    await presses_under_more(agent, ticket, "Fill in what is missing")
    which = await agent.reads(ticket.number, thread=ticket.thread)
    await press(agent, which, name(agent, "place"))
    choices = await agent.reads(name(agent, "place"), thread=ticket.thread)
    await press(agent, choices, name(agent, "web"))

    assert (await press(agent, choices, name(agent, "app"))).text == agent._(OUTDATED)
    assert (await press(agent, which, name(agent, "place"))).text == agent._(OUTDATED)
    await agent.sees_on_card(ticket.thread, f"{name(agent, 'place')}: {name(agent, 'web')}")


@ONE_LANGUAGE
async def test_what_an_agent_writes_after_second_thoughts_or_the_end_answers_nothing(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await registers_incomplete(customer)
    ticket = await found(agent)
    await presses_under_more(agent, ticket, "Fill in what is missing")
    which = await agent.reads(ticket.number, thread=ticket.thread)
    await press(agent, which, name(agent, "serial"))
    await press(agent, await agent.reads(thread=ticket.thread), agent._("Cancel"))
    agent.writes(SERIAL, thread=ticket.thread)
    assert name(agent, "place") in body(
        await agent.reads("cannot be taken or answered", thread=ticket.thread)
    )

    await press(agent, which, name(agent, "serial"))
    await agent.reads(name(agent, "serial"), thread=ticket.thread)
    agent.writes("/close spam", thread=ticket.thread)
    await sees_state(agent, ticket, "Closed ({reason})", reason="spam")
    agent.writes(SERIAL, thread=ticket.thread)
    await agent.reads(
        agent._("This answer is no longer needed. Your message stays here as a note."), thread=ticket.thread
    )
    assert unread(customer) == []
    assert SERIAL not in body(agent.card(ticket.thread))


@ONE_LANGUAGE
async def test_asking_a_customer_who_is_away_waits_for_them(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await registers_incomplete(customer)
    ticket = await found(agent)
    world.block(customer.id)
    await presses_under_more(agent, ticket, "Ask for what is missing")
    await agent.reads("Not delivered", thread=ticket.thread)

    world.unblock(customer.id)

    assert button_of(customer) in labels(await customer.reads("SH-1"))
    await sees_state(agent, ticket, "Waiting for your answer")
    customer.writes("Серийный номер под крышкой, снять не могу.")
    await sees_state(agent, ticket, "Registered")


@ONE_LANGUAGE
async def test_nothing_is_asked_for_or_filled_in_where_nothing_is_missing(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    registered = await registers_incomplete(customer)
    ticket = await found(agent)
    await presses_on_card(agent, ticket, "More")
    more = await agent.reads(ticket.number, thread=ticket.thread)
    await press(customer, registered, button_of(customer))
    await customer.reads("SH-1")
    await completes_all(customer, await customer.reads())
    customer.attaches(document("boot.log"))
    await press(customer, await customer.reads(), customer._("Done"))
    await customer.reads("SH-1")

    for label in ("Ask for what is missing", "Fill in what is missing"):
        assert "nothing is missing in SH-1" in str((await press(agent, more, agent._(label))).text)
    catch_up(agent, ticket.thread)
    await presses_on_card(agent, ticket, "More")
    assert "Fill in what is missing" not in labels(await agent.reads(ticket.number, thread=ticket.thread))
