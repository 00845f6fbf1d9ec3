"""Customers and agents."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, delete, insert, or_, select, update

from bot.domain.bans import Ban
from bot.domain.errors import VersionMismatch
from bot.domain.people import Agent, Consent, Customer, Focus, Topic
from storage import stemmed
from storage.connection import Connection
from storage.prepared import Prepared
from storage.sql import insert_once, without
from storage.tables import agents, consents, customers, members

SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is kept when somebody was seen last: not each message is worth a statement."""
_read = without(customers, "stems")
_numbered = Prepared(select(*_read).where(customers.c.id == bindparam("id")))
_at_address = Prepared(
    select(*_read).where(
        customers.c.channel == bindparam("channel"), customers.c.address == bindparam("address")
    )
)
_save = Prepared(
    update(customers).where(
        customers.c.id == bindparam("its_id"), customers.c.version == bindparam("its_version")
    )
)
_known = Prepared(
    select(agents, members.c.chat_id.label("seen_in"), members.c.seen_at)
    .outerjoin(members, (members.c.agent_id == agents.c.id) & (members.c.chat_id == bindparam("chat")))
    .where(agents.c.address == bindparam("address"))
)


class CustomerRows:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def get(self, customer_id: int) -> Customer:
        rows = await self.connection.execute(_numbered, {"id": customer_id})
        return read_customer(rows.one())

    async def find(self, channel: str, address: str) -> Customer | None:
        rows = await self.connection.execute(_at_address, {"channel": channel, "address": address})
        row = rows.one_or_none()
        return read_customer(row) if row else None

    async def add(self, customer: Customer) -> Customer:
        rows = await self.connection.execute(
            insert(customers)
            .values(
                channel=customer.channel,
                address=customer.address,
                version=customer.version,
                **_changing(customer),
            )
            .returning(customers.c.id)
        )
        customer.id = rows.scalar_one()
        return customer

    async def save(self, customer: Customer) -> None:
        rows = await self.connection.execute(
            _save,
            {
                "its_id": customer.id,
                "its_version": customer.version,
                "version": customer.version + 1,
                **_changing(customer),
            },
        )
        if rows.rowcount != 1:
            raise VersionMismatch(f"customer {customer.id}")
        customer.version += 1

    async def consented(self, customer_id: int, product_id: str, version: str) -> bool:
        rows = await self.connection.execute(
            select(consents.c.given_at).where(
                consents.c.customer_id == customer_id,
                consents.c.product_id == product_id,
                consents.c.version == version,
            )
        )
        return rows.one_or_none() is not None

    async def consents_of(self, customer_id: int) -> list[Consent]:
        """Oldest first."""
        rows = await self.connection.execute(
            select(consents).where(consents.c.customer_id == customer_id).order_by(consents.c.given_at)
        )
        return [Consent(row.customer_id, row.product_id, row.version, row.given_at) for row in rows]

    async def record_consent(self, consent: Consent) -> None:
        await self.connection.execute(
            insert(consents).values(
                customer_id=consent.customer_id,
                product_id=consent.product_id,
                version=consent.version,
                given_at=consent.given_at,
            )
        )


class AgentRows:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def recognise(
        self,
        address: str,
        name: str,
        username: str | None,
        *,
        chat_id: int,
        seen_at: datetime | None = None,
    ) -> Agent:
        wanted = {"chat": chat_id, "address": address}
        row = (await self.connection.execute(_known, wanted)).one_or_none()
        if row is None:
            values = {"address": address, "name": name, "username": username}
            await self.connection.execute(insert_once(self.connection, agents), values)
            row = (await self.connection.execute(_known, wanted)).one()
        if (row.name, row.username) != (name, username):
            await self.connection.execute(
                update(agents).where(agents.c.id == row.id).values(name=name, username=username)
            )
        if row.seen_in is None:
            await self.connection.execute(
                insert_once(self.connection, members),
                {"chat_id": chat_id, "agent_id": row.id, "seen_at": seen_at},
            )
        elif seen_at and (row.seen_at is None or seen_at - row.seen_at >= SEEN_EVERY):
            await self.connection.execute(
                update(members)
                .where(members.c.chat_id == chat_id, members.c.agent_id == row.id)
                .values(seen_at=seen_at)
            )
        return Agent(row.id, address, name, username)

    async def left(self, address: str, *, chat_id: int) -> None:
        leaving = select(agents.c.id).where(agents.c.address == address)
        await self.connection.execute(
            delete(members).where(members.c.chat_id == chat_id, members.c.agent_id.in_(leaving))
        )

    async def get(self, agent_id: int) -> Agent:
        rows = await self.connection.execute(select(agents).where(agents.c.id == agent_id))
        return read_agent(rows.one())

    async def named(self, name: str, *, chat_id: int) -> list[Agent]:
        # A staff group is small, and databases fold Cyrillic case differently.
        rows = await self.connection.execute(_in(chat_id).order_by(agents.c.id))
        known = [read_agent(row) for row in rows]
        wanted = " ".join(name.removeprefix("@").casefold().split())
        tests: tuple[Callable[[Agent], bool], ...] = (
            lambda each: (each.username or "").casefold() == wanted,
            lambda each: each.name.casefold() == wanted,
            lambda each: wanted in each.name.casefold().split(),
        )
        matching = ([each for each in known if wanted and test(each)] for test in tests)
        return next((found for found in matching if found), [])

    async def all(self, *, chat_id: int, limit: int) -> list[Agent]:
        rows = await self.connection.execute(_in(chat_id).order_by(agents.c.name, agents.c.id).limit(limit))
        return [read_agent(row) for row in rows]

    async def took_instead(self, agent_id: int, ticket_id: int, *, chat_id: int) -> bool:
        last = members.c.took_instead_of
        rows = await self.connection.execute(
            update(members)
            .where(members.c.chat_id == chat_id, members.c.agent_id == agent_id)
            .where(or_(last.is_(None), last != ticket_id))
            .values(took_instead_of=ticket_id)
        )
        return rows.rowcount > 0


def _in(chat_id: int) -> Select[Any]:
    """Those who have been seen in the group and have not left it."""
    return select(agents).join(members, members.c.agent_id == agents.c.id).where(members.c.chat_id == chat_id)


def read_agent(row: Any) -> Agent:
    return Agent(row.id, row.address, row.name, row.username)


def read_customer(row: Any) -> Customer:
    return Customer(
        id=row.id,
        channel=row.channel,
        address=row.address,
        name=row.name,
        username=row.username,
        language=row.language,
        language_chosen=row.language_chosen,
        blocked_at=row.blocked_at,
        focus=_read_focus(row.focus),
        ban=Ban.from_json(row.ban) if row.ban else None,
        version=row.version,
    )


def _changing(customer: Customer) -> dict[str, object]:
    focus = customer.focus
    return {
        "name": customer.name,
        "username": customer.username,
        "stems": stemmed.of_customer(customer),
        "language": customer.language,
        "language_chosen": customer.language_chosen,
        "blocked_at": customer.blocked_at,
        "focus": focus
        and {
            "topic": focus.topic.value,
            "ticket": focus.ticket_id,
            "since": focus.since.isoformat(),
            "asked_again": focus.asked_again,
            "resolution": focus.resolution_no,
        },
        "ban": customer.ban and customer.ban.as_json(),
    }


def _read_focus(data: dict[str, object] | None) -> Focus | None:
    if data is None:
        return None
    return Focus(
        topic=Topic(str(data["topic"])),
        ticket_id=int(str(data["ticket"])),
        since=datetime.fromisoformat(str(data["since"])),
        asked_again=bool(data["asked_again"]),
        resolution_no=int(str(number)) if (number := data.get("resolution")) is not None else None,
    )
