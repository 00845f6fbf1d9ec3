"""The right to support: held until proved, flagged in soft products, unsaid without records."""

import pytest
from sqlalchemy import select

from bot.app import App
from bot.sandbox.faults import Fault
from storage.tables import tickets
from tests.journeys.helpers import catch_up, find_ticket, photo, press, register, sees_state, stored, unread
from tests.journeys.rights import (
    CONTRACT,
    HOLDER,
    SERIAL,
    asks_loyalhub,
    asks_micropvr,
    asks_pix,
    begins,
    held,
    imported,
    on_day,
    row,
    stopped_micropvr,
    would_ask_pix,
)
from tests.people import AgentPerson, CustomerPerson, body, labels, settled

ONE_LANGUAGE = pytest.mark.parametrize("language", ["ru"])
OTHER = row("pix-task-mining", "ZZ-1")
OTHER_CONTRACT = row("micropvr", "1/20")


async def test_a_valid_record_is_found_however_the_number_is_typed(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await imported(bot, row("pix-task-mining", SERIAL, level="extended"))
    number = await asks_pix(customer, "ab12 cd34")
    ticket = await find_ticket(agent, number)

    card = body(await agent.sees_on_card(ticket.thread, HOLDER))

    assert agent._("extended") in card
    assert agent._("Registered") in card
    assert await stored(bot, select(tickets.c.state, tickets.c.level)) == [("new", "extended")]
    await settled()
    assert unread(customer) == []


async def test_an_unknown_number_holds_the_ticket_until_the_list_has_it(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await imported(bot, OTHER)
    number = await asks_pix(customer)
    explained, ticket = await held(customer, agent, number)

    said = body(explained)
    assert customer._("We could not find the number {key} in our support records.").format(key=SERIAL) in said
    assert "help@pix.ru" in said
    assert labels(explained) == [customer._("Correct the number")]
    card = agent.card(ticket.thread)
    assert agent._("no record with the number {key}").format(key=SERIAL) in body(card)
    assert labels(card) == [agent._(each) for each in ("Let it pass", "Close: no right", "Ask", "More")]

    customer.attaches(photo("certificate.png"))
    assert "photo" in await agent.reads(thread=ticket.thread)
    assert (await imported(bot, row("pix-task-mining", SERIAL))).new == 1

    await begins(customer, number)
    await agent.reads(HOLDER, thread=ticket.thread)
    await press(agent, await sees_state(agent, ticket, "Registered"), agent._("Take"))
    await sees_state(agent, ticket, "In progress")
    catch_up(customer)
    customer.writes("/ticket " + number)
    await press(customer, await customer.reads(number), customer._("History"))
    told = body(await customer.reads())
    assert customer._("we have to check the right to support") in told
    assert customer._("right to support confirmed") in told


@ONE_LANGUAGE
async def test_who_left_the_number_out_is_asked_for_it_and_gives_it(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await imported(bot, row("pix-task-mining", SERIAL))
    number = await asks_pix(customer, "Skip")
    explained, _ = await held(customer, agent, number)
    assert "Серийный номер" in body(explained)

    await press(customer, explained, customer._("Correct the number"))
    await customer.reads("серийный номер комплекта")
    customer.writes("ZZ-2")
    again, ticket = await held(customer, agent, number)
    assert "ZZ-2" in body(again)
    await press(customer, again, customer._("Correct the number"))
    await customer.reads("серийный номер комплекта")
    customer.writes(SERIAL)

    await begins(customer, number)
    await sees_state(agent, ticket, "Registered")
    assert HOLDER in body(agent.card(ticket.thread))


@ONE_LANGUAGE
async def test_an_expired_contract_is_proved_by_another_number_in_plain_words(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await imported(bot, row("micropvr", CONTRACT, until=-1), row("micropvr", "13/26"))
    number = await asks_micropvr(customer)
    explained, ticket = await held(customer, agent, number)
    assert "истёк" in body(explained)

    customer.writes("Продлили, теперь это 13/26")

    await agent.reads("Продлили", thread=ticket.thread)
    await begins(customer, number)
    await sees_state(agent, ticket, "Registered")


async def test_an_agent_lets_a_ticket_pass_for_a_reason(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await imported(bot, OTHER_CONTRACT)
    number = await asks_micropvr(customer)
    _, ticket = await held(customer, agent, number)

    await press(agent, agent.card(ticket.thread), agent._("Let it pass"))
    asked = await agent.reads("Ольга", thread=ticket.thread)
    assert labels(asked) == [agent._("Cancel")]
    agent.writes("Договор на подписи у директора", thread=ticket.thread)

    await begins(customer, number)
    await agent.reads("Договор на подписи у директора", thread=ticket.thread)
    card = await sees_state(agent, ticket, "Registered")
    assert agent._("let pass by an agent") in body(card)
    agent.writes("/history", thread=ticket.thread)
    assert "на подписи" in body(await agent.reads(number, thread=ticket.thread))
    assert not any("подписи" in body(each) for each in customer.from_bot())


@ONE_LANGUAGE
async def test_entitle_takes_a_number_or_a_reason(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await imported(bot, row("micropvr", "1/20"), row("micropvr", "2/20", until=-5))
    first = await asks_micropvr(customer)
    _, ticket = await held(customer, agent, first)
    for wrong, told in (("3/20", "«3/20»"), ("2/20", HOLDER)):
        agent.writes(f"/entitle {wrong}", thread=ticket.thread)
        await agent.reads(told, thread=ticket.thread)
    assert "Проверяем" in body(agent.card(ticket.thread))

    agent.writes("/entitle 1/20", thread=ticket.thread)
    await begins(customer, first)
    await agent.sees_on_card(ticket.thread, HOLDER)
    agent.writes("/entitle потому что так", thread=ticket.thread)
    assert "потому" in body(await agent.reads("Номера", thread=ticket.thread))

    second = await asks_micropvr(customer)
    _, ticket = await held(customer, agent, second)
    agent.writes("/entitle это старый клиент", thread=ticket.thread)
    await begins(customer, second)


@ONE_LANGUAGE
async def test_on_hold_words_travel_questions_pause_and_the_customer_may_withdraw(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    _ = customer._
    await imported(bot, OTHER)
    number = await asks_pix(customer)
    explained, ticket = await held(customer, agent, number)
    customer.writes("Ищу сертификат")
    await agent.reads("Ищу сертификат", thread=ticket.thread)
    agent.writes("/ask Пришлите, пожалуйста, фото", thread=ticket.thread)
    await customer.reads("Пришлите, пожалуйста, фото")
    await sees_state(agent, ticket, "Waiting for your answer")
    customer.attaches(photo())
    await sees_state(agent, ticket, "Checking your support contract")

    customer.writes("/ticket " + number)
    shown = await customer.reads(number)
    assert labels(shown) == [_("Correct the number"), _("Add a message"), _("Withdraw"), _("History")]
    await press(customer, shown, _("Withdraw"))
    await press(customer, await customer.reads(), _("Yes, withdraw"))
    await sees_state(agent, ticket, "Closed ({reason})", reason=agent._("withdrawn"))
    late = await press(customer, explained, _("Correct the number"))
    assert late.text == _("This button is out of date. Nothing was changed.")


@ONE_LANGUAGE
async def test_a_question_is_no_way_round_the_hold(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await imported(bot, OTHER)
    _, ticket = await held(customer, agent, await asks_pix(customer))
    agent.writes("/ask Когда куплен комплект?", thread=ticket.thread)
    await sees_state(agent, ticket, "Waiting for your answer")
    buttons = labels(agent.card(ticket.thread))
    assert agent._("Let it pass") in buttons
    assert agent._("Resolve") not in buttons

    refused = agent._("This cannot be done now. State: {state}.")
    for verb in ("/take", "/escalate development Нужна доработка", "/resolve Готово"):
        agent.writes(verb, thread=ticket.thread)
        said = refused.format(state=agent._("Checking your support contract"))
        await agent.reads(said, thread=ticket.thread)
        catch_up(agent, ticket.thread)

    customer.writes("В марте")
    await sees_state(agent, ticket, "Checking your support contract")


@ONE_LANGUAGE
async def test_a_list_that_comes_while_the_customer_is_asked_lets_the_ticket_pass(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await imported(bot, OTHER)
    number = await asks_pix(customer)
    _, ticket = await held(customer, agent, number)
    agent.writes("/ask Когда куплен комплект?", thread=ticket.thread)
    await sees_state(agent, ticket, "Waiting for your answer")

    await imported(bot, row("pix-task-mining", SERIAL))

    await begins(customer, number)
    customer.writes("В мае")
    await sees_state(agent, ticket, "Registered")


async def test_a_ticket_is_closed_for_want_of_a_right_only_when_the_customer_knows_why(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    _ = agent._
    await imported(bot, OTHER)
    preview = await would_ask_pix(customer)
    customer.world.faults.add(
        Fault(
            "sendMessage",
            chat_id=customer.id,
            kind="error",
            status=403,
            description="Forbidden: bot was blocked by the user",
        )
    )
    await press(customer, preview, customer._("Submit"))
    ticket = await find_ticket(agent, "PIX-1")
    card = await sees_state(agent, ticket, "Checking your support contract")
    refused = await press(agent, card, _("Close: no right"))
    assert refused.text == _(
        "The customer has not been told yet why the ticket is on hold. Please wait until the message "
        "reaches them."
    )

    customer.writes("Есть новости?")
    await held(customer, agent, "PIX-1")
    assert not (await press(agent, agent.card(ticket.thread), _("Close: no right"))).text

    told = await customer.reads("PIX-1")
    assert "help@pix.ru" in body(told)
    assert labels(told) == [customer._("New request")]
    await sees_state(agent, ticket, "Closed ({reason})", reason=_("no valid support contract"))


@ONE_LANGUAGE
async def test_a_blocker_on_hold_is_called_out_at_once(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    agent.writes("Доброе утро")
    await imported(bot, OTHER_CONTRACT)
    number = await stopped_micropvr(customer)

    call = await agent.reads("🔴", thread=1)

    assert number in body(call)
    assert "@olga" in body(call)
    await held(customer, agent, number)


@ONE_LANGUAGE
async def test_a_ticket_that_becomes_a_blocker_on_hold_is_called_out_then(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await imported(bot, OTHER_CONTRACT)
    _, ticket = await held(customer, agent, await asks_micropvr(customer))
    catch_up(agent)

    agent.writes("/priority high", thread=ticket.thread)
    await agent.sees_on_card(ticket.thread, agent._("high"))
    assert not [each for each in agent.from_bot(1) if "🔴" in body(each)]
    agent.writes("/priority critical", thread=ticket.thread)

    call = await agent.reads("🔴", thread=1)
    assert ticket.number in body(call)
    assert "@olga" in body(call)
    agent.writes("/priority high Есть обходной путь", thread=ticket.thread)
    await customer.reads("Есть обходной путь")
    agent.writes("/ask Какой договор?", thread=ticket.thread)
    await sees_state(agent, ticket, "Waiting for your answer")
    agent.writes("/priority critical", thread=ticket.thread)
    await agent.reads("🔴", thread=1)


@ONE_LANGUAGE
async def test_a_soft_product_flags_on_the_card_and_says_nothing(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await imported(bot, row("e-comet", "999"), row("loyalhub", "L-1"))
    ticket = await find_ticket(agent, await register(customer))
    assert "⚠️ Право на поддержку не подтверждено: номера 104582 нет" in body(agent.card(ticket.thread))
    assert "Зарегистрировано" in body(agent.card(ticket.thread))
    await settled()
    assert unread(customer) == []

    await imported(bot, row("e-comet", "104 582", level="standard"))
    await agent.sees_on_card(ticket.thread, "Поддержка: " + HOLDER)
    assert unread(customer) == []


@ONE_LANGUAGE
async def test_a_customer_is_remembered_where_the_form_has_no_number(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await imported(bot, row("loyalhub", "L-1"))
    ticket = await find_ticket(agent, await asks_loyalhub(customer))
    assert "⚠️ Право на поддержку не подтверждено: номер не указан" in body(agent.card(ticket.thread))
    agent.writes("/entitle L-1", thread=ticket.thread)
    await agent.sees_on_card(ticket.thread, HOLDER)

    second = await find_ticket(agent, await asks_loyalhub(customer))

    assert HOLDER in body(agent.card(second.thread))


@ONE_LANGUAGE
async def test_without_any_records_nothing_is_checked_and_nothing_said(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await imported(bot, row("e-comet", "999"))
    ticket = await find_ticket(agent, await asks_pix(customer))
    await settled()

    assert "оддержк" not in body(agent.card(ticket.thread)).replace("PIX", "")
    assert "Зарегистрировано" in body(agent.card(ticket.thread))
    assert unread(customer) == []
    assert await stored(bot, select(tickets.c.entitlement)) == [(None,)]


def test_days_are_told_from_today() -> None:
    assert on_day(-1) < on_day(0) < on_day(1)
