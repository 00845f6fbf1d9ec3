"""What a message carries that is neither words nor a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class ThingKind(StrEnum):
    CONTACT = "contact"
    LOCATION = "location"
    VENUE = "venue"
    POLL = "poll"
    DICE = "dice"
    STICKER = "sticker"


@dataclass(frozen=True, slots=True)
class Thing:
    """A contact, a place, a poll, a dice or a sticker: enough of it to be read, and to be sent again."""

    kind: ThingKind
    data: Mapping[str, Any]
    """What the channel needs to send it again, by the channel's own names."""

    @property
    def informs(self) -> bool:
        """It tells something that somebody may need; a dice or a sticker is a gesture."""
        return self.kind not in {ThingKind.DICE, ThingKind.STICKER}

    @property
    def phone(self) -> str:
        """Of a contact; empty for everything else."""
        return str(self.data["phone_number"]) if self.kind is ThingKind.CONTACT else ""

    @property
    def words(self) -> str:
        """What it says, in the words of whoever made it."""
        data = self.data
        match self.kind:
            case ThingKind.CONTACT:
                name = " ".join(filter(None, (data["first_name"], data.get("last_name"))))
                return f"{name}, {data['phone_number']}"
            case ThingKind.LOCATION:
                return _point(data)
            case ThingKind.VENUE:
                return f"{data['title']}, {data['address']} ({_point(data)})"
            case ThingKind.POLL:
                return "\n".join([data["question"], *(f"• {option}" for option in data["options"])])
            case ThingKind.DICE:
                return f"{data['emoji']} {data['value']}"
            case ThingKind.STICKER:
                return str(data.get("emoji") or "")

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind.value, "data": dict(self.data)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Thing":
        return cls(ThingKind(data["kind"]), data["data"])


def _point(data: Mapping[str, Any]) -> str:
    return f"{data['latitude']:.6f}, {data['longitude']:.6f}"
