"""Lists of entitlements in the staff group: what there is, an import, its counts, and what is refused."""

import pytest
from sqlalchemy import select

from bot.app import App
from bot.sandbox.model import Chat
from bot.sandbox.world import World
from bot.settings import Settings
from storage.tables import entitlements, timers
from tests.journeys.helpers import document, eventually, stored
from tests.journeys.rights import (
    CONTRACT,
    HEAD,
    HOLDER,
    SERIAL,
    asks_pix,
    begins,
    held,
    imported,
    listed,
    row,
)
from tests.people import AgentPerson, CustomerPerson, body

GENERAL = 1
COUNTS = "New: {new}, changed: {changed}, as before: {same}, refused lines: {refused}."


@pytest.fixture
def admin(world: World, staff_group: Chat, language: str) -> AgentPerson:
    user = world.create_user("Админ", username="boss", side="staff")
    world.join(staff_group.id, user.id, status="creator")
    return AgentPerson(world, user.id, staff_group.id, language)


@pytest.fixture
def settings(settings: Settings, admin: AgentPerson) -> Settings:
    return settings.model_copy(update={"admin_ids": (admin.id,)})


async def sends(bot: App, admin: AgentPerson, content: bytes, answer: str, *, name: str = "list.csv") -> str:
    """What the bot answers to the list, once it says so."""
    admin.world.attach(admin.id, admin.chat_id, [document(name, content)], caption="/entitlements")
    bot.archive.wake()
    return body(await admin.reads(answer, thread=GENERAL))


def counts(admin: AgentPerson, **numbers: int) -> str:
    known = dict.fromkeys(("new", "changed", "same", "refused"), 0)
    return admin._(COUNTS).format(**(known | numbers))


async def test_a_list_is_imported_once_however_often_it_is_sent(
    bot: App, customer: CustomerPerson, agent: AgentPerson, admin: AgentPerson
) -> None:
    await imported(bot, row("pix-task-mining", "ZZ-1"))
    number = await asks_pix(customer)
    await held(customer, agent, number)
    content = listed(row("pix-task-mining", SERIAL), row("micropvr", CONTRACT, until=60))

    await sends(bot, admin, content, counts(admin, new=2))
    await begins(customer, number)
    first = await stored(bot, select(entitlements).order_by(entitlements.c.id))
    rings = await stored(bot, select(timers.c.name, timers.c.due_at).order_by(timers.c.name))
    await sends(bot, admin, content, counts(admin, same=2), name="again.csv")

    assert await stored(bot, select(entitlements).order_by(entitlements.c.id)) == first
    assert await stored(bot, select(timers.c.name, timers.c.due_at).order_by(timers.c.name)) == rings
    changed = listed(row("micropvr", "12/24 тп", until=90), row("pix-task-mining", SERIAL))
    await sends(bot, admin, changed, counts(admin, changed=1, same=1), name="third.csv")


async def test_bad_rows_are_named_by_their_lines_and_the_rest_is_imported(
    bot: App, admin: AgentPerson
) -> None:
    rows = ["pix,1,Роза,full,2026-01-01,2026-12-31"] * 11
    content = "\n".join([HEAD, *rows, row("micropvr", CONTRACT)]).encode("cp1251")

    told = await sends(bot, admin, content, counts(admin, new=1, refused=11))

    assert admin._("Line {line}").format(line=2) + ", product" in told
    assert admin._("Line {line}").format(line=11) in told
    assert admin._("Line {line}").format(line=12) not in told
    assert await stored(bot, select(entitlements.c.holder)) == [(HOLDER,)]

    nothing = admin._("Nothing was imported.")
    told = await sends(bot, admin, b"PK\x03\x04\x00\x00", nothing, name="list.xlsx")
    assert "CSV" in told


@pytest.mark.parametrize("language", ["ru"])
async def test_a_file_sent_before_is_imported_by_a_reply_to_it(bot: App, admin: AgentPerson) -> None:
    content = listed(row("micropvr", CONTRACT))
    (sent,) = admin.world.attach(admin.id, admin.chat_id, [document("list.csv", content)])
    admin.writes("/entitlements", reply_to=sent["message_id"])

    await admin.reads(counts(admin, new=1), thread=GENERAL)

    async def done() -> bool:
        waiting = await stored(bot, select(timers.c.name).where(timers.c.kind == "entitlement_file"))
        return not waiting

    assert await eventually(done)


async def test_the_command_alone_says_what_there_is_and_how_to_import(bot: App, admin: AgentPerson) -> None:
    await imported(bot, row("micropvr", "1", until=20), row("micropvr", "2"), row("micropvr", "3", until=-2))
    admin.writes("/entitlements")

    told = body(await admin.reads(admin._("Rights to support"), thread=GENERAL))

    ending = admin._("{number} ending within {days} days").format(number=1, days=30)
    assert f"MicroPVR: 3 {'записи' if admin.language == 'ru' else 'records'}, {ending}" in told
    assert admin._("{product}: none, nothing is checked").format(product="e-Comet") in told
    assert HEAD in told


@pytest.mark.parametrize("language", ["en"])
async def test_only_administrators_import(bot: App, agent: AgentPerson, admin: AgentPerson) -> None:
    for send in (
        lambda: agent.writes("/entitlements"),
        lambda: agent.world.attach(
            agent.id,
            agent.chat_id,
            [document("list.csv", listed(row("micropvr", "1")))],
            caption="/entitlements",
        ),
    ):
        send()
        await agent.reads("ADMIN_IDS", thread=GENERAL)

    assert await stored(bot, select(entitlements.c.id)) == []
