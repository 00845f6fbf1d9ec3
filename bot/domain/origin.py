"""Where the words of a message come from, when its sender is not who first said them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class OriginKind(StrEnum):
    PERSON = "person"
    HIDDEN = "hidden"
    """A person whose account is not told, only the name."""
    CHAT = "chat"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Origin:
    """Who first said what a forwarded message says."""

    kind: OriginKind
    name: str
    username: str | None = None
    """Without the @; None where nobody can look it up."""
    post: int | None = None
    """The number of a channel's post."""

    @property
    def is_public(self) -> bool:
        """Anybody can read it there: only such an origin is told to customers."""
        return self.kind is OriginKind.CHANNEL and self.username is not None

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind.value, "name": self.name, "username": self.username, "post": self.post}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Origin":
        return cls(OriginKind(data["kind"]), data["name"], data["username"], data["post"])


@dataclass(frozen=True, slots=True)
class Quote:
    """The part of another message that a reply is about."""

    text: str
    entities: tuple[Mapping[str, Any], ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {"text": self.text, "entities": list(self.entities)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Quote":
        return cls(data["text"], tuple(data["entities"]))
