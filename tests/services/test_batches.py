"""What waits in a lane and can go out by one call does; an album waits until it is whole."""

import asyncio
from dataclasses import replace

import pytest

from bot.domain.delivery import Delivery, copy_to_desk, words_to_customer, words_to_desk
from bot.domain.message import Message, Source
from bot.domain.people import Actor
from bot.services import courier as courier_module
from bot.services.sending import Accepted, Later, Outcome, Unknown
from storage.unit_of_work import SqlDatabase
from tests.services.channel import FakeChannel
from tests.services.conftest import Running
from tests.services.outbox import attempts, become, queue, ticket_with
from tests.storage.making import message


@pytest.fixture
def slow_albums(monkeypatch: pytest.MonkeyPatch) -> None:
    """So slow that also a slow machine is faster."""
    monkeypatch.setattr(courier_module, "ALBUM_SECONDS", 0.5)


async def written_for(
    database: SqlDatabase, *texts: str, album: str | None = None
) -> tuple[str, list[Delivery]]:
    """The lane of a ticket's desk, and copies for it."""
    ticket, written = await ticket_with(database, *texts, album=album)
    return f"desk:{ticket.id}", [copy_to_desk(ticket.id, (each.id,), album=album) for each in written]


async def test_plain_copies_that_wait_go_out_together(
    database: SqlDatabase, channel: FakeChannel, running: Running
) -> None:
    lane, copies = await written_for(database, "a", "b", "c", "d")
    await queue(database, *copies[:3], words_to_desk(2000, "elsewhere"), copies[3])
    async with running():
        await become(database, ["sent"] * 5)
    assert channel.calls(lane) == [["a", "b", "c", "d"]]


async def test_what_has_no_room_all_at_once_goes_one_by_one(
    database: SqlDatabase, channel: FakeChannel, running: Running
) -> None:
    channel.at_once = 2
    _, copies = await written_for(database, "a", "b", "c", "d")
    await queue(database, *copies)
    async with running():
        await become(database, ["sent"] * 4)
        await queue(database, *(await written_for(database, "e", "f"))[1])
        await become(database, ["sent"] * 6)
    assert [each for _, each in channel.given] == [["a"], ["b"], ["c"], ["d"], ["e", "f"]]


async def test_words_between_copies_keep_their_place(
    database: SqlDatabase, channel: FakeChannel, running: Running
) -> None:
    lane, copies = await written_for(database, "a", "b", "c", "d")
    ticket_id = int(lane.partition(":")[2])
    await queue(database, *copies[:2], words_to_desk(ticket_id, "words"), *copies[2:])
    async with running():
        await channel.gets("d")
    assert channel.calls(lane) == [["a", "b"], ["words"], ["c", "d"]]


async def test_a_reply_goes_out_alone(database: SqlDatabase, channel: FakeChannel, running: Running) -> None:
    lane, (a, b, c, d) = await written_for(database, "a", "b", "c", "d")
    await queue(database, a, replace(b, reply_to=Source(-1001, 5)), c, d)
    async with running():
        await channel.gets("d")
    assert channel.calls(lane) == [["a"], ["b"], ["c", "d"]]


async def test_what_was_cut_out_of_a_command_or_came_from_elsewhere_goes_out_alone(
    database: SqlDatabase, channel: FakeChannel, running: Running
) -> None:
    ticket, (a, b) = await ticket_with(database, "a", "b")
    async with database.begin() as uow:
        by = Actor.agent(1)
        cut = await uow.messages.add(message(by, 7, text="cut", ticket_id=ticket.id, as_is=False))
        elsewhere = await uow.messages.add(message(by, 8, text="elsewhere", ticket_id=ticket.id))
    await queue(database, *(copy_to_desk(ticket.id, (each.id,)) for each in (a, cut, b, elsewhere)))
    async with running():
        await channel.gets("elsewhere")
    assert channel.calls(f"desk:{ticket.id}") == [["a"], ["cut"], ["b"], ["elsewhere"]]


async def test_one_answer_settles_everything_that_went_out_together(
    database: SqlDatabase, channel: FakeChannel, running: Running
) -> None:
    lane, copies = await written_for(database, "a", "b")
    channel.answer(lane, Unknown("timeout"))
    await queue(database, *copies)
    async with running():
        await become(database, ["sent", "sent"])
    assert channel.calls(lane) == [["a", "b"], ["a", "b"]]
    assert await attempts(database) == [1, 1]


@pytest.mark.usefixtures("slow_albums")
async def test_the_parts_of_an_album_go_out_together_however_they_trickle_in(
    database: SqlDatabase, channel: FakeChannel, running: Running
) -> None:
    lane, parts = await written_for(database, "a", "b", "c", album="album")
    async with running():
        for part in parts:
            await queue(database, part)
            await asyncio.sleep(0.02)  # shorter than the quiet time that ends an album
        assert channel.given == []
        await channel.gets("c")
    assert channel.calls(lane) == [["a", "b", "c"]]


async def test_an_album_waits_once_and_only_in_its_lane(
    database: SqlDatabase, channel: FakeChannel, running: Running
) -> None:
    lane, parts = await written_for(database, "a", "b", album="album")
    answers: list[Outcome] = [Later(0.01), Unknown("timeout"), Accepted()]
    channel.answer(lane, *answers)
    async with running():
        await queue(database, *parts)
        await queue(database, words_to_customer(1, "elsewhere"))
        await channel.gets("elsewhere")
        assert channel.calls(lane) == []
        await become(database, ["sent", "sent", "sent"])
    assert channel.calls(lane) == [["a", "b"]] * 3


@pytest.mark.usefixtures("slow_albums")
async def test_the_next_album_of_a_lane_waits_for_its_own_parts(
    database: SqlDatabase, channel: FakeChannel, running: Running
) -> None:
    lane, first = await written_for(database, "a", "b", album="first")
    ticket_id = int(lane.partition(":")[2])
    async with database.begin() as uow:
        second: list[Message] = [
            await uow.messages.add(message(Actor.agent(1), 7, text=text, album="second")) for text in "cd"
        ]
    copies = [copy_to_desk(ticket_id, (each.id,), album="second") for each in second]
    async with running():
        await queue(database, *first)
        await channel.gets("b")
        await queue(database, copies[0])
        await asyncio.sleep(0.02)  # shorter than the quiet time that ends an album
        await queue(database, copies[1])
        await channel.gets("d")
    assert channel.calls(lane) == [["a", "b"], ["c", "d"]]


@pytest.mark.usefixtures("slow_albums")
async def test_words_about_an_album_wait_with_it_and_are_said_once(
    database: SqlDatabase, channel: FakeChannel, running: Running
) -> None:
    async with running():
        for _ in range(3):
            await queue(database, words_to_customer(1, "collected", slot="draft:1:files", album="album"))
            await asyncio.sleep(0.02)  # shorter than the quiet time that ends an album
        await become(database, ["dropped", "dropped", "sent"])
    assert channel.calls("customer:1") == [["collected"]]
