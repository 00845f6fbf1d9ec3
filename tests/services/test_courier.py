"""Deliveries arrive in the order of their lane, and no lane waits for another."""

import asyncio

import pytest

from bot.domain.amends import mark
from bot.domain.delivery import Recipient, card_refresh, words_to_chat, words_to_customer, words_to_desk
from bot.domain.message import Source
from bot.services import courier as courier_module
from bot.services.sending import Later
from storage.unit_of_work import SqlDatabase
from tests.servers import database_url, postgres, postgres_url
from tests.services.channel import FakeChannel
from tests.services.conftest import Running
from tests.services.outbox import become, queue, statuses
from tests.storage.each_database import database
from tests.storage.making import STAFF

__all__ = ["database", "database_url", "postgres", "postgres_url"]

ANNA, BORIS = "customer:1", "customer:2"


async def test_a_lane_keeps_its_order_however_long_it_is(
    database: SqlDatabase, channel: FakeChannel, running: Running
) -> None:
    codes = [f"words-{number}" for number in range(50)]
    async with running():
        await queue(database, *(words_to_customer(1, code) for code in codes[:30]))
        await queue(database, *(words_to_customer(1, code) for code in codes[30:]))
        await channel.gets(codes[-1])
    assert channel.names() == codes
    assert set(await statuses(database)) == {"sent"}


async def test_a_lane_has_one_call_under_way_and_lanes_run_side_by_side(
    database: SqlDatabase, channel: FakeChannel, running: Running
) -> None:
    answered = asyncio.Event()
    for customer_id in range(10):
        channel.answer(f"customer:{customer_id}", answered)
    async with running():
        await queue(database, *(words_to_customer(each % 10, f"words-{each}") for each in range(20)))
        await channel.until(lambda: channel.under_way == 10)
        assert sorted(channel.names()) == [f"words-{each}" for each in range(10)]
        answered.set()
        await channel.until(lambda: len(channel.given) == 20)


async def test_a_slow_lane_does_not_delay_the_others(
    database: SqlDatabase, channel: FakeChannel, running: Running
) -> None:
    answered = asyncio.Event()
    channel.answer(ANNA, answered)
    async with running():
        await queue(database, words_to_customer(1, "slow"), words_to_customer(1, "behind it"))
        await channel.gets("slow")
        await queue(database, words_to_customer(2, "quick"))
        await become(database, ["queued", "queued", "sent"])
        assert channel.names(ANNA) == ["slow"]
        answered.set()
        await channel.gets("behind it")


async def test_later_rests_its_lane_only(
    database: SqlDatabase, channel: FakeChannel, running: Running
) -> None:
    channel.answer(ANNA, Later(3600))
    async with running():
        await queue(database, words_to_customer(1, "first"), words_to_customer(1, "second"))
        await channel.gets("first")
        await queue(database, words_to_customer(2, "elsewhere"), words_to_customer(1, "third"))
        await become(database, ["queued", "queued", "sent", "queued"])
    assert channel.names(ANNA) == ["first"]


async def test_later_comes_by_itself_and_in_order(
    database: SqlDatabase, channel: FakeChannel, running: Running
) -> None:
    channel.answer(ANNA, Later(0.02), Later(0.02))
    async with running():
        await queue(database, words_to_customer(1, "first"), words_to_customer(1, "second"))
        await become(database, ["sent", "sent"])
    assert channel.names(ANNA) == ["first", "first", "first", "second"]


async def test_a_limit_rests_its_lane_before_the_call(
    database: SqlDatabase, channel: FakeChannel, running: Running
) -> None:
    channel.rests[ANNA].append(3600)
    channel.rests[BORIS].extend([0.02, 0.0, 0.02])
    async with running():
        await queue(database, words_to_customer(1, "waits"))
        await channel.until(lambda: channel.asked == [ANNA])
        await queue(database, words_to_customer(2, "first"), words_to_customer(2, "second"))
        await become(database, ["queued", "sent", "sent"])
    assert channel.names() == ["first", "second"]
    assert channel.asked == [ANNA, *([BORIS] * 4)]


async def test_a_newer_delivery_of_a_slot_goes_out_once(
    database: SqlDatabase, channel: FakeChannel, running: Running
) -> None:
    answered = asyncio.Event()
    channel.answer("desk:1:card", answered)
    async with running():
        await queue(database, card_refresh(1))
        await channel.gets("card")
        for _ in range(5):
            await queue(database, card_refresh(1))
        answered.set()
        await channel.gets("card", times=2)
        await become(database, ["sent", *(["dropped"] * 4), "sent"])
    assert channel.calls("desk:1:card") == [["card"], ["card"]]


async def test_what_decorates_never_delays_words(
    database: SqlDatabase, channel: FakeChannel, running: Running
) -> None:
    stuck = asyncio.Event()
    channel.answer("desk:1:card", stuck)
    channel.answer("desk:1:mark", Later(3600))
    async with running():
        await queue(database, card_refresh(1), mark(Recipient.of_ticket(1), Source(STAFF, 5), ticket_id=1))
        await channel.until(lambda: len(channel.given) == 2)
        await queue(database, words_to_desk(1, "words"))
        await become(database, ["queued", "queued", "sent"])
        stuck.set()


async def test_with_few_hands_customers_come_first_then_agents(
    database: SqlDatabase, channel: FakeChannel, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier_module, "WORKERS", 1)
    busy = asyncio.Event()
    channel.answer("chat:1", busy)
    async with running():
        await queue(database, words_to_chat(1, "first"))
        await channel.gets("first")
        await queue(database, card_refresh(1), card_refresh(2))
        await queue(database, words_to_desk(1, "to agents"))
        await queue(database, words_to_customer(1, "to a customer"))
        busy.set()
        await channel.gets("card", times=2)
    assert channel.names() == ["first", "to a customer", "to agents", "card", "card"]


async def test_the_poll_finds_what_nobody_woke_for(
    database: SqlDatabase, channel: FakeChannel, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier_module, "POLL_SECONDS", 0.02)
    await queue(database, words_to_customer(1, "of an earlier run"))
    async with running(is_woken=False):
        await channel.gets("of an earlier run")
        await queue(database, words_to_customer(2, "of another process"))
        await channel.gets("of another process")


async def test_stopping_finishes_what_is_under_way_and_writes_it_down(
    database: SqlDatabase, channel: FakeChannel, running: Running
) -> None:
    answered = asyncio.Event()
    channel.answer(ANNA, answered)
    async with running() as courier:
        await queue(database, words_to_customer(1, "under way"))
        await channel.gets("under way")
        courier.stop()
        await queue(database, words_to_customer(2, "too late"))
        asyncio.get_running_loop().call_later(0.05, answered.set)
    assert await statuses(database) == ["sent", "queued"]
    assert channel.names() == ["under way"]


async def test_stopping_leaves_the_rest_of_a_lane_for_the_next_run(
    database: SqlDatabase, channel: FakeChannel, running: Running
) -> None:
    """A lane may be long, and a stop has seconds."""
    answered = asyncio.Event()
    channel.answer(ANNA, answered)
    await queue(database, *(words_to_customer(1, f"words-{each}") for each in range(50)))
    async with running() as courier:
        await channel.gets("words-0")
        courier.stop()
        answered.set()
    assert channel.names() == ["words-0"]
    assert await statuses(database) == ["sent", *(["queued"] * 49)]

    async with running():
        await channel.gets("words-49")
    assert channel.names() == [f"words-{each}" for each in range(50)], "and nothing was sent twice"
