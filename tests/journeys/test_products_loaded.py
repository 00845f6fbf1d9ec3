"""Administrators see which products are loaded, and have changed files taken up without a restart."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.app import App
from bot.catalog.files import BUILT_IN
from bot.catalog.loader import load_catalog
from bot.sandbox.model import Chat
from bot.sandbox.world import World
from bot.settings import Settings
from storage.tables import acts
from tests.journeys.administration import admin, settings
from tests.journeys.helpers import (
    catch_up,
    find_ticket,
    new_customer,
    press,
    reach,
    register,
    running_with,
    stored,
    submit,
)
from tests.people import AgentPerson, CustomerPerson, Message, body, labels

__all__ = ["admin", "settings"]

RELOADED = "✅ The product files are reloaded."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two of the products, as files of an operator's own."""
    folder = tmp_path / "products"
    folder.mkdir()
    for name in ("e-comet", "mixvel"):
        shutil.copy(BUILT_IN / f"{name}.yaml", folder)
    return folder


def edit(folder: Path, old: str, new: str, name: str = "e-comet") -> None:
    path = folder / f"{name}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def with_files(settings: Settings, folder: Path) -> Settings:
    return settings.model_copy(update={"products_dir": folder})


@pytest.fixture
async def served(settings: Settings, folder: Path):
    async with running_with(with_files(settings, folder), load_catalog(folder)) as app:
        yield app


async def asks(admin: AgentPerson, words: str = "/products", text: str = "") -> Message:
    admin.writes(words)
    return await admin.reads(text or admin._("Products loaded: {number}").format(number=2), thread=1)


async def test_one_message_shows_every_product_and_each_by_its_button(
    served: App, customer: CustomerPerson, admin: AgentPerson
) -> None:
    await register(customer)
    shown = await asks(admin)
    assert "e-Comet (EC)" in body(shown)
    assert "MixVel (MV)" in body(shown)
    assert labels(shown) == ["e-Comet", "MixVel", admin._("Reload"), admin._("Log")]
    said = len(admin.from_bot(1))
    await press(admin, shown, "e-Comet")
    one = await admin.until(lambda: _now(admin, shown, {"ru": "Инцидент", "en": "Incident"}[admin.language]))
    closes = {
        "ru": "запрос закроется через 3 календарных дня",
        "en": "the ticket closes after 3 calendar days",
    }
    open_ = {"ru": "1 незакрытый запрос", "en": "1 open ticket"}
    for part in ("e-comet", "Staff", closes[admin.language], open_[admin.language], "09:00"):
        assert part in body(one)
    await press(admin, one, admin._("Back"))
    await admin.until(lambda: _now(admin, shown, "MixVel (MV)"))
    assert len(admin.from_bot(1)) == said, "one message, edited in place"


def _now(admin: AgentPerson, message: Message, text: str) -> Message | None:
    """The message as it stands, once it says so."""
    post: Message = admin.world.find_post(admin.chat_id, message["message_id"]).data
    return post if text in body(post) else None


async def test_changed_files_are_served_from_the_next_update_on(
    served: App, world: World, folder: Path, customer: CustomerPerson, admin: AgentPerson
) -> None:
    ticket = await find_ticket(admin, await register(customer))
    shown = await asks(admin)
    edit(folder, "Номер аккаунта", "Номер кабинета")
    edit(folder, "Account number", "Cabinet number")
    await press(admin, shown, admin._("Reload"))
    await admin.until(lambda: _now(admin, shown, admin._(RELOADED)))
    assert "e-comet" in body(_now(admin, shown, admin._(RELOADED)) or {})

    second = new_customer(world, "Борис", admin.language)
    asked = body(await reach(second, 2))
    assert ("кабинета" if admin.language == "ru" else "Cabinet") in asked
    customer.writes("Есть новости?")
    await admin.reads("Есть новости?", thread=ticket.thread)
    kept = await stored(served, select(acts.c.kind, acts.c.person))
    assert kept == [("reloaded", admin.id)]


async def test_faulty_files_change_nothing_and_are_named_with_line_and_remedy(
    served: App, world: World, folder: Path, customer: CustomerPerson, admin: AgentPerson
) -> None:
    edit(folder, "disagreement: continue", "disagreement: maybe")
    said = body(await asks(admin, "/products reload", "⚠️"))
    assert "e-comet.yaml:" in said
    assert "disagreement" in said
    await register(customer)
    edit(folder, "disagreement: maybe", "disagreement: continue")
    assert "✅" in body(await asks(admin, "/products reload", "✅"))


async def test_many_faults_are_shortened_and_the_rest_counted(
    served: App, folder: Path, admin: AgentPerson
) -> None:
    path = folder / "e-comet.yaml"
    path.write_text("".join(f"nonsense{number}: {'x' * 300}\n" for number in range(40)), encoding="utf-8")
    said = await asks(admin, "/products reload", "⚠️")
    assert len(body(said)) < 4096
    assert "…" in body(said).splitlines()[11]


async def test_a_product_with_open_tickets_is_not_dropped(
    served: App, folder: Path, customer: CustomerPerson, admin: AgentPerson
) -> None:
    await register(customer)
    (folder / "e-comet.yaml").rename(folder / "e-comet.off")
    said = body(await asks(admin, "/products reload", "⚠️"))
    assert "e-comet" in said
    assert "e-Comet (EC)" in said
    customer.writes("Есть новости?")
    await admin.reads("Есть новости?", thread=(await find_ticket(admin, "EC-1")).thread)


async def test_a_product_without_open_tickets_goes_and_another_comes(
    served: App, folder: Path, customer: CustomerPerson, admin: AgentPerson
) -> None:
    (folder / "mixvel.yaml").rename(folder / "mixvel.off")
    shutil.copy(BUILT_IN / "micropvr.yaml", folder)
    said = body(await asks(admin, "/products reload", admin._(RELOADED)))
    assert "MicroPVR" in said
    assert "MixVel (" not in said
    customer.starts()
    offered = labels(await customer.reads())
    assert "MicroPVR" in offered
    assert "MixVel" not in offered


async def test_a_form_that_is_being_filled_in_goes_on_by_the_new_file(
    served: App, folder: Path, customer: CustomerPerson, admin: AgentPerson
) -> None:
    preview = await reach(customer, 5)
    edit(folder, "title: e-Comet", "title: e-Comet 2")
    await asks(admin, "/products reload", admin._(RELOADED))
    assert await submit(customer, preview) == "EC-1"


async def test_every_replica_takes_up_the_same_files_once_it_has_them(
    settings: Settings, folder: Path, tmp_path: Path, admin: AgentPerson
) -> None:
    """The second has its own folder, and gets the files a moment later."""
    other = tmp_path / "elsewhere"
    shutil.copytree(folder, other)
    async with running_with(with_files(settings, folder), load_catalog(folder)) as first:
        second = App(with_files(settings, other), load_catalog(other))
        try:
            await second.catalog_watch.prepare()
            before = second.catalog_watch.catalog.fingerprint
            edit(folder, "title: e-Comet", "title: e-Comet 2")
            await asks(admin, "/products reload", admin._(RELOADED))
            await second.catalog_watch.look()
            assert second.catalog_watch.catalog.fingerprint == before
            edit(other, "title: e-Comet", "title: e-Comet 2")
            await second.catalog_watch.look()
            accepted = first.catalog_watch.catalog.fingerprint
            assert second.catalog_watch.catalog.fingerprint == accepted != before
        finally:
            await second.bot.session.close()
            await second.database.close()


async def test_only_administrators_look_and_reload(
    served: App, folder: Path, agent: AgentPerson, admin: AgentPerson
) -> None:
    agent.writes("/products")
    await agent.reads("ADMIN_IDS", thread=1)
    pressed = await press(agent, await asks(admin), admin._("Reload"))
    assert "ADMIN_IDS" in (pressed.text or "")


async def test_without_topics_it_is_the_same(
    settings: Settings, folder: Path, world: World, staff_group: Chat, admin: AgentPerson
) -> None:
    world.set_forum(staff_group.id, forum=False)
    async with running_with(with_files(settings, folder), load_catalog(folder)):
        catch_up(admin)
        admin.writes("/products")
        shown = await admin.reads("e-Comet (EC)")
        await press(admin, shown, admin._("Reload"))
        nothing = admin._("✅ The product files were read again. Nothing in them has changed.")
        await admin.until(lambda: _now(admin, shown, nothing))
