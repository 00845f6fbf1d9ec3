"""Some replicas lose Redis and others do not: all together they keep one bot's budgets at every moment."""

import asyncio
from pathlib import Path

import pytest

from bot.redis import limits as module
from tests.redis.crew import STAFF, a_while, crew, until
from tests.redis_server import OwnRedis, redis_server

__all__ = ["redis_server"]

pytestmark = pytest.mark.timeout(300)


async def test_one_of_two_that_lost_redis_sent_its_part_beside_the_whole_budget_of_the_other(
    redis_server: OwnRedis, tmp_path: Path
) -> None:
    async with crew(redis_server, tmp_path, 2) as mates:
        mates[0].proxy.cut()
        await mates[0].goes_on_alone()
        await a_while()
        await mates[1].goes_on()
        await mates[0].comes_back()
        await a_while()
        await mates.all_go_on()


@pytest.mark.parametrize("cut", [1, 3])
async def test_some_of_four_lose_redis(redis_server: OwnRedis, tmp_path: Path, cut: int) -> None:
    async with crew(redis_server, tmp_path, 4) as mates:
        for each in mates[:cut]:
            each.proxy.cut()
        for each in mates[:cut]:
            await each.goes_on_alone()
        await a_while()
        await mates[3].goes_on()
        for each in mates[:cut]:
            await each.comes_back()
        await a_while()
        await mates.all_go_on()


async def test_all_lose_redis_one_after_the_other_and_come_back(
    redis_server: OwnRedis, tmp_path: Path
) -> None:
    async with crew(redis_server, tmp_path, 3) as mates:
        for each in mates:
            each.proxy.cut()
            await a_while(1.0)
        for each in mates:
            await each.goes_on_alone()
        await a_while()
        for each in mates:
            await each.comes_back()
            await a_while(1.0)
        await mates.all_go_on()


async def test_one_loses_redis_again_and_again(redis_server: OwnRedis, tmp_path: Path) -> None:
    async with crew(redis_server, tmp_path, 2) as mates:
        for seconds in (0.2, 1.0, 4.0, 8.0):
            mates[0].proxy.cut()
            await asyncio.sleep(seconds)
            await mates[0].comes_back()
            await a_while(1.0)


async def test_a_redis_that_stands_still_does_later_what_was_given_up(
    redis_server: OwnRedis, tmp_path: Path
) -> None:
    async with crew(redis_server, tmp_path, 2) as mates:
        redis_server.pause()
        mates[0].proxy.cut()  # what it has asked is still done
        for each in mates:
            await each.goes_on_alone()
        redis_server.go_on()
        await mates[1].comes_back()
        await a_while()
        await mates[0].goes_on()


async def test_what_somebody_had_asked_long_ago_made_it_heard_when_it_was_not(
    redis_server: OwnRedis, tmp_path: Path
) -> None:
    async with crew(redis_server, tmp_path, 2) as mates:
        mates[0].proxy.hold_up()
        await until(lambda: mates[0].limiter.is_alone)
        await asyncio.sleep(module.PRESENCE_SECONDS + 3.0)
        mates[0].proxy.cut()
        mates[0].proxy.let_go()
        await mates[0].goes_on_alone()
        await a_while()


async def test_a_redis_begun_anew_without_one_of_them_knows_not_what_that_one_has_sent(
    redis_server: OwnRedis, tmp_path: Path
) -> None:
    async with crew(redis_server, tmp_path, 2) as mates:
        mates[0].proxy.cut()
        redis_server.stop()
        redis_server.start()
        await mates[1].goes_on()
        await mates[0].goes_on_alone()
        await a_while()
        await mates[0].comes_back()


@pytest.mark.parametrize("others", [1, 2])
async def test_one_joins_while_another_is_cut_off(
    redis_server: OwnRedis, tmp_path: Path, others: int
) -> None:
    async with crew(redis_server, tmp_path, others) as mates:
        mates[0].proxy.cut()
        await mates[0].goes_on_alone()
        newcomer = await mates.joins()
        await newcomer.goes_on()
        await a_while()
        await mates[0].goes_on_alone()
        mates.dies(mates[0])
        await a_while()
        await newcomer.goes_on()


async def test_one_that_joins_has_never_reached_redis(redis_server: OwnRedis, tmp_path: Path) -> None:
    async with crew(redis_server, tmp_path, 1) as mates:
        newcomer = await mates.joins(cut=True)
        await mates[0].goes_on()
        await newcomer.goes_on_alone()
        await a_while()
        await newcomer.comes_back()


async def test_while_nobody_is_cut_off_the_whole_budget_is_used(
    redis_server: OwnRedis, tmp_path: Path
) -> None:
    async with crew(redis_server, tmp_path, 3) as mates:
        await mates.joins()
        await mates.all_go_on()
        await until(lambda: mates.most(STAFF, 2.0) == 12)
        await until(lambda: mates.most(None, 1.0) == 24)
