"""Words that answer the press of a button, for nobody but who pressed it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Notice:
    """Costs no call of the chat's: it goes with the answer that every press gets."""

    code: str
    data: Mapping[str, Any] = field(default_factory=dict)
