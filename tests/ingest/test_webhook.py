"""The webhook: stored before it is answered, refused without a word to strangers, and never half done."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.ingest.webhook import SECRET, Webhook, secret_for
from bot.services.incoming import RawUpdate
from bot.services.ports import Database
from bot.web.server import BODY_LIMIT, WebSide
from storage.unit_of_work import SqlDatabase
from tests.ingest.conftest import storing_in
from tests.ingest.front_door import statuses
from tests.ingest.test_polling_troubles import Deaf
from tests.patience import PATIENCE
from tests.storage.away import AwayDatabase
from tests.storage.each_database import database
from tests.storage.making import StandingClock

__all__ = ["database"]

KEY = "the-secret_1"
WORDS = "Сокровенное"


@dataclass
class Telegram:
    """Brings updates to the webhook as the real one does."""

    http: ClientSession
    address: str
    hook: Webhook
    answers: list[tuple[int, str | None]] = field(default_factory=list)

    async def brings(self, update: Any, secret: str | None = KEY) -> int:
        return await self.sends(json=update, headers={SECRET: secret} if secret is not None else {})

    def bot_stops(self) -> None:
        self.hook.close()

    async def sends(self, method: str = "POST", path: str = "/telegram/hook", **more: Any) -> int:
        async with self.http.request(method, f"{self.address}{path}", **more) as response:
            self.answers.append((response.status, response.headers.get("Retry-After")))
            if response.status in {200, 403, 503}:
                assert await response.read() == b""
            return response.status


@asynccontextmanager
async def a_webhook(
    database: Database, clock: StandingClock, handed: list[RawUpdate], *, ready: bool = True
) -> AsyncIterator[Telegram]:
    registration: Any = None  # tested by itself
    hook = Webhook(
        "https://example.org/telegram/hook",
        KEY,
        storing=storing_in(database, clock, handed),
        clock=clock,
        registration=registration,
    )
    side = WebSide("127.0.0.1", 0, hook.routes())
    async with ClientSession() as http, asyncio.timeout(PATIENCE):
        telegram = Telegram(http, await side.listen(), hook)
        if ready:
            hook.open()
        yield telegram
        telegram.bot_stops()
        await side.close()


@pytest.fixture
async def telegram(
    database: SqlDatabase, clock: StandingClock, handed: list[RawUpdate]
) -> AsyncIterator[Telegram]:
    async with a_webhook(database, clock, handed) as telegram:
        yield telegram


def update(update_id: int, **more: Any) -> dict[str, Any]:
    return {"update_id": update_id, "message": {"chat": {"id": 7, "type": "private"}, "text": WORDS}} | more


async def test_an_update_is_stored_handed_over_and_answered_and_once_only(
    telegram: Telegram, database: SqlDatabase, handed: list[RawUpdate]
) -> None:
    for _ in range(2):
        assert await telegram.brings(update(5)) == 200
    assert await statuses(database) == {5: "waiting"}
    assert [(each.update_id, each.lane, each.bot_id) for each in handed] == [(5, "chat:7", 42)]
    assert WORDS in handed[0].payload


async def test_it_is_answered_after_the_commit_also_when_the_bot_stops_meanwhile(
    database: SqlDatabase, clock: StandingClock, handed: list[RawUpdate]
) -> None:
    """A writer of SQLite waits for the one before; of what comes after the stop, nothing is taken."""
    slow = Slow(database)
    async with a_webhook(slow, clock, handed) as telegram, asyncio.TaskGroup() as tasks:
        under_way = tasks.create_task(telegram.brings(update(5)))
        await slow.begun.wait()
        assert (under_way.done(), handed) == (False, [])
        telegram.bot_stops()
        assert await telegram.brings(update(6)) == 503
        slow.may_commit.set()
        assert await under_way == 200
    assert await statuses(database) == {5: "waiting"}
    assert [each.update_id for each in handed] == [5]


class Slow(AwayDatabase):
    """Commits when it may."""

    def __init__(self, database: SqlDatabase) -> None:
        super().__init__(database, times=0)
        self.begun = asyncio.Event()
        self.may_commit = asyncio.Event()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Any]:
        async with super().begin() as uow:
            yield uow
            self.begun.set()
            await self.may_commit.wait()


async def test_requests_that_wait_together_share_a_commit(
    database: SqlDatabase, clock: StandingClock, handed: list[RawUpdate]
) -> None:
    slow = Slow(database)
    async with a_webhook(slow, clock, handed) as telegram, asyncio.TaskGroup() as tasks:
        requests = [tasks.create_task(telegram.brings(update(1)))]
        await slow.begun.wait()
        requests += [tasks.create_task(telegram.brings(update(number))) for number in range(2, 31)]
        while len(telegram.hook._commits._waiting) < 30:  # noqa: ASYNC110 - requests on their way
            await asyncio.sleep(0.01)
        slow.may_commit.set()
        assert {await each for each in requests} == {200}
    assert slow.commits == 2
    assert set(await statuses(database)) == set(range(1, 31))
    assert sorted(each.update_id for each in handed) == list(range(1, 31))


async def test_one_update_brought_twice_at_once_is_handed_over_once(
    database: SqlDatabase, clock: StandingClock, handed: list[RawUpdate]
) -> None:
    slow = Slow(database)
    async with a_webhook(slow, clock, handed) as telegram, asyncio.TaskGroup() as tasks:
        requests = [tasks.create_task(telegram.brings(update(number))) for number in (1, 2, 2, 1, 2)]
        while len(telegram.hook._commits._waiting) < 5:  # noqa: ASYNC110 - requests on their way
            await asyncio.sleep(0.01)
        slow.may_commit.set()
        assert {await each for each in requests} == {200}
    assert sorted(each.update_id for each in handed) == [1, 2]


async def test_while_the_database_is_away_telegram_is_asked_to_come_again(
    database: SqlDatabase, clock: StandingClock, handed: list[RawUpdate], caplog: pytest.LogCaptureFixture
) -> None:
    async with a_webhook(AwayDatabase(database, times=2), clock, handed) as telegram:
        for expected in (503, 503, 200):
            assert await telegram.brings(update(5)) == expected
    assert telegram.answers == [(503, "1"), (503, "1"), (200, None)]
    assert [each.update_id for each in handed] == [5]
    assert WORDS not in caplog.text


async def test_an_update_whose_commit_was_not_heard_of_is_handed_over_when_it_comes_again(
    database: SqlDatabase, clock: StandingClock, handed: list[RawUpdate]
) -> None:
    async with a_webhook(Deaf(database, times=1), clock, handed) as telegram:
        assert await telegram.brings(update(5)) == 503
        assert handed == []
        assert await telegram.brings(update(6)) == 200
        assert await telegram.brings(update(5)) == 200
        assert await telegram.brings(update(5)) == 200
    assert [each.update_id for each in handed] == [6, 5]


async def test_before_the_bot_is_ready_telegram_is_asked_to_come_again(
    database: SqlDatabase, clock: StandingClock, handed: list[RawUpdate]
) -> None:
    async with a_webhook(database, clock, handed, ready=False) as telegram:
        assert await telegram.brings(update(5)) == 503
        assert telegram.answers == [(503, "1")]
        assert await telegram.brings(update(5), secret="guessed") == 403
    assert await statuses(database) == {}


@pytest.mark.parametrize("secret", [None, "", "the-secret_2", KEY + "x", KEY.upper(), "ключ"])
async def test_a_stranger_is_turned_away_without_a_word(
    telegram: Telegram,
    database: SqlDatabase,
    secret: str | None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for _ in range(3):
        assert await telegram.brings(update(5), secret) == 403
    assert await statuses(database) == {}
    assert len(caplog.records) == 1, "a stranger does not fill the log"
    assert "without the right secret" in caplog.text
    assert KEY not in caplog.text


HUGE = 10**400
NO_UPDATES = [
    b"",
    b"null",
    b"[]",
    b"{}",
    WORDS.encode(),
    b"\xff\xfe",
    b'{"update_id": "5"}',
    b'{"update_id": -5}',
    b'{"update_id": 1.5}',
    f'{{"update_id": {HUGE}}}'.encode(),
    b'{"update_id": 5, "message": ' + b"[" * 200_000,
]


@pytest.mark.parametrize("body", NO_UPDATES, ids=range(len(NO_UPDATES)))
async def test_what_is_no_update_is_refused_and_its_words_are_not_logged(
    telegram: Telegram, database: SqlDatabase, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert await telegram.sends(data=body, headers={SECRET: KEY}) == 400
    assert f"{len(body)} bytes" in caplog.text
    assert WORDS not in caplog.text
    assert await statuses(database) == {}
    assert await telegram.brings(update(6)) == 200


@pytest.mark.parametrize(
    "odd",
    [
        {"message": {"chat": {"id": HUGE}}},
        {
            "message": {
                "chat": {"id": 7, "type": "supergroup"},
                "message_thread_id": HUGE,
                "is_topic_message": True,
            }
        },
        {"message": {"chat": {"id": 7}, "text": "\ud83d \x00"}},
        {"message": 5},
        {"a_kind_of_next_year": {"chat": {"id": 7}}},
    ],
    ids=["chat", "thread", "half a character", "no message", "unknown"],
)
async def test_what_cannot_be_understood_is_stored_all_the_same(
    telegram: Telegram, database: SqlDatabase, odd: dict[str, Any]
) -> None:
    assert await telegram.brings({"update_id": 5} | odd) == 200
    assert await statuses(database) == {5: "waiting"}


async def test_a_body_that_is_too_large_is_refused(telegram: Telegram, database: SqlDatabase) -> None:
    large = BytesIO(json.dumps(update(5, text="x" * BODY_LIMIT)).encode())
    assert await telegram.sends(data=large, headers={SECRET: KEY}) == 413
    assert await statuses(database) == {}


async def test_nothing_else_is_served(telegram: Telegram) -> None:
    assert await telegram.sends("GET") == 405
    assert await telegram.sends(path="/") == 404
    assert await telegram.sends(path="/telegram/hook/more") == 404


def test_a_secret_of_our_own_is_the_same_everywhere_and_tells_nothing_of_the_token() -> None:
    made = secret_for("42:TEST-TOKEN")
    assert made == secret_for("42:TEST-TOKEN") != secret_for("42:TEST-TOKEM")
    assert made.isalnum()
    assert len(made) == 64
    assert "TOKEN" not in made
