"""What is erased of a ticket whose time is over: words, forms, files, and all that leads to them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    String,
    and_,
    cast,
    delete,
    exists,
    false,
    func,
    or_,
    select,
    update,
)

from bot.domain.message import Archive
from bot.domain.retention import without_words
from bot.domain.states import Event, State
from bot.domain.ticket import Ticket
from storage import stemmed
from storage.connection import Connection
from storage.forgetting import forget_copies, forget_messages
from storage.messages import WITH_FILES, read_message
from storage.outbox import Status
from storage.sql import constant
from storage.tables import drafts, erased_files, events, files, intents, links, messages, outbox, tickets


class ErasureRows:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def words_of(self, ticket: Ticket) -> None:
        forms = await self._forms(ticket)
        await forget_messages(self.connection, await self._messages(ticket, forms))
        for table in (links, intents):
            await self.connection.execute(delete(table).where(table.c.ticket_id == ticket.id))
        await self.connection.execute(
            update(drafts).where(drafts.c.id.in_(forms)).values(answers={}, additions=[])
        )
        await self._take_out_of_the_log(ticket)
        held = and_(outbox.c.status == constant(Status.HELD), outbox.c.ticket_id == ticket.id)
        await self.connection.execute(delete(outbox).where(held))
        await self.connection.execute(
            update(tickets).where(tickets.c.id == ticket.id).values(subject="", additions=[], enclosed=[])
        )

    async def files_of(self, ticket: Ticket) -> None:
        """That there was one, and of what kind, stays with the message."""
        ids = await self._messages(ticket, await self._forms(ticket))
        rows = await self.connection.execute(
            WITH_FILES.where(messages.c.id.in_(ids), files.c.id.is_not(None))
        )
        found = [read_message(row) for row in rows]
        await forget_copies(self.connection, [each.id for each in found])
        for message in found:
            if message.attachment:
                message.attachment.name = ""
            await self.connection.execute(
                update(files)
                .where(files.c.message_id == message.id)
                .values(
                    archive=Archive.ERASED.value, path=None, sha256=None, name="", remote_id="", unique_id=""
                )
            )
            await self.connection.execute(
                update(messages).where(messages.c.id == message.id).values(stems=stemmed.of_message(message))
            )

    async def copies_are_gone(self, paths: Sequence[str]) -> None:
        await self.connection.execute(delete(erased_files).where(erased_files.c.path.in_(paths)))

    async def _forms(self, ticket: Ticket) -> Sequence[int]:
        """The one it was submitted by, those that completed it, and what was found to be the same problem."""
        its = or_(
            drafts.c.id == ticket.draft_id, drafts.c.ticket_id == ticket.id, drafts.c.completes == ticket.id
        )
        return (await self.connection.execute(select(drafts.c.id).where(its))).scalars().all()

    async def _messages(self, ticket: Ticket, forms: Sequence[int]) -> Sequence[int]:
        said = or_(messages.c.ticket_id == ticket.id, messages.c.draft_id.in_(forms))
        return (await self.connection.execute(select(messages.c.id).where(said))).scalars().all()

    async def _take_out_of_the_log(self, ticket: Ticket) -> None:
        rows = await self.connection.execute(select(events).where(events.c.ticket_id == ticket.id))
        for row in rows:
            kept = without_words(Event(row.event), row.data)
            if kept != row.data:
                await self.connection.execute(update(events).where(events.c.id == row.id).values(data=kept))


async def due_words(
    connection: Connection, product_id: str, closed_before: datetime, *, limit: int
) -> list[int]:
    return await _due(connection, product_id, closed_before, tickets.c.erased_at.is_(None), limit)


async def due_files(
    connection: Connection, product_id: str, closed_before: datetime, *, limit: int
) -> list[int]:
    return await _due(connection, product_id, closed_before, tickets.c.files_erased_at.is_(None), limit)


async def due_copies(connection: Connection, *, limit: int) -> list[tuple[str, bool]]:
    is_sent_again = exists(select(files.c.id).where(files.c.path == erased_files.c.path))
    rows = await connection.execute(select(erased_files.c.path, is_sent_again).limit(limit))
    return [(row[0], bool(row[1])) for row in rows]


async def _due(
    connection: Connection, product_id: str, before: datetime, is_there: ColumnElement[bool], limit: int
) -> list[int]:
    over = and_(
        tickets.c.product_id == product_id,
        tickets.c.closed_at.is_not(None),
        tickets.c.closed_at < before,
        tickets.c.state == State.CLOSED,
    )
    rows = await connection.execute(
        select(tickets.c.id)
        .where(over, is_there, _name(tickets).not_in(_needed(product_id, before)))
        .order_by(tickets.c.closed_at)
        .limit(limit)
    )
    return list(rows.scalars())


def _needed(product_id: str, before: datetime) -> Select[tuple[str]]:
    """Names of tickets whose words are another's, too: one was split from them, or from what is merged into
    them, and is not closed, or not long enough. What was merged lives as long as what it was merged into."""
    off = (
        select(tickets.c.split_from.label("one"), tickets.c.merged_into, tickets.c.state, tickets.c.closed_at)
        .where(tickets.c.product_id == product_id, tickets.c.split_from.is_not(None))
        .cte("off", recursive=True)
    )
    into = tickets.alias("into")
    off = off.union(
        select(off.c.one, into.c.merged_into, into.c.state, into.c.closed_at).join(
            into, _is_named(into, off.c.merged_into)
        )
    )
    is_over = and_(off.c.state == State.CLOSED, func.coalesce(off.c.closed_at < before, false()))
    needed = (select(off.c.one.label("name")).where(off.c.merged_into.is_(None), ~is_over)).cte(
        "needed", recursive=True
    )
    part = tickets.alias("part")
    needed = needed.union(
        select(part.c.merged_into)
        .join(needed, _is_named(part, needed.c.name))
        .where(part.c.merged_into.is_not(None))
    )
    return select(needed.c.name)


_DIGITS = "0123456789"


def _name(of: FromClause) -> ColumnElement[str]:
    return of.c.prefix + "-" + cast(of.c.number, String)


def _is_named(of: FromClause, name: ColumnElement[str]) -> ColumnElement[bool]:
    """As an index finds it."""
    prefix = func.rtrim(name, _DIGITS)
    return and_(
        of.c.prefix == func.rtrim(prefix, "-"),
        of.c.number == cast(func.substr(name, func.length(prefix) + 1), Integer),
    )
