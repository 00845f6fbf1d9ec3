"""Handing a ticket over: by name, by reply, by button; the new assignee is called by name."""

import pytest
from sqlalchemy import select

from bot.app import App
from storage.tables import messages, tickets
from tests.journeys.helpers import (
    Ticket,
    catch_up,
    find_ticket,
    press,
    register,
    sees_state,
    stored,
    stored_message,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, body, labels, settled

ASSIGNED = "{colleague}, {agent} assigned {ticket} to you."


@pytest.fixture
async def ticket(bot: App, customer: CustomerPerson, agent: AgentPerson) -> Ticket:
    """Nobody's yet."""
    return await find_ticket(agent, await register(customer))


async def is_with(agent: AgentPerson, ticket: Ticket, name: str) -> None:
    await agent.sees_on_card(ticket.thread, agent._("Assignee: {agent}").format(agent=name))


def told(agent: AgentPerson, colleague: str, by: str) -> str:
    return agent._(ASSIGNED).format(colleague=colleague, agent=by, ticket="EC-1")


async def test_by_username_from_a_colleague_who_calls_the_assignee_by_name(
    bot: App, agent: AgentPerson, colleague: AgentPerson, ticket: Ticket
) -> None:
    agent.writes("// смотрю", thread=ticket.thread)
    colleague.writes("/assign @OLGA", thread=ticket.thread)

    assert body(await colleague.reads("@olga", thread=ticket.thread)) == told(agent, "@olga", "Максим")
    await is_with(agent, ticket, "Ольга")
    assert await stored(bot, select(tickets.c.state)) == [("open",)]


async def test_a_reply_to_the_colleague_assigns_to_them(
    agent: AgentPerson, colleague: AgentPerson, ticket: Ticket
) -> None:
    note = colleague.writes("// это ко мне", thread=ticket.thread)
    agent.writes("/assign", thread=ticket.thread, reply_to=note["message_id"])

    shown = await agent.reads(told(agent, "Максим", "Ольга"), thread=ticket.thread)
    assert [each["user"]["id"] for each in shown["entities"] if each["type"] == "text_mention"] == [
        colleague.id
    ]
    await is_with(agent, ticket, "Максим")


async def test_more_and_assign_offer_the_colleagues(
    bot: App, agent: AgentPerson, colleague: AgentPerson, ticket: Ticket
) -> None:
    colleague.writes("// я тут", thread=ticket.thread)
    await press(agent, agent.card(ticket.thread), agent._("Take"))
    await press(agent, agent.card(ticket.thread), agent._("More"))
    more = await agent.until(
        lambda: next((x for x in agent.from_bot(ticket.thread) if agent._("Assign") in labels(x)), None)
    )
    await press(agent, more, agent._("Assign"))
    offered = await agent.reads(
        agent._("Who should {ticket} be assigned to?").format(ticket="EC-1"), thread=ticket.thread
    )
    assert labels(offered) == ["Максим"], "not to who has it"
    await press(agent, offered, "Максим")

    await is_with(agent, ticket, "Максим")


@pytest.mark.parametrize("language", ["ru"])
@pytest.mark.parametrize("given", ["@nobody", "Иван"])
async def test_a_name_that_nobody_has_changes_nothing_and_says_what_to_do(
    bot: App, agent: AgentPerson, colleague: AgentPerson, ticket: Ticket, given: str
) -> None:
    colleague.writes("// я тут", thread=ticket.thread)
    agent.writes(f"/assign {given}", thread=ticket.thread)

    await agent.reads(f"«{given}»", thread=ticket.thread)
    assert await stored(bot, select(tickets.c.assignee_id)) == [(None,)]


@pytest.mark.parametrize(("given", "meant"), [("@olgha пусть посмотрит", "@olga"), ("Максм", "Максим")])
async def test_a_slip_in_a_name_is_answered_with_who_was_probably_meant(
    bot: App, agent: AgentPerson, colleague: AgentPerson, ticket: Ticket, given: str, meant: str
) -> None:
    colleague.writes("// я тут", thread=ticket.thread)
    agent.writes(f"/assign {given}", thread=ticket.thread)

    told = agent._(
        "Which colleague is “{given}”? Did you mean {meant}? You can also send /assign as a reply to one of "
        "their messages, or without a name to choose from a list."
    )
    answer = body(await agent.reads(meant, thread=ticket.thread))
    assert answer == told.format(given=given.split(maxsplit=1)[0], meant=meant)
    assert await stored(bot, select(tickets.c.assignee_id)) == [(None,)]


async def test_a_note_behind_the_name_stays_among_agents_and_reaches_the_colleague(
    bot: App, customer: CustomerPerson, agent: AgentPerson, colleague: AgentPerson, ticket: Ticket
) -> None:
    catch_up(customer)
    agent.writes("// смотрю", thread=ticket.thread)
    colleague.writes("/assign @olga Клиент ждёт звонка", thread=ticket.thread)
    said = await agent.reads("@olga", thread=ticket.thread)
    assert body(said) == f"{told(agent, '@olga', 'Максим')}\nКлиент ждёт звонка"
    assert labels(said) == []
    agent.writes("/assign Максим Верни, пожалуйста", thread=ticket.thread)
    await agent.reads("Верни, пожалуйста", thread=ticket.thread)
    await is_with(agent, ticket, "Максим")

    notes = await stored(bot, select(messages.c.text).where(messages.c.audience == "note"))
    assert [each.text for each in notes] == ["// смотрю", "Клиент ждёт звонка", "Верни, пожалуйста"]
    await settled()
    assert unread(customer) == []


async def test_a_note_is_added_by_button_after_the_colleague_was_chosen(
    bot: App, customer: CustomerPerson, agent: AgentPerson, colleague: AgentPerson, ticket: Ticket
) -> None:
    colleague.writes("// я тут", thread=ticket.thread)
    agent.writes("/assign", thread=ticket.thread)
    offered = await agent.reads(
        agent._("Who should {ticket} be assigned to?").format(ticket="EC-1"), thread=ticket.thread
    )
    await press(agent, offered, "Максим")
    said = await agent.reads(told(agent, "Максим", "Ольга"), thread=ticket.thread)
    await press(agent, said, agent._("Add a note"))
    await agent.reads("Ольга", thread=ticket.thread)
    catch_up(customer)
    note = agent.writes("Он уже звонил", thread=ticket.thread)

    called = await agent.reads("Максим", thread=ticket.thread)
    assert body(called) == agent._("{colleague}, {agent} has left you a note.").format(
        colleague="Максим", agent="Ольга"
    )
    assert called["reply_to_message"]["message_id"] == note["message_id"]
    assert [each["user"]["id"] for each in called["entities"] if each["type"] == "text_mention"] == [
        colleague.id
    ]
    assert (await stored_message(bot, note)).audience == "note"
    agent.writes("/release", thread=ticket.thread)
    await is_with(agent, ticket, agent._("nobody yet"))
    assert (await press(agent, said, agent._("Add a note"))).text, (
        "the ticket is not the colleague's any more"
    )
    await settled()
    assert unread(customer) == []


@pytest.mark.parametrize("language", ["ru"])
async def test_who_is_away_is_offered_last_and_marked(
    bot: App, agent: AgentPerson, colleague: AgentPerson, ticket: Ticket
) -> None:
    agent.writes("// смотрю", thread=ticket.thread)
    colleague.writes("/duty")
    agent.writes("/away")
    await agent.reads("Нет на месте", thread=1)
    colleague.writes("/assign", thread=ticket.thread)
    offered = await agent.reads("Кому назначить", thread=ticket.thread)
    assert labels(offered) == ["Максим", "Ольга · нет на месте"]


@pytest.mark.parametrize("language", ["ru"])
async def test_who_has_it_already_is_named(agent: AgentPerson, ticket: Ticket) -> None:
    agent.writes("/take", thread=ticket.thread)
    await is_with(agent, ticket, "Ольга")
    agent.writes("/assign Ольга", thread=ticket.thread)
    await agent.reads("EC-1 уже", thread=ticket.thread)


@pytest.mark.parametrize("language", ["ru"])
async def test_a_ticket_that_has_ended_is_not_assigned(bot: App, agent: AgentPerson, ticket: Ticket) -> None:
    agent.writes("/close spam", thread=ticket.thread)
    await sees_state(agent, ticket, "Closed ({reason})", reason="спам")
    agent.writes("/assign @olga", thread=ticket.thread)

    await agent.reads("Сейчас это невозможно", thread=ticket.thread)
    assert await stored(bot, select(tickets.c.assignee_id)) == [(None,)]


@pytest.mark.parametrize("language", ["ru"])
async def test_whoever_has_been_in_the_group_is_offered(
    bot: App, agent: AgentPerson, colleague: AgentPerson, ticket: Ticket
) -> None:
    agent.writes("/assign", thread=ticket.thread)
    offered = await agent.reads(
        agent._("Who should {ticket} be assigned to?").format(ticket="EC-1"), thread=ticket.thread
    )
    assert set(labels(offered)) == {"Максим", "Ольга"}
    await press(colleague, offered, "Ольга")
    await is_with(agent, ticket, "Ольга")


async def test_whose_question_is_answered_is_called_by_name(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    agent.writes("/ask Какой браузер?", thread=ticket.thread)
    await customer.reads("Какой браузер?")
    await sees_state(agent, ticket, "Waiting for your answer")
    customer.writes("Firefox")

    await agent.reads("Firefox", thread=ticket.thread)
    called = await agent.reads("@olga", thread=ticket.thread)
    assert body(called) == agent._("{agent}, the customer has answered.").format(agent="@olga")
    customer.writes("Последний")
    await agent.reads("Последний", thread=ticket.thread)
    assert sum("@olga" in body(each) for each in agent.from_bot(ticket.thread)) == 1


@pytest.mark.parametrize("language", ["ru"])
async def test_a_name_counts_more_than_whose_message_is_replied_to(
    agent: AgentPerson, colleague: AgentPerson, ticket: Ticket
) -> None:
    note = colleague.writes("// смотрю", thread=ticket.thread)
    colleague.writes("/assign Ольга", thread=ticket.thread, reply_to=note["message_id"])
    await is_with(agent, ticket, "Ольга")


@pytest.mark.parametrize("language", ["ru"])
async def test_of_two_who_choose_at_once_one_wins(
    agent: AgentPerson, colleague: AgentPerson, ticket: Ticket
) -> None:
    agent.writes("/assign", thread=ticket.thread)
    offered = await agent.reads("Кому назначить", thread=ticket.thread)
    await press(agent, offered, "Ольга")
    await is_with(agent, ticket, "Ольга")

    assert "Ольга" in ((await press(colleague, offered, "Максим")).text or "")
    await is_with(agent, ticket, "Ольга")
