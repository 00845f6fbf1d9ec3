"""A customer who registers a request whatever happens to the bot, and what must be true in the end."""

import re
import sqlite3
from collections import Counter
from pathlib import Path

from bot.sandbox.model import Upload
from bot.sandbox.world import World
from tests.patience import PATIENCE
from tests.people import PNG, AgentPerson, CustomerPerson, Message, body, labels


class Steadfast(CustomerPerson):
    """Writes and presses each thing once; the bot may die at any moment, and comes back."""

    patience = PATIENCE
    """Seconds, for a bot that has not died more than a few times meanwhile."""

    def __init__(self, world: World, name: str, account: str) -> None:
        user = world.create_user(name, language_code="en")
        super().__init__(world, user.id, user.id, "en")
        self.account = account

    async def shown(self, text: str) -> Message:
        return await self.world.wait_for(
            lambda: next((each for each in reversed(self.from_bot()) if text in body(each)), {}),
            timeout=self.patience,
        )

    async def press_once(self, label: str) -> None:
        def find() -> Message:
            return next((each for each in reversed(self.from_bot()) if label in labels(each)), {})

        message = await self.world.wait_for(find, timeout=self.patience)
        self.world.press(self.id, self.chat_id, message["message_id"], text=label)

    async def registers_steadfastly(self) -> str:
        self.starts()
        await self.press_once("e-Comet")
        await self.press_once("Incident")
        await self.press_once("Agree")
        await self.shown("1 of 4")
        self.writes(f"Subject of {self.account}")
        await self.shown("2 of 4")
        self.writes(self.account)
        await self.shown("3 of 4")
        self.writes(f"The whole story of {self.account}")
        await self.shown("4 of 4")
        self.attaches(Upload("screen.png", PNG, kind="photo"))
        await self.press_once("Done")
        await self.press_once("Submit")
        found = re.search(r"EC-\d+", body(await self.shown("registered")))
        assert found
        return found.group()


def recorded(folder: Path) -> sqlite3.Connection:
    """The bot's database, looked at from outside."""
    return sqlite3.connect(folder / "support.sqlite3")


def repeated(messages: list[Message]) -> int:
    """Messages of the bot that say the same as the one before them: sent twice, visibly."""
    texts = Counter(body(each) for each in messages if body(each))
    return sum(number - 1 for number in texts.values())


class SteadfastAgent(AgentPerson):
    """Waits longer than a bot needs to come back."""

    patience = PATIENCE

    def is_on_card(self, thread: int, text: str) -> bool:
        """One of which the bot did not hear that it was sent is sent again, and the first forgotten."""
        messages = self.from_bot(thread)
        begins = body(messages[0]).partition(" · ")[0] + " · "
        return any(text in body(each) for each in messages if body(each).startswith(begins))

    async def has_card_and_file(self, number: str) -> int:
        """The thread of the ticket's topic, once its card and its file are there."""

        def find() -> int:
            for topic in self.world.topics(self.chat_id):
                messages = self.world.messages(self.chat_id, topic.message_thread_id)
                if topic.name.split(" ")[0] == number and any("photo" in each for each in messages):
                    thread: int = topic.message_thread_id
                    return thread
            return 0

        return await self.world.wait_for(find, timeout=self.patience)

    async def marked(self, message: Message) -> None:
        """The bot has marked the message as received."""
        await self.world.wait_for(
            lambda: self.world.find_post(self.chat_id, message["message_id"]).reactions,
            timeout=self.patience,
        )
