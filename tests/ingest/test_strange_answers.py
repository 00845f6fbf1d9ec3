"""Whatever comes back in place of updates: it is stored where it can be, and never stops the polling."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from bot.ingest.bot_api import BotApi
from bot.ingest.inbox import Inbox
from bot.ingest.lane import NOWHERE
from bot.ingest.polling import BATCH, Poller
from bot.services.incoming import RawUpdate
from storage.unit_of_work import SqlDatabase
from tests.ingest.conftest import reading_of, storing_in
from tests.ingest.front_door import AT_ANY_PACE, FakeDoor, statuses, waiting
from tests.services.channel import eventually
from tests.storage.making import StandingClock


class Telegram:
    """Gives the answers in turn; after that it has nothing to say."""

    def __init__(self) -> None:
        self.answers: list[bytes] = []
        self.asked: list[dict[str, Any]] = []
        self.updates: dict[int, str] = {}
        """Instead of answers: what waits, as it is written."""

    def next_of(self, limit: int, offset: int = 0, **_: Any) -> str:
        """As Telegram hands out updates; what has been confirmed is gone."""
        self.updates = {each: text for each, text in self.updates.items() if each >= offset}
        return f'{{"ok":true,"result":[{",".join(list(self.updates.values())[:limit])}]}}'

    async def has_no_webhook(self, _request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "result": {"url": ""}})

    async def get_updates(self, request: web.Request) -> web.Response:
        self.asked.append(await request.json())
        if self.updates:
            return web.Response(text=self.next_of(**self.asked[-1]), content_type="application/json")
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
    app.router.add_post("/bot42:TOKEN/getWebhookInfo", telegram.has_no_webhook)
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
        BotApi(telegram[1], "42:TOKEN"),
        allowed=["message"],
        storing=storing_in(database, clock, handed),
        clock=clock,
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
    assert await waiting(database) == handed


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


@pytest.mark.parametrize("nonsense", ["[" * 900 + "]" * 900, "9" * 5_000], ids=["deep", "long"])
async def test_one_that_nobody_can_read_among_good_ones_is_put_aside_and_they_are_handled(
    telegram: tuple[Telegram, str], database: SqlDatabase, clock: StandingClock, nonsense: str
) -> None:
    good = '{{"update_id":{0},"message":{{"chat":{{"id":7}}}}}}'
    telegram[0].updates = {number: good.format(number) for number in (5, 6, 8, 9)}
    bad = f'{{"update_id":7,"message":{{"chat":{{"id":7}},"x":{nonsense}}}}}'
    telegram[0].updates = dict(sorted({**telegram[0].updates, 7: bad}.items()))

    handed = await fetched(telegram, database, clock, count=5)

    assert [each.update_id for each in handed] == [5, 6, 7, 8, 9]
    assert [each.lane for each in handed] == ["chat:7", "chat:7", NOWHERE, "chat:7", "chat:7"]
    assert bad in handed[2].payload
    limits = [each["limit"] for each in telegram[0].asked]
    assert limits[0] == BATCH
    assert 1 in limits
    assert limits[-1] == BATCH, "one by one only as long as it has to be"

    door = FakeDoor()
    handling = Inbox(database, door, AT_ANY_PACE)
    async with asyncio.TaskGroup() as tasks:
        run = tasks.create_task(handling.run())
        handling.take(handed)

        async def over() -> bool:
            return await statuses(database) == {5: "done", 6: "done", 7: "dead", 8: "done", 9: "done"}

        await eventually(over)
        handling.stop()
        await run
    assert door.tried == [5, 6, 8, 9]
    assert door.given_up == [(7, "U7")]
