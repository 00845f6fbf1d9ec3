"""Messages to completed and to closed tickets: they are passed on, and the customer says what they mean."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.app import App
from bot.sandbox.world import World
from bot.settings import Settings
from storage.tables import tickets
from tests.journeys.helpers import (
    Ticket,
    answer,
    catch_up,
    confirm,
    marked,
    pass_time,
    photo,
    press,
    presses_at_once,
    resolve,
    running_in_world_time,
    sees_state,
    stored,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, Message, body, labels, settled


@pytest.fixture
async def bot(settings: Settings, world: World) -> AsyncIterator[App]:
    async with running_in_world_time(settings, world) as app:
        yield app


@pytest.fixture
async def resolved(customer: CustomerPerson, agent: AgentPerson, taken: Ticket) -> Ticket:
    await resolve(agent, customer, taken)
    await sees_state(agent, taken, "Completed")
    return taken


@pytest.fixture
async def closed(customer: CustomerPerson, agent: AgentPerson, resolved: Ticket) -> Ticket:
    """Confirmed by the customer."""
    question = next(each for each in customer.from_bot() if customer._("Confirm") in labels(each))
    await confirm(customer, question)
    await sees_state(agent, resolved, "Closed ({reason})", reason=agent._("confirmed"))
    catch_up(agent, resolved.thread)
    return resolved


def last_answer(customer: CustomerPerson) -> int:
    """The id of the agent's words that the customer has."""
    return int(next(x for x in customer.from_bot() if body(x) == "Обновите страницу.")["message_id"])


async def writes_to_closed(customer: CustomerPerson, text: str = "Снова не работает") -> Message:
    customer.writes(text, reply_to=last_answer(customer))
    return await customer.reads()


# Completed.


async def test_a_free_message_to_a_completed_ticket_is_passed_on_and_its_meaning_asked(
    bot: App, customer: CustomerPerson, agent: AgentPerson, resolved: Ticket
) -> None:
    _ = customer._
    written = customer.writes("Спасибо, посмотрю вечером")

    asked = await customer.reads()

    assert body(asked).startswith(
        _("Your message has been passed on. We have already answered {ticket}.").format(ticket="EC-1")
    )
    assert labels(asked) == [_("Confirm"), _("Not resolved"), _("New request"), _("Just a note")]
    await agent.reads("Спасибо, посмотрю вечером", thread=resolved.thread)
    await marked(customer, written)
    assert await stored(bot, select(tickets.c.state)) == [("resolved",)]


async def test_just_a_note_leaves_the_ticket_completed(
    bot: App, customer: CustomerPerson, agent: AgentPerson, resolved: Ticket
) -> None:
    _ = customer._
    customer.writes("Спасибо!")
    await press(customer, await customer.reads(), _("Just a note"))

    assert body(await customer.reads()) == _("OK. {ticket} stays completed.").format(ticket="EC-1")
    assert await stored(bot, select(tickets.c.state)) == [("resolved",)]


async def test_confirm_under_such_a_message_confirms(
    customer: CustomerPerson, agent: AgentPerson, resolved: Ticket
) -> None:
    customer.writes("Всё работает, спасибо!")
    await confirm(customer, await customer.reads())

    await sees_state(agent, resolved, "Closed ({reason})", reason=agent._("confirmed"))


async def test_several_messages_to_a_completed_ticket_are_all_passed_on(
    customer: CustomerPerson, agent: AgentPerson, resolved: Ticket
) -> None:
    customer.writes("Первое")
    customer.writes("Второе")
    customer.attaches(photo("1.png"), photo("2.png"))

    await agent.reads("Первое", thread=resolved.thread)
    await agent.reads("Второе", thread=resolved.thread)
    await agent.until(lambda: sum("photo" in each for each in agent.from_bot(resolved.thread)) == 2)


# Closed.


async def test_a_message_to_a_closed_ticket_is_passed_on_and_reopening_offered(
    bot: App, customer: CustomerPerson, agent: AgentPerson, closed: Ticket
) -> None:
    _ = customer._
    offered = await writes_to_closed(customer)

    assert body(offered).startswith(
        _("Your message has been passed on, but {ticket} is closed.").format(ticket="EC-1")
    )
    assert labels(offered) == [_("Reopen"), _("New request")]
    await agent.reads("Снова не работает", thread=closed.thread)
    assert await stored(bot, select(tickets.c.state)) == [("closed",)]


async def test_reopen_puts_the_ticket_back_to_work_with_its_agent(
    customer: CustomerPerson, agent: AgentPerson, closed: Ticket
) -> None:
    _ = customer._
    await press(customer, await writes_to_closed(customer), _("Reopen"))

    assert body(await customer.reads()) == _(
        "{ticket} is open again. Tell us what happened and we will carry on."
    ).format(ticket="EC-1")
    await agent.reads(agent._("↩️ The customer reopened the ticket."), thread=closed.thread)
    card = await sees_state(agent, closed, "In progress")
    assert agent._("Assignee: {agent}").format(agent="Ольга") in body(card)
    customer.writes("Пустой файл, как и раньше")
    await agent.reads("Пустой файл, как и раньше", thread=closed.thread)
    again = await resolve(agent, customer, closed, "Исправили.")
    await confirm(customer, again)


async def test_a_double_press_on_reopen_reopens_once(
    customer: CustomerPerson, agent: AgentPerson, closed: Ticket
) -> None:
    _ = customer._
    offered = await writes_to_closed(customer)
    presses_at_once(customer, offered, _("Reopen"))
    late = await press(customer, offered, _("Reopen"))

    assert late.text == _("This cannot be done now. State: {state}.").format(state=_("In progress"))
    await customer.reads("EC-1")
    await settled()
    assert unread(customer) == []


async def test_a_new_request_instead_of_reopening_follows_the_closed_ticket(
    bot: App, customer: CustomerPerson, agent: AgentPerson, closed: Ticket
) -> None:
    _ = customer._
    await press(customer, await writes_to_closed(customer), _("New request"))

    menu = await customer.reads()

    assert body(menu).startswith(_("{product}: what do you need help with?").format(product="e-Comet"))
    assert await stored(bot, select(tickets.c.state)) == [("closed",)]


async def test_reopen_from_the_tickets_window(
    customer: CustomerPerson, agent: AgentPerson, closed: Ticket
) -> None:
    _ = customer._
    catch_up(customer)
    customer.writes("/ticket 1")
    shown = await customer.reads()
    assert labels(shown) == [_("Reopen"), _("New request"), _("History")]
    await press(customer, shown, _("Reopen"))

    await sees_state(agent, closed, "In progress")


@pytest.mark.parametrize(("days", "offered"), [(6, True), (8, False)])
async def test_reopening_is_offered_for_seven_days(
    customer: CustomerPerson, agent: AgentPerson, closed: Ticket, world: World, days: int, offered: bool
) -> None:
    _ = customer._
    await pass_time(world, timedelta(days=days))
    told = await writes_to_closed(customer)

    assert labels(told) == ([_("Reopen")] if offered else []) + [_("New request")]
    await agent.reads("Снова не работает", thread=closed.thread)


async def test_a_reopen_button_of_before_is_refused_when_the_days_are_over(
    bot: App, customer: CustomerPerson, closed: Ticket, world: World
) -> None:
    _ = customer._
    told = await writes_to_closed(customer)
    await pass_time(world, timedelta(days=8))

    late = await press(customer, told, _("Reopen"))

    assert late.text == _("This ticket can no longer be reopened. Please send a new request.")
    assert await stored(bot, select(tickets.c.state)) == [("closed",)]


async def test_a_withdrawn_ticket_is_not_reopened(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    """It may be reopened after silence or a confirmation only."""
    _ = customer._
    await answer(agent, customer, taken, "Обновите страницу.")
    customer.writes("/ticket 1")
    await press(customer, await customer.reads(), _("Withdraw"))
    await press(customer, await customer.reads(), _("Yes, withdraw"))
    await customer.reads()

    assert labels(await writes_to_closed(customer)) == [_("New request")]


async def test_a_message_to_a_ticket_closed_for_spam_offers_no_reopening(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    await answer(agent, customer, taken, "Обновите страницу.")
    agent.writes("/close spam", thread=taken.thread)
    await sees_state(agent, taken, "Closed ({reason})", reason=agent._("spam"))

    assert labels(await writes_to_closed(customer)) == [customer._("New request")]


@pytest.mark.parametrize("language", ["en"])
async def test_who_has_rated_already_is_not_asked_again_after_reopening(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    _ = customer._
    stars = await confirm(customer, await resolve(agent, customer, taken))
    await press(customer, stars, "4")
    await customer.reads("4")
    customer.writes("/ticket 1")
    await press(customer, await customer.reads(), _("Reopen"))
    await sees_state(agent, taken, "In progress")
    question = await resolve(agent, customer, taken, "Теперь точно.")
    await press(customer, question, _("Confirm"))

    thanks = await customer.reads(_("Thank you! {ticket} is closed.").format(ticket="EC-1"))
    assert labels(thanks) == []
    assert await stored(bot, select(tickets.c.state, tickets.c.rating)) == [("closed", 4)]
