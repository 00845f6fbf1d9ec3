"""Search finds the same on both databases, whatever is asked, and asks little of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from bot.domain.answers import FormAnswer
from bot.domain.message import Audience
from bot.domain.people import PHONE, Actor
from bot.domain.product import LocalText
from bot.services.ports import UnitOfWork
from bot.services.search_ports import Number
from bot.services.stems import terms
from storage import searching
from storage.unit_of_work import SqlDatabase
from tests.storage.making import (
    NOON,
    STAFF,
    StandingClock,
    colleague,
    customer,
    document,
    message,
    registered,
    rolled_back,
    ticket,
)

SERIAL = FormAnswer("serial", "serial_number", LocalText({"ru": "Номер"}), "ABCD-1234-5678")
CONTRACT = FormAnswer("contract", "contract_number", LocalText({"ru": "Договор"}), "12/24-ТП")
PLACE = FormAnswer(
    "place", "choice", LocalText({"ru": "Где"}), "app", LocalText({"ru": "Приложение", "en": "Application"})
)


async def find(uow: UnitOfWork, question: str, number: Number | None = None, *, offset: int = 0) -> list[str]:
    found = await uow.searches.find(terms(question), number, offset=offset, limit=10, language="ru")
    return [each.name for each in found.hits]


@pytest.fixture
async def filled(database: SqlDatabase) -> SqlDatabase:
    """EC-1 with a form and words of both sides, EC-2 of a caller, EC-3 with next to nothing."""
    async with database.begin() as uow:
        await uow.tickets.next_number("e-comet")
        anna = await uow.customers.add(customer(name="Анна Иванова", username="anna_iv", address="77001"))
        caller = await uow.customers.add(customer(name="Пётр", channel=PHONE, address="+79215551234"))
        someone = await uow.customers.add(customer(name="Zoë"))
        first = await uow.tickets.add(
            ticket(anna.id, 1, subject="Отчёты пусты", form=(SERIAL, CONTRACT, PLACE), additions=())
        )
        await uow.tickets.add(ticket(caller.id, 2, subject="Печать", form=(), additions=()))
        await uow.tickets.add(ticket(someone.id, 3, subject="Вход", form=(), additions=()))
        agent = await colleague(uow)
        by_anna, by_agent = Actor.customer(anna.id), Actor.agent(agent.id)
        await uow.messages.add(message(by_anna, 7, text="Вижу ошибки экспорта", ticket_id=first.id))
        await uow.messages.add(
            message(by_agent, STAFF, text="старый тариф", audience=Audience.NOTE, ticket_id=first.id)
        )
        await uow.messages.add(
            message(by_anna, 7, text="", attachment=document(name="traceback.log"), ticket_id=first.id)
        )
        await uow.messages.add(message(by_anna, 7, text="черновик без заявки"))
    return database


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("ошибка", ["EC-1"]),
        ("ОШИБОК", ["EC-1"]),
        ("отчет", ["EC-1"]),
        ("отчётами", ["EC-1"]),
        ("тарифы", ["EC-1"]),
        ("traceback", ["EC-1"]),
        ("abcd-1234-5678", ["EC-1"]),
        ("ABCD12345678", ["EC-1"]),
        ("ABCD 5678", ["EC-1"]),
        ("12/24-тп", ["EC-1"]),
        ("приложения", ["EC-1"]),
        ("applications", ["EC-1"]),
        ("иванов", ["EC-1"]),
        ("@anna_iv", ["EC-1"]),
        ("77001", ["EC-1"]),
        ("Ивановой ошибка тариф", ["EC-1"]),
        ("ошибка печать", []),
        ("8 921 555-12-34", ["EC-2"]),
        ("+79215551234", ["EC-2"]),
        ("петр", ["EC-2"]),
        ("zoe", ["EC-3"]),
        ("черновик", []),
        ("нет такого слова", []),
    ],
)
async def test_what_is_asked_for_is_found(filled: SqlDatabase, question: str, found: list[str]) -> None:
    async with filled.begin() as uow:
        assert await find(uow, question) == found


@pytest.mark.parametrize(
    "question",
    [
        "'; DROP TABLE tickets; --",
        '"ошибка" OR *',
        "NEAR(ошибка)",
        "ошибка & | ! :* <->",
        "stems: ошибка",
        "\\' ошибка \\",
        "ошиб\0ка",
        "😀👩\u200d👩\u200d👧",
        "%_",
        "слово " * 600,
        "a" * 4000,
        "გიორგი 中文 \u0627\u0644",
        "",
    ],
)
async def test_nothing_that_is_asked_breaks_anything(filled: SqlDatabase, question: str) -> None:
    async with filled.begin() as uow:
        await find(uow, question)
        assert await find(uow, "ошибка") == ["EC-1"]


async def test_the_number_comes_first_and_then_the_newest_activity(
    filled: SqlDatabase, clock: StandingClock
) -> None:
    async with filled.begin() as uow:
        agent = await colleague(uow, "Максим")
        for name in ("EC-3", "EC-1"):
            found = await uow.tickets.named(name)
            assert found
            await uow.messages.add(message(Actor.agent(agent.id), STAFF, text="номер 2", ticket_id=found.id))
            found.take(agent.id, at=NOON + timedelta(hours=1))
            await uow.tickets.save(found)

        assert await find(uow, "2", Number(None, 2)) == ["EC-2", "EC-1", "EC-3"]
        assert await find(uow, "EC-2", Number("EC", 2)) == ["EC-2"]
        assert await find(uow, "XX-2", Number("XX", 2)) == []


async def test_what_changes_is_found_by_what_it_says_now(filled: SqlDatabase) -> None:
    async with filled.begin() as uow:
        first = await uow.tickets.named("EC-1")
        assert first
        said = (await uow.messages.from_customer(first.id, since=NOON))[0]
        await uow.messages.revise(said, "Вижу предупреждения", ())
        anna = await uow.customers.get(first.customer_id)
        anna.name = "Анна Сидорова"
        await uow.customers.save(anna)
        first.form = (replace(SERIAL, value="ZZZZ-0000"),)
        await uow.tickets.save(first)

        for question in ("ошибка", "иванова", "abcd-1234-5678"):
            assert await find(uow, question) == [], question
        for question in ("предупреждение", "сидорова", "zzzz-0000"):
            assert await find(uow, question) == ["EC-1"], question


async def test_what_was_rolled_back_is_not_found(filled: SqlDatabase) -> None:
    async with rolled_back(filled) as uow:
        first = await uow.tickets.named("EC-1")
        assert first
        await uow.messages.add(message(Actor.customer(1), 7, text="напрасно", ticket_id=first.id))
        assert await find(uow, "напрасно") == ["EC-1"]
    async with filled.begin() as uow:
        assert await find(uow, "напрасно") == []


async def test_words_of_a_form_are_found_once_it_is_a_ticket(filled: SqlDatabase) -> None:
    async with filled.begin() as uow:
        first = await uow.tickets.named("EC-1")
        assert first
        held = await uow.messages.add(message(Actor.customer(1), 7, text="отложенное"))
        assert await find(uow, "отложенное") == []
        await uow.messages.place([held.id], ticket_id=first.id, draft_id=None)
        assert await find(uow, "отложенное") == ["EC-1"]


@contextmanager
def counted(database: SqlDatabase) -> Iterator[list[str]]:
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        said.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(database.engine.sync_engine, "before_cursor_execute", note)


async def test_a_search_costs_as_many_statements_for_ten_tickets_as_for_one(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        for _ in range(12):
            person, one = await registered(uow)
            said = message(Actor.customer(person.id), person.id, text="общее слово", ticket_id=one.id)
            await uow.messages.add(said)
    async with database.begin() as uow:
        with counted(database) as for_ten:
            assert len(await find(uow, "общее слово")) == 10
        with counted(database) as for_two:
            assert len(await find(uow, "общее слово", offset=10)) == 2
        found = await uow.searches.find(terms("общее слово"), None, offset=10, limit=10, language="ru")
        assert found.total == 12
        assert {each.message for each in found.hits} == {"общее слово"}
    assert len(for_ten) == len(for_two) == 4


async def test_of_what_too_many_have_the_newest_are_found_and_a_rarer_word_finds_the_rest(
    database: SqlDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "NEWEST", 2)
    async with database.begin() as uow:
        for said in ("общее редкое", "общее", "общее", "общее", "общее"):
            person, one = await registered(uow)
            await uow.messages.add(message(Actor.customer(person.id), 7, text=said, ticket_id=one.id))
        newest = await uow.searches.find(terms("общее"), None, offset=0, limit=10, language="ru")
        assert (newest.total, newest.is_all) == (2, False)
        assert {each.ticket_id for each in newest.hits} == {one.id, one.id - 1}
        rare = await uow.searches.find(terms("общее редкое"), None, offset=0, limit=10, language="ru")
        assert (rare.total, rare.is_all) == (1, True)
        assert rare.hits[0].ticket_id == one.id - 4


async def test_what_was_looked_for_is_kept_for_a_while(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        first = await uow.searches.keep("ошибка", at=NOON, forget_before=NOON)
        second = await uow.searches.keep("печать", at=NOON + timedelta(days=9), forget_before=NOON)
        assert await uow.searches.kept(first) == "ошибка"
        await uow.searches.keep("вход", at=NOON + timedelta(days=9), forget_before=NOON + timedelta(days=2))
        assert await uow.searches.kept(first) is None
        assert await uow.searches.kept(second) == "печать"
