"""The copies we keep of people's files, as the archive finds and settles them."""

from bot.domain.message import Archive, FileKind
from bot.domain.people import Actor
from storage.post import SqlShelf
from storage.unit_of_work import SqlDatabase
from tests.storage.making import customer, document, message, registered


async def test_every_kind_of_file_comes_back_with_its_message(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        author = Actor.customer((await uow.customers.add(customer())).id)
        sent = [
            await uow.messages.add(message(author, 7, attachment=document(kind=kind, size=5_000_000_000)))
            for kind in FileKind
        ]

    async with database.begin() as uow:
        found = await uow.messages.get([each.id for each in sent])
        assert [each.attachment for each in found] == [each.attachment for each in sent]
        assert all(each.attachment and each.attachment.id for each in found)


async def test_files_wait_oldest_first_until_they_are_settled(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        person, ticket = await registered(uow)
        author = Actor.customer(person.id)
        first, second, third = [
            (await uow.messages.add(message(author, 7, attachment=document(), ticket_id=where))).attachment
            for where in (ticket.id, None, ticket.id)
        ]
        big = document(archive=Archive.TOO_BIG)
        await uow.messages.add(message(author, 7, attachment=big))
    assert first
    assert second
    assert third
    shelf = SqlShelf(database)

    assert await shelf.pending(limit=10) == [first, second, third]
    assert await shelf.pending(limit=1) == [first]
    async with database.begin() as uow:
        kept = await uow.files.settle(first.id, Archive.KEPT, sha256="ab" * 32, path="ab/abab", size=99)
        failed = await uow.files.settle(second.id, Archive.FAILED, sha256=None, path=None, size=None)
        assert kept
        assert failed
        assert not await uow.files.settle(first.id, Archive.FAILED, sha256=None, path=None, size=None), (
            "again"
        )
        assert (await uow.files.ticket_of(first.id), await uow.files.ticket_of(second.id)) == (
            ticket.id,
            None,
        )

    assert await shelf.pending(limit=10) == [third]
    async with database.begin() as uow:
        (found,) = [
            each.attachment
            for each in await uow.messages.from_customer(ticket.id, since=ticket.registered_at)
            if each.attachment and each.attachment.id == first.id
        ]
        assert (found.archive, found.sha256, found.path, found.size) == (
            Archive.KEPT,
            "ab" * 32,
            "ab/abab",
            99,
        )


async def test_files_that_rest_keep_no_others_from_their_turn(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        person, ticket = await registered(uow)
        for _ in range(3):
            await uow.messages.add(
                message(Actor.customer(person.id), 7, ticket_id=ticket.id, attachment=document())
            )
    first, second, _ = await SqlShelf(database).pending(limit=9)

    (third,) = await SqlShelf(database).pending(limit=9, apart_from=[first.id, second.id])
    assert third.id > second.id
