"""A ticket with a department that works in a group of its own: one conversation at two desks."""

from bot.app import App
from bot.sandbox.world import World
from tests.journeys.helpers import (
    Ticket,
    catch_up,
    confirm,
    document,
    names,
    resolve,
    sees_state,
    unread,
)
from tests.journeys.two_desks import REASON, boss, bot, handed_over, has_topics, irina, second
from tests.people import AgentPerson, CustomerPerson, body, settled

__all__ = ["boss", "bot", "irina", "second"]


async def test_the_department_gets_the_form_what_was_said_and_the_files(
    bot: App, customer: CustomerPerson, agent: AgentPerson, irina: AgentPerson, ticket: Ticket
) -> None:
    customer.attaches(document("лог.txt"))
    await agent.until(lambda: "лог.txt" in names(agent.from_bot(ticket.thread)))
    agent.writes("Смотрим, спасибо.", thread=ticket.thread)
    await customer.reads("Смотрим, спасибо.")
    agent.writes("// у него старый тариф", thread=ticket.thread)

    there = await handed_over(agent, irina, ticket)
    passed = body(await there.reads(REASON))
    for part in ("Ольга", "Смотрим, спасибо.", "у него старый тариф"):
        assert part in passed
    await irina.until(lambda: "лог.txt" in names(irina.from_bot(there.thread)))
    assert unread(irina, there.thread) == [] or "лог.txt" in names(unread(irina, there.thread))


async def test_both_desks_hear_the_customer_and_each_other_and_notes_stay_among_agents(
    bot: App, customer: CustomerPerson, agent: AgentPerson, irina: AgentPerson, ticket: Ticket
) -> None:
    there = await handed_over(agent, irina, ticket)
    await there.reads(REASON)
    catch_up(customer)

    customer.writes("Есть новости?")
    await there.reads("Есть новости?")
    await agent.reads("Есть новости?", thread=ticket.thread)

    there.writes("// это округление, не говорим пока")
    noted = await agent.reads("это округление", thread=ticket.thread)
    assert "Ирина" in body(noted)
    agent.writes("Ничего не скажу.", thread=ticket.thread, reply_to=noted["message_id"])
    assert "Ничего не скажу." in body(await there.reads("Ольга")), "a reply to a note is a note"

    there.writes("/take")
    there.writes("Нужна версия программы?")
    await customer.reads("Нужна версия программы?")
    told = await agent.reads("Нужна версия программы?", thread=ticket.thread)
    assert "Ирина" in body(told)
    await settled()
    assert not any(
        "округление" in body(each) or "Ничего не скажу" in body(each) for each in customer.from_bot()
    )


async def test_who_gives_it_back_says_so_at_both_desks_and_a_note_from_there_still_arrives(
    bot: App, customer: CustomerPerson, agent: AgentPerson, irina: AgentPerson, ticket: Ticket
) -> None:
    there = await handed_over(agent, irina, ticket)
    await there.reads(REASON)
    there.writes("/return Настройка, не ошибка")
    await agent.reads("Настройка, не ошибка", thread=ticket.thread)
    told = await there.reads(irina._("↩️ {ticket} is not with you any more.").format(ticket=ticket.number))
    assert irina._("A note from here still reaches the colleagues.") in body(told)
    await sees_state(agent, ticket, "In progress")

    catch_up(irina, there.thread)
    customer.writes("А сейчас?")
    await agent.reads("А сейчас?", thread=ticket.thread)
    there.writes("// ещё проверьте кэш")
    await agent.reads("ещё проверьте кэш", thread=ticket.thread)
    await settled()
    assert not any("А сейчас?" in body(each) for each in irina.from_bot(there.thread))
    await confirm(customer, await resolve(agent, customer, ticket, "Поправили настройку."))


async def test_what_a_desk_asks_of_the_bot_is_answered_there(
    bot: App, agent: AgentPerson, irina: AgentPerson, ticket: Ticket
) -> None:
    there = await handed_over(agent, irina, ticket)
    await there.reads(REASON)
    catch_up(agent, ticket.thread)
    there.writes("/history")
    await there.reads(REASON)
    there.writes("/eta вчера")
    await there.reads("")
    await settled()
    assert unread(agent, ticket.thread) == []


async def test_handed_over_twice_it_stands_there_once(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, irina: AgentPerson, ticket: Ticket
) -> None:
    there = await handed_over(agent, irina, ticket)
    await there.reads(REASON)
    there.writes("/return Пока не видно")
    await sees_state(agent, ticket, "In progress")
    customer.writes("Повторилось!")
    await agent.reads("Повторилось!", thread=ticket.thread)
    agent.writes("/escalate engineering Снова", thread=ticket.thread)

    assert "Повторилось!" in body(await there.reads("Снова"))
    if has_topics(irina):
        own = [each for each in world.topics(irina.chat_id) if each.name.startswith(ticket.number)]
        assert len(own) == 1


async def test_where_support_works_in_the_same_group_nothing_is_doubled(
    bot: App, world: World, agent: AgentPerson, ticket: Ticket
) -> None:
    agent.writes(f"/escalate development {REASON}", thread=ticket.thread)
    await sees_state(agent, ticket, "With {department}", department=agent._("development"))
    await settled()
    assert sum(each.name.startswith(ticket.number) for each in world.topics(agent.chat_id)) == 1


async def test_replies_to_what_the_bot_repeats_of_a_colleague_are_notes(
    bot: App, customer: CustomerPerson, agent: AgentPerson, irina: AgentPerson, ticket: Ticket
) -> None:
    there = await handed_over(agent, irina, ticket)
    passed = await there.reads(REASON)
    irina.writes("Опять он со своим тарифом", thread=there.thread, reply_to=passed["message_id"])
    noted = await agent.reads("Опять он со своим тарифом", thread=ticket.thread)
    assert "Ирина" in body(noted)

    agent.writes("Моё прежнее", thread=ticket.thread)
    await there.reads("Моё прежнее")
    agent.writes("/undo", thread=ticket.thread, reply_to=noted["message_id"])
    await agent.reads(agent._("You have no messages here to unsend."), thread=ticket.thread)
    there.writes("/return Это настройка")
    back = await agent.reads("Это настройка", thread=ticket.thread)
    agent.writes("Так и думала", thread=ticket.thread, reply_to=back["message_id"])
    await settled()
    assert not any("тарифом" in body(each) or "Так и думала" in body(each) for each in customer.from_bot())
