"""People as the tests know them: they write, press and read, at the front door."""

import asyncio
import re
from collections.abc import Callable
from typing import Any, TypeVar

from bot.i18n import gettext_for
from bot.sandbox.model import Upload
from bot.sandbox.world import World
from tests.patience import PATIENCE

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002"
    "000154a24f5f0000000049454e44ae426082"
)

Message = dict[str, Any]
T = TypeVar("T")


def body(message: Message) -> str:
    return str(message.get("text") or message.get("caption") or "")


def labels(message: Message) -> list[str]:
    """Of the message's buttons, without the emoji that may stand before a label."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [re.sub(r"^\W+(?=\w)", "", button["text"]) for row in rows for button in row]


class Reader:
    """Somebody in a chat, who reads on from where they were."""

    def __init__(self, world: World, user_id: int, chat_id: int, language: str) -> None:
        self.world = world
        self.id = user_id
        self.chat_id = chat_id
        self.language = language
        self._seen: dict[int | None, int] = {}

    def _(self, text: str) -> str:
        """One of our texts in this person's language."""
        return gettext_for(self.language)(text)

    def messages(self, thread: int | None = None) -> list[Message]:
        return self.world.messages(self.chat_id, thread)

    def from_bot(self, thread: int | None = None) -> list[Message]:
        return [
            each
            for each in self.messages(thread)
            if each["from"]["is_bot"] and ("text" in each or "caption" in each or not _is_service(each))
        ]

    async def reads(self, text: str = "", *, thread: int | None = None) -> Message:
        """The next message of the bot that contains the text; what stands before it counts as read."""

        def find() -> Message | None:
            seen = self._seen.get(thread, 0)
            return next(
                (each for each in self.from_bot(thread) if each["message_id"] > seen and text in body(each)),
                None,
            )

        found = await self.until(find)
        self._seen[thread] = found["message_id"]
        return found

    async def presses(self, label: str, *, thread: int | None = None) -> Any:
        """The newest button with this label, as soon as there is one."""

        def find() -> Message | None:
            return next((each for each in reversed(self.from_bot(thread)) if label in labels(each)), None)

        message = await self.until(find)
        button = next(
            button["text"]
            for row in message["reply_markup"]["inline_keyboard"]
            for button in row
            if re.sub(r"^\W+(?=\w)", "", button["text"]) == label
        )
        press = self.world.press(self.id, self.chat_id, message["message_id"], text=button)
        await self.world.wait_for(lambda: press.answered, timeout=PATIENCE)
        return press

    async def until(self, condition: Callable[[], T | None]) -> T:
        """The first truthy value of the condition."""
        found = await self.world.wait_for(condition, timeout=PATIENCE)
        assert found is not None
        return found


class CustomerPerson(Reader):
    """A customer in the private chat with the bot."""

    def writes(self, text: str, *, reply_to: int | None = None) -> Message:
        return self.world.write(self.id, self.chat_id, text, reply_to=reply_to)

    def starts(self, payload: str | None = None) -> Message:
        return self.world.start(self.id, payload)

    def attaches(self, *uploads: Upload, caption: str | None = None) -> list[Message]:
        return self.world.attach(self.id, self.chat_id, list(uploads), caption=caption)

    async def chooses_type(self, title: str) -> None:
        """From `/start` to the first question."""
        self.starts()
        await self.presses("e-Comet")
        await self.presses(title)
        await self.presses(self._("Agree"))

    async def registers(self, subject: str = "Экспорт не работает") -> str:
        """An incident without files; the number of its ticket."""
        already_agreed = any(self._("Agree") in labels(each) for each in self.from_bot())
        self.starts()
        await self.presses("e-Comet")
        await self.presses({"ru": "Инцидент", "en": "Incident"}[self.language])
        if not already_agreed:
            await self.presses(self._("Agree"))
        await self.reads("1 ")
        self.writes(subject)
        await self.reads("2 ")
        self.writes("104582")
        await self.reads("3 ")
        self.writes("Файл скачивается пустым, уже второй день.")
        await self.reads("4 ")
        await self.presses(self._("Skip"))
        await self.presses(self._("Submit"))
        message = await self.reads("EC-")
        found = re.search(r"EC-\d+", body(message))
        assert found
        return found.group()


class AgentPerson(Reader):
    """A member of the staff group."""

    async def topic_of(self, number: str) -> int:
        """The thread of the ticket's topic, once it has its card."""

        def find() -> int | None:
            for topic in self.world.topics(self.chat_id):
                if topic.name.split(" ")[0] == number and not topic.deleted:
                    thread: int = topic.message_thread_id
                    if any(number in body(each) for each in self.from_bot(thread)):
                        return thread
            return None

        return await self.until(find)

    def writes(self, text: str, *, thread: int | None = None, reply_to: int | None = None) -> Message:
        return self.world.write(self.id, self.chat_id, text, thread=thread, reply_to=reply_to)

    def attaches(self, *uploads: Upload, thread: int, caption: str | None = None) -> list[Message]:
        return self.world.attach(self.id, self.chat_id, list(uploads), caption=caption, thread=thread)

    def card(self, thread: int) -> Message:
        return self.from_bot(thread)[0]

    async def sees_on_card(self, thread: int, text: str) -> Message:
        def find() -> Message | None:
            card = self.card(thread)
            return card if text in body(card) else None

        return await self.until(find)


def _is_service(message: Message) -> bool:
    return any(key.startswith(("forum_topic", "new_chat", "left_chat", "pinned")) for key in message)


async def settled(seconds: float = 0.3) -> None:
    """Long enough for anything that is going to happen by itself to have happened."""
    await asyncio.sleep(seconds)
