"""How updates come in, whichever way the settings choose."""

from collections.abc import Iterable
from typing import Protocol

from aiohttp import web


class ReceivingRefused(Exception):
    """Telegram will not give us updates this way: there is no point in going on."""


class Receiver(Protocol):
    def routes(self) -> Iterable[web.RouteDef]:
        """What is to be served over HTTP from the start of the process on."""

    def open(self) -> None:
        """From now on what is brought to us is taken; before, whoever brings it is asked to come again."""

    def close(self) -> None:
        """What is being stored is still answered, and nothing more is taken."""

    def last_heard(self) -> float | None:
        """The monotonic second at which Telegram last handed over what it had, and it was stored; None: not
        yet."""

    async def run(self) -> None:
        """What one process has to do for all, until cancelled: fetch, or see that updates are brought. What
        is answered is stored; what is not comes again.

        Raises `ReceivingRefused`.
        """
