"""What may hang for ever is given up after a while."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class TookTooLong(Exception):
    """It was given up. No `TimeoutError`: that is an `OSError`, as if the database were away."""


@asynccontextmanager
async def in_time(seconds: float) -> AsyncIterator[None]:
    """Raises `TookTooLong` when the block is not done by then."""
    try:
        async with asyncio.timeout(seconds) as limit:
            yield
    except TimeoutError:
        if limit.expired():
            raise TookTooLong(f"after {seconds:.0f} s") from None
        raise
