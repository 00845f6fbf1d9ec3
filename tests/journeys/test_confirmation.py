"""The end as everybody wants it: the customer confirms, rates, and says why."""

import pytest
from sqlalchemy import select

from bot.app import App
from storage.tables import events, tickets
from tests.journeys.helpers import (
    Ticket,
    answer,
    catch_up,
    confirm,
    marked,
    photo,
    press,
    presses_at_once,
    register,
    resolve,
    sees_state,
    stored,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, Message, body, labels, settled


@pytest.fixture
async def question(customer: CustomerPerson, agent: AgentPerson, taken: Ticket) -> Message:
    """Whether the problem is solved."""
    asked = await resolve(agent, customer, taken)
    await sees_state(agent, taken, "Completed")
    return asked


@pytest.fixture
async def rating(customer: CustomerPerson, question: Message) -> Message:
    """The request for a rating, after a confirmation."""
    return await confirm(customer, question)


async def test_confirm_closes_thanks_and_asks_for_a_rating(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket, question: Message
) -> None:
    _ = customer._
    rating = await confirm(customer, question)

    assert body(rating).startswith(_("Thank you! {ticket} is closed.").format(ticket="EC-1"))
    assert labels(rating) == ["1", "2", "3", "4", "5"]
    await agent.reads(agent._("✅ The customer confirmed: the problem is solved."), thread=taken.thread)
    await sees_state(agent, taken, "Closed ({reason})", reason=agent._("confirmed"))
    assert await stored(bot, select(tickets.c.state, tickets.c.closing_reason)) == [("closed", "confirmed")]


async def test_a_double_press_on_confirm_thanks_once(customer: CustomerPerson, question: Message) -> None:
    presses_at_once(customer, question, customer._("Confirm"))
    late = await press(customer, question, customer._("Confirm"))

    assert late.text == customer._("This cannot be done now. State: {state}.").format(
        state=customer._("Closed")
    )
    await customer.reads("5")
    await settled()
    assert unread(customer) == []


@pytest.mark.parametrize("stars", [1, 5])
async def test_the_rating_is_shown_to_the_agents(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket, rating: Message, stars: int
) -> None:
    await press(customer, rating, str(stars))

    assert body(await customer.reads()) == customer._(
        "Thank you for your rating: {stars}. To add a comment, write it here."
    ).format(stars=stars)
    await agent.reads(
        agent._("The customer's rating: {stars} of 5.").format(stars=stars), thread=taken.thread
    )
    await agent.sees_on_card(taken.thread, agent._("Rating: {stars} of 5").format(stars=stars))
    assert await stored(bot, select(tickets.c.rating)) == [(stars,)]


@pytest.mark.parametrize("second", ["2", "5"])
async def test_a_rating_is_given_once(
    bot: App, customer: CustomerPerson, rating: Message, second: str
) -> None:
    presses_at_once(customer, rating, "5")
    late = await press(customer, rating, second)

    assert late.text == customer._("You have answered this already.")
    assert await stored(bot, select(tickets.c.rating)) == [(5,)]


async def test_words_after_the_rating_are_its_comment(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket, rating: Message
) -> None:
    _ = customer._
    await press(customer, rating, "4")
    await customer.reads()
    written = customer.writes("Быстро, спасибо")

    thanked = await customer.reads()

    assert body(thanked) == _("Thank you, your comment has been passed on.")
    assert labels(thanked) == [_("New request")]
    await agent.reads("Быстро, спасибо", thread=taken.thread)
    await marked(customer, written)
    (row,) = await stored(bot, select(events).where(events.c.event == "rating_commented"))
    assert row.to == "closed"


async def test_a_photo_can_be_the_comment(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket, rating: Message
) -> None:
    await press(customer, rating, "5")
    await customer.reads()
    customer.attaches(photo(), caption="Вот так красиво теперь")

    assert body(await customer.reads()) == customer._("Thank you, your comment has been passed on.")
    await agent.until(lambda: any("photo" in each for each in agent.from_bot(taken.thread)))


async def test_an_album_as_the_comment_is_thanked_for_once(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket, rating: Message
) -> None:
    await press(customer, rating, "5")
    await customer.reads()
    customer.attaches(photo("1.png"), photo("2.png"), caption="Вот так красиво теперь")

    await agent.until(lambda: sum("photo" in each for each in agent.from_bot(taken.thread)) == 2)
    await settled()
    assert [body(each) for each in unread(customer)] == [
        customer._("Thank you, your comment has been passed on.")
    ]


async def test_a_customer_with_another_ticket_can_rate_and_comment_too(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket, question: Message
) -> None:
    """The comment does not land in the ticket that is still open."""
    await register(customer, subject="Второй")
    other = await agent.topic_of("EC-2")
    await press(customer, question, customer._("Confirm"))
    await press(customer, await customer.reads("5"), "5")
    await customer.reads("5")
    customer.writes("Быстро, спасибо")

    await agent.reads("Быстро, спасибо", thread=taken.thread)
    assert not any("Быстро" in body(each) for each in agent.from_bot(other))


async def test_an_old_confirm_after_a_disagreement_changes_nothing_and_says_so(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket, question: Message
) -> None:
    _ = customer._
    await press(customer, question, _("Not resolved"))
    await customer.reads()
    customer.writes("Файл по-прежнему пустой")
    await customer.reads(
        _("Thank you. We are working on {ticket} again and will answer here.").format(ticket="EC-1")
    )
    await sees_state(agent, taken, "In progress")

    late = await press(customer, question, _("Confirm"))
    assert late.text == _("This cannot be done now. State: {state}.").format(state=_("In progress"))

    second = await resolve(agent, customer, taken, "Исправили.")
    late = await press(customer, question, _("Confirm"))
    assert late.text == _("This button is out of date. Nothing was changed.")
    assert await stored(bot, select(tickets.c.state, tickets.c.resolution_no)) == [("resolved", 2)]
    await confirm(customer, second)
    await sees_state(agent, taken, "Closed ({reason})", reason=agent._("confirmed"))


async def test_a_confirmed_ticket_can_be_confirmed_from_its_own_window_too(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket, question: Message
) -> None:
    """`/ticket` shows the same question: an old message need not be looked for."""
    _ = customer._
    customer.writes("/ticket EC-1")
    shown = await customer.reads()
    assert _("State: {state}").format(state=_("Completed")) in body(shown)
    assert labels(shown) == [_("Confirm"), _("Not resolved"), _("New request"), _("History")]

    await confirm(customer, shown)

    customer.writes("/ticket EC-1")
    assert _("Closed ({reason})").format(reason=_("confirmed")) in body(await customer.reads())


async def test_an_agents_words_after_the_closing_reach_the_customer(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket, rating: Message
) -> None:
    catch_up(customer)

    await answer(agent, customer, taken, "И вам спасибо!")

    await sees_state(agent, taken, "Closed ({reason})", reason=agent._("confirmed"))
