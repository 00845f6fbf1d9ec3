"""What one process at a time may do: a lane is served, updates are fetched, by one.

Whose turn it is follows from who is there (`bot.services.replicas`); claims guard the moments in which two
processes see that differently. One that dies has none any more.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from typing import Any, Protocol

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
LEAD = "lead"


class Claims(Protocol):
    async def claim(self, what: str) -> bool:
        """It is ours from now on; False: somebody else's, or nobody can tell now."""

    async def release(self, what: str) -> None:
        """Somebody else may have it. What is lost already is no matter."""

    def holds(self, what: str) -> bool:
        """It is still ours, as far as we know."""


class Unrivalled:
    """The claims of the only process."""

    async def claim(self, what: str) -> bool:  # noqa: ARG002
        return True

    async def release(self, what: str) -> None: ...

    def holds(self, what: str) -> bool:  # noqa: ARG002
        return True


@asynccontextmanager
async def claimed(claims: Claims, what: str) -> AsyncIterator[bool]:
    """Whether it is ours inside the block."""
    is_ours = await claims.claim(what)
    try:
        yield is_ours
    finally:
        if is_ours:
            await claims.release(what)


Duty = Callable[[], Coroutine[Any, Any, None]]


class Leading:
    """One process leads: it does what only one may do. The others stand by.

    What it knows by that, such as how far a channel has been read, it need not tell: who reads is who acts.
    """

    def __init__(self, claims: Claims) -> None:
        self.claims = claims
        self.leads = False

    async def run(self, duties: Mapping[str, Duty]) -> None:
        """Until cancelled. `duties`: by their names; all run at once while we lead."""
        while True:
            if await self.claims.claim(LEAD):
                try:
                    self.leads = True
                    await self._lead(duties)
                finally:
                    self.leads = False
                    await self.claims.release(LEAD)
                log.warning("the lead is lost; whoever has the claim goes on")
            await asyncio.sleep(LOOK_SECONDS)

    async def _lead(self, duties: Mapping[str, Duty]) -> None:
        """Until the lead is lost."""
        async with asyncio.TaskGroup() as tasks:
            under_way = [tasks.create_task(duty(), name=name) for name, duty in duties.items()]
            while self.claims.holds(LEAD):  # noqa: ASYNC110 - the session of the claim has no event
                await asyncio.sleep(LOOK_SECONDS)
            for task in under_way:
                task.cancel()
