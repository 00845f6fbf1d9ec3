"""What goes wrong on the way: repeated, given up or held, and the lane goes on."""

import asyncio

import pytest
from sqlalchemy import update

from bot.domain.delivery import copy_to_desk, words_to_customer
from bot.domain.message import Link
from bot.domain.people import Customer
from bot.services import courier as courier_module
from bot.services.ports import StorageUnavailable
from bot.services.sending import Accepted, Failed, Parcel, Unknown, Unreachable
from storage.post import SqlPost
from storage.tables import outbox
from storage.unit_of_work import SqlDatabase
from tests.services.channel import FakeChannel
from tests.services.conftest import Running
from tests.services.outbox import attempts, become, queue, reasons, statuses, ticket_with
from tests.storage.making import StandingClock, customer

ANNA, BORIS = "customer:1", "customer:2"
POISON = RuntimeError("it has no words")


async def test_a_lost_answer_is_repeated_until_there_is_one_and_nothing_overtakes(
    database: SqlDatabase, channel: FakeChannel, running: Running
) -> None:
    channel.answer(ANNA, *(Unknown("timeout") for _ in range(6)))
    async with running():
        await queue(database, words_to_customer(1, "first"), words_to_customer(1, "second"))
        await channel.gets("second")
    assert channel.names() == [*(["first"] * 7), "second"]
    assert await statuses(database) == ["sent", "sent"]
    assert await attempts(database) == [6, 0]


async def test_a_lane_without_answers_does_not_delay_the_others(
    database: SqlDatabase, channel: FakeChannel, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier_module, "LONGEST_BACK_OFF", 3600.0)
    channel.answer(ANNA, Unknown("timeout"))
    async with running():
        await queue(database, words_to_customer(1, "first"))
        await channel.gets("first")
        await queue(database, words_to_customer(2, "elsewhere"))
        await become(database, ["queued", "sent"])
    assert channel.names(ANNA) == ["first"], "and it waits before it tries again"


async def test_what_the_channel_refuses_is_put_aside_and_the_next_goes_out(
    database: SqlDatabase, channel: FakeChannel, running: Running
) -> None:
    channel.answer(ANNA, Failed("no_rights"))
    async with running():
        await queue(database, words_to_customer(1, "refused"), words_to_customer(1, "next"))
        await channel.gets("next")
    assert channel.names() == ["refused", "next"]
    assert await statuses(database) == ["failed", "sent"]
    assert await reasons(database) == ["no_rights", None]


async def blocked_customer(database: SqlDatabase) -> Customer:
    async with database.begin() as uow:
        return await uow.customers.add(customer())


async def test_who_cannot_be_reached_gets_everything_in_order_once_back(
    database: SqlDatabase, channel: FakeChannel, running: Running
) -> None:
    anna = await blocked_customer(database)
    lane = f"customer:{anna.id}"
    channel.answer(lane, Unreachable("blocked"))
    async with running():
        await queue(database, *(words_to_customer(anna.id, code) for code in ("first", "second")))
        await become(database, ["held", "held"])
        async with database.begin() as uow:
            assert (await uow.customers.get(anna.id)).blocked_at
        await queue(database, words_to_customer(anna.id + 1, "elsewhere"))
        await channel.gets("elsewhere")
        assert channel.names(lane) == ["first"], "nothing more is tried meanwhile"

        async with database.begin() as uow:
            await uow.outbox.resume(anna.id)
        await channel.gets("second")
    assert channel.names(lane) == ["first", "first", "second"]
    assert await statuses(database) == ["sent", "sent", "sent"]


async def test_what_is_queued_for_somebody_away_is_held_too(
    database: SqlDatabase, channel: FakeChannel, running: Running
) -> None:
    anna = await blocked_customer(database)
    channel.answer(f"customer:{anna.id}", Unreachable("blocked"), Unreachable("blocked"))
    async with running():
        await queue(database, words_to_customer(anna.id, "first"))
        await become(database, ["held"])
        await queue(database, words_to_customer(anna.id, "second"))
        await become(database, ["held", "held"])
        async with database.begin() as uow:
            await uow.outbox.resume(anna.id)
        await become(database, ["sent", "sent"])
    assert channel.names() == ["first", "second", "first", "second"]


async def test_a_delivery_that_breaks_our_code_is_put_aside_after_three_attempts(
    database: SqlDatabase, channel: FakeChannel, running: Running
) -> None:
    channel.answer(ANNA, POISON, POISON, POISON)
    async with running():
        await queue(database, words_to_customer(1, "poison"), words_to_customer(1, "next"))
        await queue(database, words_to_customer(2, "elsewhere"))
        await channel.gets("elsewhere")
        await channel.gets("next")
    assert channel.names(ANNA) == ["poison", "poison", "poison", "next"]
    assert await statuses(database) == ["failed", "sent", "sent"]
    assert await reasons(database) == ["bug", None, None]


async def test_a_break_that_heals_puts_nothing_aside(
    database: SqlDatabase, channel: FakeChannel, running: Running
) -> None:
    channel.answer(ANNA, POISON, POISON)
    async with running():
        await queue(database, words_to_customer(1, "frail"))
        await channel.gets("frail", times=3)
    assert await statuses(database) == ["sent"]


async def test_a_poison_message_takes_no_neighbour_of_its_call_with_it(
    database: SqlDatabase, channel: FakeChannel, running: Running
) -> None:
    channel.poison = "poison"
    ticket, written = await ticket_with(database, "before", "poison", "after")
    await queue(database, *(copy_to_desk(ticket.id, (each.id,)) for each in written))
    async with running():
        await become(database, ["sent", "failed", "sent", "sent"])
    assert channel.names()[-1] == "not_shown", "the agents are told what they cannot see"


async def test_a_database_away_while_loading_is_waited_for(
    database: SqlDatabase,
    channel: FakeChannel,
    running: Running,
    clock: StandingClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(courier_module, "POLL_SECONDS", 0.02)

    class Flaky(SqlPost):
        fails = 3

        async def load(self, lane: str, *, limit: int) -> list[Parcel]:
            self.fails -= 1
            if self.fails >= 0:
                raise StorageUnavailable("locked")
            return await super().load(lane, limit=limit)

        async def waiting_lanes(self) -> list[tuple[str, int]]:
            raise StorageUnavailable("locked")

    async with running(post=Flaky(database, clock)):
        await queue(database, words_to_customer(1, "words"))
        await channel.gets("words")
    assert await statuses(database) == ["sent"]


async def test_a_link_that_is_known_already_stops_nothing(
    database: SqlDatabase, channel: FakeChannel, running: Running
) -> None:
    """Message ids may begin anew, when a test world does or a group is made again."""
    link = Link(1, 5, code="words")
    channel.answer(ANNA, Accepted((link,)))
    channel.answer(BORIS, Accepted((link,)))
    async with running():
        await queue(database, words_to_customer(1, "first"))
        await become(database, ["sent"])
        await queue(database, words_to_customer(2, "same link"))
        await queue(database, words_to_customer(3, "elsewhere"))
        await become(database, ["sent", "sent", "sent"])


async def test_of_a_call_that_is_refused_each_message_is_tried_alone(
    database: SqlDatabase, channel: FakeChannel, running: Running
) -> None:
    ticket, written = await ticket_with(database, "before", "refused", "after")
    lane = copy_to_desk(ticket.id, ()).lane
    channel.answer(lane, Failed("refused"), Accepted(), Failed("refused"))
    await queue(database, *(copy_to_desk(ticket.id, (each.id,)) for each in written))
    async with running():
        await become(database, ["sent", "failed", "sent", "sent"])
    assert channel.calls(lane)[:4] == [["before", "refused", "after"], ["before"], ["refused"], ["after"]]


async def test_of_a_call_that_arrived_in_part_only_the_rest_is_sent_again(
    database: SqlDatabase, channel: FakeChannel, running: Running
) -> None:
    ticket, written = await ticket_with(database, "one", "two", "three")
    lane = copy_to_desk(ticket.id, ()).lane
    channel.answer(lane, Accepted(parcels=2))
    await queue(database, *(copy_to_desk(ticket.id, (each.id,)) for each in written))
    async with running():
        await become(database, ["sent", "sent", "sent"])
    assert channel.calls(lane) == [["one", "two", "three"], ["three"]]


async def test_a_database_away_in_the_middle_of_sending_puts_nothing_aside(
    database: SqlDatabase, channel: FakeChannel, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier_module, "POLL_SECONDS", 0.02)
    channel.answer(ANNA, *(StorageUnavailable("locked") for _ in range(5)))
    async with running():
        await queue(database, words_to_customer(1, "words"))
        await channel.gets("words", times=6)
    assert await statuses(database) == ["sent"]
    assert await attempts(database) == [0]


async def test_a_call_that_hangs_is_repeated_like_one_whose_answer_was_lost(
    database: SqlDatabase, channel: FakeChannel, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It kept its worker and its lane for ever, and no stop ended."""
    monkeypatch.setattr(courier_module, "DELIVERING_SECONDS", 0.5)
    channel.answer(ANNA, asyncio.Event())
    async with running():
        await queue(database, words_to_customer(1, "hangs"), words_to_customer(1, "next"))
        await become(database, ["sent", "sent"])
    assert channel.names() == ["hangs", "hangs", "next"]
    assert await attempts(database) == [1, 0]


async def test_a_matter_that_only_another_version_knows_waits_for_it_and_holds_up_nobody(
    database: SqlDatabase, channel: FakeChannel, running: Running, caplog: pytest.LogCaptureFixture
) -> None:
    """In a deploy the old version ended over what the new one beside it had queued."""
    codes = [f"foreign {number}" for number in range(courier_module.LOADED_AT_ONCE + 1)]
    await queue(database, *(words_to_customer(1, code) for code in codes))
    async with database.engine.begin() as connection:
        await connection.execute(update(outbox).values(matter="telepathy"))
    async with running():
        await queue(database, words_to_customer(1, "same lane"), words_to_customer(2, "elsewhere"))
        await become(database, [*["queued"] * len(codes), "sent", "sent"])
        await queue(database, words_to_customer(1, "later"))
        await channel.gets("later")
    assert sorted(channel.names()) == ["elsewhere", "later", "same lane"]
    told = [each for each in caplog.messages if each.startswith("delivery 1 waits for another version")]
    assert len(told) == 1


async def test_a_lane_that_breaks_our_code_before_its_call_rests_and_the_others_go_on(
    database: SqlDatabase, channel: FakeChannel, running: Running, clock: StandingClock
) -> None:
    class Broken(SqlPost):
        bugs = 2

        async def load(self, lane: str, *, limit: int) -> list[Parcel]:
            if lane == ANNA and self.bugs:
                self.bugs -= 1
                raise LookupError("a bug")
            return await super().load(lane, limit=limit)

    async with running(post=Broken(database, clock)):
        await queue(database, words_to_customer(1, "words"), words_to_customer(2, "elsewhere"))
        await become(database, ["sent", "sent"])
    assert channel.names() == ["elsewhere", "words"]
