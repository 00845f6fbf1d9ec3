"""What Telegram's refusals mean for us: one table, by class and lower-cased text."""

import re
from enum import Enum, auto

from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramAPIError,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)


class Trouble(Enum):
    """A situation, whatever Telegram calls it."""

    BLOCKED = auto()
    DEACTIVATED = auto()
    NOT_STARTED = auto()
    OUT_OF_GROUP = auto()
    TOPIC_GONE = auto()
    TOPIC_CLOSED = auto()
    NOT_A_FORUM = auto()
    NOTHING_CHANGED = auto()
    TARGET_GONE = auto()
    REPLY_GONE = auto()
    QUOTE_GONE = auto()
    NO_RIGHTS = auto()
    REACTION_REFUSED = auto()
    TOO_BIG = auto()
    WRONG_FILE = auto()
    MIGRATED = auto()
    FLOOD = auto()
    NO_ANSWER = auto()
    """Nobody answered, or nobody who knows us: the call may have taken effect, and is repeated."""
    REFUSED = auto()
    """Anything else: a fault of ours."""


_TEXTS: tuple[tuple[str, Trouble], ...] = (
    ("bot was blocked by the user", Trouble.BLOCKED),
    ("user is deactivated", Trouble.DEACTIVATED),
    ("bot can't initiate conversation", Trouble.NOT_STARTED),
    ("chat not found", Trouble.NOT_STARTED),
    ("bot was kicked", Trouble.OUT_OF_GROUP),
    ("bot is not a member", Trouble.OUT_OF_GROUP),
    ("message thread not found", Trouble.TOPIC_GONE),
    ("topic_deleted", Trouble.TOPIC_GONE),
    ("topic_id_invalid", Trouble.TOPIC_GONE),
    ("topic_closed", Trouble.TOPIC_CLOSED),
    ("not a forum", Trouble.NOT_A_FORUM),
    ("message is not modified", Trouble.NOTHING_CHANGED),
    ("topic_not_modified", Trouble.NOTHING_CHANGED),
    ("message to be replied not found", Trouble.REPLY_GONE),
    ("message to reply not found", Trouble.REPLY_GONE),
    ("replied message not found", Trouble.REPLY_GONE),
    ("message to edit not found", Trouble.TARGET_GONE),
    ("message can't be edited", Trouble.TARGET_GONE),
    ("message to delete not found", Trouble.TARGET_GONE),
    ("message can't be deleted", Trouble.TARGET_GONE),
    ("quote_text_invalid", Trouble.QUOTE_GONE),
    ("message to copy not found", Trouble.TARGET_GONE),
    ("message to forward not found", Trouble.TARGET_GONE),
    ("message can't be copied", Trouble.TARGET_GONE),
    ("message can't be forwarded", Trouble.TARGET_GONE),
    ("no messages to forward", Trouble.TARGET_GONE),
    ("message to react not found", Trouble.TARGET_GONE),
    ("message not found", Trouble.TARGET_GONE),
    ("not enough rights", Trouble.NO_RIGHTS),
    ("need administrator rights", Trouble.NO_RIGHTS),
    ("chat_write_forbidden", Trouble.NO_RIGHTS),
    ("chat_send_", Trouble.NO_RIGHTS),  # CHAT_SEND_PHOTOS_FORBIDDEN and the like
    ("have no rights", Trouble.NO_RIGHTS),
    ("reaction_invalid", Trouble.REACTION_REFUSED),
    ("reactions are not", Trouble.REACTION_REFUSED),
    ("file is too big", Trouble.TOO_BIG),
    ("wrong file", Trouble.WRONG_FILE),
    ("invalid file", Trouble.WRONG_FILE),
)
_CLASSES: tuple[tuple[type[Exception], Trouble], ...] = (
    (TelegramRetryAfter, Trouble.FLOOD),
    (TelegramMigrateToChat, Trouble.MIGRATED),
    (TelegramEntityTooLarge, Trouble.TOO_BIG),
    (TelegramUnauthorizedError, Trouble.NO_ANSWER),
    (TelegramConflictError, Trouble.NO_ANSWER),
    (TelegramNetworkError, Trouble.NO_ANSWER),
    (TelegramServerError, Trouble.NO_ANSWER),
    (ClientDecodeError, Trouble.NO_ANSWER),
    (OSError, Trouble.NO_ANSWER),
)
"""Those that mean the same whatever they say; a class stands before its bases."""


def trouble(error: Exception) -> Trouble:
    """Sort an exception of aiogram into its situation."""
    for known, what in _CLASSES:
        if isinstance(error, known):
            return what
    if isinstance(error, TelegramAPIError):
        text = error.message.lower()
        if isinstance(error, TelegramNotFound) and text == "not found":
            return Trouble.NO_ANSWER  # the server does not know the token, for now
        return next((what for sign, what in _TEXTS if sign in text), Trouble.REFUSED)
    return Trouble.REFUSED


CALL_FAILURES: tuple[type[Exception], ...] = (AiogramError, OSError)
"""Everything that a call may raise."""


def gist(error: Exception) -> str:
    """What may stand in a log: Telegram's descriptions may go on to quote a person's words."""
    beginning = re.match(r"[\w '_:.,()-]*", getattr(error, "message", ""), re.ASCII)
    return f"{type(error).__name__}: {beginning[0] if beginning else ''}".strip()
