"""Other departments: a ticket goes there and comes back; its customer knows where it is, colleagues why."""

import pytest

from bot.app import App
from tests.journeys.forms import registers
from tests.journeys.helpers import Ticket, catch_up, confirm, find_ticket, press, resolve, sees_state, unread
from tests.people import AgentPerson, CustomerPerson, body, labels

REASON = "Ошибка в модуле тарифов, похоже на округление"


@pytest.fixture
def language() -> str:
    return "ru"


async def escalated(agent: AgentPerson, ticket: Ticket, department: str = "engineering") -> None:
    agent.writes(f"/escalate {department} {REASON}", thread=ticket.thread)
    await sees_state(agent, ticket, "With {department}", department=agent._(department))


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_mixvels_hand_over_from_the_fault_to_the_chosen_solution(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    _ = customer._
    ticket = await find_ticket(agent, await registers(customer, "mixvel", "fault"))
    await agent.presses(agent._("Take"), thread=ticket.thread)
    await escalated(agent, ticket)
    told = await customer.reads("MV-1")
    assert body(told).startswith(
        _("{ticket} has been passed on to our specialists: {department}.").format(
            ticket="MV-1", department=_("engineering")
        )
    )
    customer.writes("/ticket MV-1")
    assert _("With {department}").format(department=_("engineering")) in body(await customer.reads("MV-1"))

    agent.writes("/return Модуль тарифов, решается двумя путями", thread=ticket.thread)
    back = await agent.reads("@olga", thread=ticket.thread)
    assert "Модуль тарифов, решается двумя путями" in body(back)
    await sees_state(agent, ticket, "In progress")
    agent.writes("/options Округлить вручную | Дождаться обновления", thread=ticket.thread)
    offered = await customer.reads("MV-1")
    assert labels(offered) == ["Округлить вручную", "Дождаться обновления"]
    await sees_state(agent, ticket, "Waiting for your answer")
    await press(customer, offered, "Дождаться обновления")
    await customer.reads(_("Thank you. You have chosen: {option}.").format(option="Дождаться обновления"))
    chosen = await agent.reads(
        agent._("🔘 The customer chose: {option}").format(option="Дождаться обновления"), thread=ticket.thread
    )
    assert "@olga" in body(chosen)
    await sees_state(agent, ticket, "In progress")

    await confirm(customer, await resolve(agent, customer, ticket, "Исправлено в версии 2.4.6."))
    await sees_state(agent, ticket, "Closed ({reason})", reason=agent._("confirmed"))
    assert not any("Модуль тарифов" in body(each) or REASON in body(each) for each in customer.from_bot())
    agent.writes("/history", thread=ticket.thread)
    history = body(
        await agent.reads("история" if agent.language == "ru" else "history", thread=ticket.thread)
    )
    for step in (REASON, "решается двумя путями", "Округлить вручную · Дождаться обновления"):
        assert step in history


async def test_more_offers_the_other_departments_and_asks_why(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    await agent.presses("Ещё", thread=taken.thread)
    await agent.presses("Передать", thread=taken.thread)
    offered = await agent.reads("Куда передать EC-1?", thread=taken.thread)
    assert labels(offered) == ["Вторая линия", "Разработка"]
    await press(agent, offered, "Разработка")
    await agent.reads("Ольга, напишите причину", thread=taken.thread)
    agent.writes(REASON, thread=taken.thread)
    await sees_state(agent, taken, "With {department}", department="разработка")
    await customer.reads("передан специалистам: разработка")

    agent.writes("/escalate", thread=taken.thread)
    offered = await agent.reads("Куда передать EC-1?", thread=taken.thread)
    assert labels(offered) == ["Вернуть в поддержку", "Вторая линия"]
    await press(agent, offered, "Вернуть в поддержку")
    await agent.reads("напишите, что выяснилось", thread=taken.thread)
    agent.writes("Это настройка, а не ошибка", thread=taken.thread)
    await sees_state(agent, taken, "In progress")
    assert unread(customer) == []


async def test_departments_are_called_as_people_call_them(agent: AgentPerson, taken: Ticket) -> None:
    agent.writes("/escalate вторую линию: " + REASON, thread=taken.thread)
    await sees_state(agent, taken, "With {department}", department="вторая линия")
    agent.writes("/escalate Разработка " + REASON, thread=taken.thread)
    await sees_state(agent, taken, "With {department}", department="разработка")


async def test_a_slip_is_answered_with_what_was_meant(agent: AgentPerson, taken: Ticket) -> None:
    for said, answered in (
        ("/escalate enginering почему-то", "Отдела «enginering» нет. Может быть, «engineering»?"),
        ("/escalate разрабтка почему-то", "Отдела «разрабтка» нет. Может быть, «development»?"),
        ("/escalate бухгалтерия почему-то", "engineering, development"),
        ("/escalate support почему-то", "Запрос уже там: поддержка."),
        ("/return всё хорошо", "Запрос не передан в другой отдел."),
        ("/eta 2099-01-01", "Запрос не передан в другой отдел."),
        ("/ship 2.4.6", "Версию 2.4.6 не ждёт ни один запрос"),
        ("/ship", "Какое обновление вышло?"),
    ):
        agent.writes(said, thread=taken.thread)
        await agent.reads(answered, thread=taken.thread)
    assert agent._("In progress") in body(agent.card(taken.thread))


async def test_what_customers_write_meanwhile_reaches_the_same_topic(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    await escalated(agent, taken)
    catch_up(customer)
    customer.writes("Есть новости?")
    await agent.reads("Есть новости?", thread=taken.thread)
    agent.writes("Специалисты смотрят.", thread=taken.thread)
    await customer.reads("Специалисты смотрят.")
    assert agent._("With {department}").format(department="вторая линия") in body(agent.card(taken.thread))
