"""Hours and days that pass at a press on the page, for the bot too."""

import asyncio
import os
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from bot.sandbox import passing
from bot.sandbox.leash import Leash, telling
from bot.sandbox.process import BotProcess
from bot.sandbox.server import create_app
from tests.patience import PATIENCE
from tests.sandbox.driving import TOKEN, Server, serve
from tests.sandbox.page import post, state

HOUR = timedelta(hours=1)


class Control:
    """A bot that is said to be in some state."""

    def __init__(self, state: str) -> None:
        self.state = state

    async def stop(self) -> None: ...

    async def kill(self) -> None: ...

    async def start(self) -> None: ...


def ahead(now: str) -> timedelta:
    """Of the wall clock, in whole hours."""
    return round((datetime.fromisoformat(now) - datetime.now(UTC)) / HOUR) * HOUR


async def test_with_a_stopped_bot_the_clock_just_moves(world, server, events):
    answer = await post(server, "clock", hours=72)

    assert ahead(answer["now"]) == 72 * HOUR
    assert ahead((await events.next("clock"))["now"]) == 72 * HOUR
    assert ahead((await state(server))["now"]) == 72 * HOUR


async def test_a_running_bot_asks_for_updates_after_each_hop(world, server):
    hops: list[timedelta] = []
    world.clock.on_move(lambda: hops.append(world.clock.offset))

    async def poll() -> None:
        while True:
            await server.result("getUpdates", timeout=25)

    async with asyncio.TaskGroup() as tasks:
        bot = tasks.create_task(poll())
        await world.wait_for(lambda: world.queue.poller is not None, timeout=PATIENCE)
        answer = await post(server, "clock", hours=24)
        bot.cancel()

    assert ahead(answer["now"]) == 24 * HOUR
    assert hops == [11 * HOUR, 22 * HOUR, 24 * HOUR]
    assert [call.method for call in world.calls] == ["getUpdates"] * 3


async def test_a_bot_that_asks_for_nothing_stops_the_clock(world, server, monkeypatch):
    monkeypatch.setattr(passing, "FETCH_WAIT", 0.05)
    runner, url = await serve(create_app(world, bot_control=Control("running")))

    answer = await post(Server(url, server.http), "clock", hours=24)

    assert (answer["status"], answer["error"]) == (
        400,
        "The bot does not ask for updates, so the clock was stopped.",
    )
    assert world.clock.offset == timedelta(0)
    await runner.cleanup()


@pytest.mark.parametrize("hours", [0, -1, 745, "soon", None])
async def test_a_step_that_cannot_be_is_refused_in_a_sentence(world, server, hours):
    answer = await post(server, "clock", hours=hours)

    assert answer["status"] == 400
    assert answer["error"].endswith((".", "number."))
    assert world.clock.offset == timedelta(0)


def test_the_bots_clock_goes_by_what_it_was_told_last():
    reading, writing = os.pipe()
    leash = Leash(reading)
    told = telling(3 * HOUR) + telling(30 * HOUR)
    os.write(writing, told[:-2])
    assert leash.hear()
    assert ahead(leash.now().isoformat()) == 3 * HOUR
    os.write(writing, told[-2:])
    assert leash.hear()
    assert ahead(leash.now().isoformat()) == 30 * HOUR

    os.close(writing)

    assert not leash.hear()
    assert ahead(leash.now().isoformat()) == 30 * HOUR
    os.close(reading)


async def test_the_bots_process_lives_by_the_sandboxs_clock(world, anna, group, server, tmp_path):
    """Also by what was moved before it started; and it polls, whatever the operator's own bot does."""
    database = tmp_path / "support.sqlite3"
    environment = {
        "BOT_TOKEN": TOKEN,
        "WEBHOOK_URL": "https://example.org/hook",
        "WEB_PORT": "0",
        "TELEGRAM_API_URL": server.url,
        "STAFF_CHAT_ID": str(group.id),
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite+aiosqlite:///{database}",
    }
    world.clock.move(2 * HOUR)
    process = BotProcess(lambda: environment, world.clock, world.bot_changed)
    runner, url = await serve(create_app(world, bot_control=process))
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(process.run())
        await process.start()
        world.write(anna.id, anna.id, "before")
        await world.wait_for(lambda: world.queue.poller and not world.updates_pending(), timeout=PATIENCE)
        answer = await post(Server(url, server.http), "clock", hours=24)
        world.write(anna.id, anna.id, "after")
        await world.wait_for(lambda: world.queue.poller and not world.updates_pending(), timeout=PATIENCE)
        await process.close()
    await runner.cleanup()

    assert ahead(answer["now"]) == 26 * HOUR
    received = "SELECT received_at FROM inbox ORDER BY update_id"
    connection = sqlite3.connect(database)
    before, after = [datetime.fromisoformat(at).replace(tzinfo=UTC) for (at,) in connection.execute(received)]
    connection.close()
    assert ahead(before.isoformat()) == 2 * HOUR
    assert ahead(after.isoformat()) == 26 * HOUR
