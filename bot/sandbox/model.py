"""What the stand-in knows: people, chats, topics, messages, presses."""

from bisect import bisect_left
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal, Self

from bot.sandbox.rights import CHANNEL_RIGHTS, GROUP_RIGHTS

JSON = dict[str, Any]
Status = Literal["creator", "administrator", "member", "left", "kicked"]

PRESENT: tuple[Status, ...] = ("creator", "administrator", "member")

CONTENT = (
    "text",
    "entities",
    "link_preview_options",
    "animation",
    "audio",
    "document",
    "photo",
    "sticker",
    "video",
    "video_note",
    "voice",
    "caption",
    "caption_entities",
    "show_caption_above_media",
    "has_media_spoiler",
    "contact",
    "dice",
    "poll",
    "venue",
    "location",
)
"""The fields of a message that a copy takes along."""


@dataclass(slots=True)
class User:
    id: int
    first_name: str
    is_bot: bool = False
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    side: str = "customer"
    started: bool = False
    blocked: bool = False
    deactivated: bool = False

    def json(self, *, language: bool = False) -> JSON:
        """As Telegram shows it; the language only in updates from this person."""
        shown: JSON = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.last_name:
            shown["last_name"] = self.last_name
        if self.username:
            shown["username"] = self.username
        if language and self.language_code:
            shown["language_code"] = self.language_code
        return shown

    def document(self) -> JSON:
        return asdict(self)


@dataclass(slots=True)
class Member:
    status: Status
    rights: dict[str, bool] = field(default_factory=dict)

    @property
    def present(self) -> bool:
        return self.status in PRESENT

    def may(self, right: str) -> bool:
        return self.status == "creator" or (self.status == "administrator" and self.rights.get(right, False))

    def json(self, user: User) -> JSON:
        shown: JSON = {"status": self.status, "user": user.json()}
        if self.status == "creator":
            shown["is_anonymous"] = False
        elif self.status == "administrator":
            shown |= {"can_be_edited": False, "is_anonymous": False}
            shown |= self.rights
        elif self.status == "kicked":
            shown["until_date"] = 0
        return shown


@dataclass(slots=True)
class Topic:
    message_thread_id: int
    name: str
    icon_color: int
    icon_custom_emoji_id: str | None = None
    closed: bool = False
    deleted: bool = False
    creator_id: int = 0
    message_ids: list[int] = field(default_factory=list)
    """Living messages, in order."""

    def json(self) -> JSON:
        """The Bot API's ForumTopic."""
        shown: JSON = {
            "message_thread_id": self.message_thread_id,
            "name": self.name,
            "icon_color": self.icon_color,
        }
        if self.icon_custom_emoji_id:
            shown["icon_custom_emoji_id"] = self.icon_custom_emoji_id
        return shown

    def document(self) -> JSON:
        return {name: getattr(self, name) for name in self.__slots__ if name != "message_ids"}


@dataclass(slots=True)
class Post:
    """A message: its Bot API JSON (replaced as a whole, never changed in place) and what surrounds it."""

    data: JSON
    reactions: dict[int, str] = field(default_factory=dict)
    read: bool = False
    keyboard: JSON | None = None
    """What the bot put in place of the phone's keyboard with it, or that it took that away."""
    author: int = 0
    """Who wrote what a channel says: readers are not told."""

    @property
    def id(self) -> int:
        message_id: int = self.data["message_id"]
        return message_id

    @property
    def sender_id(self) -> int:
        user_id: int = self.author or self.data["from"]["id"]
        return user_id

    @property
    def thread(self) -> int | None:
        """Its forum topic; None in General and where there are no topics."""
        return self.data["message_thread_id"] if "is_topic_message" in self.data else None

    def summary(self) -> JSON:
        """As a reply shows it: without a further reply."""
        return {key: value for key, value in self.data.items() if key != "reply_to_message"}

    def document(self) -> JSON:
        return {
            "data": self.data,
            "reactions": {str(user_id): emoji for user_id, emoji in self.reactions.items()},
            "read": self.read,
            "keyboard": self.keyboard,
            "author": self.author,
        }

    @classmethod
    def restore(cls, document: JSON) -> Self:
        document["reactions"] = {int(user_id): emoji for user_id, emoji in document["reactions"].items()}
        return cls(**document)


@dataclass(slots=True)
class Chat:
    id: int
    type: Literal["private", "group", "supergroup", "channel"]
    title: str | None = None
    username: str | None = None
    """Makes it public."""
    forum: bool = False
    reactions_allowed: bool = True
    forbidden: list[str] = field(default_factory=lambda: ["can_manage_topics"])
    """Permissions that its members do not have."""
    general_name: str = "General"
    migrated_to: int | None = None
    """The supergroup this basic group has become."""
    linked: int | None = None
    """The channel's discussion group; of such a group, its channel."""
    peer: User | None = None
    members: dict[int, Member] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    posts: dict[int, Post] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)

    def json(self) -> JSON:
        if self.peer is not None:
            shown = self.peer.json()
            del shown["is_bot"]
            return shown | {"type": "private"}
        shown = {"id": self.id, "title": self.title, "type": self.type}
        if self.username:
            shown["username"] = self.username
        if self.forum:
            shown["is_forum"] = True
        return shown

    @property
    def rights(self) -> tuple[str, ...]:
        """What an administrator may be allowed here."""
        return CHANNEL_RIGHTS if self.type == "channel" else GROUP_RIGHTS

    @property
    def is_discussion(self) -> bool:
        return self.linked is not None and self.type != "channel"

    def member(self, user_id: int) -> Member:
        return self.members.get(user_id) or Member("left")

    def present(self) -> list[int]:
        """Ids of those who are in the chat."""
        return [user_id for user_id, member in self.members.items() if member.present]

    def topic(self, thread: int) -> Topic | None:
        """The topic, unless it was deleted or never existed."""
        topic = self.topics.get(thread)
        return topic if topic is not None and not topic.deleted else None

    def remove(self, message_id: int) -> None:
        post = self.posts.pop(message_id)
        if post.thread is not None:
            ids = self.topics[post.thread].message_ids
            del ids[bisect_left(ids, message_id)]
        if message_id in self.pinned:
            self.pinned.remove(message_id)

    def document(self) -> JSON:
        return {
            "id": self.id,
            "type": self.type,
            "title": self.title,
            "username": self.username,
            "forum": self.forum,
            "reactions_allowed": self.reactions_allowed,
            "forbidden": self.forbidden,
            "general_name": self.general_name,
            "migrated_to": self.migrated_to,
            "linked": self.linked,
            "members": {str(user_id): [one.status, one.rights] for user_id, one in self.members.items()},
            "pinned": self.pinned,
        }

    @classmethod
    def restore(cls, document: JSON) -> Self:
        members = document.pop("members")
        chat = cls(**document)
        chat.members = {int(user_id): Member(status, rights) for user_id, (status, rights) in members.items()}
        return chat


@dataclass(slots=True)
class Press:
    """A press on a button. It changes when the bot answers."""

    id: str
    user_id: int
    chat_id: int
    message_id: int
    data: str
    at: float
    answered: bool = False
    expired: bool = False
    text: str | None = None
    show_alert: bool = False
    url: str | None = None

    def document(self) -> JSON:
        return asdict(self)


@dataclass(slots=True, frozen=True)
class Upload:
    """A file that a person attaches. `size` (bytes) pretends a bigger file without holding its content."""

    name: str
    content: bytes
    kind: str = "document"
    mime: str | None = None
    size: int | None = None


@dataclass(slots=True, frozen=True)
class Call:
    """A call of the Bot API as it was answered. `status` is 0 where the connection was dropped."""

    method: str
    params: JSON
    at: datetime
    status: int
    description: str | None = None
