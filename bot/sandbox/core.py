"""Messages into chats, updates to the bot, and waiting for what happens."""

import asyncio
import json
from collections.abc import Callable
from typing import TypeVar

from bot.sandbox.clock import SandboxClock
from bot.sandbox.model import JSON, Call, Chat, Post, Press, Topic, User
from bot.sandbox.state import State
from bot.sandbox.store import Store
from bot.sandbox.updates import LIFETIME, PRESS_LIFETIME, Pending

T = TypeVar("T")

NEW = ("message", "channel_post")
"""The kinds of updates that bring a message."""

KEPT_CALLS = 20_000
RETURNED = frozenset(
    {
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_closed",
        "forum_topic_reopened",
        "pinned_message",
        "left_chat_member",
    }
)
"""Service messages that a bot gets back even though it caused them."""


class Core(State):
    """What people's and the bot's doings have in common."""

    def __init__(self, clock: SandboxClock | None = None, store: Store | None = None) -> None:
        super().__init__(clock, store)
        self.clock.on_move(self._clock_moved)

    def close(self) -> None:
        """Let go of the clock and the store; the world is not used afterwards."""
        self.clock.forget(self._clock_moved)
        if self.store is not None:
            self.store.close()

    def message(self, chat_id: int, message_id: int) -> JSON:
        """A living message as Bot API JSON. Raises LookupError if there is none."""
        return self.find_post(chat_id, message_id).data

    def find_post(self, chat_id: int, message_id: int) -> Post:
        """Raises LookupError if it does not exist (any more)."""
        try:
            return self.chat(chat_id).posts[message_id]
        except KeyError:
            raise LookupError(f"No message {message_id} in chat {chat_id}.") from None

    def date(self) -> int:
        return int(self.clock.timestamp())

    def post(
        self,
        chat: Chat,
        sender: User,
        content: JSON,
        *,
        topic: Topic | None = None,
        reply: JSON | None = None,
        root: bool = False,
    ) -> Post:
        """Put a message into the chat and queue its update, if the bot gets one.

        `reply` are the fields that make it a reply; without them a message of a topic replies to the topic's
        root. `root` makes it the first message of a topic, which has its id.
        """
        counted_alone = chat.type in ("supergroup", "channel")
        message_id = self.next(f"message:{chat.id}" if counted_alone else "message")
        speaker: JSON = {"from": sender.json()}
        if chat.type == "channel":
            speaker = {"sender_chat": chat.json()}
        data: JSON = {"message_id": message_id, **speaker, "chat": chat.json(), "date": self.date()}
        if root:
            data |= {"message_thread_id": message_id, "is_topic_message": True}
        elif topic is not None:
            data |= {"message_thread_id": topic.message_thread_id, "is_topic_message": True}
            if not (reply and "reply_to_message" in reply):
                data["reply_to_message"] = chat.posts[topic.message_thread_id].data
            topic.message_ids.append(message_id)
        if reply:
            data |= reply
        data |= content
        post = Post(data, author=sender.id if chat.type == "channel" else 0)
        chat.posts[message_id] = post
        self.keep_post(chat, post)
        if sender.id != self.bot.id or not RETURNED.isdisjoint(content):
            kind = "channel_post" if chat.type == "channel" else "message"
            self.emit(kind, chat, self._from_person(sender, data), message_id=message_id)
        self.posted(chat, post)
        return post

    def posted(self, chat: Chat, post: Post) -> None:
        """What follows elsewhere from a new message."""

    def edited(self, chat: Chat, post: Post) -> None:
        """What follows elsewhere from an edit."""

    def edit_post(self, chat: Chat, post: Post, data: JSON) -> None:
        """Replace a message's JSON; a person's edit reaches the bot."""
        post.data = data
        self.keep_post(chat, post)
        sender = self.user(post.sender_id)
        if not sender.is_bot:
            kind = "edited_channel_post" if chat.type == "channel" else "edited_message"
            self.emit(kind, chat, self._from_person(sender, data), message_id=post.id)
        self.edited(chat, post)

    def remove_posts(self, chat: Chat, message_ids: list[int]) -> None:
        for message_id in message_ids:
            chat.remove(message_id)
            self.forget("message", f"{chat.id}:{message_id}")
        self.feed.publish("deleted", chat_id=chat.id, message_ids=message_ids)

    def emit(
        self, kind: str, chat: Chat, payload: JSON, *, message_id: int = 0, lifetime: float = LIFETIME
    ) -> None:
        """Queue an update, if the bot wants its kind and sees the chat."""
        if kind not in self.queue.allowed or not self._bot_sees(chat, kind):
            return
        expires = self.clock.timestamp() + lifetime
        update = Pending(self.next("update"), kind, payload, expires, chat.id, message_id)
        self.queue.add(update)
        self.keep("update", update.update_id, update.document)
        self._news = True

    def confirm(self, offset: int) -> None:
        """The bot asks for updates from `offset` on: those before it are read."""
        with self.change():
            self._mark_read(self._forget_updates(self.queue.confirm(offset)))

    def delivered(self, update: Pending) -> None:
        """The bot's webhook has taken it."""
        with self.change():
            self._mark_read(self._forget_updates(self.queue.remove(update)))

    def expire(self) -> None:
        """Drop the updates whose time has passed; their presses get no answer any more."""
        gone = self.queue.expire(self.clock.timestamp())
        if gone:
            with self.change():
                self._forget_updates(gone)
        self._expire_presses()

    def drop_updates(self) -> None:
        with self.change():
            self._forget_updates(self.queue.clear())

    def updates_pending(self) -> int:
        """How many updates the bot has not confirmed."""
        self.expire()
        return len(self.queue)

    async def wait_for(self, predicate: Callable[[], T], timeout: float = 30.0) -> T:  # noqa: ASYNC109
        """The predicate's first truthy value; it is asked again after every change.

        Raises TimeoutError, with the last messages, after `timeout` seconds of the wall clock.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + timeout
        while not (value := predicate()):
            left = end - loop.time()
            if left <= 0:
                raise TimeoutError(f"Not within {timeout:g} s.\n{self.dump()}")
            await self.changed.wait(min(left, 0.2))
        return value

    def dump(self, last: int = 8) -> str:
        """The last messages of each chat, the last calls and the size of the queue, for people."""
        lines = []
        for chat in self.chats.values():
            if chat.posts:
                lines.append(f"{chat.title or (chat.peer and chat.peer.first_name)} ({chat.id}):")
                lines += [f"  {_line(post)}" for post in list(chat.posts.values())[-last:]]
        lines += [f"{call.method} -> {call.status} {call.description or ''}" for call in self.calls[-last:]]
        lines.append(f"{len(self.queue)} updates unconfirmed")
        return "\n".join(lines)

    def surroundings_changed(self) -> None:
        """Tell the pages of other weather or limits."""
        with self.change():
            self.feed.publish("surroundings")

    def bot_changed(self) -> None:
        """Tell the pages that the bot's process was stopped or started."""
        with self.change():
            self.feed.publish("bot")

    def end_waits(self) -> None:
        """End the long polls and event streams of a server that stops."""
        self.generation += 1
        self.queue.arrived.ring()
        self.changed.ring()

    def record(self, call: Call) -> None:
        """Remember a call that was answered."""
        self.calls.append(call)
        if len(self.calls) > 2 * KEPT_CALLS:
            del self.calls[:KEPT_CALLS]
        self.changed.ring()

    def _bot_sees(self, chat: Chat, kind: str) -> bool:
        if kind == "my_chat_member" or chat.type == "private":
            return True
        member = chat.member(self.bot.id)
        if chat.type == "channel" or kind in ("chat_member", "message_reaction"):
            return member.status in ("administrator", "creator")
        return member.present

    def _from_person(self, sender: User, data: JSON) -> JSON:
        """A channel does not tell who wrote."""
        known = "from" in data and sender.language_code
        return {**data, "from": sender.json(language=True)} if known else data

    def _forget_updates(self, updates: list[Pending]) -> list[Pending]:
        for update in updates:
            self.forget("update", update.update_id)
        return updates

    def _mark_read(self, updates: list[Pending]) -> None:
        read: dict[int, list[int]] = {}
        for update in updates:
            chat = self.chats.get(update.chat_id)
            post = chat.posts.get(update.message_id) if chat is not None else None
            if chat is not None and post is not None and not post.read and update.kind in NEW:
                post.read = True
                self.keep("message", f"{chat.id}:{post.id}", post.document)
                read.setdefault(chat.id, []).append(post.id)
        for chat_id, message_ids in read.items():
            self.feed.publish("read", chat_id=chat_id, message_ids=message_ids)

    def _expire_presses(self) -> None:
        """Presses live as long as they may be answered."""
        now = self.clock.timestamp()
        late = []
        for press in self.presses.values():
            if press.at + PRESS_LIFETIME >= now:
                break
            late.append(press)
        if not late:
            return
        with self.change():
            for press in late:
                del self.presses[press.id]
                self.forget("press", press.id)
                if not press.answered:
                    press.expired = True
                    self.tell_press(press)

    def tell_press(self, press: Press) -> None:
        self.feed.publish(
            "press",
            chat_id=press.chat_id,
            message_id=press.message_id,
            user_id=press.user_id,
            text=press.text,
            show_alert=press.show_alert,
            url=press.url,
            expired=press.expired,
        )

    def _clock_moved(self) -> None:
        with self.change():
            self.keep("state", "clock", lambda: {"offset": self.clock.offset.total_seconds()})
            self.feed.publish("clock")
            self.expire()
        self.queue.arrived.ring()


def _line(post: Post) -> str:
    data = post.data
    said = (
        data.get("text")
        or data.get("caption")
        or next(
            (
                name
                for name in reversed(data)
                if name not in ("message_id", "from", "sender_chat", "chat", "date")
            ),
            "",
        )
    )
    buttons = [
        button["text"] for row in data.get("reply_markup", {}).get("inline_keyboard", []) for button in row
    ]
    thread = f" #{post.thread}" if post.thread else ""
    speaker = data["from"]["first_name"] if "from" in data else data["sender_chat"]["title"]
    return f"{data['message_id']}{thread} {speaker}: {json.dumps(said, ensure_ascii=False)} " + (
        str(buttons) if buttons else ""
    )
