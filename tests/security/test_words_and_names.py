"""Signs, names and formatting that are meant to do harm, through the front door, on both databases."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.app import App
from bot.sandbox.model import Chat
from bot.settings import Settings
from storage.tables import files, inbox, messages, tickets
from tests.journeys.helpers import (
    PREVIEW,
    document,
    eventually,
    find_ticket,
    marked,
    reach,
    stored,
    submit,
)
from tests.people import AgentPerson, CustomerPerson, body
from tests.running import running, settings_for
from tests.servers import database_url, postgres, postgres_url, sqlite_url

__all__ = ["database_url", "postgres", "postgres_url", "sqlite_url"]

NUL = "\0"
SHOWN = "\ufffd"


@pytest.fixture
def language() -> str:
    return "ru"


@pytest.fixture
async def bot(address: str, database_url: str, tmp_path: Path, staff_group: Chat) -> AsyncIterator[App]:
    settings: Settings = settings_for(address, tmp_path, staff_group.id, database_url=database_url)
    async with running(settings) as app:
        yield app


async def no_dead_letters(bot: App) -> None:
    assert await stored(bot, select(inbox.c.update_id).where(inbox.c.status == "dead")) == []


async def test_a_sign_that_postgresql_does_not_take_is_replaced(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    """In an answer, in words, in a caption, in a file's name, in a person's name, in an agent's answer."""
    world = customer.world
    world.users[customer.id].first_name = f"Ан{NUL}на"
    preview = await reach(customer, PREVIEW, subject=f"Экс{NUL}порт")
    ticket = await find_ticket(agent, await submit(customer, preview))
    assert f"Ан{SHOWN}на" in body(agent.card(ticket.thread))
    assert f"Экс{SHOWN}порт" in body(agent.card(ticket.thread))
    await marked(customer, customer.writes(f"a{NUL}b"))
    (sent,) = customer.attaches(document(f"l{NUL}og.txt"), caption=f"c{NUL}d")
    await marked(customer, sent)
    agent.writes(f"/note e{NUL}f", thread=ticket.thread)
    agent.writes(f"/search Экс{NUL}порт", thread=ticket.thread)
    agent.writes(f"g{NUL}h", thread=ticket.thread)
    await customer.reads("g")

    async def kept() -> bool:
        texts = {row.text for row in await stored(bot, select(messages.c.text))}
        return {f"a{SHOWN}b", f"c{SHOWN}d", f"e{SHOWN}f", f"g{SHOWN}h"} <= texts

    await eventually(kept)
    assert await stored(bot, select(files.c.name)) == [(f"l{SHOWN}og.txt",)]
    await no_dead_letters(bot)


NAMES = (
    "../../etc/passwd",
    "/etc/passwd",
    "..\\..\\windows\\system32",
    "CON",
    "..",
    "-rf",
    "a" * 300 + ".txt",
    "\u202etxt.gpj",
    "LOG.txt",
    "log.txt",
    "a\nb.txt",
)


async def test_a_files_name_is_words_and_nothing_else(
    bot: App, customer: CustomerPerson, agent: AgentPerson, tmp_path: Path
) -> None:
    """Our copies stand under the hashes of their contents; names that differ by their case are two."""
    ticket = await find_ticket(agent, await submit(customer, await reach(customer, PREVIEW)))
    for number, name in enumerate(NAMES):
        customer.attaches(document(name, content=f"{number}".encode()), caption=f"Файл {number}")
        await agent.reads(f"Файл {number}", thread=ticket.thread)

    async def kept() -> list[Any]:
        rows = await stored(bot, select(files).order_by(files.c.id))
        return rows if all(row.archive == "kept" for row in rows) else []

    rows = await eventually(kept)
    assert [row.name for row in rows] == list(NAMES)
    folder = (tmp_path / "files").resolve()
    for number, row in enumerate(rows):
        path = (folder / row.path).resolve()
        assert path.parent.parent == folder
        assert await asyncio.to_thread(path.read_bytes) == f"{number}".encode()
    await no_dead_letters(bot)


ODD_ENTITIES: tuple[list[dict[str, Any]], ...] = (
    [{"type": "bold", "offset": 0, "length": 10**6}],
    [{"type": "bold", "offset": 10**6, "length": 5}],
    [{"type": "bold", "offset": -5, "length": 3}],
    [{"type": "bold", "offset": 1, "length": 0}],
    [{"type": "bold", "offset": 0, "length": 4}, {"type": "italic", "offset": 2, "length": 4}],
    [{"type": "text_link", "offset": 0, "length": 3, "url": "javascript:alert(1)"}],
    [{"type": "of_next_year", "offset": 0, "length": 3}],
    [
        {
            "type": "text_mention",
            "offset": 1,
            "length": 2,
            "user": {"id": 1, "is_bot": False, "first_name": ""},
        }
    ],
)


@pytest.mark.parametrize("entities", ODD_ENTITIES, ids=range(len(ODD_ENTITIES)))
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_formatting_that_fits_no_words_harms_nobody(
    bot: App, customer: CustomerPerson, agent: AgentPerson, entities: list[dict[str, Any]]
) -> None:
    """In what a customer and an agent write, also where half of an emoji is marked, and behind a command."""
    ticket = await find_ticket(agent, await submit(customer, await reach(customer, PREVIEW)))
    storing = bot.receiver.storing  # type: ignore[attr-defined]
    people = (
        ({"id": customer.id, "type": "private"}, customer.id, "😀 слова"),
        ({"id": agent.chat_id, "type": "supergroup", "is_forum": True}, agent.id, "/note 😀 слова"),
        ({"id": agent.chat_id, "type": "supergroup", "is_forum": True}, agent.id, "/assign 😀 слова"),
    )
    for number, (chat, person, text) in enumerate(people):
        message = {
            "message_id": 10**6 + number,
            "date": 1793620800,
            "chat": chat,
            "from": {"id": person, "is_bot": False, "first_name": "Кто"},
            "text": text,
            "entities": entities,
        }
        if chat["type"] != "private":
            message |= {"message_thread_id": ticket.thread, "is_topic_message": True}
        await storing.store([storing.read({"update_id": 10**8 + number, "message": message})])
    await agent.reads("😀 слова", thread=ticket.thread)

    async def over() -> bool:
        return not await stored(bot, select(inbox.c.update_id).where(inbox.c.status == "waiting"))

    await eventually(over)
    await no_dead_letters(bot)
    assert (await stored(bot, select(tickets.c.state)))[0][0] in {"new", "open"}
