"""What administrators do, apart from tickets: written down, so that it can be asked later who did it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class ActKind(StrEnum):
    BOUND = "bound"
    UNBOUND = "unbound"
    SETTINGS = "settings"
    """Of a group: `name` and `value` in the data."""
    RELOADED = "reloaded"
    """Product files were read anew: `changed`, and `faults` where they were refused."""
    DAY_SET = "day_set"
    DAY_FREED = "day_freed"
    BANNED = "banned"
    UNBANNED = "unbanned"
    ENTITLEMENTS = "entitlements"
    CANNED = "canned"
    """A ready answer was written, changed or removed: `name` in the data."""


@dataclass(frozen=True, slots=True)
class Act:
    """One administrative act."""

    kind: ActKind
    person: int
    """The administrator's id in Telegram."""
    at: datetime
    chat_id: int | None = None
    """The group where it was done; None: not in a group."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """What it was about, without anything that a customer wrote."""
