"""A ticket leaves the department that worked on it in a group of its own: everybody there learns it."""

import pytest

from bot.app import App
from bot.sandbox.model import Chat, Topic
from bot.sandbox.world import World
from tests.conftest import RIGHTS
from tests.journeys.helpers import (
    Ticket,
    catch_up,
    confirm,
    find_ticket,
    press,
    register,
    resolve,
    sees_state,
    unread,
)
from tests.journeys.two_desks import (
    CHECK_MARK,
    REASON,
    Desk,
    binds,
    boss,
    bot,
    elsewhere,
    handed_over,
    has_topics,
    irina,
    not_accepted,
    resolved_by,
    second,
)
from tests.people import AgentPerson, CustomerPerson, body, labels, settled

__all__ = ["boss", "bot", "irina", "second"]

NOT_ACCEPTED = "↩️ The customer did not accept the answer to {ticket}: the first line has it again."
REOPENED = "↩️ The customer reopened {ticket}: the first line has it again."
UNDONE = "↩️ The answer to {ticket} was taken back: the first line has it again."
STILL_EMPTY = "Файл всё ещё пустой"


def topic(agent: AgentPerson, ticket: Ticket) -> Topic:
    return Desk(agent, ticket.thread, 0).topic


def times_told(there: Desk, text: str) -> int:
    told = there.person._(text).format(ticket="EC-1")
    return sum(told in body(each) for each in there.person.from_bot(there.thread))


async def nobody_has(agent: AgentPerson, ticket: Ticket) -> None:
    nobody = agent._("Assignee: {agent}").format(agent=agent._("nobody yet"))
    await agent.sees_on_card(ticket.thread, nobody)


async def test_an_answer_that_is_not_accepted_takes_the_ticket_from_the_department_which_reads_why(
    bot: App, customer: CustomerPerson, agent: AgentPerson, irina: AgentPerson, ticket: Ticket
) -> None:
    there = await handed_over(agent, irina, ticket)
    question = await resolved_by(there, customer)
    catch_up(agent, ticket.thread)
    await not_accepted(customer, question, STILL_EMPTY)

    told = await there.reads(irina._(NOT_ACCEPTED).format(ticket="EC-1"))
    assert STILL_EMPTY in body(told)
    assert irina._("A note from here still reaches the colleagues.") in body(told)
    await agent.reads(STILL_EMPTY, thread=ticket.thread)
    await agent.reads(agent._("The ticket is back in the queue."), thread=ticket.thread)
    await nobody_has(agent, ticket)
    agent.writes("/history", thread=ticket.thread)
    history = await agent.reads(agent._("the ticket is back in the queue"), thread=ticket.thread)
    assert agent._("the customer said the problem is not solved") in body(history)

    agent.writes("Смотрим снова.", thread=ticket.thread)
    await customer.reads("Смотрим снова.")
    await not_accepted(customer, await resolve(agent, customer, ticket, "Теперь точно."), "Опять не то")
    await agent.reads("Опять не то", thread=ticket.thread)
    there.writes("// проверьте кэш")
    await agent.reads("проверьте кэш", thread=ticket.thread)
    await settled()
    assert times_told(there, NOT_ACCEPTED) == 1
    await agent.sees_on_card(ticket.thread, "Ольга")


@pytest.mark.parametrize("language", ["ru"])
@pytest.mark.parametrize("whose", ["home", "both"])
async def test_who_works_with_the_first_line_too_keeps_the_ticket(
    bot: App,
    world: World,
    customer: CustomerPerson,
    agent: AgentPerson,
    irina: AgentPerson,
    ticket: Ticket,
    whose: str,
) -> None:
    there = await handed_over(agent, irina, ticket)
    if whose == "home":
        agent.writes("/take", thread=ticket.thread)
        name = "Ольга"
    else:
        world.join(agent.chat_id, irina.id)
        world.write(irina.id, agent.chat_id, "/mine")
        await agent.reads("", thread=1)
        there.writes("/take")
        name = "Ирина"
    await agent.sees_on_card(ticket.thread, name)
    await not_accepted(customer, await resolved_by(there, customer), STILL_EMPTY)

    await there.reads(irina._(NOT_ACCEPTED).format(ticket="EC-1"))
    card = await sees_state(agent, ticket, "In progress")
    assert agent._("Assignee: {agent}").format(agent=name) in body(card)


async def test_a_topic_that_was_closed_with_the_ticket_opens_for_notes_when_the_customer_reopens_it(
    bot: App, customer: CustomerPerson, agent: AgentPerson, irina: AgentPerson, ticket: Ticket
) -> None:
    there = await handed_over(agent, irina, ticket)
    thanks = await confirm(customer, await resolved_by(there, customer))
    await agent.until(lambda: topic(agent, ticket).closed)
    if has_topics(irina):
        await irina.until(lambda: there.topic.closed)
    customer.writes("Опять не работает!", reply_to=thanks["message_id"])
    offered = await customer.reads(ticket.number)
    assert customer._("Reopen") in labels(offered)
    await press(customer, offered, customer._("Reopen"))

    await there.reads(irina._(REOPENED).format(ticket="EC-1"))
    await nobody_has(agent, ticket)
    await agent.until(lambda: not topic(agent, ticket).closed)
    if has_topics(irina):
        await irina.until(lambda: not there.topic.closed)
        assert there.topic.icon_custom_emoji_id == CHECK_MARK
    there.writes("// это был старый тариф")
    await agent.reads("это был старый тариф", thread=ticket.thread)


@pytest.mark.parametrize("language", ["ru"])
async def test_an_answer_taken_back_takes_the_ticket_with_it(
    bot: App, customer: CustomerPerson, agent: AgentPerson, irina: AgentPerson, ticket: Ticket
) -> None:
    there = await handed_over(agent, irina, ticket)
    await resolved_by(there, customer)
    await sees_state(agent, ticket, "Completed")
    there.writes("/undo")
    await there.reads(irina._(UNDONE).format(ticket="EC-1"))
    await nobody_has(agent, ticket)


async def test_who_gives_a_ticket_back_does_not_keep_it_and_the_topic_shows_it_is_done(
    bot: App, customer: CustomerPerson, agent: AgentPerson, irina: AgentPerson, ticket: Ticket
) -> None:
    there = await handed_over(agent, irina, ticket)
    there.writes("/take")
    await agent.sees_on_card(ticket.thread, "Ирина")
    there.writes("/return Настройка, не ошибка")
    back = await agent.reads("Настройка, не ошибка", thread=ticket.thread)
    assert "@irina" not in body(back)
    await agent.reads(agent._("The ticket is back in the queue."), thread=ticket.thread)
    await nobody_has(agent, ticket)
    await there.reads(irina._("↩️ {ticket} is not with you any more.").format(ticket="EC-1"))
    if has_topics(irina):
        await irina.until(lambda: there.topic.icon_custom_emoji_id == CHECK_MARK)
        assert not there.topic.closed
        agent.writes("/escalate engineering Снова", thread=ticket.thread)
        await irina.until(lambda: there.topic.icon_custom_emoji_id != CHECK_MARK)


async def test_the_topic_of_who_has_given_it_back_closes_with_the_ticket_and_opens_for_a_word_there_alone(
    bot: App, customer: CustomerPerson, agent: AgentPerson, irina: AgentPerson, ticket: Ticket
) -> None:
    there = await handed_over(agent, irina, ticket)
    there.writes("/return Настройка, не ошибка")
    await there.reads(irina._("↩️ {ticket} is not with you any more.").format(ticket="EC-1"))
    await confirm(customer, await resolve(agent, customer, ticket, "Поправили настройку."))
    await agent.until(lambda: topic(agent, ticket).closed)
    if not has_topics(irina):
        return
    await irina.until(lambda: there.topic.closed)

    await press(irina, irina.card(there.topic.message_thread_id), irina._("More"))
    await irina.presses(irina._("Note"), thread=there.thread)
    await irina.until(lambda: not there.topic.closed)
    assert topic(agent, ticket).closed
    there.writes("Был старый тариф.")
    await agent.reads("Был старый тариф.", thread=ticket.thread)
    await irina.until(lambda: there.topic.closed)


@pytest.mark.parametrize("language", ["ru"])
async def test_a_department_that_has_moved_in_with_the_first_line_works_at_its_desk(
    bot: App,
    staff_group: Chat,
    customer: CustomerPerson,
    agent: AgentPerson,
    irina: AgentPerson,
    boss: AgentPerson,
    ticket: Ticket,
) -> None:
    there = await handed_over(agent, irina, ticket)
    there.writes("/return Пока не видно")
    await there.reads("больше не у вас")
    await binds(boss, "mixvel support")
    await binds(elsewhere(boss, staff_group), "all engineering")
    catch_up(irina, there.thread)
    agent.writes("/escalate engineering Снова", thread=ticket.thread)
    await sees_state(agent, ticket, "With {department}", department="вторая линия")
    customer.writes("Есть новости?")
    await agent.reads("Есть новости?", thread=ticket.thread)

    there.writes("// тут был старый тариф")
    await agent.reads("тут был старый тариф", thread=ticket.thread)
    await settled()
    assert not any(REASON in body(each) or "новости" in body(each) for each in unread(irina, there.thread))


@pytest.mark.parametrize("language", ["ru"])
async def test_when_the_first_lines_group_serves_nothing_any_more_the_desk_stays_the_first_lines(
    bot: App,
    world: World,
    customer: CustomerPerson,
    agent: AgentPerson,
    irina: AgentPerson,
    boss: AgentPerson,
) -> None:
    first = world.create_group("First line", forum=True)
    world.join(first.id, world.bot.id, status="administrator", rights=RIGHTS)
    world.join(first.id, agent.id)
    olga = AgentPerson(world, agent.id, first.id, agent.language)
    admin = elsewhere(boss, first)
    await binds(admin, "e-comet support")
    ticket = await find_ticket(olga, await register(customer))
    there = await handed_over(olga, irina, ticket)
    admin.writes("/bind none")
    await admin.reads(admin._("No tickets come to this group."), thread=1)
    customer.writes("Есть новости?")

    await there.reads("Есть новости?")
    thread = await agent.topic_of(ticket.number)
    await agent.reads("Есть новости?", thread=thread)
    await settled()
    at_irinas = [each for each in irina.from_bot(there.thread) if "Есть новости?" in body(each)]
    assert len(at_irinas) == 1
