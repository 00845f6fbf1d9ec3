"""Tickets whose first card has not been shown yet, by group."""

from collections import defaultdict

from sqlalchemy import select

from bot.domain.delivery import Matter, RecipientKind
from bot.services.backlog import Crowd
from storage.groups import group_of_place
from storage.outbox import Status
from storage.queue import is_blocker
from storage.sql import constant
from storage.tables import outbox, places, tickets
from storage.unit_of_work import SqlDatabase

COUNTED = 1_000

_first_cards = (
    select(tickets.c.prefix, tickets.c.number, is_blocker.label("blocker"), group_of_place().label("chat_id"))
    .select_from(outbox)
    .join(places, (places.c.ticket_id == outbox.c.recipient_id) & (places.c.desk == outbox.c.desk))
    .join(tickets, tickets.c.id == places.c.ticket_id)
    .where(
        outbox.c.status == constant(Status.QUEUED),
        outbox.c.recipient_kind == RecipientKind.DESK,
        outbox.c.matter == Matter.CARD,
        outbox.c.slot.is_(None),
    )
    .limit(COUNTED)
)


class SqlBacklog:
    def __init__(self, database: SqlDatabase) -> None:
        self.database = database

    async def crowds(self, *, more_than: int) -> list[Crowd]:
        waiting: dict[int, list[tuple[str, bool]]] = defaultdict(list)
        async with self.database.read() as connection:
            for row in await connection.execute(_first_cards):
                if row.chat_id is not None:
                    waiting[row.chat_id].append((f"{row.prefix}-{row.number}", row.blocker))
        return [
            Crowd(chat_id, len(names), tuple(name for name, blocker in names if blocker))
            for chat_id, names in waiting.items()
            if len(names) > more_than
        ]
