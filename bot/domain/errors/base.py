"""What is raised on purpose, and how anything else is told of in the log."""

import traceback
from collections.abc import Mapping
from typing import Any, ClassVar


class SupportError(Exception):
    """Everything this software raises on purpose."""


class Refusal(SupportError):
    """Somebody asked for what cannot be done now; nothing was changed."""

    code: ClassVar[str] = "refused"

    def __init__(self, **data: Any) -> None:
        super().__init__(self.code)
        self.data: Mapping[str, Any] = data


class AlreadyRecorded(SupportError):
    """The channel handed over a message that is here already; nothing is done twice."""


class VersionMismatch(SupportError):
    """The row changed under a command's feet; the update is tried again on the fresh row."""


class OutdatedButton(Refusal):
    """The button belongs to something that has moved on."""

    code = "outdated_button"


class UnknownCommand(Refusal):
    """A command that this bot does not have."""

    code = "unknown_command"


class NotYourButton(Refusal):
    """The button asks another agent, or has been answered."""

    code = "not_your_button"


FRAMES = 4


def describe(error: BaseException) -> str:
    """A bug for the log: its class and where it was raised. Its message may quote a customer: left out."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    path = " < ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} at {path}" if path else type(error).__name__
