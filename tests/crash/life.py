"""Who takes part in the life of a bot that may die anywhere, and how they get along with that."""

import asyncio
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from bot.catalog.files import BUILT_IN
from bot.sandbox.world import World
from tests.crash.bots import Bots
from tests.crash.deadly import Journal
from tests.crash.registering import Steadfast, SteadfastAgent, recorded
from tests.patience import PATIENCE
from tests.people import Message, Reader, body, labels

PRODUCTS = ("e-comet", "mixvel")
RETENTION = "\nretention: {messages: 24 months, files: 12 months}\n"
HOP = timedelta(hours=11)
DYING_PATIENCE = 30 * PATIENCE
"""Dozens of lives may pass before something is there; the test as a whole has its limit."""


@dataclass
class Life:
    """Who takes part. Everything is written and pressed once; the bot dies and comes back meanwhile."""

    world: World
    folder: Path
    bots: Bots
    journal: Journal
    clock: Path
    broken: Path
    products: Path
    customer: Steadfast
    agent: SteadfastAgent
    specialist: SteadfastAgent
    stranger: SteadfastAgent
    floods: int = 0
    """How often somebody has written much at once."""

    def breaks(self, what: str = "") -> None:
        """What of our own code fails from now on."""
        _replace(self.broken, what)

    def passes(self, span: timedelta, *, for_telegram: bool = True) -> None:
        if for_telegram:
            self.world.clock.move(span)
        _replace(self.clock, str(self._passed() + span.total_seconds()))

    async def hop(self, times: int = 1) -> None:
        """Hours, after which the bot has asked what there is."""
        for _ in range(times):
            asked = self._asked()
            self.passes(HOP)
            await self._asks_more_than(asked + 1)

    async def rung(self) -> None:
        """Until nothing is due any more."""

        def is_due() -> bool:
            now = datetime.now(UTC) + timedelta(seconds=self._passed())
            due = [row[0] for row in self.rows("SELECT due_at FROM timers WHERE incident IS NULL")]
            return any(datetime.fromisoformat(each).replace(tzinfo=UTC) <= now for each in due)

        await self.stored(lambda: not is_due())

    def _passed(self) -> float:
        return float(self.clock.read_text(encoding="ascii"))

    async def _asks_more_than(self, number: int) -> None:
        await self.until(lambda: self._asked() > number)

    def _asked(self) -> int:
        return sum(call.method == "getUpdates" for call in self.world.calls)

    async def until(self, condition: Callable[[], Any]) -> Any:
        return await self.world.wait_for(condition, timeout=DYING_PATIENCE)

    async def dies_at(self, *functions: str) -> None:
        """Until it has died there, both before and after."""

        def sites() -> set[str]:
            return {site for _, site in self.journal.deaths() if site.endswith(functions)}

        await self.stored(lambda: len(sites()) == len(functions) and not self.journal.left(sites()))

    async def stored(self, condition: Callable[[], Any]) -> Any:
        """What is seen in a file or a database alone."""
        async with asyncio.timeout(DYING_PATIENCE):
            while not (found := await asyncio.to_thread(condition)):  # noqa: ASYNC110 - a file
                await asyncio.sleep(0.02)
            return found

    def rows(self, query: str) -> list[Any]:
        with closing(recorded(self.folder)) as database:
            return database.execute(query).fetchall()

    def happened(self, ticket: int) -> list[str]:
        return [
            row[0] for row in self.rows(f"SELECT event FROM events WHERE ticket_id = {ticket} ORDER BY id")
        ]

    async def presses(
        self, person: Reader, label: str, *, thread: int | None = None, after: Message | None = None
    ) -> None:
        """The newest button with the label, once."""
        message = await self._newest(person, lambda each: label in labels(each), thread, after)
        person.world.press(person.id, person.chat_id, message["message_id"], text=_full(message, label))

    async def reads(
        self, person: Reader, text: str, *, thread: int | None = None, after: Message | None = None
    ) -> Message:
        return await self._newest(person, lambda each: text in body(each), thread, after)

    async def _newest(
        self, person: Reader, wanted: Callable[[Message], bool], thread: int | None, after: Message | None
    ) -> Message:
        first = after["message_id"] if after else 0

        def find() -> Message | None:
            messages = reversed(person.from_bot(thread))
            return next((each for each in messages if each["message_id"] > first and wanted(each)), None)

        found: Message = await self.until(find)
        return found

    async def topic(self, person: SteadfastAgent, number: str) -> int:
        def find() -> int:
            for topic in self.world.topics(person.chat_id):
                thread: int = topic.message_thread_id
                if topic.name.split(" ")[0] == number and not topic.deleted and person.from_bot(thread):
                    return thread
            return 0

        return int(await self.until(find))

    async def sees(self, thread: int, text: str) -> None:
        """On the card."""
        await self.until(lambda: self.agent.is_on_card(thread, text))

    async def says(self, thread: int, text: str) -> None:
        """The agent answers, the customer gets it, and the agent knows."""
        written = self.agent.writes(text, thread=thread)
        await self.customer.shown(text)
        await self.agent.marked(written)


def _full(message: Message, label: str) -> str:
    buttons = [each for row in message["reply_markup"]["inline_keyboard"] for each in row]
    return str(buttons[labels(message).index(label)]["text"])


def _replace(path: Path, text: str) -> None:
    """At once, for whoever reads it."""
    fresh = path.with_suffix(".new")
    fresh.write_text(text, encoding="ascii")
    fresh.replace(path)


def products(folder: Path) -> Path:
    """Two of the built-in ones, and what was said goes after a time."""
    folder.mkdir()
    for name in PRODUCTS:
        path = shutil.copy(BUILT_IN / f"{name}.yaml", folder)
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(RETENTION)
    return folder


P = TypeVar("P", Steadfast, SteadfastAgent)


def in_a_life(person: P) -> P:
    """One who bears that the bot dies dozens of times before something is there."""
    person.patience = DYING_PATIENCE
    return person
