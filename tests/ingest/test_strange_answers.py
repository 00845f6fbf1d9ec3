"""Whatever comes back in place of updates: it is stored where it can be, and never stops the polling."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from bot.ingest.lane import NOWHERE
from bot.ingest.polling import Poller
from bot.services.incoming import RawUpdate
from storage.unit_of_work import SqlDatabase
from tests.ingest.conftest import reading_of
from tests.services.channel import eventually
from tests.storage.making import StandingClock


class Telegram:
    """Gives the answers in turn; after that it has nothing to say."""

    def __init__(self) -> None:
        self.answers: list[bytes] = []
        self.asked: list[dict[str, Any]] = []

    async def get_updates(self, request: web.Request) -> web.Response:
        self.asked.append(await request.json())
        if self.answers:
            return web.Response(body=self.answers.pop(0), content_type="application/json")
        await asyncio.sleep(0.01)
        return web.json_response({"ok": True, "result": []})

    def sends(self, *updates: Any) -> None:
        self.answers.append(json.dumps({"ok": True, "result": updates}).encode())


@pytest.fixture
async def telegram() -> AsyncIterator[tuple[Telegram, str]]:
    telegram = Telegram()
    app = web.Application()
    app.router.add_post("/bot42:TOKEN/getUpdates", telegram.get_updates)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    yield telegram, f"http://{host}:{port}"
    await runner.cleanup()


async def fetched(
    telegram: tuple[Telegram, str], database: SqlDatabase, clock: StandingClock, *, count: int
) -> list[RawUpdate]:
    """The first updates that the poller hands over."""
    handed: list[RawUpdate] = []
    poller = Poller(
        api_url=telegram[1],
        token="42:TOKEN",
        allowed=["message"],
        database=database,
        clock=clock,
        hand_over=handed.extend,
        reading=reading_of(database, clock),
    )

    async def all_there_and_confirmed() -> bool:
        offset = telegram[0].asked[-1].get("offset") if telegram[0].asked else None
        return len(handed) == count and offset == handed[-1].update_id + 1

    async with asyncio.TaskGroup() as tasks:
        run = tasks.create_task(poller.run())
        await eventually(all_there_and_confirmed)
        run.cancel()
    return handed


async def test_what_cannot_be_understood_is_stored_and_does_not_block_the_next(
    telegram: tuple[Telegram, str], database: SqlDatabase, clock: StandingClock
) -> None:
    telegram[0].sends(
        {"update_id": 5, "message": {"chat": "what?"}},
        {"update_id": 6, "of_next_year": {"chat": {"id": 7}}},
        {"update_id": 7},
        {"update_id": 8, "message": {"chat": {"id": 7}, "text": "\ud83d"}},
    )
    handed = await fetched(telegram, database, clock, count=4)
    assert [each.lane for each in handed] == [NOWHERE, "chat:7", NOWHERE, "chat:7"]
    async with database.begin() as uow:
        assert await uow.inbox.waiting(limit=9) == handed


@pytest.mark.parametrize(
    "answer",
    [b"", b"<html>", b"null", b"[]", b'"ok"', b'{"ok": true}', b'{"ok": true, "result": null}', b"\xff\xfe"],
)
async def test_an_answer_that_is_none_is_asked_for_again(
    telegram: tuple[Telegram, str], database: SqlDatabase, clock: StandingClock, answer: bytes
) -> None:
    telegram[0].answers.append(answer)
    telegram[0].sends({"update_id": 5, "message": {"chat": {"id": 7}}})
    assert [each.update_id for each in await fetched(telegram, database, clock, count=1)] == [5]


async def test_the_first_call_asks_for_all_that_is_wanted_and_confirms_nothing(
    telegram: tuple[Telegram, str], database: SqlDatabase, clock: StandingClock
) -> None:
    telegram[0].sends({"update_id": 5})
    await fetched(telegram, database, clock, count=1)
    first, second = telegram[0].asked[:2]
    assert "offset" not in first
    assert first["allowed_updates"] == ["message"]
    assert second["offset"] == 6
