"""A second problem in a ticket becomes a ticket of its own: one reply, one press."""

import pytest
from sqlalchemy import select

from bot.app import App
from storage.tables import messages, tickets
from tests.journeys.helpers import (
    ACCOUNT,
    Ticket,
    answer,
    catch_up,
    document,
    find_ticket,
    names,
    press,
    presses_at_once,
    stored,
    unread,
)
from tests.journeys.rights import CONTRACT, asks_micropvr, held, imported, row
from tests.people import AgentPerson, CustomerPerson, body, labels

SECOND = "И ещё: не приходит счёт за ноябрь"


@pytest.fixture
def language() -> str:
    return "ru"


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_the_message_replied_to_and_what_follows_become_a_ticket(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    customer.writes("Экспорт пока пустой.")
    await agent.reads("Экспорт пока пустой.", thread=taken.thread)
    customer.writes(SECOND)
    begins = await agent.reads(SECOND, thread=taken.thread)
    customer.attaches(document("счёт.pdf"), caption="Вот прошлый")
    await agent.reads("Вот прошлый", thread=taken.thread)
    catch_up(customer)

    agent.writes("/split", thread=taken.thread, reply_to=begins["message_id"])
    shown = await agent.reads(SECOND, thread=taken.thread)
    assert "Вот прошлый" in body(shown)
    assert "Экспорт пока пустой." not in body(shown)
    assert labels(shown) == [agent._("Split off"), agent._("Only the first")]
    first, second = (presses_at_once(agent, shown, agent._("Split off")) for _ in range(2))
    await agent.until(lambda: first.answered and second.answered)

    told = await customer.reads("EC-2")
    assert SECOND in body(told)
    assert customer._("One request, one problem: so neither is forgotten. {other} goes on as before.").format(
        other="EC-1"
    ) in body(told)
    assert unread(customer) == [], "a double press splits once"
    new = await find_ticket(agent, "EC-2")
    card = body(agent.card(new.thread))
    assert agent._("Split off {ticket}").format(ticket="EC-1") in card
    assert ACCOUNT in card, "who asks is the same"
    assert SECOND in card
    await agent.until(lambda: names(agent.from_bot(new.thread)) == ["счёт.pdf"])
    await agent.reads("EC-2", thread=taken.thread)
    kept = await stored(bot, select(messages.c.ticket_id).where(messages.c.text == SECOND))
    assert kept == [(1,)], "the original stays"
    assert await stored(bot, select(tickets.c.split_from, tickets.c.state).order_by(tickets.c.id)) == [
        (None, "open"),
        ("EC-1", "new"),
    ]
    await answer(agent, customer, new, "Счёт отправили.")


async def test_only_the_first_of_several_messages(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    customer.writes(SECOND)
    begins = await agent.reads(SECOND, thread=taken.thread)
    customer.writes("А экспорт заработал?")
    await agent.reads("А экспорт", thread=taken.thread)
    agent.writes("/split", thread=taken.thread, reply_to=begins["message_id"])
    await press(agent, await agent.reads(SECOND, thread=taken.thread), "Только первое")
    new = await find_ticket(agent, "EC-2")

    assert "А экспорт" not in body(agent.card(new.thread))


async def splits_off(agent: AgentPerson, customer: CustomerPerson, ticket: Ticket, number: str) -> None:
    customer.writes(SECOND)
    begins = await agent.reads(SECOND, thread=ticket.thread)
    agent.writes("/split", thread=ticket.thread, reply_to=begins["message_id"])
    await press(agent, await agent.reads(SECOND, thread=ticket.thread), agent._("Split off"))
    await customer.reads(number)


async def test_the_right_to_support_is_checked_of_what_was_split_off_too(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await imported(bot, row("micropvr", CONTRACT, level="extended"))
    ticket = await find_ticket(agent, await asks_micropvr(customer))

    await splits_off(agent, customer, ticket, "PVR-2")

    await find_ticket(agent, "PVR-2")
    assert (
        await stored(bot, select(tickets.c.state, tickets.c.level, tickets.c.entitlement_id))
        == [("new", "extended", 1)] * 2
    )


async def test_what_is_split_off_a_held_ticket_is_held(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await imported(bot, row("micropvr", "99/99"))
    _, ticket = await held(customer, agent, await asks_micropvr(customer))

    await splits_off(agent, customer, ticket, "PVR-2")

    await held(customer, agent, "PVR-2")
    assert await stored(bot, select(tickets.c.state)) == [("entitlement_hold",)] * 2


async def test_split_says_how_it_is_done(customer: CustomerPerson, agent: AgentPerson, taken: Ticket) -> None:
    await press(agent, agent.card(taken.thread), agent._("More"))
    await press(agent, await agent.reads("EC-1", thread=taken.thread), agent._("Split"))
    await agent.reads("/split", thread=taken.thread)
    mine = await answer(agent, customer, taken, "Проверяем.")
    agent.writes("/split", thread=taken.thread, reply_to=mine["message_id"])

    why = "Send /split as a reply to the customer's message that begins the second problem."
    await agent.reads(agent._(why), thread=taken.thread)
    assert unread(customer) == []
