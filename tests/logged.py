"""What the program's own logging writes, while a test looks."""

import json
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

from bot.logs import OURS, Output, configure


@contextmanager
def logging_to(written: StringIO, level: str, output: Output, *secrets: str) -> Iterator[None]:
    """The test's own is put back afterwards."""
    root = logging.getLogger()
    handlers, hooks = root.handlers, (sys.excepthook, threading.excepthook)
    levels = {name: logging.getLogger(name).level for name in (None, *OURS)}
    configure(level, output, secrets=secrets)
    (handler,) = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(written)
    try:
        yield
    finally:
        root.handlers = handlers
        sys.excepthook, threading.excepthook = hooks
        logging.captureWarnings(capture=False)
        for name, before in levels.items():
            logging.getLogger(name).setLevel(before)


def lines(written: StringIO) -> list[dict[str, Any]]:
    """Each an object, where JSON is asked for."""
    return [json.loads(line) for line in written.getvalue().splitlines()]
