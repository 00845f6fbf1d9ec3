"""More canned answers than one message has buttons for."""

import pytest
from sqlalchemy import insert, select

from bot.app import App
from bot.domain.canned import ON_A_PAGE
from storage.tables import canned, canned_changes
from tests.journeys.administration import admin, settings
from tests.journeys.helpers import Ticket, catch_up, press, stored
from tests.people import AgentPerson, Message, body, labels
from tests.storage.making import NOON

__all__ = ["admin", "settings"]

NUMBER = 2 * ON_A_PAGE + 5
NAMES = [f"ответ{number:03}" for number in range(1, NUMBER + 1)]


@pytest.fixture
async def many(bot: App, agent: AgentPerson, ticket: Ticket) -> Ticket:
    """The ticket, and answers in Russian by an agent whom the bot knows."""
    agent.writes("// смотрю", thread=ticket.thread)
    await agent.until(lambda: labels(agent.card(ticket.thread)))
    async with bot.database.begin() as uow:
        author = await uow.agents.recognise("1", "Автор", None, chat_id=agent.chat_id)
    async with bot.engine.begin() as connection:
        common = {"product_id": "", "language": "ru", "entities": [], "updated_at": NOON}
        rows = [{"name": name, "text": f"Текст {name}", **common, "updated_by": author.id} for name in NAMES]
        await connection.execute(insert(canned), rows)
    catch_up(agent, 1)
    return ticket


def now(person: AgentPerson, shown: Message) -> Message:
    found: Message = person.world.message(person.chat_id, shown["message_id"])
    return found


async def turns(person: AgentPerson, shown: Message, label: str, to: int) -> Message:
    """The same message, once it shows another page."""
    await press(person, now(person, shown), label)
    page = f"{to}/3"
    return await person.until(lambda: now(person, shown) if page in labels(now(person, shown)) else None)


def names(message: Message) -> list[str]:
    return [each.partition(" · ")[0] for each in labels(message) if each.startswith("ответ")]


async def test_each_has_its_button_on_one_of_the_pages_and_is_sent_by_it(
    many: Ticket, agent: AgentPerson
) -> None:
    agent.writes("/c", thread=many.thread)
    shown = await agent.reads(thread=many.thread)
    found = names(shown)
    assert labels(shown)[-2:] == ["1/3", "▶️"]
    found += names(await turns(agent, shown, "▶️", 2))
    last = await turns(agent, shown, "▶️", 3)
    assert found + names(last) == NAMES
    assert labels(last)[-2:] == ["◀️", "3/3"]

    await press(agent, last, NAMES[-1])
    await agent.reads(f"Текст {NAMES[-1]}", thread=many.thread)
    assert names(await turns(agent, shown, "◀️", 2)) == NAMES[ON_A_PAGE : 2 * ON_A_PAGE]


async def test_the_list_comes_back_to_the_page_from_which_one_was_opened_or_deleted(
    bot: App, many: Ticket, admin: AgentPerson
) -> None:
    admin.writes("/canned")
    shown = await admin.reads(admin._("Canned answers"), thread=1)
    assert names(shown) == NAMES[:ON_A_PAGE]
    second = await turns(admin, shown, "▶️", 2)
    opened = next(each for each in labels(second) if each.startswith(NAMES[ON_A_PAGE]))
    await press(admin, second, opened)
    await admin.until(lambda: f"Текст {NAMES[ON_A_PAGE]}" in body(now(admin, shown)))
    second = await turns(admin, shown, admin._("All canned answers"), 2)

    await press(admin, second, opened)
    await admin.until(lambda: f"Текст {NAMES[ON_A_PAGE]}" in body(now(admin, shown)))
    await press(admin, now(admin, shown), admin._("Delete"))
    await admin.until(lambda: admin._("Keep") in labels(now(admin, shown)))
    second = await turns(admin, shown, admin._("Delete"), 2)
    assert names(second) == NAMES[ON_A_PAGE + 1 : 2 * ON_A_PAGE + 1]
    assert len(await stored(bot, select(canned.c.id))) == NUMBER - 1


async def test_a_page_that_is_gone_is_the_last_there_is(bot: App, many: Ticket, admin: AgentPerson) -> None:
    admin.writes("/canned")
    shown = await admin.reads(admin._("Canned answers"), thread=1)
    await turns(admin, shown, "▶️", 2)
    async with bot.engine.begin() as connection:
        await connection.execute(canned.delete().where(canned.c.name > NAMES[ON_A_PAGE]))
    await press(admin, now(admin, shown), "▶️")
    await admin.until(lambda: names(now(admin, shown)) == NAMES[ON_A_PAGE : ON_A_PAGE + 1])


async def test_a_wrong_name_is_not_answered_with_hundreds(bot: App, many: Ticket, agent: AgentPerson) -> None:
    agent.writes("/c zzz", thread=many.thread)
    told = body(await agent.reads("zzz", thread=many.thread))
    assert NAMES[0] in told
    assert NAMES[-1] not in told


async def test_an_administrator_deletes_by_name(bot: App, many: Ticket, admin: AgentPerson) -> None:
    for verb, name in (("delete", NAMES[3]), ("удалить", NAMES[4].upper())):
        admin.writes(f"/canned {verb} {name}")
        told = body(await admin.reads(f"Текст {name.lower()}", thread=1))
        scope = f"{admin._('any product')}, Русский"
        assert (
            admin._("“{name}” ({scope}) is deleted. It said:").format(name=name.lower(), scope=scope) in told
        )
    left = {row.name for row in await stored(bot, select(canned.c.name))}
    assert left == {*NAMES} - {*NAMES[3:5]}
    log = await stored(bot, select(canned_changes.c.change, canned_changes.c.name))
    assert log == [("deleted", NAMES[3]), ("deleted", NAMES[4])]


@pytest.mark.parametrize("language", ["ru"])
async def test_what_may_mean_several_or_none_deletes_nothing(
    bot: App, many: Ticket, admin: AgentPerson, agent: AgentPerson
) -> None:
    admin.writes("/canned add ответ001 e-comet\nДругой")
    await admin.reads("Другой", thread=1)
    for written, answer in (
        ("/canned delete ответ001", "Есть: all ru, e-comet ru."),
        ("/canned delete ответ002 e-comet", "Есть: all ru."),
        ("/canned delete ответ002 en", "Есть: all ru."),
        ("/canned delete отвед002", "ответ002"),
        ("/canned delete", "/canned delete ИМЯ"),
    ):
        admin.writes(written)
        assert answer in body(await admin.reads(thread=1)), written
    agent.writes("/canned delete ответ002")
    await agent.reads("ADMIN_IDS", thread=1)
    assert len(await stored(bot, select(canned.c.id))) == NUMBER + 1

    admin.writes("/canned delete ответ001 all")
    await admin.reads("Текст ответ001", thread=1)
    left = await stored(bot, select(canned.c.product_id).where(canned.c.name == "ответ001"))
    assert left == [("e-comet",)]
