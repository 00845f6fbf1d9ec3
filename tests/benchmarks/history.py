"""Years of a support team's work as rows, as the bot would have written them."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.catalog.products import Catalog
from bot.domain.clocks import Run, clocks_as_json
from bot.domain.product import Product
from bot.domain.targets import ClockKind
from bot.services.stems import stems
from tests.benchmarks.vocabulary import Said, order_number, sentences

Value = str | int | None
Rows = dict[str, list[tuple[Value, ...]]]

YEARS = timedelta(days=3 * 365)
"""Over which the tickets are spread; a larger database is that of a larger team."""
AT_HAND = 1000
"""Tickets that are worked on at a time, at the most: what is older is closed."""
AGENTS = 10
TICKETS_OF_A_CUSTOMER = 4
MESSAGES = 5
FIRST_ADDRESS = 10_000_000_000
FIRST_IN_GROUP = 1_000_000_000
IN_TOPIC = 10
"""Numbers that the messages of a topic take."""

COLUMNS: dict[str, tuple[str, ...]] = {
    "customers": ("id", "channel", "address", "name", "language", "language_chosen", "version", "stems"),
    "consents": ("customer_id", "product_id", "version", "given_at"),
    "tickets": (
        *("id", "product_id", "prefix", "number", "type_id", "customer_id", "draft_id", "policy_version"),
        *("priority", "work_stopped", "subject", "form", "additions", "enclosed", "registered_at"),
        *("department", "state", "assignee_id", "resolution_no", "resolved_at", "closing_reason"),
        *("closed_at", "rating", "level", "clocks", "next_due_at", "version", "stems"),
    ),
    "drafts": (
        *("id", "customer_id", "product_id", "type_id", "editing", "answers", "additions", "status"),
        *("ticket_id", "created_at", "updated_at", "version"),
    ),
    "messages": (
        *("id", "ticket_id", "draft_id", "author_kind", "author_id", "chat_id", "message_id"),
        *("happened_at", "recorded_at", "text", "entities", "as_is", "audience", "purpose"),
        *("delivered_at", "stems"),
    ),
    "places": ("ticket_id", "desk", "chat_id", "thread", "card_id", "requested"),
    "links": ("chat_id", "message_id", "ticket_id", "code", "copy_of"),
    "events": (
        *("id", "ticket_id", "event", "transition", "to", "actor_kind", "actor_id"),
        *("happened_at", "recorded_at", "data"),
    ),
    "timers": ("name", "kind", "ticket_id", "key", "due_at", "attempts"),
    "inbox": ("bot_id", "update_id", "lane", "payload", "received_at", "status", "attempts"),
    "outbox": (
        *("lane", "urgency", "status", "recipient_kind", "recipient_id", "matter", "ticket_id"),
        *("message_id", "body", "attempts", "queued_at"),
    ),
}
"""In the order in which they refer to each other."""

SETTLED_KEPT, HANDLED_KEPT = timedelta(days=30), timedelta(hours=48)
"""As `bot.services.housekeeping` has it."""


@dataclass(frozen=True, slots=True)
class _Moments:
    """As rows have them."""

    registered: str
    taken: str
    asked: str
    resolved: str
    closed: str
    age: timedelta


class History:
    """Of so many tickets in all until a moment, in the topics of a group."""

    def __init__(
        self,
        catalog: Catalog,
        group: int,
        tickets: int,
        until: datetime,
        bot_id: int,
        said: Sequence[Said] = (),
    ) -> None:
        self._products = catalog.all()
        self._group = group
        self._tickets = tickets
        self._until = until
        self._bot_id = bot_id
        self._said = said or sentences()
        self._chance = random.Random(2)
        self._live = max(1, min(AT_HAND, tickets // 10))

    def last_numbers(self) -> dict[str, int]:
        """Of each product's tickets."""
        return {each.id: self._tickets for each in self._products}

    def rows(self, first: int, last: int) -> Rows:
        """All that belongs to the tickets with these numbers."""
        found: Rows = {name: [] for name in COLUMNS}
        for ticket in range(first, last + 1):
            self._ticket(ticket, found)
        return found

    def _ticket(self, ticket: int, rows: Rows) -> None:
        moments = self._moments(ticket)
        product = self._products[ticket % len(self._products)]
        customer = (ticket - 1) // TICKETS_OF_A_CUSTOMER + 1
        if (ticket - 1) % TICKETS_OF_A_CUSTOMER == 0:
            rows["customers"].append(_customer(customer))
        rows["consents"].append((customer, product.id, f"of {ticket}", moments.registered))
        begin = int(self._chance.random() * (len(self._said) - MESSAGES))
        said = self._said[begin : begin + MESSAGES]
        agent = ticket % AGENTS + 1
        live = ticket > self._tickets - self._live
        rows["tickets"].append(self._row(ticket, customer, product, moments, said[0], agent, live=live))
        rows["drafts"].append(
            (
                *(ticket, customer, product.id, product.types[0].id, 0, "{}", "[]", "submitted", ticket),
                *(moments.registered, moments.registered, 5),
            )
        )
        root = FIRST_IN_GROUP + ticket * IN_TOPIC
        rows["places"].append((ticket, "", self._group, root, root + 1, 0))
        rows["links"].append((self._group, root + 1, ticket, "card", None))
        self._talk(ticket, customer, agent, moments, said, rows)
        rows["events"].extend(_events(ticket, customer, agent, moments, live=live))
        if live:
            due = _at(self._until + timedelta(days=2 + ticket % 5))
            for kind, key in (("sla_warning", "resolution:1:50"), ("sla_warning", "resolution:1:80")):
                rows["timers"].append((f"{kind}:{ticket}:{key}", kind, ticket, key, due, 0))

    def _moments(self, ticket: int) -> _Moments:
        age = YEARS * (1 - ticket / self._tickets) + timedelta(days=1)
        registered = self._until - age
        taken = registered + timedelta(seconds=180 + self._chance.random() * 14_000)
        asked = taken + timedelta(minutes=30)
        resolved = asked + timedelta(seconds=1800 + self._chance.random() * 36_000)
        closed = resolved + timedelta(minutes=45)
        return _Moments(_at(registered), _at(taken), _at(asked), _at(resolved), _at(closed), age)

    def _row(
        self,
        ticket: int,
        customer: int,
        product: Product,
        moments: _Moments,
        said: Said,
        agent: int,
        *,
        live: bool,
    ) -> tuple[Value, ...]:
        state = ("new", "open", "open", "pending", "escalated")[ticket % 5] if live else "closed"
        clocks = _RUNNING if live else _PAUSED
        for name, moment in zip(_MARKS, (moments.registered, moments.taken, moments.resolved), strict=True):
            clocks = clocks.replace(name, moment.replace(" ", "T"))
        ended: tuple[Value, ...] = (None, None, None, None)
        if not live:
            ended = moments.resolved, "confirmed", moments.closed, ticket % 3 + 3
        due = _at(self._until + timedelta(hours=ticket % 200)) if live and state != "pending" else None
        return (
            *(ticket, product.id, product.prefix, ticket, product.types[0].id, customer, ticket),
            *(product.policy_version, "normal", 0, said.text, "[]", "[]", "[]", moments.registered),
            *("support", state, None if state == "new" else agent),
            *(0 if live else 1, *ended, None, clocks, due, 8, said.stems),
        )

    def _talk(
        self,
        ticket: int,
        customer: int,
        agent: int,
        moments: _Moments,
        said: Sequence[Said],
        rows: Rows,
    ) -> None:
        times = (moments.registered, moments.taken, moments.asked, moments.asked, moments.resolved)
        chat, root = FIRST_ADDRESS + customer, FIRST_IN_GROUP + ticket * IN_TOPIC
        own = ticket * IN_TOPIC
        for place, (at, words) in enumerate(zip(times, said, strict=True)):
            message = (ticket - 1) * MESSAGES + place + 1
            text, found_by = words.text, words.stems
            if place == 0:
                text, found_by = f"{text} {order_number(ticket)}", f"{found_by} {order_number(ticket)}"
            theirs = place % 2 == 0 and place != MESSAGES - 1
            here, there = (chat, own + place), (self._group, root + 2 + place)
            source, copy = (here, there) if theirs else (there, here)
            rows["messages"].append(
                (message, ticket, ticket if place == 0 else None)
                + (("customer", customer) if theirs else ("agent", agent))
                + (*source, at, at, text, "[]", 1, "ticket")
                + (None if theirs else ("resolution" if place == MESSAGES - 1 else "answer"), at, found_by)
            )
            rows["links"].append((*copy, ticket, "", message))
            if moments.age < SETTLED_KEPT:
                rows["outbox"].append(_delivery(ticket, customer, message, at, to_desk=theirs))
            if moments.age < HANDLED_KEPT:
                lane = f"chat:{source[0]}" if theirs else f"chat:{source[0]}:{root}"
                rows["inbox"].append((self._bot_id, message, lane, "{}", at, "done", 0))


def pieces(first: int, last: int, size: int) -> Iterator[tuple[int, int]]:
    for begin in range(first, last + 1, size):
        yield begin, min(begin + size - 1, last)


def agents() -> list[dict[str, Any]]:
    return [{"id": each, "address": str(9_000_000_000 + each), "name": f"Агент {each}"} for each in _NUMBERS]


_NUMBERS = range(1, AGENTS + 1)


def _customer(customer: int) -> tuple[Value, ...]:
    address, name = str(FIRST_ADDRESS + customer), f"Клиент {customer}"
    return customer, "telegram", address, name, "ru", 0, 1, stems(name, address)


def _delivery(ticket: int, customer: int, message: int, at: str, *, to_desk: bool) -> tuple[Value, ...]:
    lane = f"desk:{ticket}" if to_desk else f"customer:{customer}"
    recipient = ("desk", ticket) if to_desk else ("customer", customer)
    return lane, int(to_desk), "sent", *recipient, "copy", ticket, message, "{}", 1, at


def _events(
    ticket: int, customer: int, agent: int, moments: _Moments, *, live: bool
) -> Iterator[tuple[Value, ...]]:
    by_customer, by_agent = ("customer", customer), ("agent", agent)
    message = (ticket - 1) * MESSAGES
    acts = (
        ("submitted", "T1", "new", by_customer, moments.registered, "{}"),
        ("taken", "T6", "open", by_agent, moments.taken, f'{{"agent_id": {agent}}}'),
        ("agent_wrote", "T7", "open", by_agent, moments.taken, _saying(message + 2)),
        ("customer_wrote", "T34", "open", by_customer, moments.asked, _saying(message + 3)),
        ("agent_wrote", "T7", "open", by_agent, moments.asked, _saying(message + 4)),
        ("resolution_delivered", "T14", "resolved", by_agent, moments.resolved, _saying(message + 5)),
        ("confirmed", "T17", "closed", by_customer, moments.closed, "{}"),
        ("rated", "T17a", "closed", by_customer, moments.closed, f'{{"stars": {ticket % 3 + 3}}}'),
    )
    first = (ticket - 1) * len(acts) + 1
    for number, (event, transition, to, by, at, data) in enumerate(acts[:5] if live else acts, first):
        yield number, ticket, event, transition, to, *by, at, at, data


def _saying(message: int) -> str:
    return f'{{"message_id": {message}}}'


def _at(moment: datetime) -> str:
    """As both databases read it: SQLite holds UTC without saying so, PostgreSQL's session is told."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _clocks(*, live: bool) -> str:
    """Of a ticket, with marks in place of its moments."""
    registered, taken, resolved = map(datetime.fromisoformat, _MARKS)
    run = Run(1, registered.replace(tzinfo=UTC))
    clocks = {ClockKind.FIRST_RESPONSE: run.stop(taken.replace(tzinfo=UTC)), ClockKind.RESOLUTION: run}
    if not live:
        clocks[ClockKind.RESOLUTION] = run.pause(resolved.replace(tzinfo=UTC))
    return json.dumps(clocks_as_json(clocks))


_MARKS = ("2001-01-01T01:01:01.000001", "2002-02-02T02:02:02.000002", "2003-03-03T03:03:03.000003")
_RUNNING, _PAUSED = _clocks(live=True), _clocks(live=False)
