"""What people write to each other about a ticket."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.origin import Origin, Quote
from bot.domain.people import Actor
from bot.domain.things import Thing

NOTE_SIGN = "//"
"""Begins a message that stays among agents."""

Entities = tuple[Mapping[str, Any], ...]
"""Formatting as the channel has it: type, offset and length in UTF-16 units."""


class FileKind(StrEnum):
    PHOTO = "photo"
    DOCUMENT = "document"
    VIDEO = "video"
    VOICE = "voice"
    AUDIO = "audio"
    ANIMATION = "animation"
    VIDEO_NOTE = "video_note"


class Archive(StrEnum):
    """Whether our own copy of a file is kept."""

    PENDING = "pending"
    KEPT = "kept"
    TOO_BIG = "too_big"
    """Over what the channel lets us fetch: only the channel's copy exists."""
    FAILED = "failed"
    ERASED = "erased"
    """Its time was over; the channel's copy cannot be asked for any more, either."""


@dataclass(slots=True)
class Attachment:
    """A file of a message."""

    kind: FileKind
    remote_id: str
    """How the channel calls the file, for fetching and for sending again."""
    unique_id: str
    name: str
    mime: str
    size: int | None
    """In bytes; None where the channel does not tell."""
    id: int = 0
    archive: Archive = Archive.PENDING
    sha256: str | None = None
    path: str | None = None
    """Of our copy, under the folder of kept files."""

    @property
    def extension(self) -> str:
        """Lower case, without the dot; empty if there is none."""
        _, dot, extension = self.name.rpartition(".")
        return extension.lower() if dot else ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a message stands in its channel."""

    chat_id: int
    message_id: int


class Audience(StrEnum):
    """Who is meant to read a message."""

    TICKET = "ticket"  # both sides
    NOTE = "note"  # agents only
    HELD = "held"  # nobody yet: its author is being asked


class Purpose(StrEnum):
    """What an agent's message is to the customer."""

    ANSWER = "answer"
    QUESTION = "question"
    RESOLUTION = "resolution"


@dataclass(slots=True)
class Message:
    """What one person wrote at one moment: words, a file, both, or a thing."""

    author: Actor
    source: Source
    happened_at: datetime
    text: str = ""
    entities: Entities = ()
    attachment: Attachment | None = None
    album: str | None = None
    """The channel's id of the group of files sent together."""
    as_is: bool = True
    """The channel's own copy says the same: it was not cut out of a command, and is no dice to be thrown."""
    automatic: bool = False
    """No person wrote it just then: an absence notice, say, or something sent by a schedule."""
    audience: Audience = Audience.TICKET
    purpose: Purpose | None = None
    delivered_at: datetime | None = None
    """When the channel accepted an agent's message for the customer."""
    reply_to: Source | None = None
    thing: Thing | None = None
    origin: Origin | None = None
    """Of a forwarded message."""
    quote: Quote | None = None
    """The part of the message replied to that it is about."""
    id: int = 0
    ticket_id: int | None = None
    draft_id: int | None = None

    @property
    def words(self) -> list[str]:
        return self.text.split()

    @property
    def says(self) -> str:
        """In words, whatever it carries."""
        return self.text or (self.thing.words if self.thing else "")

    @property
    def tells_more(self) -> bool:
        """Its words alone leave out where they come from, or what they are about."""
        return self.origin is not None or self.quote is not None

    def explains(self) -> bool:
        """Enough of a reason: a file, or at least two words."""
        return self.attachment is not None or len(self.words) >= 2


@dataclass(frozen=True, slots=True)
class Link:
    """A message of ours in a channel, and what it stands for there."""

    chat_id: int
    message_id: int
    ticket_id: int | None = None
    draft_id: int | None = None
    code: str = ""
    """Of the text, when it is one of ours."""
    copy_of: int | None = None
    """The id of the person's message, when it carries one."""

    @property
    def source(self) -> Source:
        return Source(self.chat_id, self.message_id)
