"""An agent's message arrives while a form is being filled in: what are the next words for?"""

import pytest

from bot.app import App
from tests.journeys.helpers import (
    Ticket,
    answer,
    catch_up,
    document,
    marked,
    photo,
    press,
    progress,
    reach,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, Message, body, labels, settled

ASKED = "We answered {ticket} while you were filling in the form. What is your message about?"
TO_TICKET = "EC-1 · Экспорт не работает"


def to_form(customer: CustomerPerson) -> str:
    title = {"ru": "Инцидент", "en": "Incident"}[customer.language]
    return customer._("The form: {product} · {type}").format(product="e-Comet", type=title)


async def interrupted_at(step: int, customer: CustomerPerson, agent: AgentPerson, taken: Ticket) -> Message:
    """The form's question, and then an answer about another ticket."""
    shown = await reach(customer, step, subject="Как добавить сотрудника?")
    await answer(agent, customer, taken, "Обновите страницу, пожалуйста.")
    catch_up(customer)
    return shown


async def asks(customer: CustomerPerson) -> Message:
    asked = await customer.reads(customer._(ASKED).format(ticket="EC-1"))
    assert labels(asked) == [to_form(customer), TO_TICKET]
    return asked


async def test_the_words_can_be_for_the_ticket(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    shown = await interrupted_at(3, customer, agent, taken)
    said = customer.writes("Обновил, всё по-прежнему")
    await press(customer, await asks(customer), TO_TICKET)

    await agent.reads("Обновил, всё по-прежнему", thread=taken.thread)
    await marked(customer, said)
    await press(customer, shown, customer._("Back"))
    assert progress(customer, 2) in body(await customer.reads())


async def test_the_words_can_be_for_the_form_and_that_is_not_asked_again(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    await interrupted_at(3, customer, agent, taken)
    customer.writes("Не нахожу, где это делается")
    await press(customer, await asks(customer), to_form(customer))

    assert progress(customer, 4) in body(await customer.reads())
    customer.attaches(photo())
    assert customer._("Done") in labels(await customer.reads())
    await settled()
    assert "Не нахожу" not in "".join(body(each) for each in agent.from_bot(taken.thread))


@pytest.mark.parametrize("language", ["ru"])
async def test_words_that_the_question_cannot_take_go_to_the_ticket(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    await interrupted_at(2, customer, agent, taken)
    customer.writes("Спасибо, попробую")

    await agent.reads("Спасибо, попробую", thread=taken.thread)
    assert unread(customer) == []


@pytest.mark.parametrize("language", ["ru"])
async def test_a_buttons_words_are_for_the_form(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    await interrupted_at(3, customer, agent, taken)
    customer.writes("Назад")
    assert progress(customer, 2) in body(await customer.reads())


@pytest.mark.parametrize("language", ["ru"])
async def test_everything_said_before_the_choice_goes_along(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    await interrupted_at(3, customer, agent, taken)
    for words in ("Обновил", "Всё по-прежнему"):
        customer.writes(words)
    await agent.until(lambda: customer.world.updates_pending() == 0)
    await settled()
    asked = [each for each in customer.from_bot() if TO_TICKET in labels(each)][-1]
    await press(customer, asked, TO_TICKET)

    await agent.reads("Обновил", thread=taken.thread)
    await agent.reads("Всё по-прежнему", thread=taken.thread)


@pytest.mark.parametrize("language", ["ru"])
async def test_a_form_touched_after_the_answer_takes_the_words(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    shown = await interrupted_at(3, customer, agent, taken)
    await press(customer, shown, "Назад")
    assert progress(customer, 2) in body(await customer.reads())
    customer.writes("104583")

    assert progress(customer, 3) in body(await customer.reads())


@pytest.mark.parametrize("language", ["ru"])
async def test_words_too_long_for_the_question_may_be_meant_for_it(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    await interrupted_at(1, customer, agent, taken)
    customer.writes("Не могу добавить сотрудника " * 10)

    await asks(customer)


@pytest.mark.parametrize("language", ["ru"])
async def test_the_word_of_a_button_that_is_not_there_is_asked_about(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    await interrupted_at(3, customer, agent, taken)
    customer.writes("Готово")

    await asks(customer)


@pytest.mark.parametrize("language", ["ru"])
async def test_a_file_that_the_product_refuses_does_not_wait_for_the_choice(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    await interrupted_at(3, customer, agent, taken)
    customer.attaches(document("setup.exe"))

    assert ".exe" in body(await customer.reads())
    assert unread(customer) == []
