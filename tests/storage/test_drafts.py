"""Forms being filled, as a second session reads them."""

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.answers import Answer
from bot.domain.draft import PREVIEW, Addition, DraftStatus
from bot.domain.errors import VersionMismatch
from storage.unit_of_work import SqlDatabase
from tests.storage.making import NOON, customer, draft, registered


async def test_a_draft_comes_back_as_it_was_left(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        person, ticket = await registered(uow)
        left = await uow.drafts.add(
            draft(
                person.id,
                product_id="e-comet",
                type_id="incident",
                at="account",
                editing=True,
                keyboard="phone",
                answers={"subject": Answer("Экспорт", (7,)), "shots": Answer(messages=(8, 9), files=2)},
                additions=(Addition(10, "и ещё"), Addition(11, "", file=True)),
                follow_up_of=ticket.id,
                completes=ticket.id,
                asks=("account", "shots"),
            )
        )

    async with database.begin() as uow:
        assert await uow.drafts.get(left.id) == left
        assert await uow.drafts.open_of(person.id) == left
        assert await uow.drafts.get(left.id + 1) is None


async def test_a_draft_moves_on_and_is_submitted(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        person, ticket = await registered(uow)
        moving = await uow.drafts.add(draft(person.id))
    async with database.begin() as uow:
        moving.at, moving.answers = PREVIEW, {"subject": Answer("Экспорт", (7,))}
        await uow.drafts.save(moving)
        moving.status, moving.ticket_id = DraftStatus.SUBMITTED, ticket.id
        moving.updated_at = NOON.replace(hour=13)
        await uow.drafts.save(moving)

    async with database.begin() as uow:
        assert await uow.drafts.get(moving.id) == moving
        assert moving.version == 3
        assert await uow.drafts.open_of(person.id) is None


async def test_a_customer_has_one_open_draft_at_most(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        anna, boris = await uow.customers.add(customer()), await uow.customers.add(customer())
        first = await uow.drafts.add(draft(anna.id))
        await uow.drafts.add(draft(boris.id))

    with pytest.raises(IntegrityError):
        async with database.begin() as uow:
            await uow.drafts.add(draft(anna.id))

    async with database.begin() as uow:
        first.status = DraftStatus.CANCELLED
        await uow.drafts.save(first)
        second = await uow.drafts.add(draft(anna.id))
    async with database.begin() as uow:
        second.status = DraftStatus.CANCELLED
        await uow.drafts.save(second)
        third = await uow.drafts.add(draft(anna.id))
    async with database.begin() as uow:
        assert await uow.drafts.open_of(anna.id) == third


async def test_a_draft_changed_meanwhile_is_not_overwritten(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        person = await uow.customers.add(customer())
        mine = await uow.drafts.add(draft(person.id))
    async with database.begin() as uow:
        theirs = await uow.drafts.get(mine.id)
        assert theirs
        theirs.at = "subject"
        await uow.drafts.save(theirs)

    mine.at = "account"
    with pytest.raises(VersionMismatch):
        async with database.begin() as uow:
            await uow.drafts.save(mine)
    async with database.begin() as uow:
        assert await uow.drafts.get(mine.id) == theirs
