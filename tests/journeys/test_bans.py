"""Banned customers: nothing of theirs reaches agents, attempts are counted, the end comes by itself."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.app import App
from bot.sandbox.model import Chat
from bot.sandbox.world import World
from bot.settings import Settings
from storage.tables import acts, customers, tickets
from tests.journeys.administration import admin, settings
from tests.journeys.helpers import (
    Ticket,
    answer,
    catch_up,
    eventually,
    find_ticket,
    new_customer,
    pass_time,
    press,
    reach,
    register,
    resolve,
    running_in_world_time,
    stored,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, body, settled

__all__ = ["admin", "settings"]

SORRY = "We are sorry: your messages here are not accepted at present, and nobody reads them."


async def ban(admin: AgentPerson, ticket: Ticket, words: str = "спам") -> str:
    admin.writes(f"/ban {words}", thread=ticket.thread)
    return body(await admin.reads("🚫", thread=ticket.thread))


async def refused(bot: App) -> int:
    ((kept,),) = await stored(bot, select(customers.c.ban).where(customers.c.ban.is_not(None)))
    return int(kept["refused"])


async def test_what_a_banned_customer_writes_reaches_nobody_and_is_counted(
    bot: App, customer: CustomerPerson, admin: AgentPerson, ticket: Ticket
) -> None:
    told = await ban(admin, ticket, "7 ругань в сообщениях")
    assert "Анна" in told
    assert "ругань в сообщениях" in told
    catch_up(customer)
    for words in ("Вы где?", "Ответьте!", "/start", "/new"):
        customer.writes(words)

    said = body(await customer.reads(customer._(SORRY)))
    assert "MixVel" not in said
    assert "🕘" in said, "other ways to reach the product's support"
    await eventually(lambda: has_refused(bot, 4))
    assert unread(customer) == []
    assert not any(body(each) in {"Вы где?", "Ответьте!"} for each in admin.messages(ticket.thread))


async def has_refused(bot: App, number: int) -> bool:
    return await refused(bot) == number


async def test_a_banned_customer_cannot_register_by_buttons_either(
    bot: App, customer: CustomerPerson, admin: AgentPerson, ticket: Ticket
) -> None:
    preview = await reach(customer, 5)
    await ban(admin, ticket)
    catch_up(customer)
    await press(customer, preview, customer._("Submit"))

    await customer.reads(customer._(SORRY))
    assert await stored(bot, select(tickets.c.number)) == [(1,)]


async def test_edits_of_a_banned_customer_are_not_shown(
    bot: App, world: World, customer: CustomerPerson, admin: AgentPerson, ticket: Ticket
) -> None:
    written = customer.writes("Есть новости?")
    await admin.reads("Есть новости?", thread=ticket.thread)
    await ban(admin, ticket)
    world.edit(customer.id, customer.chat_id, written["message_id"], text="Негодяи!")

    await customer.reads(customer._(SORRY))
    assert not any("Негодяи" in body(each) for each in admin.messages(ticket.thread))


async def test_agents_can_still_answer_and_the_customer_can_confirm(
    bot: App, customer: CustomerPerson, admin: AgentPerson, ticket: Ticket
) -> None:
    await ban(admin, ticket)
    await answer(admin, customer, ticket, "Проверяем.")
    asked = await resolve(admin, customer, ticket)
    await press(customer, asked, customer._("Confirm"))

    await admin.sees_on_card(ticket.thread, admin._("Closed ({reason})").format(reason=admin._("confirmed")))
    assert await refused(bot) == 0


async def test_card_and_history_show_the_ban_until_it_is_lifted(
    bot: App, customer: CustomerPerson, admin: AgentPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    await ban(admin, ticket, "спам")
    line = admin._("🚫 The customer is banned: {because}").format(because="спам")
    await admin.sees_on_card(ticket.thread, line)
    agent.writes("/history", thread=ticket.thread)
    await agent.reads(agent._("{ticket}: history").format(ticket=ticket.number), thread=ticket.thread)
    assert line in body(agent.from_bot(ticket.thread)[-1])
    customer.writes("Алло?")
    await customer.reads(customer._(SORRY))
    admin.writes("/unban извинился", thread=ticket.thread)
    said = await admin.reads(
        admin._("{customer} can write again.").format(customer="Анна"), thread=ticket.thread
    )
    assert "1" in body(said)
    await admin.until(lambda: line not in body(admin.card(ticket.thread)) or None)
    customer.writes("Спасибо")
    await admin.reads("Спасибо", thread=ticket.thread)

    kept = [(row.kind, row.person) for row in await stored(bot, select(acts).order_by(acts.c.id))]
    assert kept == [("banned", admin.id), ("unbanned", admin.id)]


async def test_a_ban_ends_by_itself(
    settings: Settings, world: World, customer: CustomerPerson, admin: AgentPerson
) -> None:
    async with running_in_world_time(settings, world):
        ticket = await find_ticket(admin, await register(customer))
        await ban(admin, ticket, "2 спам")
        customer.writes("Раз")
        await customer.reads(customer._(SORRY))
        await pass_time(world, timedelta(days=1, hours=1))
        customer.writes("Два")
        await customer.reads(customer._(SORRY))
        await pass_time(world, timedelta(days=1))
        customer.writes("Три")
        await admin.reads("Три", thread=ticket.thread)

    assert not any(body(each) in {"Раз", "Два"} for each in admin.messages(ticket.thread))


async def test_the_silence_of_a_banned_customer_is_no_consent(
    settings: Settings, world: World, customer: CustomerPerson, admin: AgentPerson
) -> None:
    async with running_in_world_time(settings, world) as app:
        ticket = await find_ticket(admin, await register(customer))
        await resolve(admin, customer, ticket)
        await ban(admin, ticket)
        await pass_time(world, timedelta(days=5))
        await settled(2.5)
        assert await stored(app, select(tickets.c.state)) == [("resolved",)]

        admin.writes("/unban", thread=ticket.thread)
        await admin.reads(
            admin._("{customer} can write again.").format(customer="Анна"), thread=ticket.thread
        )
        await pass_time(world, timedelta(days=1, hours=2))
        reason = admin._("no objections received")
        await admin.sees_on_card(ticket.thread, admin._("Closed ({reason})").format(reason=reason))


async def test_others_are_not_concerned(
    bot: App, world: World, admin: AgentPerson, ticket: Ticket, language: str
) -> None:
    await ban(admin, ticket)
    await register(new_customer(world, language=language))


@pytest.mark.parametrize(
    ("words", "answered"),
    [
        ("/ban", "/ban 7 REASON"),
        ("/ban 7", "/ban 7 REASON"),
        ("/ban until завтра спам", "“завтра”"),
        ("/ban until 2020-01-01 спам", "2020-01-01"),
        ("/ban 99999 спам", "3650"),
        ("/unban", "Анна"),
    ],
)
@pytest.mark.parametrize("language", ["en"])
async def test_what_cannot_be_done_is_answered_with_how_it_can(
    bot: App, customer: CustomerPerson, admin: AgentPerson, ticket: Ticket, words: str, answered: str
) -> None:
    admin.writes(words, thread=ticket.thread)
    await admin.reads(answered, thread=ticket.thread)
    assert await stored(bot, select(customers.c.ban).where(customers.c.ban.is_not(None))) == []


async def test_only_administrators_ban(
    bot: App, customer: CustomerPerson, agent: AgentPerson, admin: AgentPerson, ticket: Ticket
) -> None:
    agent.writes("/ban спам", thread=ticket.thread)
    assert "ADMIN_IDS" in body(await agent.reads("ADMIN_IDS", thread=ticket.thread))
    customer.writes("Есть новости?")
    await agent.reads("Есть новости?", thread=ticket.thread)


async def test_without_topics_the_ban_is_a_reply_to_the_card(
    settings: Settings, world: World, staff_group: Chat, customer: CustomerPerson, admin: AgentPerson
) -> None:
    world.set_forum(staff_group.id, forum=False)
    async with running_in_world_time(settings, world):
        number = await register(customer)
        card = await admin.reads(number)
        admin.writes("/ban 3 спам", reply_to=card["message_id"])
        await admin.reads("🚫")
        customer.writes("Алло?")
        await customer.reads(customer._(SORRY))
    await settled()
