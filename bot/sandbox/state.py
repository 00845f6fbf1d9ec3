"""The state, and how it is changed, kept and loaded."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from bot.sandbox.clock import SandboxClock
from bot.sandbox.faults import Faults
from bot.sandbox.feed import Feed
from bot.sandbox.files import Files
from bot.sandbox.limits import Limits
from bot.sandbox.model import JSON, Call, Chat, Post, Press, Topic, User
from bot.sandbox.profile import Profile
from bot.sandbox.store import Store
from bot.sandbox.updates import Pending, UpdateQueue
from bot.sandbox.waiting import Bell
from bot.sandbox.weather import Weather

_FIRST = {
    "user": 5_000_000_000,
    "group": 2_000_000_000,
    "basic_group": 4_500_000_000,
    "press": 4_300_000_000_000_000,
}


class State:
    """The state. It is changed inside `change()` only, which commits and then wakes those who wait."""

    def __init__(self, clock: SandboxClock | None = None, store: Store | None = None) -> None:
        self.clock = clock or SandboxClock()
        self.store = store
        self.token = ""
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.presses: dict[str, Press] = {}
        self.files = Files(store)
        self.profile = Profile()
        self.queue = UpdateQueue()
        self.plain_webhooks = False
        """Webhooks on this machine may do without TLS and without Telegram's ports."""
        self.feed = Feed()
        self.faults = Faults()
        self.limits = Limits()
        self.weather = Weather()
        self.calls: list[Call] = []
        self.changed = Bell()
        self.generation = 0
        """Grows when a server stops: waits begun before it end."""
        self._bot: User | None = None
        self._counters: dict[str, int] = {"update": int(time.time())}  # a new world never repeats an id
        self._depth = 0
        self._news = False

    @property
    def bot(self) -> User:
        """Raises LookupError before `create_bot`."""
        if self._bot is None:
            raise LookupError("There is no bot yet: create_bot comes first.")
        return self._bot

    def user(self, user_id: int) -> User:
        """Raises LookupError for somebody unknown."""
        try:
            return self.users[user_id]
        except KeyError:
            raise LookupError(f"Nobody has the id {user_id}.") from None

    def chat(self, chat_id: int) -> Chat:
        """Raises LookupError for an unknown chat."""
        try:
            return self.chats[chat_id]
        except KeyError:
            raise LookupError(f"No chat has the id {chat_id}.") from None

    @contextmanager
    def change(self) -> Iterator[None]:
        """A change of the state: kept when it ends, then told."""
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            if self._depth == 0:
                self._settle()

    def _settle(self) -> None:
        if self.store is not None:
            self.store.commit()
        if self._news:
            self._news = False
            self.queue.arrived.ring()
        self.changed.ring()

    def keep(self, kind: str, key: object, document: Callable[[], JSON]) -> None:
        if self.store is not None:
            self.store.put(kind, key, document)

    def forget(self, kind: str, key: object) -> None:
        if self.store is not None:
            self.store.delete(kind, key)

    def keep_chat(self, chat: Chat) -> None:
        self.keep("chat", chat.id, chat.document)
        self.feed.publish("chat", chat_id=chat.id)

    def keep_user(self, user: User) -> None:
        self.keep("user", user.id, user.document)
        if not user.is_bot:
            self.feed.publish("person", user_id=user.id)

    def keep_topic(self, chat: Chat, topic: Topic) -> None:
        self.keep("topic", f"{chat.id}:{topic.message_thread_id}", topic.document)
        self.feed.publish("topic", chat_id=chat.id, thread=topic.message_thread_id)

    def keep_post(self, chat: Chat, post: Post) -> None:
        """Keep a new or changed message and tell the pages."""
        self.keep("message", f"{chat.id}:{post.id}", post.document)
        self.feed.publish("message", chat_id=chat.id, message_id=post.id)

    def next(self, counter: str) -> int:
        number = self._counters.get(counter, _FIRST.get(counter, 0)) + 1
        self._counters[counter] = number
        self.keep("state", "counters", lambda: self._counters)
        return number

    def load(self) -> None:
        """Read what the store holds."""
        if self.store is None:
            return
        load = self.store.load
        state = dict(load("state"))
        self._counters |= state.get("counters", {})
        if "clock" in state:
            offset = timedelta(seconds=state["clock"]["offset"])
            self.clock.offset = max(self.clock.offset, offset)
        self.users = {int(key): User(**document) for key, document in load("user")}
        self.chats = {int(key): Chat.restore(document) for key, document in load("chat")}
        for key, document in load("topic"):
            self.chats[int(key.partition(":")[0])].topics[document["message_thread_id"]] = Topic(**document)
        self._load_posts(load("message"))
        for _, document in sorted(load("press"), key=lambda item: int(item[0])):
            self.presses[document["id"]] = Press(**document)
        self.files.restore([document for _, document in load("file")])
        for _, document in sorted(load("update"), key=lambda item: int(item[0])):
            self.queue.add(Pending(**document))
        if "bot" in state:
            bot = state["bot"]
            self.token = bot["token"]
            self._bot = self.users[bot["id"]]
            self.profile = Profile.restore(bot["profile"])
            self.queue.allowed = frozenset(bot["allowed_updates"])

    def _load_posts(self, documents: Iterator[tuple[str, JSON]]) -> None:
        for user in self.users.values():
            if user.id in self.chats:
                self.chats[user.id].peer = user
        keyed = [([int(part) for part in key.split(":")], document) for key, document in documents]
        for (chat_id, message_id), document in sorted(keyed, key=lambda item: item[0]):
            chat = self.chats[chat_id]
            post = Post.restore(document)
            chat.posts[message_id] = post
            if post.thread is not None:
                chat.topics[post.thread].message_ids.append(message_id)

    def keep_bot(self) -> None:
        """Keep what the bot told about itself."""
        self.keep(
            "state",
            "bot",
            lambda: {
                "id": self.bot.id,
                "token": self.token,
                "profile": self.profile.document(),
                "allowed_updates": sorted(self.queue.allowed),
            },
        )
