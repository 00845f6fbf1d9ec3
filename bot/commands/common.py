"""What the commands have in common."""

import logging
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, NoReturn

import click

from bot.faults import Fault, Faulty
from bot.settings import Settings

UNUSABLE = 2
FAILED = 1


def logger(settings: Settings) -> logging.Logger:
    from bot.logs import configure

    configure(settings.log_level, settings.log_format, secrets=settings.secrets())
    return logging.getLogger("bot")


def make_data_dir(settings: Settings) -> None:
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = f"{settings.data_dir} cannot be created ({error.strerror}); choose another folder"
        raise Faulty([Fault("environment", None, "DATA_DIR", problem)]) from error


def failed(words: str) -> NoReturn:
    """The end of a command that could not do its work."""
    click.echo(words, err=True)
    sys.exit(FAILED)


class Bars:
    """Progress for somebody who looks at a terminal; nothing where nobody does."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._bar: Any = None

    def begin(self, what: str, length: int) -> None:
        self._stack.close()
        if sys.stderr.isatty():
            bar = click.progressbar(length=length, label=what, file=sys.stderr)
            self._bar = self._stack.enter_context(bar)

    def done(self, steps: int) -> None:
        if self._bar is not None:
            self._bar.update(steps)

    def close(self) -> None:
        self._stack.close()


@contextmanager
def bars() -> Iterator[Bars]:
    shown = Bars()
    try:
        yield shown
    finally:
        shown.close()
