"""Taking a ticket: exactly one of two wins, and everybody learns who; and giving it back."""

import pytest
from sqlalchemy import select

from bot.app import App
from bot.sandbox.world import World
from storage.tables import events
from tests.journeys.helpers import (
    Ticket,
    answer,
    answered,
    catch_up,
    press,
    presses_at_once,
    sees_state,
    stored,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, body, labels


@pytest.fixture
def language() -> str:
    return "ru"


async def takings(bot: App) -> int:
    return len(await stored(bot, select(events).where(events.c.event == "taken")))


async def test_of_two_who_take_at_once_one_wins_and_the_other_learns_who(
    bot: App, agent: AgentPerson, colleague: AgentPerson, ticket: Ticket
) -> None:
    card = agent.card(ticket.thread)
    mine = presses_at_once(agent, card, agent._("Take"))
    theirs = presses_at_once(colleague, card, agent._("Take"))
    await answered(agent, mine)
    await answered(colleague, theirs)

    assert not mine.text
    assert theirs.text == agent._("{ticket} is already assigned to {agent}.").format(
        agent="Ольга", ticket="EC-1"
    )
    await agent.sees_on_card(ticket.thread, agent._("Assignee: {agent}").format(agent="Ольга"))
    assert await takings(bot) == 1


async def test_ten_who_take_at_once_have_one_winner(
    bot: App, world: World, agent: AgentPerson, ticket: Ticket
) -> None:
    card = agent.card(ticket.thread)
    crowd = []
    for number in range(10):
        user = world.create_user(f"Агент {number}", side="staff")
        world.join(agent.chat_id, user.id, status="member")
        crowd.append(AgentPerson(world, user.id, agent.chat_id, agent.language))
    presses = [presses_at_once(each, card, agent._("Take")) for each in crowd]
    for person, made in zip(crowd, presses, strict=True):
        await answered(person, made)

    assert sum(not made.text for made in presses) == 1
    assert await takings(bot) == 1


async def test_taking_twice_says_that_it_is_yours_already(
    bot: App, agent: AgentPerson, ticket: Ticket
) -> None:
    card = agent.card(ticket.thread)
    await press(agent, card, agent._("Take"))
    again = await press(agent, card, agent._("Take"))

    assert again.text == agent._("{ticket} is already yours.").format(ticket="EC-1")
    assert await takings(bot) == 1


async def test_the_command_takes_too_and_the_loser_is_told_in_the_topic(
    bot: App, agent: AgentPerson, colleague: AgentPerson, ticket: Ticket
) -> None:
    agent.writes("/take", thread=ticket.thread)
    await agent.sees_on_card(ticket.thread, "Ольга")
    late = colleague.writes("/take@support_bot", thread=ticket.thread)

    told = await colleague.reads(
        agent._("{ticket} is already assigned to {agent}.").format(agent="Ольга", ticket="EC-1"),
        thread=ticket.thread,
    )

    assert told["reply_to_message"]["message_id"] == late["message_id"]
    assert await takings(bot) == 1


async def test_the_customer_hears_nothing_of_a_taking(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    await answer(agent, customer, taken, "Проверяем.")

    assert [body(each) for each in customer.from_bot()][-1] == "Проверяем."
    assert unread(customer) == []


async def test_a_plain_answer_takes_a_ticket_that_nobody_has(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    await answer(agent, customer, ticket, "Проверяем.")

    await agent.sees_on_card(ticket.thread, agent._("Assignee: {agent}").format(agent="Ольга"))
    await sees_state(agent, ticket, "In progress")
    assert await takings(bot) == 1


async def test_of_two_who_answer_at_once_one_takes_and_the_other_is_asked(
    bot: App, customer: CustomerPerson, agent: AgentPerson, colleague: AgentPerson, ticket: Ticket
) -> None:
    agent.writes("Проверяем.", thread=ticket.thread)
    colleague.writes("Сейчас посмотрю.", thread=ticket.thread)

    asked = await agent.reads("Максим", thread=ticket.thread)

    assert labels(asked) == [agent._("Send"), agent._("Note")]
    assert body(await customer.reads()) == "Проверяем."
    assert unread(customer) == []


@pytest.mark.parametrize("way", ["button", "command"])
async def test_a_released_ticket_can_be_taken_by_another(
    bot: App, agent: AgentPerson, colleague: AgentPerson, taken: Ticket, way: str
) -> None:
    _ = agent._
    if way == "button":
        await press(agent, agent.card(taken.thread), _("More"))
        await press(agent, await agent.reads(thread=taken.thread), _("Release"))
    else:
        agent.writes("/release", thread=taken.thread)
    await agent.reads(_("The ticket is back in the queue."), thread=taken.thread)
    card = await agent.sees_on_card(taken.thread, _("nobody yet"))
    assert _("Take") in labels(card)

    await press(colleague, card, _("Take"))

    await agent.sees_on_card(taken.thread, _("Assignee: {agent}").format(agent="Максим"))


async def test_a_ticket_that_nobody_has_cannot_be_released(
    bot: App, agent: AgentPerson, ticket: Ticket
) -> None:
    agent.writes("/release", thread=ticket.thread)

    told = await agent.reads(thread=ticket.thread)

    assert body(told) == agent._("This cannot be done now. State: {state}.").format(
        state=agent._("Registered")
    )


async def test_a_completed_ticket_is_not_taken(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    agent.writes("/close duplicate", thread=ticket.thread)
    await agent.reads(agent._("Closed: {reason}.").format(reason=agent._("duplicate")), thread=ticket.thread)
    catch_up(agent, ticket.thread)
    agent.writes("/take", thread=ticket.thread)

    assert body(await agent.reads(thread=ticket.thread)) == agent._(
        "This cannot be done now. State: {state}."
    ).format(state=agent._("Closed"))
