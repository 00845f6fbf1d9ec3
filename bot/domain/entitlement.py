"""Who has a right to support: the records, and what a look at them says about a ticket."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

KEY_KINDS = frozenset({"account_number", "contract_number", "serial_number"})
"""Kinds of question whose answer a record is found by."""

LEVELS = ("standard", "extended", "full")
"""Of support, where a product file names no others."""

KEY_LENGTH = 80
"""Characters of the longest number that a form takes."""

_LOOK_ALIKES = str.maketrans("АВЕЁКМНОРСТУХЗ", "ABEEKMHOPCTYX3")
"""Cyrillic letters that nobody can tell from Latin ones, in capitals: a number is typed in either."""

_DATED = re.compile(r"\s+(?:от|dated|of)\s+\d.*$", re.IGNORECASE)
"""People copy a contract's date with its number."""


class Enforcement(StrEnum):
    """What becomes of a new ticket without a right to support."""

    SOFT = "soft"
    """Agents see a flag."""
    HOLD = "hold"
    """It waits until the right is proved."""


class Standing(StrEnum):
    """What a look at the records said."""

    VALID = "valid"
    UNKNOWN = "unknown"
    """No record has the number."""
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    NO_KEY = "no_key"
    """No number was given, and none is remembered."""
    LET_PASS = "let_pass"  # noqa: S105 - no secret
    """None was found, and an agent let the ticket pass."""


def normalise(key: str) -> str:
    """A number as it is compared: without case, spaces and dashes, in whichever alphabet it was typed."""
    bare = _DATED.sub("", key).replace("№", " ")
    folded = unicodedata.normalize("NFKC", bare).upper().translate(_LOOK_ALIKES)
    return "".join(each for each in folded if not each.isspace() and unicodedata.category(each) != "Pd")


@dataclass(frozen=True, slots=True)
class Entitlement:
    """A record: somebody's right to support of a product, for a time."""

    product_id: str
    key: str
    """The number of the contract, account or kit, as the list has it."""
    holder: str
    level: str
    valid_from: date
    valid_until: date
    """The last day, by the product's own zone."""
    shared: bool = False
    """Colleagues under this record may see each other's tickets."""
    id: int = 0

    @property
    def reference(self) -> str:
        return normalise(self.key)

    def standing(self, today: date) -> Standing:
        if today > self.valid_until:
            return Standing.EXPIRED
        return Standing.NOT_YET if today < self.valid_from else Standing.VALID


@dataclass(frozen=True, slots=True)
class Right:
    """By what right a ticket is worked on, as the last look at the records found it."""

    standing: Standing
    key: str = ""
    entitlement_id: int | None = None
    holder: str = ""
    level: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None

    @classmethod
    def by(cls, record: Entitlement, today: date) -> "Right":
        return cls(
            record.standing(today),
            record.key,
            record.id,
            record.holder,
            record.level,
            record.valid_from,
            record.valid_until,
        )

    @property
    def is_valid(self) -> bool:
        return self.standing is Standing.VALID

    def as_json(self) -> dict[str, Any]:
        return {
            "standing": self.standing.value,
            "key": self.key,
            "entitlement_id": self.entitlement_id,
            "holder": self.holder,
            "level": self.level,
            "valid_from": self.valid_from and self.valid_from.isoformat(),
            "valid_until": self.valid_until and self.valid_until.isoformat(),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Right":
        return cls(
            Standing(data["standing"]),
            data["key"],
            data["entitlement_id"],
            data["holder"],
            data["level"],
            date.fromisoformat(data["valid_from"]) if data["valid_from"] else None,
            date.fromisoformat(data["valid_until"]) if data["valid_until"] else None,
        )
