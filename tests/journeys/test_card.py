"""A ticket's topic and its card: what agents see of it, and what they can press in each state."""

from bot.app import App
from bot.sandbox.world import World
from tests.journeys.helpers import (
    ACCOUNT,
    STORY,
    SUBJECT,
    TITLES,
    Ticket,
    answer,
    confirm,
    find_ticket,
    new_customer,
    press,
    register,
    resolve,
    sees_state,
)
from tests.people import AgentPerson, CustomerPerson, body, labels

THE_REST = (
    *("Priority", "Due times", "Escalate", "Options", "Canned answers", "Note", "History"),
    *("Link", "Merge", "Split", "Close"),
)
"""Under `More`, of a ticket that is worked on."""


async def test_the_card_carries_number_product_type_priority_and_the_answers(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    _ = agent._
    card = agent.card(ticket.thread)

    assert body(card).splitlines()[0] == "EC-1 · e-Comet"
    assert _("State: {state}").format(state=_("Registered")) in body(card)
    assert _("Type: {type} · Priority: {priority}").format(
        type=TITLES["incident"][agent.language], priority=_("normal")
    ) in body(card)
    assert "Анна (@anna)" in body(card)
    assert _("Assignee: {agent}").format(agent=_("nobody yet")) in body(card)
    for words in (SUBJECT, ACCOUNT, STORY):
        assert words in body(card)


async def test_the_topics_name_begins_with_the_number(agent: AgentPerson, ticket: Ticket) -> None:
    (topic,) = agent.world.topics(agent.chat_id)

    assert topic.name == f"EC-1 {SUBJECT} · Анна"


async def test_a_ticket_that_stops_the_customers_work_carries_a_sign(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    ticket = await find_ticket(agent, await register(customer, "problem"))

    assert agent._("🔴 The customer's work is stopped") in body(agent.card(ticket.thread))
    assert agent._("high") in body(agent.card(ticket.thread))
    assert agent.world.topics(agent.chat_id)[0].name.startswith("EC-1 🔴")


async def test_an_incident_carries_no_such_sign(agent: AgentPerson, ticket: Ticket) -> None:
    assert "🔴" not in body(agent.card(ticket.thread))
    assert "🔴" not in agent.world.topics(agent.chat_id)[0].name


async def test_the_buttons_follow_the_state(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    _ = agent._
    work = [_("Ask"), _("Resolve"), _("More")]
    assert labels(agent.card(ticket.thread)) == [_("Take"), *work]

    await press(agent, agent.card(ticket.thread), _("Take"))
    await sees_state(agent, ticket, "In progress")
    assert labels(agent.card(ticket.thread)) == work

    question = await resolve(agent, customer, ticket)
    await sees_state(agent, ticket, "Completed")
    assert labels(agent.card(ticket.thread)) == [_("More")]

    await confirm(customer, question)
    await sees_state(agent, ticket, "Closed ({reason})", reason=_("confirmed"))
    assert labels(agent.card(ticket.thread)) == [_("More")]


async def test_more_opens_the_rest(agent: AgentPerson, ticket: Ticket) -> None:
    _ = agent._
    await press(agent, agent.card(ticket.thread), _("More"))

    rest = await agent.reads(thread=ticket.thread)

    assert labels(rest) == [_("Assign"), *map(_, THE_REST)]


async def test_more_offers_to_release_a_ticket_that_somebody_has(agent: AgentPerson, taken: Ticket) -> None:
    _ = agent._
    await press(agent, agent.card(taken.thread), _("More"))

    offered = labels(await agent.reads(thread=taken.thread))
    assert offered == [_("Assign"), _("Release"), *map(_, THE_REST)]


async def test_more_of_a_closed_ticket_still_takes_notes(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    _ = agent._
    agent.writes("/close duplicate", thread=ticket.thread)
    await sees_state(agent, ticket, "Closed ({reason})", reason=_("duplicate"))
    await agent.reads(_("Closed: {reason}.").format(reason=_("duplicate")), thread=ticket.thread)
    await press(agent, agent.card(ticket.thread), _("More"))

    assert labels(await agent.reads(thread=ticket.thread)) == [_("Note"), _("History"), _("Split")]


async def test_a_name_with_brackets_and_a_long_subject_fit_on_card_and_topic(
    bot: App, world: World, agent: AgentPerson
) -> None:
    customer = new_customer(world, "<Мария> & «Ко» " * 4)
    number = await register(customer, subject="😀 очень длинная тема " * 9)

    ticket = await find_ticket(agent, number)

    assert "<Мария> & «Ко»" in body(agent.card(ticket.thread))
    (topic,) = world.topics(agent.chat_id)
    assert topic.name.startswith("EC-1 😀 очень длинная тема")
    assert len(topic.name) <= 128


async def test_what_agents_do_is_seen_on_one_card_not_on_many(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    await answer(agent, customer, taken, "Проверяем.")
    await resolve(agent, customer, taken)
    await sees_state(agent, taken, "Completed")

    cards = [each for each in agent.from_bot(taken.thread) if body(each).startswith("EC-1 · ")]
    assert len(cards) == 1
