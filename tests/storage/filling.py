"""A database after some months: many rows that are done with, few that are waited for."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import tables
from tests.storage.making import NOON, STAFF

ROWS = 1000
WAITING = 10
"""Of the rows, those that still wait for something."""


async def fill(connection: AsyncConnection) -> None:
    for table, row in _ROWS:
        await connection.execute(insert(table), [row(number) for number in range(1, ROWS + 1)])
    if connection.dialect.name == "postgresql":  # SQLite has no statistics unless somebody asks for them
        await connection.exec_driver_sql("ANALYZE")


def _waits(number: int) -> bool:
    return number > ROWS - WAITING


def _stems(number: int) -> str:
    """As many as a story has, all but a few rare."""
    return " ".join(f"слово{number * each}" for each in range(40))


def _customer(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "stems": _stems(number),
        "channel": "telegram",
        "address": str(number),
        "name": "Анна",
        "language": "ru",
        "language_chosen": False,
        "version": 1,
    }


def _policy(number: int) -> dict[str, Any]:
    body = {"disagreement": "continue", "reopening_seconds": 0.0}
    return {"product_id": "e-comet", "version": str(number), "body": body}


def _ticket(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "stems": _stems(number),
        "product_id": "e-comet",
        "prefix": "EC",
        "number": number,
        "type_id": "incident",
        "customer_id": number,
        "draft_id": number,
        "policy_version": "1",
        "priority": "normal",
        "work_stopped": False,
        "subject": "Экспорт не работает",
        "form": [],
        "additions": [],
        "enclosed": [],
        "registered_at": NOON,
        "department": "support",
        "state": "closed",
        "closed_at": NOON,
        "resolution_no": 0,
        "version": 1,
        "entitlement_id": number,
    }


def _entitlement(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "product_id": "e-comet",
        "reference": str(number),
        "key": str(number),
        "holder": "ООО «Ромашка»",
        "level": "full",
        "valid_from": NOON.date(),
        "valid_until": NOON.date(),
        "shared": True,
    }


def _event(number: int) -> dict[str, Any]:
    return {
        "ticket_id": number,
        "event": "submitted",
        "transition": "T1",
        "to": "new",
        "actor_kind": "customer",
        "happened_at": NOON,
        "recorded_at": NOON,
        "data": {},
    }


def _draft(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "customer_id": number,
        "editing": False,
        "answers": {},
        "additions": [],
        "status": "open" if _waits(number) else "submitted",
        "created_at": NOON,
        "updated_at": NOON,
        "version": 1,
    }


def _message(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "stems": _stems(number),
        "ticket_id": None if _waits(number) else number,
        "draft_id": number if number % 2 else None,
        "author_kind": "customer",
        "author_id": number,
        "chat_id": number,
        "message_id": number,
        "happened_at": NOON,
        "recorded_at": NOON,
        "text": "Помогите",
        "entities": [],
        "album": str(number) if _waits(number) else None,
        "as_is": True,
        "audience": "held" if _waits(number) else "ticket",
    }


def _file(number: int) -> dict[str, Any]:
    return {
        "message_id": number,
        "kind": "photo",
        "remote_id": str(number),
        "unique_id": str(number),
        "name": "photo.jpg",
        "mime": "image/jpeg",
        "archive": "pending" if _waits(number) else "kept",
    }


def _place(number: int) -> dict[str, Any]:
    return {"ticket_id": number, "chat_id": STAFF, "thread": number, "card_id": number, "requested": False}


def _link(number: int) -> dict[str, Any]:
    return {
        "chat_id": STAFF,
        "message_id": number,
        "ticket_id": number,
        "code": "" if number % 2 else "card",
        "copy_of": number if number % 2 else None,
    }


def _timer(number: int) -> dict[str, Any]:
    """Most are still to come; a few were put aside."""
    return {
        "name": f"sla_warning:{number}:",
        "kind": "sla_warning",
        "ticket_id": number,
        "key": "",
        "due_at": NOON + timedelta(days=1),
        "attempts": 0,
        "incident": f"sla_warning-{number}" if _waits(number) else None,
    }


def _inbox(number: int) -> dict[str, Any]:
    return {
        "bot_id": 42,
        "update_id": number,
        "lane": f"chat:{number}",
        "payload": "{}",
        "received_at": NOON,
        "status": "waiting" if _waits(number) else "done",
        "attempts": 0,
    }


def _outbox(number: int) -> dict[str, Any]:
    """Half of what has not left waits for its turn, half of it for a customer who blocked the bot."""
    status = ("queued" if number % 2 else "held") if _waits(number) else "sent"
    return {
        "lane": f"customer:{number}",
        "urgency": 0,
        "status": status,
        "recipient_kind": "customer",
        "recipient_id": number,
        "matter": "copy",
        "ticket_id": number,
        "message_id": number,
        "slot": f"which:{number}" if number % 4 else None,
        "body": {},
        "attempts": 0,
        "queued_at": NOON,
    }


_ROWS: tuple[tuple[Table, Any], ...] = (
    (tables.customers, _customer),
    (tables.policies, _policy),
    (tables.tickets, _ticket),
    (tables.entitlements, _entitlement),
    (tables.events, _event),
    (tables.drafts, _draft),
    (tables.messages, _message),
    (tables.files, _file),
    (tables.places, _place),
    (tables.links, _link),
    (tables.inbox, _inbox),
    (tables.timers, _timer),
    (tables.outbox, _outbox),
)
