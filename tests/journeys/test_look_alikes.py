"""Before a request is sent, the customer's own tickets that look the same are shown."""

import pytest
from sqlalchemy import select

from bot.app import App
from bot.settings import Settings
from storage.tables import drafts, tickets
from tests.journeys.helpers import (
    catch_up,
    find_ticket,
    press,
    register,
    stored,
    submit,
)
from tests.people import AgentPerson, CustomerPerson, Message, body, labels
from tests.running import running

ALIKE = "You already have a similar ticket. Is it the same problem?"


async def asks_again(customer: CustomerPerson, subject: str, story: str = "Совсем другая история") -> Message:
    """The step after the last question of a second request."""
    catch_up(customer)
    customer.starts("e-comet")
    await press(customer, await customer.reads(), {"ru": "Инцидент", "en": "Incident"}[customer.language])
    for words in (subject, "104582", story):
        await customer.reads()
        customer.writes(words)
    await press(customer, await customer.reads(), customer._("Skip"))
    return await customer.reads()


async def test_another_problem_goes_on_to_the_preview(bot: App, customer: CustomerPerson) -> None:
    await register(customer, subject="Не выгружается отчёт")
    shown = await asks_again(customer, "отчет не выгружается")

    assert customer._(ALIKE) in body(shown)
    assert labels(shown) == [
        "EC-1 · Не выгружается отчёт",
        customer._("Another problem"),
        customer._("Cancel"),
    ]
    await press(customer, shown, customer._("Another problem"))
    assert await submit(customer, await customer.reads()) == "EC-2"


@pytest.mark.parametrize("language", ["ru"])
async def test_the_same_problem_adds_the_words_to_the_ticket_there_is(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    ticket = await find_ticket(agent, await register(customer, subject="Не выгружается отчёт"))
    shown = await asks_again(customer, "Отчёт не выгружается", "Теперь и за октябрь")
    await press(customer, shown, "EC-1 · Не выгружается отчёт")

    await customer.reads("EC-1")
    told = await agent.reads("Клиент сообщает, что это та же проблема", thread=ticket.thread)
    assert "Описание: Теперь и за октябрь" in body(told)
    customer.writes("И за сентябрь тоже")
    await agent.reads("И за сентябрь тоже", thread=ticket.thread)
    assert len(await stored(bot, select(tickets))) == 1
    assert await stored(bot, select(drafts.c.status).order_by(drafts.c.id)) == [
        ("submitted",),
        ("submitted",),
    ]

    assert "устарела" in ((await press(customer, shown, "Другая проблема")).text or "")


@pytest.mark.parametrize("language", ["ru"])
async def test_a_different_problem_is_not_asked_about(bot: App, customer: CustomerPerson) -> None:
    await register(customer, subject="Не выгружается отчёт")
    shown = await asks_again(customer, "Как добавить сотрудника?")

    assert customer._("Submit") in labels(shown)


@pytest.mark.parametrize("language", ["ru"])
async def test_a_ticket_that_has_ended_is_not_shown(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    ticket = await find_ticket(agent, await register(customer, subject="Не выгружается отчёт"))
    agent.writes("/close spam", thread=ticket.thread)
    await agent.sees_on_card(ticket.thread, "Закрыто")

    assert customer._("Submit") in labels(await asks_again(customer, "Не выгружается отчёт"))


@pytest.mark.parametrize("language", ["ru"])
async def test_words_meanwhile_are_kept_and_the_question_stands(
    settings: Settings, customer: CustomerPerson, agent: AgentPerson
) -> None:
    async with running(settings):
        await register(customer, subject="Не выгружается отчёт")
        await asks_again(customer, "Отчёт не выгружается")
    async with running(settings):
        customer.writes("За октябрь")
        shown = await customer.reads()
        assert customer._("Added to your request.") in body(shown)
        await press(customer, shown, "Другая проблема")
        assert await submit(customer, await customer.reads("За октябрь")) == "EC-2"


@pytest.mark.parametrize("language", ["ru"])
async def test_what_was_added_to_a_ticket_cannot_be_registered_too(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await register(customer, subject="Не выгружается отчёт")
    shown = await asks_again(customer, "Отчёт не выгружается")
    customer.starts()
    unfinished = await customer.reads("Инцидент")
    await press(customer, shown, "EC-1 · Не выгружается отчёт")
    await customer.reads("EC-1")
    told = (await press(customer, unfinished, "Продолжить")).text or ""

    assert "устарела" in told
    assert len(await stored(bot, select(tickets))) == 1


@pytest.mark.parametrize("language", ["ru"])
async def test_answers_by_button_reach_the_agents_too(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    for _time in range(2):
        catch_up(customer)
        customer.starts("micropvr")
        await press(customer, await customer.reads(), "Ошибка в работе")
        shown = await customer.reads()
        if "Даю согласие" in labels(shown):
            await press(customer, shown, "Даю согласие")
            await customer.reads()
        customer.writes("МИ-12/24")
        await customer.reads()
        customer.writes("Каналы не пишутся")
        await press(customer, await customer.reads(), "Да")
        await customer.reads()
        customer.writes("Запись не начинается")
        await press(customer, await customer.reads(), "Пропустить")
        await press(customer, await customer.reads(), "Пропустить")
        shown = await customer.reads()
        if "Отправить" in labels(shown):
            await press(customer, shown, "Отправить")
            await customer.reads("PVR-1")
    await press(customer, shown, "PVR-1 · Каналы не пишутся")

    told = body(await agent.reads("та же проблема", thread=await agent.topic_of("PVR-1")))
    assert "🔴" in told
    assert "Работа остановлена: Да" in told


@pytest.mark.parametrize("language", ["ru"])
async def test_a_pasted_log_goes_along(bot: App, customer: CustomerPerson, agent: AgentPerson) -> None:
    ticket = await find_ticket(agent, await register(customer, subject="Не выгружается отчёт"))
    log = "\n".join(["ERROR export failed"] * 5)
    catch_up(customer)
    customer.starts("e-comet")
    await press(customer, await customer.reads(), "Инцидент")
    for words in ("Отчёт не выгружается", "104582", "Теперь и за октябрь", log):
        await customer.reads()
        customer.writes(words)
    await press(customer, await customer.reads("вставленный текст"), "Готово")
    await press(customer, await customer.reads(), "EC-1 · Не выгружается отчёт")

    await agent.reads("та же проблема", thread=ticket.thread)
    await agent.reads(log, thread=ticket.thread)
