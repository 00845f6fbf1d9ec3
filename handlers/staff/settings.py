"""The staff group and the administrators, by the settings."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Staff:
    """Who works here, by the settings."""

    chat: int | None
    language: str
    admins: Sequence[int] = field(default_factory=tuple)
