"""Every line of the log is an object that says what it is about, whatever goes wrong."""

import asyncio
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from sqlalchemy import text

from bot.app import App
from bot.domain.timers import Timer, TimerKind
from bot.sandbox.faults import Fault
from bot.sandbox.model import Chat
from bot.sandbox.world import World
from tests.faults.test_logs import nothing_secret
from tests.journeys.helpers import Ticket, answer, document, eventually, marked, names
from tests.logged import lines, logging_to
from tests.people import AgentPerson, CustomerPerson, body

WORDS = "Сокровенное письмо, мой телефон +79161234567"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


@pytest.fixture
def language() -> str:
    return "ru"


@pytest.fixture
def log() -> Iterator[StringIO]:
    written = StringIO()
    with logging_to(written, "DEBUG", "json"):
        yield written


def said(log: StringIO, logger: str, event: str = "") -> list[dict[str, Any]]:
    return [each for each in lines(log) if each["logger"] == logger and event in each["event"]]


def in_order(log: StringIO) -> None:
    """What holds for every line."""
    for line in lines(log):
        assert list(line)[:4] == ["time", "level", "logger", "event"], line
        assert MOMENT.fullmatch(line["time"])
    logged = log.getvalue()
    nothing_secret(logged)
    assert "79161234567" not in logged


async def test_what_telegram_refuses_is_told_with_its_delivery(
    log: StringIO, bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    bot.bot.session.timeout = 0.3
    for fault in (
        Fault(chat_id=customer.id, kind="429", retry_after=1),
        Fault(chat_id=customer.id, kind="500_html"),
        Fault(chat_id=customer.id, kind="slow", seconds=0.6),
        Fault(chat_id=customer.id, kind="drop", effect="after"),
        Fault("getUpdates", kind="502"),
        Fault("getFile", kind="500_html"),
    ):
        world.faults.add(fault)
    await answer(agent, customer, taken, "Тайный ответ")
    written = customer.writes(WORDS)
    customer.attaches(document("сокровенный.log"))
    await marked(customer, written)
    await agent.until(lambda: names(agent.from_bot(taken.thread)))
    await eventually_said(log, "bot.services.archive", "not fetched yet")

    in_order(log)
    about = {"lane": "customer:1", "ticket_id": 1}
    for line in (
        *said(log, "bot.services.courier", "to be repeated"),
        *said(log, "bot.channels.telegram.session", "too many calls"),
    ):
        assert about.items() <= line.items()
        assert line["deliveries"]
    assert len(said(log, "bot.services.courier", "to be repeated")) == 3
    assert said(log, "bot.channels.telegram.session", "too many calls")
    assert said(log, "bot.ingest.polling", "no updates")
    assert said(log, "bot.ingest.polling", "updates come again")
    assert said(log, "bot.services.archive", "not fetched yet")[0]["file_id"] == 1
    for line in said(log, "bot.ingest.inbox", "handled in"):
        assert line["lane"].startswith("chat:")
        assert line["update_id"]


async def test_a_bug_in_a_handler_is_told_with_its_update_ticket_and_place(
    log: StringIO,
    bot: App,
    agent: AgentPerson,
    taken: Ticket,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def clumsy(*_: object, **__: object) -> None:
        raise RuntimeError(WORDS) from LookupError(WORDS)

    monkeypatch.setattr("bot.services.desk.Desk.wrote", clumsy)
    agent.writes("Тайный ответ", thread=taken.thread)
    await agent.reads("Произошла ошибка", thread=taken.thread)

    in_order(log)
    attempts = said(log, "bot.ingest.inbox", "attempt")
    assert len(attempts) == 3
    for line in attempts:
        assert (line["level"], line["ticket"], line["ticket_id"]) == ("error", taken.number, 1)
        assert line["lane"] == f"chat:{agent.chat_id}:{taken.thread}"
        assert line["update_id"]
        assert (line["error"]["class"], line["error"]["because"]["class"]) == ("RuntimeError", "LookupError")
        assert line["error"]["frames"][-1]["file"].endswith("test_log_lines.py")
        assert line["error"]["frames"][-1]["in"] == "clumsy"
    (given_up,) = said(log, "bot.ingest.inbox", "given up")
    assert given_up["incident"] == f"U{given_up['update_id']}"


async def test_what_a_database_says_of_its_parameters_is_told_nobody(
    log: StringIO, bot: App, customer: CustomerPerson, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def clumsy(self: Any, *_: object, **__: object) -> None:
        statement = text("INSERT INTO customers (name) VALUES (:words)")
        await self.uow._connection.execute(statement, {"words": WORDS})

    monkeypatch.setattr("bot.services.conversation.Conversation.customer_wrote", clumsy)
    customer.writes(WORDS)
    assert "Произошла ошибка" in body(await customer.reads("Произошла ошибка"))

    in_order(log)
    first = said(log, "bot.ingest.inbox", "attempt 1")[0]
    assert first["error"]["class"] == "IntegrityError"
    assert first["error"]["because"]["class"] in {"IntegrityError", "NotNullViolationError"}


async def test_an_update_that_nobody_can_decode_is_told_without_its_words(
    log: StringIO, bot: App, world: World, customer: CustomerPerson
) -> None:
    customer.starts()
    await customer.reads()
    chat: Any = world.chat(customer.chat_id)
    world.emit("message", chat, {"message_id": 1, "date": WORDS, "chat": chat.json(), "text": WORDS})
    await customer.reads("Произошла ошибка")

    in_order(log)
    assert said(log, "bot.ingest.inbox", "given up")[0]["lane"] == f"chat:{customer.chat_id}"


async def test_a_bug_in_the_channel_is_told_with_its_delivery(
    log: StringIO, bot: App, staff_group: Chat, customer: CustomerPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.courier, "channel", Clumsy())
    customer.starts()
    await eventually_said(log, "bot.services.courier", "deliveries [1] broke our own code")

    in_order(log)
    lines = said(log, "bot.services.courier", "broke our own code")
    [line] = [each for each in lines if each["deliveries"] == [1]]
    assert line["lane"] in {f"chat:{staff_group.id}", "customer:1"}, "the group's menu, or the greeting"
    assert line["error"]["class"] == "RuntimeError"


class Clumsy:
    def bottleneck(self, _parcels: object, **_: object) -> str:
        return "here"

    async def ready_in(self, _parcels: object, **_: object) -> None:
        """At once."""

    async def deliver(self, _parcels: object) -> None:
        raise RuntimeError(WORDS)


async def test_who_cannot_be_reached_is_told(
    log: StringIO, bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    world.block(customer.id)
    agent.writes("Тайный ответ", thread=taken.thread)
    await eventually_said(log, "bot.services.courier", "is held")

    in_order(log)
    (line,) = said(log, "bot.services.courier", "is held")
    assert (line["level"], line["event"]) == ("info", "lane customer:1 is held: blocked")
    assert line["ticket_id"] == 1


async def test_a_bug_in_what_a_timer_does_is_told_with_the_timer(
    log: StringIO, bot: App, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def clumsy(*_: object) -> None:
        raise RuntimeError(WORDS)

    monkeypatch.setattr("bot.services.timekeeping.Timekeeping.ring", clumsy)
    async with bot.database.begin() as uow:
        await uow.timers.put([Timer(TimerKind.PLAN, 1, "", bot.clock.now())])
    await eventually_said(log, "bot.services.clock_watch", "attempt 1")

    in_order(log)
    line = said(log, "bot.services.clock_watch", "attempt 1")[0]
    assert (line["timer"], line["ticket_id"]) == ("plan:1:", 1)
    assert line["error"]["class"] == "RuntimeError"


async def test_what_libraries_say_of_a_failed_task_is_told_without_its_words(log: StringIO) -> None:
    loop = asyncio.get_running_loop()
    failed: asyncio.Future[None] = loop.create_future()
    failed.set_exception(RuntimeError(WORDS))
    loop.call_exception_handler(
        {"message": "Task exception was never retrieved", "exception": failed.exception(), "future": failed}
    )
    loop.call_exception_handler({"message": f"Exception in callback Foo.received({WORDS!r})"})

    in_order(log)
    first, second = said(log, "asyncio")
    assert (first["event"], first["error"]["class"]) == ("Task exception was never retrieved", "RuntimeError")
    assert second["event"] == "Exception in callback Foo.received"


async def eventually_said(log: StringIO, logger: str, event: str) -> None:
    async def found() -> bool:
        return bool(said(log, logger, event))

    await eventually(found)
