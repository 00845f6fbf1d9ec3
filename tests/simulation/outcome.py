"""The end of a run, as a second session reads it: what must be the same however often the bot died."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby

from tests.people import body
from tests.simulation.players import Players

CLOCK = re.compile(r"\d\d?:\d\d")
"""A run that is slower tells other minutes."""

TICKETS = """
SELECT id, prefix || '-' || number, state, closing_reason, resolution_no, rating, assignee_id FROM tickets
"""
EVENTS = 'SELECT event, transition, "to", actor_kind, data FROM events WHERE ticket_id = ? ORDER BY id'


@dataclass(frozen=True, slots=True)
class Outcome:
    """A story's ticket, and what its customer has read.

    Which of two that register at once gets the lower number is not a part of it.
    """

    standing: tuple[object, ...]
    log: tuple[str, ...]
    read: tuple[str, ...]


def outcomes(players: Players) -> dict[int, Outcome]:
    """By story."""
    with closing(sqlite3.connect(players.stage.folder / "support.sqlite3")) as database:
        rows = {name: (id_, tuple(rest)) for id_, name, *rest in database.execute(TICKETS)}
        logs = {name: tuple(_log(database, id_)) for name, (id_, _) in rows.items()}
    assert set(rows) == set(players.numbers.values()), "every ticket has one story, and every story a ticket"
    return {
        story: Outcome(rows[name][1], logs[name], tuple(_read(players, story, name)))
        for story, name in players.numbers.items()
    }


def sent_twice(players: Players) -> int:
    """Neighbours that say the same: a send whose answer was lost is repeated, visibly; a reminder, too."""
    return sum(
        len(list(again)) - 1
        for customer in players.customers
        for _, again in groupby(map(body, customer.from_bot()))
    )


def _log(database: sqlite3.Connection, ticket_id: int) -> Iterator[str]:
    """Warnings that come due together are one; whether they do is a matter of moments."""
    for line, _ in groupby(_line(*row) for row in database.execute(EVENTS, (ticket_id,))):
        yield line


def _line(event: str, transition: str, to: str, actor: str, data: str) -> str:
    reason = json.loads(data).get("reason") or ""
    return f"{transition or '-'} {event} by {actor} -> {to} {reason}".rstrip()


def _read(players: Players, story: int, name: str) -> Iterator[str]:
    """What was sent once more, because nobody knew whether it had arrived, counts once."""
    for text, _ in groupby(body(each) for each in players.customers[story].from_bot()):
        yield CLOCK.sub("…", text.replace(name, "№"))
