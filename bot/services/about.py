"""What the work at hand is about, for whoever writes it down: ids and names of ours, never what people wrote.

Each task has its own, and those that it starts begin with what it had.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

Id = str | int | list[int]

_at_hand: ContextVar[Mapping[str, Id]] = ContextVar("about", default=MappingProxyType({}))


@contextmanager
def about(**ids: Id | None) -> Iterator[None]:
    """Inside the block, the work is about these, too."""
    token = _at_hand.set(_known({**_at_hand.get(), **ids}))
    try:
        yield
    finally:
        _at_hand.reset(token)


def learnt(**ids: Id | None) -> None:
    """From here to the end of the block it turns out to be about these; None: about none."""
    _at_hand.set(_known({**_at_hand.get(), **ids}))


def at_hand() -> Mapping[str, Id]:
    return _at_hand.get()


def _known(ids: Mapping[str, Id | None]) -> dict[str, Id]:
    return {name: each for name, each in ids.items() if each is not None}
