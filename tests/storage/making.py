"""Things to store: each with what a test does not care about filled in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from bot.domain.answers import FormAnswer
from bot.domain.draft import Draft
from bot.domain.message import Attachment, FileKind, Message, Source
from bot.domain.people import Actor, Agent, Customer
from bot.domain.policy import Disagreement, Policy
from bot.domain.priorities import Priority
from bot.domain.product import LocalText
from bot.domain.ticket import Ticket
from bot.services.ports import Database, UnitOfWork

NOON = datetime(2026, 9, 18, 12, 0, 0, 123456, tzinfo=UTC)
STAFF = -1001
_numbers = count(1)


class Mishap(Exception):
    """Something went wrong that nobody expected."""


@asynccontextmanager
async def rolled_back(database: Database) -> AsyncIterator[UnitOfWork]:
    """A transaction that ends in a mishap."""
    with suppress(Mishap):
        async with database.begin() as uow:
            yield uow
            raise Mishap


@asynccontextmanager
async def undone(uow: UnitOfWork) -> AsyncIterator[None]:
    """A savepoint that ends in a mishap, while the transaction goes on."""
    with suppress(Mishap):
        async with uow.savepoint():
            yield
            raise Mishap


class StandingClock:
    """Moves when it is told to."""

    def __init__(self) -> None:
        self.moment = NOON

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.moment.timestamp()

    def passes(self, **much: float) -> None:
        self.moment += timedelta(**much)


def customer(**more: Any) -> Customer:
    number = next(_numbers)
    known: dict[str, Any] = {
        "id": 0,
        "channel": "telegram",
        "address": str(1000 + number),
        "name": f"Анна {number}",
        "username": None,
        "language": "ru",
    }
    return Customer(**(known | more))


def draft(customer_id: int, **more: Any) -> Draft:
    known: dict[str, Any] = {
        "id": 0,
        "customer_id": customer_id,
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Draft(**(known | more))


def ticket(customer_id: int, number: int, **more: Any) -> Ticket:
    known: dict[str, Any] = {
        "product_id": "e-comet",
        "prefix": "EC",
        "number": number,
        "type_id": "incident",
        "customer_id": customer_id,
        "draft_id": next(_numbers),
        "policy": Policy(Disagreement.CONTINUE, timedelta(days=7)),
        "policy_version": "first",
        "priority": Priority.NORMAL,
        "work_stopped": False,
        "subject": "Экспорт не работает",
        "form": (FormAnswer("subject", "text", LocalText({"ru": "Тема", "en": "Subject"}), "Экспорт"),),
        "additions": ("ещё вот что",),
        "enclosed": (),
        "registered_at": NOON,
    }
    made = Ticket(**(known | more))
    made.register(at=made.registered_at)
    return made


def message(author: Actor, chat_id: int, **more: Any) -> Message:
    known: dict[str, Any] = {
        "author": author,
        "source": Source(chat_id, next(_numbers)),
        "happened_at": NOON,
        "text": "Помогите",
    }
    return Message(**(known | more))


def document(**more: Any) -> Attachment:
    number = next(_numbers)
    known: dict[str, Any] = {
        "kind": FileKind.DOCUMENT,
        "remote_id": f"remote-{number}",
        "unique_id": f"unique-{number}",
        "name": "log.txt",
        "mime": "text/plain",
        "size": 12,
    }
    return Attachment(**(known | more))


async def registered(uow: UnitOfWork, **more: Any) -> tuple[Customer, Ticket]:
    """A customer with a ticket."""
    person = await uow.customers.add(customer())
    number = await uow.tickets.next_number(more.get("product_id", "e-comet"))
    return person, await uow.tickets.add(ticket(person.id, number, **more))


async def colleague(uow: UnitOfWork, name: str = "Ольга") -> Agent:
    return await uow.agents.recognise(str(next(_numbers)), name, None, chat_id=STAFF)
