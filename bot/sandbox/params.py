"""The parameters of a call: strings from a form, or typed values from JSON."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.model import JSON


@dataclass(slots=True, frozen=True)
class Incoming:
    """A file of a multipart request."""

    name: str
    content: bytes
    mime: str | None = None


@dataclass(slots=True, frozen=True)
class Params:
    """Reads parameters; unknown ones are ignored, as Telegram does."""

    values: JSON
    files: dict[str, Incoming] = field(default_factory=dict)
    alive: Callable[[], bool] = lambda: True
    """Whether the caller still waits for the answer."""

    def has(self, name: str) -> bool:
        return self.values.get(name) is not None

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name)
        if value is None:
            return default
        return value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str) -> int | None:
        """Raises ApiError where it is not a whole number: Telegram would take 0 and confuse."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if type(value) is int:
            return value
        if isinstance(value, str) and value.strip().lstrip("-").isdecimal():
            return int(value)
        raise bad_request(f'parameter "{name}" must be of type Number')

    def number(self, name: str) -> float | None:
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            return float(value)
        except (TypeError, ValueError):
            raise bad_request(f'parameter "{name}" must be of type Number') from None

    def flag(self, name: str) -> bool:
        value = self.values.get(name)
        return value is True or value == 1 or str(value).lower() in ("true", "yes", "1")

    def data(self, name: str) -> Any:
        """A JSON value, given as such or serialised. Raises ApiError for broken JSON."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None
