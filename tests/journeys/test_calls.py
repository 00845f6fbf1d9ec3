"""A customer calls: an agent registers the request for them, in the staff group."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.app import App
from bot.sandbox.world import World
from bot.settings import Settings
from storage.tables import customers, drafts, tickets
from tests.journeys.helpers import ACCOUNT, STORY, SUBJECT, TITLES, Ticket, find_ticket, photo, press
from tests.people import AgentPerson, CustomerPerson, Message, body, labels, settled
from tests.running import WorldClock, running

CALLER = "Иван Петров, 8 912 345-67-89"
OTHER = ("Не приходят письма с отчётами", "С понедельника нет ни одного письма, в спаме их тоже нет.")


async def next_words(agent: AgentPerson, text: str = "") -> Message:
    return await agent.reads(text, thread=1)


async def is_asked_who_calls(agent: AgentPerson) -> None:
    """From `/new` to the question."""
    agent.writes("/new")
    await agent.presses("e-Comet", thread=1)
    await agent.presses(TITLES["incident"][agent.language], thread=1)
    await next_words(agent, {"ru": "кто звонит?", "en": "who is calling?"}[agent.language])


async def begins(agent: AgentPerson, caller: str = CALLER) -> None:
    """From `/new` to the consent."""
    await is_asked_who_calls(agent)
    agent.writes(caller)


async def fills_in(agent: AgentPerson, subject: str = SUBJECT, story: str = STORY) -> str:
    """From the first question; the number of the ticket."""
    for step, words in (("1 ", subject), ("2 ", ACCOUNT), ("3 ", story)):
        await next_words(agent, step)
        agent.writes(words)
    await next_words(agent, "4 ")
    await agent.presses(agent._("Skip"), thread=1)
    last = await next_words(agent)
    if agent._("Another problem") in labels(last):
        await press(agent, last, agent._("Another problem"))
        last = await next_words(agent)
    await press(agent, last, agent._("Submit"))
    said = body(await next_words(agent, "EC-"))
    found = re.search(r"EC-\d+", said)
    assert found
    return found.group()


async def registers(agent: AgentPerson, caller: str = CALLER) -> Ticket:
    await begins(agent, caller)
    await agent.presses(agent._("Agree"), thread=1)
    number = await fills_in(agent)
    return await find_ticket(agent, number)


async def test_a_caller_gets_a_ticket_like_anybody(bot: App, agent: AgentPerson) -> None:
    ticket = await registers(agent)

    card = body(agent.card(ticket.thread))
    assert "☎️ Иван Петров +79123456789" in card
    assert SUBJECT in card
    assert ACCOUNT in card


@pytest.mark.parametrize("language", ["ru"])
async def test_the_agent_tells_the_customer_and_the_ticket_moves_on(bot: App, agent: AgentPerson) -> None:
    ticket = await registers(agent)
    agent.writes("Перезапустите службу.", thread=ticket.thread)
    said = await agent.reads("☎️", thread=ticket.thread)
    assert "Иван Петров" in body(said)
    await agent.sees_on_card(ticket.thread, "В работе")

    agent.writes("/resolve Готово, проверили вместе.", thread=ticket.thread)
    await agent.sees_on_card(ticket.thread, "Завершено")
    agent.writes("/close confirmed_by_phone", thread=ticket.thread)
    await agent.sees_on_card(ticket.thread, "Закрыто (подтверждено по телефону)")


@pytest.mark.parametrize("language", ["ru"])
async def test_who_registered_it_stands_in_the_history(bot: App, agent: AgentPerson) -> None:
    ticket = await registers(agent)
    agent.writes("/history", thread=ticket.thread)
    assert "Ольга: запрос зарегистрирован по звонку клиента" in body(
        await agent.reads("история", thread=ticket.thread)
    )


async def test_who_calls_again_is_known_and_has_agreed_already(bot: App, agent: AgentPerson) -> None:
    await registers(agent)
    await begins(agent, "+7 (912) 345-67-89")
    number = await fills_in(agent, *OTHER)

    async with bot.database.read() as connection:
        people = (await connection.execute(select(customers))).all()
        theirs = (await connection.execute(select(tickets.c.customer_id))).scalars().all()
    assert [(each.channel, each.address, each.name) for each in people] == [
        ("phone", "+79123456789", "Иван Петров")
    ]
    assert number == "EC-2"
    assert set(theirs) == {people[0].id}


async def test_a_caller_without_a_number_is_taken_by_name(bot: App, agent: AgentPerson) -> None:
    ticket = await registers(agent, "Сергей из Ромашки")
    assert "☎️ Сергей из Ромашки" in body(agent.card(ticket.thread))


async def test_who_is_known_by_a_ticket_hears_of_the_new_one_in_their_chat(
    bot: App, customer: CustomerPerson, ticket: Ticket, agent: AgentPerson
) -> None:
    await begins(agent, "ec-1")
    number = await fills_in(agent, *OTHER)

    await customer.reads(number)
    new = await find_ticket(agent, number)
    agent.writes("Проверяем.", thread=new.thread)
    assert body(await customer.reads("Проверяем.")) == "Проверяем."


async def test_a_form_of_the_customers_own_goes_on_beside_it(
    bot: App, customer: CustomerPerson, ticket: Ticket, agent: AgentPerson
) -> None:
    customer.starts()
    await customer.presses("e-Comet")
    await customer.presses(TITLES["incident"][customer.language])
    await customer.reads("1 ")
    await begins(agent, "EC-1")
    await fills_in(agent, *OTHER)
    customer.writes("Своя тема")
    await customer.reads("2 ")


# Mistakes.


async def test_a_number_of_no_ticket_and_no_words_at_all_are_asked_for_again(
    bot: App, world: World, agent: AgentPerson
) -> None:
    await begins(agent, "EC-99")
    await next_words(agent, "EC-99")
    world.attach(agent.id, agent.chat_id, [photo()])
    await next_words(
        agent,
        agent._("Please write the caller's name and phone number, or the number of one of their tickets."),
    )
    agent.writes(CALLER)
    await agent.presses(agent._("Agree"), thread=1)
    await next_words(agent, "1 ")


async def test_an_answer_that_does_not_fit_is_refused_in_the_group(bot: App, agent: AgentPerson) -> None:
    await begins(agent)
    await agent.presses(agent._("Agree"), thread=1)
    await next_words(agent, "1 ")
    agent.writes(SUBJECT)
    await next_words(agent, "2 ")
    wrong = agent.writes("без номера")
    refused = await next_words(agent, "104582")
    assert refused["reply_to_message"]["message_id"] == wrong["message_id"]


async def test_without_consent_nothing_is_registered(bot: App, agent: AgentPerson) -> None:
    await begins(agent)
    await agent.presses(agent._("Decline"), thread=1)
    await next_words(agent, "/cancel")
    agent.writes("/cancel")
    await next_words(agent, agent._("Cancelled: nothing was registered. To start again: /new"))
    agent.writes("/cancel")
    await next_words(agent, "/new")

    async with bot.database.read() as connection:
        assert (await connection.execute(select(drafts.c.status))).scalars().all() == ["cancelled"]


async def test_a_call_is_dropped_before_the_caller_is_named(bot: App, agent: AgentPerson) -> None:
    await is_asked_who_calls(agent)
    agent.writes("/cancel")
    await next_words(agent, agent._("Cancelled: nothing was registered. To start again: /new"))
    agent.writes(CALLER)
    await settled()
    assert not [each for each in agent.from_bot(1) if agent._("Agree") in labels(each)]


async def test_in_a_ticket_the_command_says_where_to_write_it(
    bot: App, ticket: Ticket, agent: AgentPerson, customer: CustomerPerson
) -> None:
    agent.writes("/new", thread=ticket.thread)
    await agent.reads("General", thread=ticket.thread)


async def test_another_agent_does_not_fill_it_in(
    bot: App, world: World, agent: AgentPerson, colleague: AgentPerson
) -> None:
    await begins(agent)
    asked = await next_words(agent, "Иван Петров")
    pressed = await press(colleague, asked, agent._("Agree"))
    assert pressed.text == agent._("This button is for somebody else, or has been pressed already.")
    await press(agent, asked, agent._("Agree"))
    question = await next_words(agent, "1 ")
    colleague.writes("Всем привет")
    assert (await press(colleague, question, agent._("Cancel"))).text == pressed.text
    agent.writes(SUBJECT)
    await next_words(agent, "2 ")


async def test_what_is_said_to_a_colleague_is_no_answer(
    bot: App, agent: AgentPerson, colleague: AgentPerson
) -> None:
    await begins(agent)
    await agent.presses(agent._("Agree"), thread=1)
    await next_words(agent, "1 ")
    asked = colleague.writes("Кто на обед?")
    agent.writes("Я!", reply_to=asked["message_id"])
    agent.writes(SUBJECT)
    said = await next_words(agent, "2 ")
    assert "Я!" not in body(said)


async def test_elsewhere_the_agent_talks_as_before_and_begins_no_second_form(
    bot: App, world: World, agent: AgentPerson
) -> None:
    await begins(agent)
    await agent.presses(agent._("Agree"), thread=1)
    await next_words(agent, "1 ")
    other = world.create_topic(agent.id, agent.chat_id, "Курилка").message_thread_id
    agent.writes("Кто на обед?", thread=other)
    agent.writes("/new", thread=other)
    await agent.reads("/cancel", thread=other)

    assert len(agent.from_bot(other)) == 1


async def test_pressed_twice_it_is_registered_once(bot: App, agent: AgentPerson) -> None:
    ticket = await registers(agent)
    preview = next(each for each in agent.from_bot(1) if agent._("Submit") in labels(each))
    pressed = await press(agent, preview, agent._("Submit"))
    assert ticket.number in (pressed.text or "")


async def test_a_form_for_a_caller_goes_on_after_a_restart(settings: Settings, agent: AgentPerson) -> None:
    async with running(settings):
        await is_asked_who_calls(agent)
    agent.writes(CALLER)
    async with running(settings):
        await agent.presses(agent._("Agree"), thread=1)
        await next_words(agent, "1 ")
        agent.writes(SUBJECT)
        await next_words(agent, "2 ")
        agent.writes("/new")
        await next_words(agent, "2 ")


async def test_back_at_the_first_question_leads_to_the_types_and_not_to_the_caller(
    bot: App, agent: AgentPerson
) -> None:
    await begins(agent)
    await agent.presses(agent._("Agree"), thread=1)
    await next_words(agent, "1 ")
    await agent.presses(agent._("Back"), thread=1)
    await agent.presses(TITLES["service"][agent.language], thread=1)
    await next_words(agent, "1 ")


@pytest.mark.parametrize("language", ["ru"])
async def test_a_ticket_of_the_callers_that_looks_alike_is_offered(
    bot: App, customer: CustomerPerson, ticket: Ticket, agent: AgentPerson
) -> None:
    await begins(agent, "EC-1")
    for step, words in (("1 ", SUBJECT), ("2 ", ACCOUNT), ("3 ", STORY)):
        await next_words(agent, step)
        agent.writes(words)
    await next_words(agent, "4 ")
    await agent.presses("Пропустить", thread=1)
    await agent.presses(f"EC-1 · {SUBJECT}", thread=1)
    await next_words(agent, "EC-1")
    await agent.reads(STORY, thread=ticket.thread)


@pytest.mark.parametrize("language", ["ru"])
async def test_who_calls_is_not_asked_for_ever(world: World, settings: Settings, agent: AgentPerson) -> None:
    async with running(settings, clock=WorldClock(world)):
        await is_asked_who_calls(agent)
        world.clock.move(timedelta(hours=2))
        agent.writes("Кто-нибудь видел Максима?")
        agent.writes("/cancel")
        await next_words(agent, "Отменено")
    assert not [each for each in agent.from_bot(1) if "Даю согласие" in labels(each)]
