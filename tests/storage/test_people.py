"""Customers with their consents, and agents, as a second session reads them."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.errors import VersionMismatch
from bot.domain.people import Agent, Consent, Focus, Topic
from storage.unit_of_work import SqlDatabase
from tests.storage.making import NOON, STAFF, customer, registered


async def test_a_customer_is_found_by_the_channels_address(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        added = await uow.customers.add(customer(address="77", username="anna"))
        await uow.customers.add(customer(address="78"))

    async with database.begin() as uow:
        assert await uow.customers.find("telegram", "77") == added
        assert await uow.customers.get(added.id) == added
        assert await uow.customers.find("webchat", "77") is None
        assert await uow.customers.find("telegram", "79") is None


async def test_what_changes_about_a_customer_is_kept(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        person, ticket = await registered(uow)
    person.name, person.username, person.language, person.language_chosen = "Annie", "ann", "en", True
    person.blocked_at = NOON
    person.focus = Focus(Topic.REASON, ticket.id, NOON + timedelta(minutes=1), asked_again=True)
    async with database.begin() as uow:
        await uow.customers.save(person)

    async with database.begin() as uow:
        assert await uow.customers.get(person.id) == person
        person.blocked_at = person.focus = None
        await uow.customers.save(person)
    async with database.begin() as uow:
        again = await uow.customers.get(person.id)
        assert (again.blocked_at, again.focus, again.version) == (None, None, 3)


async def test_a_customer_changed_meanwhile_is_not_overwritten(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        person = await uow.customers.add(customer())
    async with database.begin() as uow:
        mine = await uow.customers.get(person.id)
    async with database.begin() as uow:
        theirs = await uow.customers.get(person.id)
        theirs.language = "en"
        await uow.customers.save(theirs)

    mine.language = "ru"
    with pytest.raises(VersionMismatch):
        async with database.begin() as uow:
            await uow.customers.save(mine)
    async with database.begin() as uow:
        assert (await uow.customers.get(person.id)).language == "en"


async def test_consent_counts_for_its_product_and_version_only(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        anna, boris = await uow.customers.add(customer()), await uow.customers.add(customer())
        await uow.customers.record_consent(Consent(anna.id, "e-comet", "2026-01", NOON))

    async with database.begin() as uow:
        assert await uow.customers.consented(anna.id, "e-comet", "2026-01")
        assert not await uow.customers.consented(anna.id, "e-comet", "2026-02")
        assert not await uow.customers.consented(anna.id, "mixvel", "2026-01")
        assert not await uow.customers.consented(boris.id, "e-comet", "2026-01")


async def test_an_agent_is_recognised_and_brought_up_to_date(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        first = await uow.agents.recognise("5", "Ольга", None, chat_id=STAFF)
    async with database.begin() as uow:
        renamed = await uow.agents.recognise("5", "Ольга П.", "olga", chat_id=STAFF)
        other = await uow.agents.recognise("6", "Максим", None, chat_id=STAFF)

    assert renamed.id == first.id != other.id
    async with database.begin() as uow:
        assert await uow.agents.get(first.id) == renamed


async def test_an_agent_met_in_two_places_at_once_is_one_agent(database: SqlDatabase) -> None:
    """Two topics are two lanes: their updates run side by side."""

    async def meet() -> Agent:
        async with database.begin() as uow:
            return await uow.agents.recognise("5", "Ольга", None, chat_id=STAFF)

    async with asyncio.TaskGroup() as tasks, database.begin() as uow:
        first = await uow.agents.recognise("5", "Ольга", None, chat_id=STAFF)
        second = tasks.create_task(meet())
        await asyncio.wait({second}, timeout=0.1)
        assert not second.done()
    assert second.result() == first
