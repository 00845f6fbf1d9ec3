"""A PostgreSQL of which nothing is heard any more, on connections that nobody has closed.

A failover, a router that has forgotten us: what is sent on such a connection goes nowhere, and its answer
would be waited for for ever. This machine notices where the other does not acknowledge. Where something
between them does, a connection is asked before it is used again, and what takes too long is given up with its
connection.
"""

import asyncio
import socket
from typing import Any

import asyncpg
from sqlalchemy import ExceptionContext, PoolProxiedConnection, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import ConnectionPoolEntry

PING_SECONDS = 2.0
"""After that a connection that nobody has used counts as lost. Short: nobody should take us for dead."""

CONNECT_SECONDS = 10.0
CLOSE_SECONDS = 0.5
"""For the farewell. Whoever checks a connection out may have to wait for that of a lost one."""

_TCP = (("TCP_KEEPIDLE", 2), ("TCP_KEEPINTVL", 1), ("TCP_KEEPCNT", 3), ("TCP_USER_TIMEOUT", 5_000))
"""Like those of the server's side (`session_settings`); not every system has all of them."""

_USED = "used before"


class Attentive(asyncpg.Connection):
    """Closed a few seconds after the other machine has ceased to acknowledge."""

    def __init__(self, protocol: Any, transport: asyncio.Transport, *others: Any) -> None:
        super().__init__(protocol, transport, *others)
        ours = transport.get_extra_info("socket")
        if ours.family in {socket.AF_INET, socket.AF_INET6}:
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            for name, value in _TCP:
                if hasattr(socket, name):
                    ours.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)

    async def close(self, *, timeout: float | None = None) -> None:  # noqa: ASYNC109 - asyncpg's
        await super().close(timeout=min(timeout or CLOSE_SECONDS, CLOSE_SECONDS))


def notice_silence(engine: AsyncEngine) -> None:
    """Of one connection, and none of those before it is used any more."""
    event.listen(engine.sync_engine, "checkout", _ask)
    event.listen(engine.sync_engine, "handle_error", _give_up)


def _ask(connection: DBAPIConnection, entry: ConnectionPoolEntry, _: PoolProxiedConnection) -> None:
    if not entry.info.get(_USED):
        entry.info[_USED] = True
        return
    try:
        connection.run_async(_ping)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as gone:
        # The last: it broke in the middle of something, and waits for an answer still.
        raise InvalidatePoolError from gone


async def _ping(connection: asyncpg.Connection) -> None:
    try:
        await connection.execute("SELECT", timeout=PING_SECONDS)
    except TimeoutError:
        connection.terminate()
        raise


def _give_up(context: ExceptionContext) -> None:
    if isinstance(context.original_exception, TimeoutError):
        context.is_disconnect = True
