"""Logging: ids and situations, never what people wrote, never a token."""

import json
import logging
import re
import sys
import threading
import time
import traceback
from collections.abc import Callable, Collection, Iterable, MutableMapping
from functools import partial
from types import TracebackType
from typing import Any, Literal

import structlog

from bot.domain.errors import describe
from bot.services.about import at_hand

Event = MutableMapping[str, Any]
Output = Literal["console", "json"]

OURS = ("bot", "handlers", "storage")
"""What speaks at the level that is asked for. Libraries only warn: at their most talkative they quote what
passes through them."""

FIRST = ("time", "level", "logger", "event")
FRAMES = 30
HIDDEN = "***"
SHORTEST_SECRET = 6
"""Anything shorter would be found in ordinary words."""

SILENT_SECONDS = 30.0
REMEMBERED = 1_000

_QUOTING = re.compile(r"['\"<({\[]")
_OF_ANY_BOT = r"(?<!\d)\d{5,}:[A-Za-z0-9_-]{20,}"
"""A token as @BotFather makes them."""


def configure(level: str, output: Output, *, secrets: Iterable[str] = ()) -> None:
    """Everything to standard error, through one formatter: also warnings, and what ends the process.

    `secrets` are hidden wherever they turn up.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(output, tuple(secrets)))
    handler.addFilter(_Repetition())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(logging.WARNING, logging.getLevelName(level)))
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(capture=True)
    sys.excepthook = _ended
    threading.excepthook = _thread_ended


def _formatter(output: Output, secrets: Collection[str]) -> logging.Formatter:
    is_json = output == "json"
    hide = _hiding(secrets)
    render: structlog.types.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
        if is_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), timestamp_key="time")
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
            lambda _logger, _name, event: {**event, "event": hide(event["event"])},
            _of_libraries,
            _with_ids,
            _structured if is_json else _in_short,
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _in_order,
            render,
            lambda _logger, _name, line: hide(str(line)),
        ],
    )


def _of_libraries(_logger: Any, _name: str, event: Event) -> Event:
    """They may go on to quote, as asyncio does with what a task has raised and a callback was called with."""
    library = event["logger"].partition(".")[0]
    if library not in OURS:
        event["event"] = event["event"].partition("\n")[0]
        if library != "py":  # Python's own warnings
            event["event"] = _QUOTING.split(event["event"])[0].rstrip()
    event.pop("stack_info", None)
    return event


def _with_ids(_logger: Any, _name: str, event: Event) -> Event:
    event.update(at_hand())
    repeated = getattr(event["_record"], "repeated", None)
    if repeated:
        event["repeated"] = repeated
    return event


def _in_short(_logger: Any, _name: str, event: Event) -> Event:
    """An exception is named by its class and place: its message and its locals may quote a customer."""
    error = _error_of(event)
    if error and (told := describe(error)) not in event["event"]:
        event["error"] = told
    return event


def _structured(_logger: Any, _name: str, event: Event) -> Event:
    error = _error_of(event)
    if error:
        event["error"] = _as_json(error)
    return event


def _error_of(event: Event) -> BaseException | None:
    info = event.pop("exc_info", None)
    if not info:
        return None
    if isinstance(info, BaseException):
        return info
    return (info[1] if isinstance(info, tuple) else None) or sys.exc_info()[1]


def _as_json(error: BaseException) -> dict[str, Any]:
    """Where it was raised, innermost last, without a value; what it came of; what it is a group of."""
    told: dict[str, Any] = {
        "class": type(error).__name__,
        "frames": [
            {"file": frame.filename, "line": frame.lineno, "in": frame.name}
            for frame in traceback.StackSummary.extract(
                traceback.walk_tb(error.__traceback__), lookup_lines=False
            )[-FRAMES:]
        ],
    }
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause:
        told["because"] = _as_json(cause)
    if isinstance(error, BaseExceptionGroup):
        told["group"] = [_as_json(each) for each in error.exceptions]
    return told


def _in_order(_logger: Any, _name: str, event: Event) -> Event:
    first = {key: event.pop(key) for key in FIRST if key in event}
    return {**first, **event}


class _Repetition(logging.Filter):
    """What goes wrong everywhere at once, as a database that is away does, is said now and then.

    Lines about different things say so in their text.
    """

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[tuple[str, str], tuple[float, int]] = {}
        """When it was said last, and how often it was not said since."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING:
            return True
        now, line = time.monotonic(), (record.name, record.getMessage())
        said_at, repeated = self._said.get(line, (-SILENT_SECONDS, 0))
        if now - said_at < SILENT_SECONDS:
            self._said[line] = said_at, repeated + 1
            return False
        if len(self._said) >= REMEMBERED:
            self._said.clear()
        self._said[line] = now, 0
        if repeated:
            record.repeated = repeated
        return True


def _hiding(secrets: Collection[str]) -> Callable[[str], str]:
    """The last net: under what is said, before a part of it is cut off, and under the finished line."""
    secrets = [each for each in secrets if len(each) >= SHORTEST_SECRET]
    known = sorted({*secrets, *(json.dumps(each)[1:-1] for each in secrets)}, key=len, reverse=True)
    patterns = [*map(re.escape, known), _OF_ANY_BOT]
    return partial(re.compile("|".join(patterns)).sub, HIDDEN)


def _ended(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Python would write the message, with whatever it quotes."""
    logging.getLogger("bot").critical("ended by a fault", exc_info=(kind, error, trace))


def _thread_ended(args: threading.ExceptHookArgs) -> None:
    error = args.exc_value or args.exc_type()
    logging.getLogger("bot").critical(
        "a thread ended by a fault", exc_info=(type(error), error, args.exc_traceback)
    )
