"""Customers, who ask, and agents, who help."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.domain.bans import Ban

CHOICE_LASTS = timedelta(minutes=30)
"""How long a chosen ticket receives a customer's free messages."""


PHONE = "phone"
"""The channel of customers who call: what is said to them is said by an agent."""


class Topic(StrEnum):
    """What the next words of a customer are about, when they are not simply a message."""

    REASON = "reason"  # why the problem is not solved
    RATING = "rating"  # a comment to the rating just given
    CHOSEN = "chosen"  # for the ticket that was picked


@dataclass(frozen=True, slots=True)
class Focus:
    """The ticket that the customer's next words belong to, and why."""

    topic: Topic
    ticket_id: int
    since: datetime
    asked_again: bool = False
    resolution_no: int | None = None
    """The resolution whose fault is asked for."""

    def lasts(self, at: datetime) -> bool:
        """A reason is waited for as long as its resolution stands; a comment or a choice is forgotten after
        half an hour."""
        return self.topic is Topic.REASON or at - self.since <= CHOICE_LASTS


@dataclass(slots=True)
class Customer:
    """A person who asks for support, as one channel knows them."""

    id: int
    channel: str
    address: str
    """What the channel calls the person: in Telegram, the user's id in decimal."""
    name: str
    username: str | None
    language: str
    language_chosen: bool = False
    blocked_at: datetime | None = None
    focus: Focus | None = None
    ban: Ban | None = None
    """Also one that is over."""
    version: int = 1

    def banned(self, at: datetime) -> Ban | None:
        """The ban in force."""
        return self.ban if self.ban and self.ban.is_in_force(at) else None

    def look_at(
        self, topic: Topic, ticket_id: int, *, at: datetime, resolution_no: int | None = None
    ) -> None:
        """Remember what the next words are about."""
        self.focus = Focus(topic, ticket_id, at, resolution_no=resolution_no)

    def focused_on(self, topic: Topic, *, at: datetime) -> Focus | None:
        """The focus, if it is of this kind and has not worn off."""
        if self.focus and self.focus.topic is topic and self.focus.lasts(at):
            return self.focus
        return None


@dataclass(frozen=True, slots=True)
class Agent:
    """A member of a staff group."""

    id: int
    address: str
    name: str
    username: str | None = None

    def as_json(self) -> dict[str, Any]:
        """For texts that call the agent by name."""
        return {"id": self.id, "address": self.address, "name": self.name, "username": self.username}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who caused an event: a customer, an agent, or the software itself."""

    kind: str
    id: int | None = None

    @classmethod
    def customer(cls, customer_id: int) -> "Actor":
        return cls("customer", customer_id)

    @classmethod
    def agent(cls, agent_id: int) -> "Actor":
        return cls("agent", agent_id)


SYSTEM = Actor("system")


@dataclass(frozen=True, slots=True)
class Consent:
    """Leave to process personal data, given to a product's owner."""

    customer_id: int
    product_id: str
    version: str
    given_at: datetime
