"""Telegram's limits, shared by two replicas through a real Redis: together they keep one bot's budgets."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, suppress

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as NotThere

from bot.channels.telegram.limits import Budget, Limits, Reservation
from bot.redis import limits as module
from bot.redis.limits import SharedLimiter
from bot.services.replicas import Listed
from bot.services.sending import EVERYWHERE, Wait
from tests.channels.watch import Watch
from tests.patience import PATIENCE
from tests.redis_server import OwnRedis, redis_server

__all__ = ["redis_server"]

ANNA, BORIS = 5_000_000_001, 5_000_000_002
STAFF, SECOND_LINE = -1_002_000_000_001, -1_002_000_000_002
LASTING = Limits(Budget(30, 600.0), Budget(3, 600.0), Budget(20, 600.0))
"""Telegram's numbers, in windows that do not end while a test runs, however slow the machine."""

NEVER = 3600.0
GONE = 600.0 + 130.0
"""So long after Redis went away nothing counts that others may have sent before they kept a part for us."""


@pytest.fixture(autouse=True)
def no_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most tests are not about a Redis that has just begun. A slow machine is no Redis that is away."""
    monkeypatch.setattr(module, "HOLD_SECONDS", 0.0)
    monkeypatch.setattr(module, "ANSWER_SECONDS", PATIENCE)
    monkeypatch.setattr(module, "PRESENCE_SECONDS", 2 * PATIENCE)


class Passing(Watch):
    """It is watched: whoever works looks at the list of replicas every second or two."""

    def __init__(self) -> None:
        super().__init__()
        self.looks: list[Callable[[], None]] = []

    def passes(self, seconds: float) -> None:
        end = self.seconds + seconds
        while self.seconds < end:
            self.seconds = min(end, self.seconds + 2.0)
            for look in self.looks:
                look()


@pytest.fixture
def watch() -> Passing:
    return Passing()


Replica = Callable[..., SharedLimiter]


@pytest.fixture
async def replica(redis_server: OwnRedis, watch: Passing) -> AsyncIterator[Replica]:
    """Makes one more. Whoever else is in the list, Redis has just heard."""
    numbers = itertools.count(1)
    async with AsyncExitStack() as stack:

        def replica(
            limits: Limits = LASTING,
            *,
            replicas: int = 2,
            number: Callable[[], int] | None = None,
            at: Callable[[], float] = watch,
        ) -> SharedLimiter:
            counted = number or (lambda: replicas)
            mine = next(numbers)

            def listed() -> Listed:
                return Listed(mine, frozenset({mine, *range(1, counted() + 1)}), at())

            limiter = SharedLimiter(redis_server.url, "42", watch, limits, listed=listed)
            stack.push_async_callback(limiter.close)
            watch.looks.append(limiter._company.look)
            hear(redis_server, limiter, range(1, 10))
            return limiter

        yield replica


def hear(server: OwnRedis, limiter: SharedLimiter, replicas: Iterable[int]) -> None:
    """As if each of these had just asked, unless Redis is away."""
    with suppress(NotThere), Redis.from_url(server.url) as redis:
        seconds, microseconds = redis.time()
        redis.zadd(limiter._key("present"), dict.fromkeys(replicas, seconds * 1_000_000 + microseconds))


async def sent(limiter: SharedLimiter, chat: int | None, times: int, *, spare: bool = False) -> int:
    """How many of so many calls are let through; each is answered at once."""
    through = 0
    for _ in range(times):
        found = await limiter.reserve(chat, spare=spare)
        if isinstance(found, Reservation):
            await limiter.settle(found)
            through += 1
    return through


async def wait(limiter: SharedLimiter, chat: int | None, cost: int = 1) -> Wait:
    found = await limiter.reserve(chat, cost)
    assert isinstance(found, Wait)
    return found


async def comes_back(limiter: SharedLimiter) -> None:
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        looking = tasks.create_task(limiter.run())
        while limiter.is_alone:  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.01)
        looking.cancel()


async def test_two_replicas_have_one_groups_budget_together(replica: Replica) -> None:
    first, second = replica(), replica()
    assert await sent(first, STAFF, 12) == 12
    assert await sent(second, STAFF, 100) == 8

    told = await wait(first, STAFF)
    assert told.at == str(STAFF)
    assert 0 < told.seconds <= 600.0
    assert await sent(first, SECOND_LINE, 1) == 1


async def test_two_that_ask_at_once_never_get_more_than_the_budget(replica: Replica) -> None:
    first, second = replica(), replica()
    chats = [ANNA + number for number in range(40)]

    through = await asyncio.gather(*(sent(each, chat, 1) for each in (first, second) for chat in chats))

    assert sum(through) == 30
    assert (await wait(second, BORIS + 1000)).at == EVERYWHERE


async def test_who_is_refused_takes_nothing_from_any_budget(replica: Replica) -> None:
    first, second = replica(), replica()
    assert await sent(first, ANNA, 100) == 3
    assert await sent(second, STAFF, 100) == 20
    assert sum([await sent(second, BORIS + number, 1) for number in range(100)]) == 30 - 3 - 20


async def test_a_call_counts_for_as_many_as_it_sends_and_gives_back_what_it_did_not_need(
    replica: Replica,
) -> None:
    first, second = replica(), replica()
    found = await first.reserve(STAFF, 12)
    assert isinstance(found, Reservation)
    assert isinstance(await second.reserve(STAFF, 9), Wait)

    await first.settle(found, 2)

    assert await sent(second, STAFF, 100) == 18


async def test_what_took_more_than_it_reserved_counts_whole(replica: Replica) -> None:
    first, second = replica(), replica()
    found = await first.reserve(STAFF)
    assert isinstance(found, Reservation)

    await first.settle(found, 5)

    assert await sent(second, STAFF, 100) == 15


async def test_decoration_leaves_a_part_to_what_people_wait_for(replica: Replica) -> None:
    first, second = replica(), replica()
    assert await sent(first, STAFF, 100, spare=True) == 14
    assert isinstance(await second.reserve(STAFF, spare=True), Wait)
    assert await sent(second, STAFF, 100) == 6


async def test_what_is_larger_than_the_whole_budget_goes_when_nothing_else_counts(replica: Replica) -> None:
    limiter = replica()
    assert isinstance(await limiter.reserve(STAFF, 25), Reservation)
    assert isinstance(await limiter.reserve(STAFF), Wait)


async def test_a_window_that_is_over_counts_no_more(replica: Replica) -> None:
    short = Limits(Budget(30, 0.05), Budget(3, 0.05), Budget(20, 0.05))
    limiter = replica(short)
    async with asyncio.timeout(PATIENCE):
        for _ in range(100):
            while isinstance(found := await limiter.reserve(STAFF), Wait):
                assert found.seconds <= 0.05
                await asyncio.sleep(found.seconds)
            await limiter.settle(found)


async def test_a_chat_that_one_is_told_to_wait_for_waits_for_both(replica: Replica) -> None:
    first, second = replica(), replica()
    await first.told_to_wait(STAFF, 300)
    await first.told_to_wait(STAFF, 3)

    told = await wait(second, STAFF)

    assert told.at == str(STAFF)
    assert 3 < told.seconds <= 300
    assert await sent(second, SECOND_LINE, 1) == 1


async def test_where_several_chats_are_told_to_wait_in_a_row_all_wait(replica: Replica) -> None:
    first, second = replica(), replica()
    await first.told_to_wait(STAFF, 300)
    await second.told_to_wait(ANNA, 300)
    assert await sent(second, SECOND_LINE, 1) == 1

    await second.told_to_wait(BORIS, 300)

    assert (await wait(first, SECOND_LINE)).at == EVERYWHERE


async def test_two_bots_do_not_share(redis_server: OwnRedis, replica: Replica, watch: Passing) -> None:
    assert await sent(replica(), STAFF, 100) == 20
    alone = Listed(1, frozenset({1}), watch())
    other = SharedLimiter(redis_server.url, "43", watch, LASTING, listed=lambda: alone)
    assert await sent(other, STAFF, 100) == 20
    await other.close()


async def test_without_redis_each_keeps_to_its_part_once_what_the_others_sent_counts_no_more(
    redis_server: OwnRedis, replica: Replica, watch: Passing
) -> None:
    first, second = replica(), replica()
    assert await sent(first, STAFF, 20) == 20
    redis_server.stop()

    assert (await sent(first, STAFF, 100), await sent(second, STAFF, 100)) == (0, 0)
    assert (await sent(first, ANNA, 100), await sent(second, ANNA, 100)) == (0, 0)
    watch.passes(GONE)

    assert (await sent(first, STAFF, 100), await sent(second, STAFF, 100)) == (10, 10)
    assert await sent(first, ANNA, 100) + await sent(second, BORIS, 100) == 2
    others = [await sent(first, BORIS + 9 + each, 1) for each in range(50)]
    assert sum(others) == 15 - 10 - 1


async def test_one_that_is_alone_goes_on_with_the_whole_budgets_less_what_it_has_sent(
    redis_server: OwnRedis, replica: Replica, watch: Passing
) -> None:
    alone = replica(replicas=1)
    watch.passes(GONE)  # nothing that a process before it has sent counts any more
    assert await sent(alone, STAFF, 12) == 12
    redis_server.stop()

    assert await sent(alone, STAFF, 100) == 8


async def test_who_starts_without_redis_takes_the_budgets_as_spent(
    redis_server: OwnRedis, replica: Replica, watch: Passing
) -> None:
    redis_server.stop()
    limiter = replica(replicas=1)
    assert await sent(limiter, STAFF, 100) == 0
    watch.passes(GONE)
    assert await sent(limiter, STAFF, 100) == 20


async def test_what_was_sent_without_redis_and_before_it_forgot_counts_when_it_is_back(
    redis_server: OwnRedis, replica: Replica, watch: Passing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.01)
    alone = replica(replicas=1)
    watch.passes(GONE)
    assert await sent(alone, STAFF, 5) == 5
    redis_server.stop()
    assert await sent(alone, STAFF, 7) == 7
    redis_server.start()

    await comes_back(alone)

    assert await sent(replica(), STAFF, 100) == 20 - 12


@pytest.mark.parametrize("before", [2, 3])
async def test_one_whose_other_died_without_redis_sent_as_if_that_had_sent_nothing(
    redis_server: OwnRedis, replica: Replica, watch: Passing, before: int
) -> None:
    living = before
    first, second = replica(number=lambda: living), replica(number=lambda: living)
    assert await sent(first, ANNA, 1) == 1
    redis_server.stop()
    assert (await sent(first, STAFF, 1), await sent(second, STAFF, 1)) == (0, 0)
    watch.passes(GONE)
    part = 20 // before
    assert (await sent(first, STAFF, 100), await sent(second, STAFF, 100)) == (part, part)

    living = before - 1
    assert await sent(first, STAFF, 100) == 0
    watch.passes(600.0)
    assert await sent(first, STAFF, 100) == part, "not for long enough yet"
    watch.passes(12.0)
    assert await sent(first, STAFF, 100) == 20 // living - part


async def test_one_whose_other_died_before_redis_did_takes_the_budgets_as_spent(
    redis_server: OwnRedis, replica: Replica, watch: Passing
) -> None:
    living = 2
    first, second = replica(number=lambda: living), replica()
    watch.passes(700.0)
    assert (await sent(first, ANNA, 1), await sent(second, STAFF, 19)) == (1, 19)
    living = 1
    assert await sent(first, STAFF, 1) == 1
    redis_server.stop()

    assert await sent(first, STAFF, 100) == 0


async def test_without_redis_a_chat_that_telegram_had_told_to_wait_was_called(
    redis_server: OwnRedis, replica: Replica, watch: Passing
) -> None:
    """Whichever replica had been told."""
    first, second = replica(), replica()
    await first.told_to_wait(STAFF, 3000)
    assert 600 < (await wait(second, STAFF)).seconds <= 3000
    redis_server.stop()
    await sent(first, ANNA, 1)
    await sent(second, ANNA, 1)
    watch.passes(GONE)

    for each in (first, second):
        assert await sent(each, SECOND_LINE, 1) == 1
        assert 2200 < (await wait(each, STAFF)).seconds <= 2300


async def test_a_wait_told_without_redis_or_before_it_forgot_was_forgotten_when_it_was_back(
    redis_server: OwnRedis, replica: Replica, watch: Passing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three of them, repeated, are no flood."""
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.01)
    first, second = replica(), replica()
    await first.told_to_wait(STAFF, 3000)
    watch.passes(20.0)
    redis_server.stop()
    await first.told_to_wait(ANNA, 3000)
    watch.passes(20.0)
    await first.told_to_wait(BORIS, 3000)
    redis_server.start()

    await comes_back(first)

    for chat in (STAFF, ANNA, BORIS):
        told = await wait(second, chat)
        assert (told.at, told.seconds > 2900) == (str(chat), True)
    assert await sent(second, SECOND_LINE, 1) == 1


async def test_a_redis_that_has_forgotten_is_told_by_all_before_anybody_sends(
    redis_server: OwnRedis, replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also by one that has nothing to send."""
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.01)
    first, quiet = replica(), replica()
    assert (await sent(first, STAFF, 4), await sent(quiet, STAFF, 9)) == (4, 9)
    redis_server.stop()
    redis_server.start()
    monkeypatch.setattr(module, "HOLD_SECONDS", NEVER)

    assert (await wait(replica(), STAFF)).at == EVERYWHERE
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        looking = [tasks.create_task(each.run()) for each in (first, quiet)]
        while await _counted(first) < 13:  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.01)
        for each in looking:
            each.cancel()

    monkeypatch.setattr(module, "HOLD_SECONDS", 0.0)
    assert await sent(replica(), STAFF, 100) == 20 - 13


async def _counted(limiter: SharedLimiter) -> int:
    return int(await limiter._redis.zcard(limiter._key(STAFF)))


async def test_without_redis_several_deliveries_went_at_once_that_were_more_than_a_replicas_part(
    redis_server: OwnRedis, replica: Replica, watch: Passing
) -> None:
    first = replica()
    assert isinstance(await first.reserve(SECOND_LINE, 12, divisible=True), Reservation)
    redis_server.stop()
    await sent(first, STAFF, 1)
    watch.passes(GONE)

    for cost in (12, 20):
        told = await first.reserve(STAFF, cost, divisible=True)
        assert isinstance(told, Wait)
        assert told.too_many
    assert isinstance(await first.reserve(STAFF, 10, divisible=True), Reservation)


async def test_beside_one_that_is_cut_off_several_deliveries_go_at_once_only_within_what_is_left(
    redis_server: OwnRedis, replica: Replica, watch: Passing, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = replica()
    watch.passes(GONE)
    assert isinstance(await first.reserve(SECOND_LINE, 5, divisible=True), Reservation)
    monkeypatch.setattr(module, "PRESENCE_SECONDS", 0.001)  # nobody else has been heard for so long

    told = await first.reserve(STAFF, 11, divisible=True)
    assert isinstance(told, Wait)
    assert told.too_many
    assert isinstance(await first.reserve(STAFF, 10, divisible=True), Reservation)
    assert not (await wait(first, STAFF)).too_many


async def test_a_redis_begun_anew_did_not_know_what_one_had_sent_that_it_has_not_heard_since(
    redis_server: OwnRedis, replica: Replica, watch: Passing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.01)
    first, second = replica(), replica()
    watch.passes(GONE)
    assert (await sent(first, ANNA, 1), await sent(second, STAFF, 15)) == (1, 15)
    redis_server.stop()
    assert (await sent(first, STAFF, 1), await sent(second, STAFF, 1)) == (0, 0)
    redis_server.start()

    await comes_back(first)
    assert await sent(first, STAFF, 100) == 0
    await comes_back(second)
    assert await sent(second, ANNA, 1) == 1
    assert await sent(first, STAFF, 100) == 5


async def test_who_has_not_seen_the_list_of_replicas_lately_did_not_know_of_others_and_sent(
    redis_server: OwnRedis, replica: Replica, watch: Passing
) -> None:
    """A little longer ago with Redis, which hears others, than without."""
    stopped_at: float | None = None
    limiter = replica(replicas=1, at=lambda: watch() if stopped_at is None else stopped_at)
    watch.passes(GONE)
    assert await sent(limiter, STAFF, 1) == 1
    stopped_at = watch()
    watch.passes(4.0)
    assert await sent(limiter, STAFF, 1) == 1
    watch.passes(2.0)
    assert await sent(limiter, STAFF, 1) == 0

    stopped_at = None
    watch.passes(GONE)
    redis_server.stop()
    assert await sent(limiter, STAFF, 1) == 1
    stopped_at = watch()
    watch.passes(2.0)
    assert await sent(limiter, STAFF, 1) == 1
    watch.passes(2.0)
    assert await sent(limiter, STAFF, 1) == 0
    stopped_at = None
    assert await sent(limiter, STAFF, 1) == 0, "others may have come and sent all there was"
    watch.passes(GONE)
    assert await sent(limiter, STAFF, 1) == 1
