"""Couriers of several processes: a lane is served by its owner, and by nobody without a claim."""

import asyncio
from collections.abc import Mapping

from bot.catalog.products import Catalog
from bot.domain.delivery import words_to_customer
from bot.services.alarms import Alarms
from bot.services.courier import Courier
from bot.services.signals import Kind
from bot.services.use_cases import arrival
from storage.post import SqlPost
from storage.unit_of_work import SqlDatabase
from tests.patience import PATIENCE
from tests.services.channel import FakeChannel
from tests.services.outbox import become, queue, statuses
from tests.storage.making import StandingClock

ANNA, BORIS = "customer:1", "customer:2"


class Standing:
    id = 1

    def __init__(self, *ours: str) -> None:
        self.ours = ours

    def owner_of(self, lane: str) -> int | None:
        return self.id if lane in self.ours else None

    def owns(self, lane: str) -> bool:
        return lane in self.ours

    def is_gone(self, holder: int | None) -> bool:  # noqa: ARG002
        return False


class Claims:
    def __init__(self) -> None:
        self.free = True
        self.held: set[str] = set()

    async def claim(self, what: str) -> bool:
        if self.free:
            self.held.add(what)
        return self.free

    async def release(self, what: str) -> None:
        self.held.discard(what)

    def holds(self, what: str) -> bool:
        return what in self.held


class Told:
    def __init__(self) -> None:
        self.lanes: dict[str, int] = {}

    def tell(self, kind: Kind, lanes: Mapping[str, int] | None = None) -> None:
        assert kind is Kind.DELIVERIES
        self.lanes.update(lanes or {})


def courier_of(
    database: SqlDatabase,
    channel: FakeChannel,
    clock: StandingClock,
    *ours: str,
    claims: Claims,
    told: Told,
) -> Courier:
    courier = Courier(
        database=database,
        post=SqlPost(database, clock),
        channel=channel,
        arrival=lambda uow: arrival(uow, Catalog([]), clock, Alarms(())),
        standing=Standing(*ours),
        claims=claims,
        signals=told,
    )
    database.after_commit.append(lambda news: courier.wake(news.lanes))
    return courier


async def test_what_is_ours_is_sent_and_of_the_rest_others_are_told(
    database: SqlDatabase, channel: FakeChannel, clock: StandingClock
) -> None:
    claims, told = Claims(), Told()
    courier = courier_of(database, channel, clock, ANNA, claims=claims, told=told)
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        tasks.create_task(courier.run())
        await queue(database, words_to_customer(1, "ours"), words_to_customer(2, "theirs"))
        await become(database, ["sent", "queued"])
        courier.stop()
    assert channel.names() == ["ours"]
    assert list(told.lanes) == [BORIS]
    assert claims.held == set(), "what is served is let go"


async def test_what_another_has_claimed_is_not_sent(
    database: SqlDatabase, channel: FakeChannel, clock: StandingClock
) -> None:
    claims = Claims()
    claims.free = False
    courier = courier_of(database, channel, clock, ANNA, claims=claims, told=Told())
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        tasks.create_task(courier.run())
        await queue(database, words_to_customer(1, "one"))
        await asyncio.sleep(0.1)
        courier.stop()
    assert channel.names() == []
    assert await statuses(database) == ["queued"]


async def test_a_claim_that_is_lost_on_the_way_ends_the_serving(
    database: SqlDatabase, channel: FakeChannel, clock: StandingClock
) -> None:
    claims = Claims()
    courier = courier_of(database, channel, clock, ANNA, claims=claims, told=Told())
    under_way = asyncio.Event()
    channel.answer(ANNA, under_way)
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        tasks.create_task(courier.run())
        await queue(database, words_to_customer(1, "one"), words_to_customer(1, "two"))
        await channel.gets("one")
        claims.held.clear()
        claims.free = False
        under_way.set()
        await become(database, ["sent", "queued"])
        courier.stop()
    assert channel.names() == ["one"]
