"""Every command of the table, from everybody who may not give it: nothing is done."""

from collections.abc import Iterable
from typing import Any

import pytest
from sqlalchemy import select

from bot.app import App
from bot.channels.telegram.command_table import CUSTOMERS, STAFF, Entry
from bot.sandbox.world import World
from storage.tables import inbox, members, metadata, outbox, tickets
from tests.journeys.helpers import (
    Ticket,
    callback_data,
    new_customer,
    reaction,
    stored,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, Message, body, settled
from tests.strange import ANONYMOUS_ADMIN, CHANNEL, CHANNEL_BOT, OTHER_BOT, TELEGRAM, raw

ARGUMENTS = ("", "@support_bot", " 1 spam", " all", " add x\nwords", " e-comet support")
SAID = {"inbox", "outbox", "links", "claims", "replicas", "readings", "messages", "drafts"}
"""What every message leaves behind."""

ABOUT_PEOPLE = {"customers", "agents", "members"}
"""Who somebody is may be learnt from anything they write; bans are looked at apart."""

CUSTOMERS_TOO = {each.name for each in CUSTOMERS}
STAFFS_ALONE = tuple(each for each in STAFF if each.name not in CUSTOMERS_TOO)
BARE = [f"/{each.name}" for each in STAFFS_ALONE] + ["/reload", "/shutdown"]
STANDING = select(
    *(tickets.c[each] for each in ("state", "priority", "assignee_id", "department", "subject"))
)

NO_PERSON: dict[str, dict[str, Any]] = {
    "a bot": {"from": OTHER_BOT},
    "a linked channel": {"from": TELEGRAM, "sender_chat": CHANNEL, "is_automatic_forward": True},
    "a person in a channel's name": {"from": CHANNEL_BOT, "sender_chat": CHANNEL},
    "nobody": {},
}


@pytest.fixture
def language() -> str:
    return "ru"


async def kept(bot: App, *apart_from: str) -> dict[str, Any]:
    """Everything that a command could change."""
    tables = [each for each in metadata.sorted_tables if each.name not in SAID | set(apart_from)]
    known = {each.name: sorted(map(repr, await stored(bot, select(each)))) for each in tables}
    bans = await stored(bot, select(metadata.tables["customers"].c.ban))
    return known | {"bans": [each for each in bans if each[0]]}


async def all_handled(bot: App, world: World) -> None:
    """And answered: there are many commands, and no hurry. None has failed."""
    waiting = select(inbox.c.update_id).where(inbox.c.status == "waiting")
    queued = select(outbox.c.id).where(outbox.c.status == "queued")
    while world.updates_pending() or await stored(bot, waiting) or await stored(bot, queued):
        await settled(0.02)
    assert await stored(bot, select(inbox.c.payload).where(inbox.c.status == "dead")) == []


def commands(entries: Iterable[Entry]) -> list[str]:
    names = sorted({each.name for each in entries})
    return [f"/{name}{ARGUMENTS[number % len(ARGUMENTS)]}" for number, name in enumerate(names)]


def replied(customer: CustomerPerson, number: int) -> list[Message]:
    """What the bot has replied to a message."""
    told = customer.from_bot()
    return [each for each in told if each.get("reply_to_message", {}).get("message_id") == number]


async def test_from_a_customer_in_a_private_chat(
    bot: App, world: World, customer: CustomerPerson, ticket: Ticket
) -> None:
    """They know the commands, and have a ticket open: each is refused in words."""
    await all_handled(bot, world)
    before = await kept(bot, *ABOUT_PEOPLE)
    given = [customer.writes(each) for each in BARE]
    await all_handled(bot, world)

    for each in given:
        (no,) = replied(customer, each["message_id"])
        assert "/help" in body(no)
    assert await kept(bot, *ABOUT_PEOPLE) == before


async def test_words_of_a_customer_that_begin_like_a_command_reach_the_ticket_as_words(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    """Somebody may paste a path, or write "/help me please": nobody's words are thrown away."""
    await all_handled(bot, world)
    before = await kept(bot, *ABOUT_PEOPLE, "tickets", "events")
    events = set(await stored(bot, select(metadata.tables["events"].c.event)))
    (state,) = await stored(bot, STANDING)
    given = [customer.writes(f"{each} 1 spam") for each in BARE]
    await all_handled(bot, world)

    assert {reaction(customer, each) for each in given} == {"👌"}
    shown = [body(each) for each in agent.from_bot(ticket.thread)]
    assert [each["text"] for each in given] == [each for each in shown if each.endswith(" 1 spam")]
    assert await kept(bot, *ABOUT_PEOPLE, "tickets", "events") == before
    assert await stored(bot, STANDING) == [state]
    new = {
        row.event for row in await stored(bot, select(metadata.tables["events"].c.event)) if row not in events
    }
    assert new <= {"customer_wrote"}


async def test_from_a_former_agent_in_a_private_chat(
    bot: App, world: World, agent: AgentPerson, colleague: AgentPerson, ticket: Ticket
) -> None:
    world.leave(colleague.chat_id, colleague.id)
    former = CustomerPerson(world, colleague.id, colleague.id, "ru")
    await all_handled(bot, world)
    before = await kept(bot, *ABOUT_PEOPLE)
    for each in commands(STAFFS_ALONE):
        former.writes(each)
        await all_handled(bot, world)  # an answer that waits would give way to the next
    assert len(former.from_bot()) >= len(commands(STAFFS_ALONE))
    assert await kept(bot, *ABOUT_PEOPLE) == before


async def test_from_the_owner_of_a_group_that_is_nobodys_staff_group(
    bot: App, world: World, ticket: Ticket
) -> None:
    stranger = world.create_user("Чужой")
    group = world.create_group("Чужая группа", forum=False)
    world.join(group.id, stranger.id, status="creator")
    world.join(group.id, world.bot.id, status="administrator")
    await all_handled(bot, world)
    before = await kept(bot, *ABOUT_PEOPLE)
    given = [world.write(stranger.id, group.id, each) for each in commands((*CUSTOMERS, *STAFF))]
    await all_handled(bot, world)

    assert await kept(bot, *ABOUT_PEOPLE) == before
    told = [each for each in world.messages(group.id) if each["from"]["is_bot"] and "text" in each]
    bound = next(each for each in given if each["text"].startswith("/bind"))
    assert [each["reply_to_message"]["message_id"] for each in told] == [bound["message_id"]]
    assert "ADMIN_IDS" in body(told[0])


@pytest.mark.parametrize("who", NO_PERSON)
async def test_from_who_is_no_person_in_the_staff_group(
    bot: App, world: World, agent: AgentPerson, ticket: Ticket, who: str
) -> None:
    """Silence, too: two bots that answer each other would never end."""
    chat = world.chat(agent.chat_id).json()
    await all_handled(bot, world)
    before, seen = await kept(bot), len(world.calls)
    place = {"message_thread_id": ticket.thread, "is_topic_message": True}
    for each in commands(STAFF):
        raw(world, chat, OTHER_BOT, **place | {"text": each, "from": None} | NO_PERSON[who])
    await all_handled(bot, world)

    assert await kept(bot) == before
    assert not [
        call for call in world.calls[seen:] if call.method.startswith(("send", "copy", "set", "edit"))
    ]


@pytest.mark.parametrize("chat_type", ["private", "group of nobody"])
async def test_from_a_bot_elsewhere(bot: App, world: World, agent: AgentPerson, chat_type: str) -> None:
    group = world.create_group("Чужая группа", forum=False)
    world.join(group.id, world.bot.id, status="administrator")
    chat = {"id": OTHER_BOT["id"], "type": "private"} if chat_type == "private" else group.json()
    await all_handled(bot, world)
    before, seen = await kept(bot), len(world.calls)
    for each in commands((*CUSTOMERS, *STAFF, Entry("start", "", ""))):
        raw(world, chat, OTHER_BOT, text=each)
    await all_handled(bot, world)

    assert await kept(bot) == before
    assert not [call for call in world.calls[seen:] if call.method.startswith("send")]


async def test_a_bots_press_does_nothing(bot: App, world: World, agent: AgentPerson, ticket: Ticket) -> None:
    card = agent.card(ticket.thread)
    await all_handled(bot, world)
    before = await kept(bot)
    press = {"id": "5", "from": OTHER_BOT, "chat_instance": "1", "message": card}
    data = callback_data(card, agent._("Take"))
    world.emit("callback_query", world.chat(agent.chat_id), press | {"data": data})
    await all_handled(bot, world)
    assert await kept(bot) == before


async def test_whom_another_bot_puts_out_of_the_group_is_no_agent_there_any_more(
    bot: App, world: World, agent: AgentPerson, colleague: AgentPerson, ticket: Ticket
) -> None:
    """That is Telegram's news, and not the bot's words."""
    colleague.writes("/duty")
    await all_handled(bot, world)
    here = len(await stored(bot, select(members)))
    out = world.users[colleague.id].json()
    raw(world, world.chat(agent.chat_id).json(), OTHER_BOT, left_chat_member=out)
    await all_handled(bot, world)
    assert len(await stored(bot, select(members))) == here - 1


@pytest.mark.parametrize("who", ["a plain agent", "an anonymous administrator"])
async def test_an_administrators_command_from_an_agent(
    bot: App, world: World, agent: AgentPerson, ticket: Ticket, who: str
) -> None:
    """Who is the bot's administrator, `ADMIN_IDS` says, and not the group: people are told so."""
    chat = world.chat(agent.chat_id).json()
    place = {"message_thread_id": ticket.thread, "is_topic_message": True}
    await all_handled(bot, world)
    before = await kept(bot, *ABOUT_PEOPLE)
    given = [f"/{entry.name}{more}" for entry in STAFF if entry.admin for more in ARGUMENTS]
    for each in given:
        if who == "a plain agent":
            agent.writes(each, thread=ticket.thread)
        else:
            hidden = {"sender_chat": chat, "author_signature": "Начальник", "text": each}
            raw(world, chat, ANONYMOUS_ADMIN, **place, **hidden)
    await all_handled(bot, world)

    assert await kept(bot, *ABOUT_PEOPLE) == before
    told = [each for each in agent.from_bot(ticket.thread) if "ADMIN_IDS" in body(each)]
    assert len(told) == len(given)


async def test_from_a_customer_about_another_customers_ticket(
    bot: App, world: World, customer: CustomerPerson, ticket: Ticket
) -> None:
    other = new_customer(world, "Чужой")
    other.starts()
    await other.reads()
    for each in (f"/ticket {ticket.number}", f"/start {ticket.number}", f"/ticket {ticket.number} OR 1=1"):
        other.writes(each)
    await all_handled(bot, world)
    assert len(unread(other)) >= 2
    assert not any("Экспорт" in body(each) for each in other.from_bot())
