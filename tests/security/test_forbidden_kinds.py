"""A staff group that forbids its members some kinds of messages: customers' words come all the same."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.app import App
from bot.sandbox.model import Chat
from bot.sandbox.world import World
from storage.tables import outbox
from tests.conftest import RIGHTS
from tests.journeys.helpers import Ticket, document, eventually, photo, stored
from tests.journeys.two_desks import boss, bot, handed_over, irina, second
from tests.people import AgentPerson, CustomerPerson, Message, body, labels

__all__ = ["boss", "bot", "irina", "second"]

SHOWN_BY_NAME = "📎 {file} cannot be shown here: this group forbids files of its kind. The file is kept."


@pytest.fixture
def language() -> str:
    return "ru"


def only_words(world: World, group: Chat) -> None:
    """The bot is a member like any other, but for its topics."""
    world.join(group.id, world.bot.id, status="member")
    kinds = ("photos", "documents", "videos", "audios", "voice_notes", "video_notes", "polls")
    world.set_permissions(
        group.id, can_send_other_messages=False, **{f"can_send_{each}": False for each in kinds}
    )


async def nothing_is_held(bot: App) -> None:
    held = select(outbox.c.id).where(outbox.c.status == "held", outbox.c.ticket_id.is_not(None))
    assert await stored(bot, held) == []


def named(person: AgentPerson, name: str) -> str:
    return person._(SHOWN_BY_NAME).format(file=name)


async def everything_comes_in_words(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, thread: int | None
) -> None:
    only_words(world, world.chat(agent.chat_id))

    (shown,) = customer.attaches(photo(), caption="Вот экран, строка 7")
    await agent.reads(named(agent, f"photo-{shown['message_id']}.jpg"), thread=thread)
    await agent.reads("Вот экран, строка 7", thread=thread)
    customer.attaches(document("one.txt"), document("two.txt"), caption="Два журнала")
    await agent.reads(named(agent, "one.txt"), thread=thread)
    await agent.reads(named(agent, "two.txt"), thread=thread)
    customer.attaches(photo(), photo())
    await agent.reads("photo-", thread=thread)
    await agent.reads("photo-", thread=thread)
    world.send(customer.id, customer.chat_id, {"dice": {"emoji": "🎲", "value": 4}})
    await agent.reads("🎲 4", thread=thread)
    world.edit(customer.id, customer.chat_id, shown["message_id"], caption="Вот экран, строка 8")
    await agent.reads("Вот экран, строка 8", thread=thread)
    customer.writes("Это всё.")
    await agent.reads("Это всё.", thread=thread)
    await nothing_is_held(bot)

    world.set_permissions(agent.chat_id, can_send_photos=True)
    customer.attaches(photo(), caption="Ещё раз")
    assert "photo" in await agent.reads("Ещё раз", thread=thread)


@pytest.mark.parametrize("second", [True], indirect=True)
async def test_at_the_first_desk(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    await everything_comes_in_words(bot, world, customer, agent, ticket.thread)


async def test_at_a_departments_desk(
    bot: App,
    world: World,
    customer: CustomerPerson,
    agent: AgentPerson,
    irina: AgentPerson,
    ticket: Ticket,
) -> None:
    there = await handed_over(agent, irina, ticket)
    await everything_comes_in_words(bot, world, customer, irina, there.thread)


@pytest.mark.parametrize("second", [True], indirect=True)
async def test_where_nothing_may_be_written_the_photo_waits(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    world.join(agent.chat_id, world.bot.id, status="member")
    world.set_permissions(agent.chat_id, can_send_photos=False, can_send_messages=False)
    customer.attaches(photo(), caption="Вот экран")

    async def held() -> Any:
        return await stored(bot, select(outbox.c.id).where(outbox.c.status == "held"))

    await eventually(held)
    world.set_permissions(agent.chat_id, can_send_photos=True, can_send_messages=True)
    world.join(agent.chat_id, world.bot.id, status="administrator", rights=RIGHTS)
    assert "photo" in await agent.reads("Вот экран", thread=ticket.thread)


async def test_a_department_that_has_given_a_ticket_back_is_not_offered_to_take_it(
    bot: App, customer: CustomerPerson, agent: AgentPerson, irina: AgentPerson, ticket: Ticket
) -> None:
    there = await handed_over(agent, irina, ticket)

    def card() -> Message:
        return irina.world.find_post(irina.chat_id, there.card).data

    assert irina._("Take") in labels(card())
    there.writes("/return Настройка, не ошибка")
    await irina.until(lambda: labels(card()) == [irina._("More")])
    assert irina._("Take") in labels(agent.card(ticket.thread)) or "Ольга" in body(agent.card(ticket.thread))

    agent.writes("/escalate engineering Всё-таки ошибка", thread=ticket.thread)
    await irina.until(lambda: irina._("Take") in labels(card()))
