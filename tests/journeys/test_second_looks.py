"""Small things that go wrong once in a while, and cost somebody their words or their patience."""

import pytest
from sqlalchemy import select

from bot.app import App
from bot.sandbox.faults import Fault
from storage.tables import tickets
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
    register,
    resolve,
    sees_state,
    stored,
    submit,
)
from tests.people import AgentPerson, CustomerPerson, Message, body, labels


@pytest.fixture
def language() -> str:
    return "ru"


async def test_a_file_with_a_buttons_word_as_its_caption_is_a_file(
    bot: App, customer: CustomerPerson
) -> None:
    await reach(customer, 4)
    customer.attaches(photo("1.png"), caption="Пропустить")
    got = await customer.reads()
    assert "Получен 1 файл" in body(got)
    customer.attaches(photo("2.png"), caption="Готово")

    assert "Получено 2 файла" in body(await customer.reads())


@pytest.mark.parametrize("caption", ["/nota старый тариф", "/reslove"])
async def test_a_slip_in_a_caption_never_reaches_the_customer(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket, caption: str
) -> None:
    agent.attaches(photo("1.png"), thread=taken.thread, caption=caption)
    await agent.reads("/help", thread=taken.thread)
    await answer(agent, customer, taken, "Проверяем.")

    assert not any("photo" in each for each in customer.from_bot())


async def test_a_file_under_a_bare_command_is_what_the_command_is_about(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    agent.attaches(photo("1.png"), thread=taken.thread, caption="/note")
    agent.attaches(photo("2.png"), thread=taken.thread, caption="/resolve")

    await sees_state(agent, taken, "Completed")
    assert sum("photo" in each for each in customer.from_bot()) == 1


async def test_a_ticket_chosen_in_the_middle_of_a_form_gets_the_words(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    asked = await reach(customer, 2)
    customer.writes("/ticket EC-1")
    await press(customer, await customer.reads(), customer._("Add a message"))
    await customer.reads("EC-1")
    written = customer.writes("Забыл сказать: только в Chrome")
    await agent.reads("только в Chrome", thread=ticket.thread)
    await marked(customer, written)

    await press(customer, asked, customer._("Back"))
    assert progress(customer, 1) in body(await customer.reads())


async def test_going_on_with_the_form_takes_the_words_back_from_the_chosen_ticket(
    bot: App, customer: CustomerPerson, ticket: Ticket
) -> None:
    await reach(customer, 2)
    customer.writes("/ticket EC-1")
    await press(customer, await customer.reads(), customer._("Add a message"))
    await customer.reads("EC-1")
    customer.starts()
    await press(customer, await customer.reads(), customer._("Continue"))
    await customer.reads("2 из 4")
    customer.writes("104582")

    assert progress(customer, 3) in body(await customer.reads())


async def test_files_that_came_before_the_form_obey_the_products_limits(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    catch_up(customer)
    customer.attaches(document("setup.exe"))
    await customer.reads()
    customer.attaches(document("export.log"))
    await press(customer, await customer.reads(), "e-Comet")
    await press(customer, await customer.reads(), "Инцидент")
    await press(customer, await customer.reads(), customer._("Agree"))

    refused = await customer.reads("setup.exe")
    assert ".exe" in body(refused)
    await customer.reads("1 из 4")
    for words in ("Пустой отчёт", "104582", "Файл скачивается пустым"):
        customer.writes(words)
        shown = await customer.reads()
    await press(customer, shown, customer._("Done"))
    number = await submit(customer, await customer.reads())
    thread = await agent.topic_of(number)
    await agent.until(lambda: any("document" in each for each in agent.from_bot(thread)))
    sent = [each["document"]["file_name"] for each in agent.from_bot(thread) if "document" in each]
    assert sent == ["export.log"]


async def test_what_was_declared_a_note_is_no_reason_later(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    question = await resolve(agent, customer, taken)
    customer.writes("Спасибо большое за помощь")
    await press(customer, await customer.reads(), customer._("Just a note"))
    await customer.reads()
    await press(customer, question, customer._("Not resolved"))

    assert body(await customer.reads()).startswith("Что осталось нерешённым?")


async def test_undo_of_a_resolution_in_pictures_puts_the_ticket_back_to_work(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    agent.attaches(photo("1.png"), photo("2.png"), thread=taken.thread, caption="/resolve Вот так")
    await sees_state(agent, taken, "Completed")
    agent.writes("/undo", thread=taken.thread)

    await sees_state(agent, taken, "In progress")
    await customer.until(lambda: not any("photo" in each for each in customer.from_bot()))


async def test_an_agents_answer_that_failed_for_good_is_no_resolution(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    agent.world.faults.add(
        Fault("copyMessage", chat_id=customer.id, kind="error", description="Bad Request: MESSAGE_ID_INVALID")
    )
    agent.writes("Обновите страницу.", thread=taken.thread)
    await agent.reads("Не доставлено", thread=taken.thread)
    await press(agent, agent.card(taken.thread), agent._("Resolve"))

    prompt = await agent.reads("напишите итоговый ответ", thread=taken.thread)
    assert labels(prompt) == [agent._("Cancel")]
    assert await stored(bot, select(tickets.c.queued_resolution)) == [(None,)]


async def test_a_request_that_follows_another_forgets_it_with_another_product_chosen(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    question: Message = await resolve(agent, customer, taken)
    await press(customer, question, customer._("New request"))
    await customer.reads()
    await register(customer, subject="Совсем другое")

    assert await stored(bot, select(tickets.c.follow_up_of).order_by(tickets.c.id)) == [(None,), (None,)]


async def test_the_button_of_a_withdrawn_ticket_holds_no_message_back(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    """`Resolve` was pressed, and then the customer withdrew: what the agent writes is an answer."""
    await press(agent, agent.card(taken.thread), agent._("Resolve"))
    await agent.reads(thread=taken.thread)
    customer.writes("/ticket EC-1")
    await press(customer, await customer.reads("EC-1"), customer._("Withdraw"))
    await press(customer, await customer.reads(), customer._("Yes, withdraw"))
    await sees_state(agent, taken, "Closed ({reason})", reason=agent._("withdrawn"))

    await answer(agent, customer, taken, "Хорошо, если что — пишите.")
