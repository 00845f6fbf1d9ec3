"""What the use cases need from storage of the agents' side: who works where, and where tickets stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.domain.delivery import HOME, Recipient
from bot.domain.group import Binding, StaffGroup
from bot.domain.people import Agent
from bot.domain.product import Department


class Agents(Protocol):
    async def recognise(
        self,
        address: str,
        name: str,
        username: str | None,
        *,
        chat_id: int,
        seen_at: datetime | None = None,
    ) -> Agent:
        """The agent of this address, made or brought up to date, as a member of the group. `seen_at`: they
        are doing something there; None, somebody else has named them."""

    async def left(self, address: str, *, chat_id: int) -> None:
        """The person is in the group no longer."""

    async def get(self, agent_id: int) -> Agent: ...

    async def named(self, name: str, *, chat_id: int) -> list[Agent]:
        """Members of the group: whose @username it is; else who is called so, else a part of whose name
        it is."""

    async def all(self, *, chat_id: int, limit: int) -> list[Agent]:
        """Members of the group who have been seen there, by name."""

    async def took_instead(self, agent_id: int, ticket_id: int, *, chat_id: int) -> bool:
        """Note that the agent got another ticket in place of this one; False if it was noted last already."""


class Groups(Protocol):
    async def find(self, chat_id: int) -> StaffGroup | None:
        """The staff group that the chat is, if it is one; or was, before it got another id: what people wrote
        there may be handled later."""

    async def all(self) -> list[StaffGroup]: ...

    async def serving(self, product_id: str, department: Department) -> int | None:
        """The group whose agents work on what is with the department; None where there is no group."""

    async def bindings(self) -> list[Binding]:
        """Without the default group's, which serves the rest."""

    async def bind(self, binding: Binding) -> None:
        """What another group served until now, this one does from now on. The group has its name already."""

    async def unbind(self, chat_id: int) -> None:
        """The group serves nothing but what is left to it by default."""

    async def name(self, chat_id: int, title: str) -> None:
        """What a chat is called."""

    async def set(self, chat_id: int, settings: Mapping[str, object]) -> None:
        """What administrators have set for it; what is not named stays as it is."""

    async def set_default(self, chat_id: int | None) -> int | None:
        """The group of everything without one of its own; its id now, if it has moved since it was set."""

    async def tell_of_crowd(self, chat_id: int, *, at: datetime, not_since: datetime) -> bool:
        """Whether the group is to be told now that many tickets wait: not where it was told since."""

    async def moved(self, old: int, new: int) -> None:
        """The group has got another id. What waits for it goes there; where that is known, or the group is
        nobody's, nothing else happens."""


@dataclass(frozen=True, slots=True)
class Call:
    """The agent has chosen what the call is about, and is asked who is calling."""

    agent_id: int
    where: Recipient
    product_id: str
    type_id: str
    since: datetime


class Calls(Protocol):
    async def put(self, call: Call) -> None:
        """An agent has one at a time."""

    async def of(self, agent_id: int, where: Recipient) -> Call | None: ...

    async def drop(self, agent_id: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ticket stands in its staff group."""

    ticket_id: int
    chat_id: int | None = None
    thread: int | None = None
    card_id: int | None = None
    requested: bool = False
    """A topic was asked for, and the answer may have been lost."""
    group: int | None = None
    """The staff group that the ticket belongs to; None where no group serves it."""
    topics: bool = True
    """The group wants a topic for each ticket."""
    desk: str = HOME

    @property
    def stands(self) -> bool:
        """There is a card, and in the right group."""
        return self.card_id is not None and self.chat_id == self.group


class Places(Protocol):
    async def get(self, ticket_id: int, desk: str = HOME) -> Place: ...

    async def open(self, ticket_id: int, desk: str) -> None:
        """The ticket is to stand at the department's desk, too; nothing changes where it does already."""

    async def chats(self, ticket_id: int) -> Mapping[str, int | None]:
        """The groups of its desks, by desk."""

    async def adopt(self, ticket_id: int, chat_id: int, thread: int) -> None:
        """A topic that the ticket was waiting for has turned up; one that it has already is left alone."""


class IntentKind(StrEnum):
    """What an agent's next message in a ticket will be, after a button was pressed."""

    QUESTION = "question"
    RESOLUTION = "resolution"
    NOTE = "note"
    ANSWER = "answer"
    """To a question of the form, in the customer's place."""
    MERGE = "merge"
    LINK = "link"
    """The number of another ticket."""
    ESCALATION = "escalation"
    """The reason why another department gets the ticket."""
    RETURN = "return"
    """What came out of it there."""
    OPTIONS = "options"
    CHECKSUM = "checksum"
    """Of a build that is too large for us to compute it."""
    LOWERING = "lowering"
    """Why the ticket becomes less urgent."""
    HANDOVER = "handover"
    """A note for who has got the ticket."""
    LET_PASS = "let_pass"  # noqa: S105 - no secret
    """Why a ticket passes without a right to support."""


@dataclass(frozen=True, slots=True)
class Intent:
    """That an agent's next message in a ticket will be something special."""

    kind: IntentKind
    since: datetime
    key: str = ""
    """What the message is about: a question of the form, a department, a build, a priority."""


class Intents(Protocol):
    async def expect(self, agent_id: int, ticket_id: int, intent: Intent) -> None: ...

    async def expected(self, agent_id: int, ticket_id: int) -> Intent | None: ...

    async def forget(self, agent_id: int, ticket_id: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Build:
    """A new build that an agent has sent, and that waits for its checksum."""

    message_id: int
    """The agent's, with the file."""
    ticket_id: int
    agent_id: int
    version: str
    checksum: str | None = None
    """As the agent gave it."""


class Builds(Protocol):
    async def add(self, build: Build) -> None: ...

    async def waiting(self, message_id: int) -> Build | None: ...

    async def of_file(self, file_id: int) -> Build | None:
        """The build that waits for the copy of this file."""

    async def drop(self, message_id: int) -> None:
        """It waits no longer."""
