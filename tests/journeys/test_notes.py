"""What stays among agents: notes, replies to colleagues, and what an agent decides to keep."""

import pytest

from bot.app import App
from tests.journeys.helpers import (
    Ticket,
    answer,
    marked,
    names,
    photo,
    press,
    presses_at_once,
    reaction,
    stored_message,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, body, labels


@pytest.fixture
def language() -> str:
    return "ru"


async def nothing_but(customer: CustomerPerson, text: str) -> None:
    """The customer's next message is this one: whatever was written before it stayed where it was."""
    assert body(await customer.reads()) == text
    assert unread(customer) == []


async def test_a_note_never_reaches_the_customer(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    note = agent.writes("// he has the old tariff", thread=taken.thread)
    agent.writes("Please try again now.", thread=taken.thread)

    await nothing_but(customer, "Please try again now.")
    assert reaction(agent, note) is None
    assert (await stored_message(bot, note)).audience == "note"


async def test_a_note_under_a_photo_or_an_album_never_reaches_the_customer(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    agent.attaches(photo(), thread=taken.thread, caption="// его экран")
    agent.attaches(photo("1.png"), photo("2.png"), thread=taken.thread, caption="//и ещё два")
    agent.writes("Смотрим.", thread=taken.thread)

    await nothing_but(customer, "Смотрим.")


async def test_a_note_does_not_take_the_ticket(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    agent.writes("// кто возьмёт?", thread=ticket.thread)
    agent.writes("/note я пока занята", thread=ticket.thread)
    agent.writes("/help", thread=ticket.thread)
    await agent.reads(thread=ticket.thread)

    assert agent._("nobody yet") in body(agent.card(ticket.thread))


async def test_a_reply_to_a_colleague_stays_in_the_group(
    customer: CustomerPerson, agent: AgentPerson, colleague: AgentPerson, taken: Ticket
) -> None:
    answered = await answer(agent, customer, taken, "Проверяем.")
    colleague.writes("Я бы сказал иначе", thread=taken.thread, reply_to=answered["message_id"])
    note = colleague.writes("// и вообще", thread=taken.thread)
    agent.writes("Как?", thread=taken.thread, reply_to=note["message_id"])
    agent.writes("Готово.", thread=taken.thread)

    await nothing_but(customer, "Готово.")


async def test_the_note_command_with_words_stays_in_the_group(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    agent.writes("/note старый тариф", thread=taken.thread)
    agent.writes("Смотрим.", thread=taken.thread)

    await nothing_but(customer, "Смотрим.")


async def test_the_note_command_without_words_makes_the_next_message_a_note(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    agent.writes("/note", thread=taken.thread)
    asked = await agent.reads(thread=taken.thread)
    assert body(asked) == agent._(
        "{agent}, write your note: the customer will not see your next message."
    ).format(agent="Ольга")
    agent.writes("старый тариф", thread=taken.thread)
    agent.writes("Смотрим.", thread=taken.thread)

    await nothing_but(customer, "Смотрим.")


async def test_a_note_to_a_closed_ticket_is_kept(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    agent.writes("/close spam", thread=ticket.thread)
    await agent.reads(thread=ticket.thread)
    note = agent.writes("/note это уже второй раз", thread=ticket.thread)
    agent.writes("/help", thread=ticket.thread)
    await agent.reads("/undo", thread=ticket.thread)

    assert (await stored_message(bot, note)).text == "это уже второй раз"
    assert unread(customer) == []


# A plain message by somebody who does not have the ticket.


async def test_another_agents_plain_message_is_asked_about_and_sent(
    customer: CustomerPerson, agent: AgentPerson, colleague: AgentPerson, taken: Ticket
) -> None:
    _ = agent._
    written = colleague.writes("Попробуйте другой браузер.", thread=taken.thread)
    asked = await colleague.reads(thread=taken.thread)
    assert body(asked) == _(
        "{agent}, this ticket is assigned to {assignee}. Send your message to the customer or"
        " keep it as a note?"
    ).format(agent="Максим", assignee="Ольга")
    assert labels(asked) == [_("Send"), _("Note")]
    assert asked["reply_to_message"]["message_id"] == written["message_id"]
    assert unread(customer) == []

    await press(colleague, asked, _("Send"))

    await nothing_but(customer, "Попробуйте другой браузер.")
    await marked(colleague, written)
    assert _("Assignee: {agent}").format(agent="Ольга") in body(agent.card(taken.thread))


async def test_another_agents_plain_message_is_asked_about_and_kept(
    bot: App, customer: CustomerPerson, agent: AgentPerson, colleague: AgentPerson, taken: Ticket
) -> None:
    written = colleague.writes("Это же известный баг", thread=taken.thread)
    await press(colleague, await colleague.reads(thread=taken.thread), agent._("Note"))
    agent.writes("Проверяем.", thread=taken.thread)

    await nothing_but(customer, "Проверяем.")
    assert (await stored_message(bot, written)).audience == "note"


@pytest.mark.parametrize("label", ["Send", "Note"])
async def test_only_its_author_says_what_becomes_of_a_message(
    customer: CustomerPerson, agent: AgentPerson, colleague: AgentPerson, taken: Ticket, label: str
) -> None:
    _ = agent._
    colleague.writes("Попробуйте другой браузер.", thread=taken.thread)
    asked = await agent.reads("Максим", thread=taken.thread)
    refused = await press(agent, asked, _(label))
    assert refused.text == _("This button is for somebody else, or has been pressed already.")
    assert unread(customer) == []

    await press(colleague, asked, _("Send"))

    await nothing_but(customer, "Попробуйте другой браузер.")


@pytest.mark.parametrize("second", ["Send", "Note"])
async def test_a_second_press_sends_nothing_twice(
    customer: CustomerPerson, agent: AgentPerson, colleague: AgentPerson, taken: Ticket, second: str
) -> None:
    _ = agent._
    colleague.writes("Попробуйте другой браузер.", thread=taken.thread)
    asked = await colleague.reads(thread=taken.thread)
    presses_at_once(colleague, asked, _("Send"))
    late = await press(colleague, asked, _(second))

    assert late.text == _("This button is for somebody else, or has been pressed already.")
    assert body(await customer.reads()) == "Попробуйте другой браузер."
    await answer(agent, customer, taken, "Дальше.")
    assert [body(each) for each in customer.from_bot()][-2:] == ["Попробуйте другой браузер.", "Дальше."]


async def test_another_agents_album_is_asked_about_once_and_sent_whole(
    customer: CustomerPerson, agent: AgentPerson, colleague: AgentPerson, taken: Ticket
) -> None:
    colleague.attaches(photo("1.png"), photo("2.png"), photo("3.png"), thread=taken.thread)
    await press(colleague, await colleague.reads(thread=taken.thread), agent._("Send"))

    await agent.until(lambda: len(unread(customer)) == 3)
    assert len({each["media_group_id"] for each in unread(customer)}) == 1
    questions = [each for each in colleague.from_bot(taken.thread) if agent._("Send") in labels(each)]
    assert len(questions) == 1


async def test_two_messages_of_another_agent_are_decided_one_by_one(
    customer: CustomerPerson, agent: AgentPerson, colleague: AgentPerson, taken: Ticket
) -> None:
    colleague.writes("Это известный баг", thread=taken.thread)
    colleague.writes("Попробуйте другой браузер.", thread=taken.thread)
    first = await colleague.reads(thread=taken.thread)
    second = await colleague.reads(thread=taken.thread)
    await press(colleague, second, agent._("Send"))
    await press(colleague, first, agent._("Note"))
    agent.writes("Дальше.", thread=taken.thread)

    assert body(await customer.reads()) == "Попробуйте другой браузер."
    await nothing_but(customer, "Дальше.")
    assert names(customer.from_bot()) == []
