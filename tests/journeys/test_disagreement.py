"""Not resolved: the reason is asked for, once more at the most, and work goes on."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from bot.app import App
from bot.sandbox.model import Upload
from bot.settings import Settings
from storage.tables import drafts, events, tickets
from tests.journeys.helpers import (
    PREVIEW,
    Ticket,
    find_ticket,
    new_customer,
    photo,
    press,
    presses_at_once,
    progress,
    reach,
    register,
    resolve,
    sees_state,
    stored,
    submit,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, Message, body, labels, settled
from tests.running import running

WHY = "What is still wrong? Write a few words or send a screenshot."
MORE = "Could you tell us a little more? It will help us solve it faster."
GOES_ON = "Thank you. We are working on {ticket} again and will answer here."
TOLD = "↩️ The customer says the problem is not solved. The ticket is in progress again."


@pytest.fixture
async def question(customer: CustomerPerson, agent: AgentPerson, taken: Ticket) -> Message:
    """Whether the problem is solved."""
    asked = await resolve(agent, customer, taken)
    await sees_state(agent, taken, "Completed")
    return asked


async def refuses(customer: CustomerPerson, question: Message) -> None:
    await press(customer, question, customer._("Not resolved"))
    assert body(await customer.reads()) == customer._(WHY)


async def test_not_resolved_asks_why_and_two_words_put_the_ticket_back_to_work(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket, question: Message
) -> None:
    await refuses(customer, question)
    assert await stored(bot, select(tickets.c.state)) == [("resolved",)]
    customer.writes("Файл пустой")

    assert body(await customer.reads()) == customer._(GOES_ON).format(ticket="EC-1")
    await agent.reads("Файл пустой", thread=taken.thread)
    await agent.reads(agent._(TOLD), thread=taken.thread)
    card = await sees_state(agent, taken, "In progress")
    assert agent._("Assignee: {agent}").format(agent="Ольга") in body(card)


async def test_the_agents_see_that_a_reason_was_asked_for(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket, question: Message
) -> None:
    """Also when the customer then says nothing: the button was pressed all the same."""
    before = len(agent.from_bot(taken.thread))
    await refuses(customer, question)

    await agent.until(lambda: len(agent.from_bot(taken.thread)) > before)


async def test_one_word_is_asked_about_once_more_and_then_accepted(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket, question: Message
) -> None:
    await refuses(customer, question)
    customer.writes("Нет")
    assert body(await customer.reads()) == customer._(MORE)
    customer.writes("Никак")

    assert body(await customer.reads()) == customer._(GOES_ON).format(ticket="EC-1")
    await sees_state(agent, taken, "In progress")
    for words in ("Нет", "Никак"):
        await agent.reads(words, thread=taken.thread)


@pytest.mark.parametrize("kind", ["photo", "document", "voice"])
async def test_a_file_is_reason_enough(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket, question: Message, kind: str
) -> None:
    await refuses(customer, question)
    customer.attaches(Upload(f"proof.{kind}", b"bytes", kind=kind))

    assert body(await customer.reads()) == customer._(GOES_ON).format(ticket="EC-1")
    await agent.until(lambda: any(kind in each for each in agent.from_bot(taken.thread)))


async def test_an_album_is_one_reason(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket, question: Message
) -> None:
    await refuses(customer, question)
    customer.attaches(photo("1.png"), photo("2.png"))

    await agent.until(lambda: sum("photo" in each for each in agent.from_bot(taken.thread)) == 2)
    await settled()
    assert [body(each) for each in unread(customer)] == [customer._(GOES_ON).format(ticket="EC-1")]
    assert len(await stored(bot, select(events).where(events.c.event == "disagreed"))) == 1


async def test_words_written_before_the_press_count_as_the_reason(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket, question: Message
) -> None:
    customer.writes("Файл по-прежнему пустой")
    asked = await customer.reads()
    assert labels(asked) == [
        *(customer._(label) for label in ("Confirm", "Not resolved", "New request", "Just a note"))
    ]
    await press(customer, asked, customer._("Not resolved"))

    assert body(await customer.reads()) == customer._(GOES_ON).format(ticket="EC-1")
    await sees_state(agent, taken, "In progress")


async def test_one_word_written_before_the_press_is_not_enough(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket, question: Message
) -> None:
    customer.writes("Нет")
    await press(customer, await customer.reads(), customer._("Not resolved"))

    assert body(await customer.reads()) == customer._(WHY)


async def test_a_double_press_on_not_resolved_asks_why_and_changes_nothing_else(
    bot: App, customer: CustomerPerson, question: Message
) -> None:
    presses_at_once(customer, question, customer._("Not resolved"))
    await press(customer, question, customer._("Not resolved"))
    assert body(await customer.reads()) == customer._(WHY)
    customer.writes("Файл пустой")

    await customer.reads(customer._(GOES_ON).format(ticket="EC-1"))
    assert len(await stored(bot, select(events).where(events.c.event == "disagreed"))) == 1


async def test_confirm_after_not_resolved_still_confirms(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket, question: Message
) -> None:
    """The customer looked again, and it works."""
    await refuses(customer, question)
    await press(customer, question, customer._("Confirm"))
    await customer.reads("5")

    await sees_state(agent, taken, "Closed ({reason})", reason=agent._("confirmed"))


async def test_the_second_resolution_asks_anew(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket, question: Message
) -> None:
    await refuses(customer, question)
    customer.writes("Файл пустой")
    await customer.reads()
    second = await resolve(agent, customer, taken, "Теперь точно.")

    await refuses(customer, second)


async def test_after_not_resolved_a_new_forms_answers_stay_in_the_form(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket, question: Message
) -> None:
    """The customer turned to another problem; what is asked then is what is answered."""
    await refuses(customer, question)
    asked = await reach(customer, 1)
    assert progress(customer, 1) in body(asked)
    customer.writes("Импорт тоже сломан")

    assert progress(customer, 2) in body(await customer.reads())
    assert await stored(bot, select(tickets.c.state)) == [("resolved",)]


async def test_a_new_request_from_a_completed_ticket_follows_it(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket, question: Message
) -> None:
    _ = customer._
    await press(customer, question, _("New request"))
    menu = await customer.reads()
    assert body(menu).startswith(_("{product}: what do you need help with?").format(product="e-Comet"))
    first = menu["reply_markup"]["inline_keyboard"][0][0]["text"]
    await press(customer, menu, first)
    for words in ("Другая проблема", "104582", "Совсем другая, про импорт"):
        await customer.reads()
        customer.writes(words)
    await press(customer, await customer.reads(progress(customer, 4)), _("Skip"))

    assert await submit(customer, await customer.reads()) == "EC-2"

    first_id, second_row = await stored(bot, select(tickets).order_by(tickets.c.id))
    assert second_row.follow_up_of == first_id.id
    assert first_id.state == "resolved"


async def test_new_request_in_the_middle_of_a_form_offers_to_go_on(
    bot: App, customer: CustomerPerson, question: Message
) -> None:
    await reach(customer, 2)
    await press(customer, question, customer._("New request"))

    assert labels(await customer.reads()) == [customer._("Continue"), customer._("Start over")]


async def test_an_ordinary_second_ticket_follows_nothing(
    bot: App, customer: CustomerPerson, question: Message
) -> None:
    await submit(customer, await reach(customer, PREVIEW))

    assert await stored(bot, select(tickets.c.follow_up_of).order_by(tickets.c.id)) == [(None,), (None,)]
    assert await stored(bot, select(drafts.c.follow_up_of)) == [(None,), (None,)]


@pytest.mark.parametrize("language", ["ru"])
async def test_thanks_for_the_next_answer_are_not_the_reason_asked_for_about_one_that_was_undone(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket, question: Message
) -> None:
    await refuses(customer, question)
    agent.writes("/undo", thread=taken.thread)
    await sees_state(agent, taken, "In progress")
    await resolve(agent, customer, taken, "Теперь точно, перезапустите.")
    await sees_state(agent, taken, "Completed")
    customer.writes("Спасибо, теперь работает")

    asked = await customer.reads("EC-1")
    assert customer._("Just a note") in labels(asked)
    assert await stored(bot, select(tickets.c.state)) == [("resolved",)]
    assert await stored(bot, select(events.c.id).where(events.c.event == "disagreed")) == []


@pytest.mark.parametrize("language", ["ru"])
async def test_words_for_the_only_live_ticket_do_not_go_to_one_closed_while_a_reason_was_asked_for(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket, question: Message
) -> None:
    other = await find_ticket(agent, await register(customer, subject="Совсем другое дело"))
    await refuses(customer, question)
    agent.writes("/close confirmed_by_phone", thread=taken.thread)
    await sees_state(agent, taken, "Closed ({reason})", reason=agent._("confirmed by phone"))
    await customer.reads("EC-1")
    customer.writes("Есть новости про другое дело?")

    await agent.reads("Есть новости", thread=other.thread)


@pytest.mark.parametrize("language", ["ru"])
async def test_words_after_an_agent_called_it_a_note_are_no_reason(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket, question: Message
) -> None:
    await refuses(customer, question)
    customer.writes("Нет")
    await customer.reads()
    await press(agent, agent.card(taken.thread), agent._("Just a note"))
    await customer.reads(customer._("OK. {ticket} stays completed.").format(ticket="EC-1"))
    customer.writes("Да, уже всё хорошо")

    assert customer._("Just a note") in labels(await customer.reads("EC-1"))
    assert await stored(bot, select(events.c.id).where(events.c.event == "disagreed")) == []


async def _becomes(agent: AgentPerson, look: Callable[[], list[int]], expected: list[int]) -> None:
    await agent.until(lambda: look() == expected)


@pytest.mark.parametrize("language", ["en"])
async def test_who_disagrees_a_second_time_is_not_left_to_the_same_agent_alone(
    settings: Settings, customer: CustomerPerson, agent: AgentPerson
) -> None:
    """The department and the administrators are told, once."""
    boss = new_customer(agent.world, "Глава", language="en")
    boss.starts()

    def told() -> list[int]:
        again = agent._("The customer says for the second time that the problem is not solved.")
        return [sum(again in body(each) for each in who.from_bot()) for who in (agent, boss)]

    async with running(settings.model_copy(update={"admin_ids": (boss.id,)})):
        ticket = await find_ticket(agent, await register(customer))
        for number, expected in enumerate(([0, 0], [1, 1], [1, 1]), start=1):
            asked = await resolve(agent, customer, ticket, f"Решение {number}.")
            await sees_state(agent, ticket, "Completed")
            await press(customer, asked, customer._("Not resolved"))
            await customer.reads()
            customer.writes(f"Не помогло и {number}")
            await customer.reads(customer._(GOES_ON).format(ticket="EC-1"))
            await sees_state(agent, ticket, "In progress")
            await _becomes(agent, told, expected)
        await settled()
        assert told() == [1, 1]
    (page,) = [each for each in boss.from_bot() if "EC-1" in body(each)]
    assert "Не помогло и 2" in body(page)
