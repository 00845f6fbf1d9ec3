"""The courier within Telegram's limits, as the stand-in counts them, through minutes that cost no time.

Calls take as long as calls do, some longer than others; Telegram counts them somewhere on their way.
"""

import asyncio
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from random import Random
from typing import Any, cast

from bot.channels.telegram.limits import Reservation, bottleneck
from bot.channels.telegram.windows import Windows
from bot.domain.amends import mark
from bot.domain.delivery import Delivery, Recipient, Urgency, words_to_chat, words_to_customer
from bot.domain.message import Source
from bot.sandbox.errors import ApiError
from bot.sandbox.limits import Limits
from bot.sandbox.model import Chat
from bot.services.courier import Courier
from bot.services.sending import Accepted, Later, Outcome, Parcel, Wait
from tests.services.passing_time import live

STAFF, SECOND_LINE = -1_002_000_000_001, -1_002_000_000_002
LOADING_SECONDS = 0.004
QUICKEST_WAY = 0.01
SLOWEST_WAY = 0.025
"""Seconds, to Telegram or back."""
UTILISED = 0.95


class Telegram:
    """A channel, the queue of deliveries, and what Telegram has counted."""

    def __init__(self, slowest_way: float) -> None:
        self.random = Random(42)
        self.slowest_way = slowest_way
        self.loop = asyncio.get_running_loop()
        self.windows = Windows(self.loop.time)
        self.limits = Limits()
        self.limits.enabled = True
        self.queued: dict[str, deque[Parcel]] = defaultdict(deque)
        self.counted: list[tuple[float, Delivery]] = []
        self.refused = 0
        self.loaded = 0
        self._reserved: dict[int, Reservation] = {}
        self._number = 0
        self._sent = asyncio.Event()

    def queue(self, *deliveries: Delivery) -> dict[str, int]:
        for each in deliveries:
            self._number += 1
            self.queued[each.lane].append(Parcel(self._number, each, 0))
        return {each.lane: each.urgency for each in deliveries}

    # The queue.

    async def waiting_lanes(self) -> list[tuple[str, int]]:
        return [(lane, parcels[0].delivery.urgency) for lane, parcels in self.queued.items() if parcels]

    async def load(self, lane: str, *, limit: int) -> list[Parcel]:
        self.loaded += 1
        await asyncio.sleep(LOADING_SECONDS)
        return list(self.queued[lane])[:limit]

    # The channel.

    def bottleneck(self, parcels: Sequence[Parcel], *, patient: bool) -> str:
        return bottleneck(_chat(parcels[0].delivery), spare=patient)

    async def ready_in(self, parcels: Sequence[Parcel], *, patient: bool) -> Wait | None:
        found = self.windows.reserve(_chat(parcels[0].delivery), spare=patient)
        if isinstance(found, Wait):
            return found
        self._reserved[parcels[0].id] = found
        return None

    async def deliver(self, parcels: Sequence[Parcel]) -> Outcome:
        delivery = parcels[0].delivery
        chat_id = _chat(delivery)
        chat = Chat(chat_id, "private" if chat_id > 0 else "supergroup")
        await self._way()
        try:
            self.limits.take(chat, self.loop.time())
            self.counted.append((self.loop.time(), delivery))
            return Accepted()
        except ApiError:
            self.refused += 1
            return Later(1.0)
        finally:
            await self._way()
            self.windows.settle(self._reserved.pop(parcels[0].id))

    async def _way(self) -> None:
        await asyncio.sleep(self.random.uniform(QUICKEST_WAY, self.slowest_way))

    # What the courier tells.

    async def accepted(self, batch: Sequence[Parcel], outcome: Accepted) -> None:  # noqa: ARG002
        for each in batch:
            self.queued[each.delivery.lane].remove(each)
        self._sent.set()

    async def run(self) -> None:
        """It settles at once."""

    def stop(self) -> None: ...

    # What the tests ask.

    async def until_all_sent(self) -> None:
        while any(self.queued.values()):
            self._sent.clear()
            await self._sent.wait()

    def sent(self, chat_id: int | None = None, urgency: Urgency | None = None) -> list[float]:
        """The moments when Telegram counted them."""
        return [
            at
            for at, each in self.counted
            if (chat_id is None or _chat(each) == chat_id) and (urgency is None or each.urgency is urgency)
        ]


def _chat(delivery: Delivery) -> int:
    return delivery.mark.chat_id if delivery.mark else delivery.to.id


def words(chat_id: int, thread: int) -> Delivery:
    return words_to_chat(chat_id, "words", thread=thread)


def decoration(chat_id: int, number: int) -> Delivery:
    return mark(Recipient.chat(chat_id, number), Source(chat_id, number), ticket_id=number)


@asynccontextmanager
async def sending(slowest_way: float = SLOWEST_WAY) -> AsyncIterator[tuple[Telegram, Courier]]:
    """Until the end of the block, by which nothing may have been refused."""
    telegram = Telegram(slowest_way)
    courier = Courier(database=cast("Any", None), post=telegram, channel=telegram, arrival=cast("Any", None))
    courier.settling = cast("Any", telegram)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(courier.run())
        yield telegram, courier
        courier.stop()
    assert telegram.refused == 0


def utilised(sent: Sequence[float], budget: int, seconds: float, *, since: float = 0.0) -> float:
    """What was sent since, of what was allowed until the last of it; the first budget is there at once."""
    return (len(sent) - budget) / ((max(sent) - since) / seconds * budget)


def test_a_thousand_customers_are_answered_at_thirty_a_second() -> None:
    async def story() -> None:
        async with sending() as (telegram, courier):
            courier.wake(telegram.queue(*(words_to_customer(1 + each, "hello") for each in range(1000))))
            await telegram.until_all_sent()
            assert utilised(telegram.sent(), 30, 1.0) >= UTILISED
            assert telegram.loaded < 3 * 1000

    live(story())


def test_where_calls_take_now_short_now_long_none_is_refused_and_little_is_left_unused() -> None:
    async def story() -> None:
        async with sending(slowest_way=0.12) as (telegram, courier):
            courier.wake(telegram.queue(*(words_to_customer(1 + each, "hello") for each in range(1000))))
            await telegram.until_all_sent()
            assert utilised(telegram.sent(), 30, 1.0) >= 0.85

    live(story())


def test_a_group_gets_twenty_a_minute_while_many_topics_wait() -> None:
    async def story() -> None:
        async with sending() as (telegram, courier):
            courier.wake(telegram.queue(*(words(STAFF, 1 + each % 100) for each in range(200))))
            await telegram.until_all_sent()
            assert utilised(telegram.sent(STAFF), 20, 60.0) >= UTILISED
            assert telegram.loaded < 4 * 200 + 20 * 9, "each asks when it is its turn, not all of them always"

    live(story())


def test_a_topic_whose_turn_comes_late_is_not_overtaken() -> None:
    async def story() -> None:
        async with sending() as (telegram, courier):
            courier.wake(telegram.queue(*(words(STAFF, 1 + each) for each in range(60))))
            await asyncio.sleep(30.0)
            courier.wake(telegram.queue(*(words(STAFF, 101 + each) for each in range(40))))
            await telegram.until_all_sent()
            threads = [each.to.thread or 0 for _, each in telegram.counted]
            assert set(threads[:60]) == set(range(1, 61))

    live(story())


def test_customers_and_groups_each_get_all_they_may_at_once() -> None:
    async def story() -> None:
        async with sending() as (telegram, courier):
            groups = [words(chat, 1 + each) for each in range(80) for chat in (STAFF, SECOND_LINE)]
            courier.wake(telegram.queue(*groups))
            courier.wake(telegram.queue(*(words_to_customer(1 + each, "hello") for each in range(5500))))
            await telegram.until_all_sent()
            customers = telegram.sent(urgency=Urgency.CUSTOMER)
            meanwhile = [at for at in telegram.sent() if at <= max(customers)]
            assert utilised(meanwhile, 30, 1.0) >= UTILISED
            for chat in (STAFF, SECOND_LINE):
                assert utilised(telegram.sent(chat), 20, 60.0) >= UTILISED

    live(story())


def test_while_customers_never_stop_agents_get_their_share_and_decoration_comes() -> None:
    async def story() -> None:
        async with sending() as (telegram, courier):
            courier.wake(telegram.queue(*(words(STAFF - each % 20, 1 + each) for each in range(400))))
            courier.wake(telegram.queue(*(decoration(STAFF - 100 - each, 1) for each in range(40))))
            customer = 0
            for _ in range(120):
                for _ in range(60):
                    customer += 1
                    courier.wake(telegram.queue(words_to_customer(customer, "hello")))
                await asyncio.sleep(1.0)
            assert len(telegram.sent(urgency=Urgency.AGENT)) == 400
            assert len(telegram.sent(urgency=Urgency.COSMETIC)) == 40
            assert utilised(telegram.sent(), 30, 1.0) >= UTILISED

    live(story())


def test_a_blockers_card_passes_sixty_waiting_cards() -> None:
    async def story() -> None:
        async with sending() as (telegram, courier):
            courier.wake(telegram.queue(*(words(STAFF, 1 + each) for each in range(80))))
            await asyncio.sleep(30.0)
            assert len(telegram.sent(STAFF)) == 20, "the others wait for the next minute"
            courier.wake(telegram.queue(words(STAFF, 999).about_blocker()))
            await telegram.until_all_sent()
            threads = [each.to.thread for _, each in telegram.counted]
            assert threads.index(999) <= 21, "one may have asked already when it came"

    live(story())


def test_while_blockers_never_stop_agents_get_their_share_of_the_group_and_decoration_comes() -> None:
    async def story() -> None:
        async with sending() as (telegram, courier):
            blockers = (words(STAFF, 1 + each).about_blocker() for each in range(300))
            courier.wake(telegram.queue(*blockers))
            courier.wake(telegram.queue(*(words(STAFF, 1001 + each) for each in range(30))))
            courier.wake(telegram.queue(*(decoration(STAFF, 2001 + each) for each in range(5))))
            await asyncio.sleep(600.0)
            assert len(telegram.sent(STAFF, Urgency.AGENT)) == 30
            assert len(telegram.sent(STAFF, Urgency.COSMETIC)) == 5
            assert telegram.sent(STAFF, Urgency.BLOCKER)
            assert any(telegram.queued.values()), "blockers wait still"
            await telegram.until_all_sent()

    live(story())


def test_decoration_leaves_room_in_a_group_and_is_not_forgotten_where_there_is_none() -> None:
    async def story() -> None:
        async with sending() as (telegram, courier):
            courier.wake(telegram.queue(*(decoration(STAFF, 1 + each) for each in range(15))))
            await asyncio.sleep(5.0)
            assert len(telegram.sent(STAFF)) == 14
            courier.wake(telegram.queue(words(STAFF, 1)))
            await asyncio.sleep(1.0)
            assert len(telegram.sent(STAFF)) == 15, "there was room for words"
            for minute in range(6):
                courier.wake(telegram.queue(*(words(STAFF, 100 * minute + each) for each in range(25))))
                await asyncio.sleep(60.0)
            assert len(telegram.sent(STAFF, Urgency.COSMETIC)) == 15

    live(story())


def test_a_flood_over_all_chats_makes_all_wait_and_then_all_go_on() -> None:
    async def story() -> None:
        async with sending() as (telegram, courier):
            for chat in (1, 2, 3):
                telegram.windows.told_to_wait(chat, 10)
            courier.wake(telegram.queue(*(words_to_customer(1 + each, "hello") for each in range(90))))
            await telegram.until_all_sent()
            assert min(telegram.sent()) >= 10.0
            assert utilised(telegram.sent(), 30, 1.0, since=10.0) >= 0.9
            assert Counter(each.to.id for _, each in telegram.counted).most_common(1)[0][1] == 1

    live(story())
