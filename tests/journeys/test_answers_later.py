"""Questions that a customer puts off: registered without, and completed afterwards."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.app import App
from bot.sandbox.world import World
from bot.settings import Settings
from storage.tables import drafts, events, tickets
from tests.journeys.helpers import (
    answer,
    answered,
    callback_data,
    catch_up,
    document,
    names,
    new_customer,
    press,
    press_data,
    sees_state,
    stored,
    unread,
)
from tests.journeys.shop import (
    LATER,
    ONE_LANGUAGE,
    OUTDATED,
    SERIAL,
    SUBJECT,
    button_of,
    completes_all,
    found,
    name,
    pressed_twice,
    presses_on_card,
    presses_under_more,
    puts_off_all,
    registers_incomplete,
    shop_running,
)
from tests.people import AgentPerson, CustomerPerson, body, labels
from tests.running import WorldClock


@pytest.fixture
async def bot(settings: Settings, tmp_path: Path) -> AsyncIterator[App]:
    async with shop_running(settings, tmp_path) as app:
        yield app


async def test_a_question_may_be_put_off_and_says_what_waits_for_it(
    bot: App, customer: CustomerPerson
) -> None:
    _ = customer._
    preview = await puts_off_all(customer)

    asked = {
        each: body(one)
        for one in customer.from_bot()
        for each in ("serial", "logs")
        if name(customer, each) in body(one) and _("Skip") in labels(one)
    }
    assert _("You can skip this and answer later, but work cannot begin without it.") in asked["serial"]
    assert _("You can skip this and answer later, but we cannot finish without it.") in asked["logs"]
    assert f"{name(customer, 'serial')}: {_('⏳ needed before work begins')}" in body(preview)
    assert f"{name(customer, 'logs')}: {_('⏳ needed to finish')}" in body(preview)

    await press(customer, preview, _("Submit"))
    told = await customer.reads("SH-1")
    work = f"{name(customer, 'serial')}, {name(customer, 'place')}"
    assert _("⏳ Needed before work begins: {fields}").format(fields=work) in body(told)
    assert _("⏳ Needed to finish: {fields}").format(fields=name(customer, "logs")) in body(told)
    assert button_of(customer) in labels(told)


async def test_work_begins_once_the_customer_has_completed_the_form(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await registers_incomplete(customer)
    ticket = await found(agent)
    needed = f"{name(agent, 'serial')}, {name(agent, 'place')}"
    assert agent._("⏳ Needed before work begins: {fields}").format(fields=needed) in body(
        agent.card(ticket.thread)
    )

    refused = await presses_on_card(agent, ticket, "Take")
    assert name(agent, "serial") in str(refused.text)
    assert agent._("More") in str(refused.text)
    await presses_under_more(agent, ticket, "Ask for what is missing")
    request = await customer.reads("SH-1")
    assert name(customer, "serial") in body(request)
    await sees_state(agent, ticket, "Waiting for your answer")

    await press(customer, request, button_of(customer))
    await customer.reads("SH-1")
    await completes_all(customer, await customer.reads())
    catch_up(agent, ticket.thread)
    customer.attaches(document("boot.log"))
    await press(customer, await customer.reads(), customer._("Done"))

    thanks = await customer.reads("SH-1")
    assert body(thanks) == customer._("Thank you! We now have everything we need for {ticket}.").format(
        ticket="SH-1"
    )
    assert labels(thanks) == []
    told = await agent.reads(agent._("The customer added to the form:"), thread=ticket.thread)
    assert f"{name(agent, 'serial')}: {SERIAL}" in body(told)
    await agent.until(lambda: "boot.log" in names(agent.messages(ticket.thread)))
    card = await agent.sees_on_card(ticket.thread, f"{name(agent, 'version')}: 2.14")
    assert "⏳" not in body(card)
    await sees_state(agent, ticket, "Registered")

    await presses_on_card(agent, ticket, "Take")
    await sees_state(agent, ticket, "In progress")


@ONE_LANGUAGE
async def test_nothing_else_takes_a_ticket_either_but_asking_and_noting_go_on(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await registers_incomplete(customer)
    ticket = await found(agent)
    for attempt in ("/take", "/assign @olga", "Здравствуйте, сейчас посмотрю."):
        agent.writes(attempt, thread=ticket.thread)
        assert name(agent, "serial") in body(await agent.reads(thread=ticket.thread)), attempt

    agent.writes("// звонил, не берёт трубку", thread=ticket.thread)
    agent.writes("/ask Когда вам удобно?", thread=ticket.thread)
    assert body(await customer.reads()) == "Когда вам удобно?"
    card = await sees_state(agent, ticket, "Waiting for your answer")
    assert agent._("nobody yet") in body(card)

    agent.writes("/close spam", thread=ticket.thread)
    await sees_state(agent, ticket, "Closed ({reason})", reason="spam")


@ONE_LANGUAGE
async def test_the_end_waits_for_its_answers(bot: App, customer: CustomerPerson, agent: AgentPerson) -> None:
    await press(customer, await registers_incomplete(customer), button_of(customer))
    await customer.reads("SH-1")
    await completes_all(customer, await customer.reads())
    await press(customer, customer.from_bot()[-1], customer._("Skip"))
    thanks = await customer.reads("SH-1")
    assert name(customer, "logs") in body(thanks)
    assert labels(thanks) == [button_of(customer)]
    ticket = await found(agent)
    await answer(agent, customer, ticket, "Обновите прошивку.")

    refused = await presses_on_card(agent, ticket, "Resolve")
    assert name(agent, "logs") in str(refused.text)
    agent.writes("/resolve Готово.", thread=ticket.thread)
    assert name(agent, "logs") in body(await agent.reads("cannot be resolved", thread=ticket.thread))
    assert unread(customer) == []

    await press(customer, thanks, button_of(customer))
    await customer.reads("SH-1")
    await customer.reads()
    customer.attaches(document("boot.log"))
    await press(customer, await customer.reads(), customer._("Done"))
    await customer.reads("SH-1")
    agent.writes("/resolve Готово.", thread=ticket.thread)
    assert body(await customer.reads("Готово")) == "Готово."
    await sees_state(agent, ticket, "Completed")


@ONE_LANGUAGE
async def test_the_tickets_of_a_customer_tell_what_they_lack(bot: App, customer: CustomerPerson) -> None:
    await registers_incomplete(customer)
    customer.writes("/ticket 1")
    shown = await customer.reads("SH-1")
    assert name(customer, "serial") in body(shown)
    assert button_of(customer) in labels(shown)

    customer.writes("/tickets")
    listed = await customer.reads("SH-1")
    assert customer._("answers are missing") in body(listed)
    await press(customer, listed, button_of(customer))
    await customer.reads("SH-1")
    assert name(customer, "serial") in body(await customer.reads())


@ONE_LANGUAGE
async def test_two_presses_open_one_form_and_a_late_press_changes_nothing(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    registered = await registers_incomplete(customer)
    await pressed_twice(customer, registered, button_of(customer))
    opened = select(func.count()).select_from(drafts).where(drafts.c.completes.is_not(None))
    assert await stored(bot, opened) == [(1,)]
    await customer.reads("SH-1")
    await customer.reads()
    skip = await customer.reads()
    await completes_all(customer, skip)
    await press(customer, customer.from_bot()[-1], customer._("Skip"))
    await customer.reads("SH-1")
    late = await press(customer, skip, customer._("Skip"))
    assert late.text == customer._(OUTDATED)

    ticket = await found(agent)
    agent.writes("/close duplicate", thread=ticket.thread)
    await customer.reads("SH-1")
    assert (await press(customer, registered, button_of(customer))).text == customer._(OUTDATED)
    assert await stored(bot, select(func.count()).select_from(tickets)) == [(1,)]


@ONE_LANGUAGE
async def test_a_button_of_a_form_that_is_complete_says_so(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    registered = await registers_incomplete(customer)
    await press(customer, registered, button_of(customer))
    await customer.reads("SH-1")
    await completes_all(customer, await customer.reads())
    customer.attaches(document("boot.log"))
    await press(customer, await customer.reads(), customer._("Done"))
    await customer.reads("SH-1")

    late = await press(customer, registered, button_of(customer))

    assert late.text == customer._(
        "This button is out of date: nothing is missing in {ticket} any more."
    ).format(ticket="SH-1")


@ONE_LANGUAGE
async def test_a_restart_in_the_middle_changes_nothing(
    settings: Settings, tmp_path: Path, customer: CustomerPerson, agent: AgentPerson
) -> None:
    async with shop_running(settings, tmp_path):
        await press(customer, await registers_incomplete(customer), button_of(customer))
        await customer.reads("SH-1")
        await customer.reads()
        customer.writes(SERIAL)
        place = await customer.reads()
    async with shop_running(settings, tmp_path):
        await press(customer, place, name(customer, "web"))
        await customer.reads(name(customer, "logs"))
    async with shop_running(settings, tmp_path):
        customer.attaches(document("boot.log"))
        await press(customer, await customer.reads(), customer._("Done"))
        await customer.reads("SH-1")
        ticket = await found(agent)
        await agent.sees_on_card(ticket.thread, f"{name(agent, 'serial')}: {SERIAL}")


@ONE_LANGUAGE
async def test_an_unfinished_form_is_set_aside_and_taken_up_again(bot: App, customer: CustomerPerson) -> None:
    registered = await registers_incomplete(customer)
    preview = await puts_off_all(customer)

    await press(customer, registered, button_of(customer))
    aside = await customer.reads()
    assert labels(aside) == [customer._("Continue")]
    await customer.reads("SH-1")
    question = await customer.reads()
    assert (await press(customer, preview, customer._("Submit"))).text == customer._(OUTDATED)

    await press(customer, question, customer._("Back"))
    put_off = await customer.reads()
    assert body(put_off) == customer._(
        "Put off. Your request stays registered, and you can continue at any time."
    )
    await press(customer, aside, customer._("Continue"))
    await press(customer, await customer.reads(SUBJECT), customer._("Submit"))
    await customer.reads("SH-2")
    await press(customer, put_off, customer._("Continue"))
    assert name(customer, "serial") in body(await customer.reads())


@ONE_LANGUAGE
async def test_a_new_request_may_come_first(bot: App, customer: CustomerPerson) -> None:
    await press(customer, await registers_incomplete(customer), button_of(customer))
    await customer.reads("SH-1")
    await customer.reads()

    customer.starts()
    offered = await customer.reads()
    assert labels(offered) == [customer._("Continue"), customer._("New request")]
    await press(customer, offered, customer._("New request"))
    assert "Shop" in labels(await customer.reads())


@ONE_LANGUAGE
async def test_everything_put_off_again_changes_nothing(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await press(customer, await registers_incomplete(customer), button_of(customer))
    await customer.reads("SH-1")
    shown = await customer.reads()
    for _ in range(3):
        await press(customer, shown, customer._("Skip"))
        shown = await customer.reads()

    assert body(shown).startswith(customer._("OK, you can complete {ticket} later.").format(ticket="SH-1"))
    assert labels(shown) == [button_of(customer)]
    happened = await stored(bot, select(events.c.event))
    assert happened == [("submitted",)]


@ONE_LANGUAGE
async def test_words_that_answer_no_question_reach_the_agents(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await press(customer, await registers_incomplete(customer), button_of(customer))
    await customer.reads("SH-1")
    shown = await customer.reads()
    for _ in range(2):
        await press(customer, shown, customer._("Skip"))
        shown = await customer.reads()
    customer.writes("Логов нет, пришлю завтра")
    await press(customer, await customer.reads(), customer._("Skip"))

    ticket = await found(agent)
    await agent.until(lambda: any("пришлю завтра" in body(each) for each in agent.from_bot(ticket.thread)))


@ONE_LANGUAGE
async def test_what_is_completed_after_the_end_is_passed_on_with_a_way_back(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await press(customer, await registers_incomplete(customer), button_of(customer))
    await customer.reads("SH-1")
    await completes_all(customer, await customer.reads())
    ticket = await found(agent)
    agent.writes("/close no_answer", thread=ticket.thread)
    await customer.reads("SH-1")

    await press(customer, customer.from_bot()[-2], customer._("Skip"))

    offered = await customer.reads("SH-1")
    assert customer._("New request") in labels(offered)
    await agent.reads(SERIAL, thread=ticket.thread)


@ONE_LANGUAGE
async def test_of_two_tickets_the_list_opens_neither_by_itself(bot: App, customer: CustomerPerson) -> None:
    await registers_incomplete(customer)
    await registers_incomplete(customer)

    customer.writes("/tickets")

    assert button_of(customer) not in labels(await customer.reads("SH-1"))


@ONE_LANGUAGE
async def test_nobody_completes_somebody_elses_ticket(
    bot: App, customer: CustomerPerson, world: World
) -> None:
    registered = await registers_incomplete(customer)
    stranger = new_customer(world, language="en")
    stranger.starts()
    theirs = await stranger.reads()

    made = press_data(stranger, theirs, callback_data(registered, button_of(customer)))

    assert (await answered(stranger, made)).text == customer._(OUTDATED)


@ONE_LANGUAGE
async def test_an_answer_sent_while_the_bot_was_down_counts_from_when_it_was_sent(
    settings: Settings, tmp_path: Path, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    only_serial = LATER[: LATER.index("      - key: place")]

    def running() -> AbstractAsyncContextManager[App]:
        return shop_running(settings, tmp_path, questions=only_serial, clock=WorldClock(world))

    async with running():
        customer.starts("shop")
        await press(customer, await customer.reads(), "Incident")
        await press(customer, await customer.reads(), customer._("Agree"))
        await customer.reads()
        customer.writes(SUBJECT)
        await press(customer, await customer.reads(), customer._("Skip"))
        await press(customer, await customer.reads(), customer._("Submit"))
        await press(customer, await customer.reads("SH-"), button_of(customer))
        await customer.reads(name(customer, "serial"))
    world.clock.move(timedelta(minutes=5))
    sent = world.clock.now()
    customer.writes(SERIAL)
    world.clock.move(timedelta(hours=5))

    async with running() as bot:
        await customer.reads("SH-1")
        ((said,),) = await stored(bot, select(events.c.happened_at).where(events.c.event == "answered_later"))
    assert abs(said - sent) <= timedelta(seconds=2)


@ONE_LANGUAGE
async def test_a_form_completed_after_its_ticket_was_merged_is_seen_where_the_ticket_goes_on(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    registered = await registers_incomplete(customer)
    first = await found(agent)
    await press(customer, await puts_off_all(customer), customer._("Submit"))
    await customer.reads("SH-2")
    second = await found(agent, "SH-2")
    await press(customer, registered, button_of(customer))
    await customer.reads("SH-1")
    assert name(customer, "serial") in body(await customer.reads())
    customer.writes(SERIAL)
    place = await customer.reads()
    agent.writes("/merge SH-2", thread=first.thread)
    await press(agent, await agent.reads("→", thread=first.thread), agent._("Merge"))
    await agent.reads("SH-2", thread=first.thread)
    await customer.reads("SH-2")
    catch_up(agent, second.thread)
    await press(customer, place, name(customer, "web"))
    await customer.reads(name(customer, "logs"))
    customer.attaches(document("boot.log"))
    await customer.reads()
    await customer.presses(customer._("Done"))

    told = await agent.reads(
        agent._("The customer added to the form of {ticket}:").format(ticket="SH-1"), thread=second.thread
    )
    assert SERIAL in body(told)
    await agent.until(lambda: "boot.log" in names(agent.messages(second.thread)))
    assert "boot.log" not in names(agent.messages(first.thread))
    assert await stored(bot, select(tickets.c.state).order_by(tickets.c.id)) == [("merged",), ("new",)]
