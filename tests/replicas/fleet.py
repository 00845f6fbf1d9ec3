"""Several real processes of the bot on one PostgreSQL and one Redis."""

import asyncio
import os
import signal
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import psutil
from sqlalchemy.engine import make_url

from bot.services.claims import LEAD
from storage.claims import WORK, lock_number
from tests.crash.bots import GONE_SECONDS, LOOK_SECONDS, Zygote
from tests.patience import PATIENCE

CLAIMANT = """
SELECT client_port FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND classid = $1 AND objid = $2 AND granted
AND pg_stat_activity.datname = current_database()
"""


@dataclass
class Fleet:
    """Replicas come and go; the database is looked at from outside."""

    zygote: Zygote
    settings: dict[str, Any]
    pids: list[int] = field(default_factory=list)

    async def start(self, **order: Any) -> int:
        """One more; its process id."""
        pid = await self.zygote.fork({"settings": self.settings, **order})
        self.pids.append(pid)
        return pid

    async def kill(self, pid: int) -> None:
        """`kill -9`, in the middle of whatever it does."""
        await self._end(pid, signal.SIGKILL)

    async def stop(self, pid: int) -> None:
        """An orderly stop."""
        await self._end(pid, signal.SIGTERM)

    def freeze(self, pid: int) -> None:
        """It does nothing from now on, and its connections stay."""
        os.kill(pid, signal.SIGSTOP)

    def thaw(self, pid: int) -> None:
        os.kill(pid, signal.SIGCONT)

    async def end(self) -> None:
        for pid in list(self.pids):
            await self.kill(pid)

    async def _end(self, pid: int, how: signal.Signals) -> None:
        self.pids.remove(pid)
        with suppress(ProcessLookupError):
            os.kill(pid, how)
            async with asyncio.timeout(GONE_SECONDS):
                while True:
                    os.kill(pid, 0)
                    await asyncio.sleep(LOOK_SECONDS)

    async def size(self, number: int) -> None:
        """Until so many know of each other."""
        await self.become("SELECT count(*) FROM replicas", number)

    async def leader(self) -> int:
        """The process that leads."""
        return await self._who_claims(LEAD)

    async def sender(self, lane: str) -> int:
        """The process that is sending to the lane."""
        return await self._who_claims(f"to {lane}")

    async def _who_claims(self, what: str) -> int:
        async with asyncio.timeout(PATIENCE):
            while True:
                rows = await self.rows(CLAIMANT, WORK, lock_number(what) % 2**32)
                for pid in self.pids if rows else ():
                    if rows[0][0] in _ports(pid):
                        return pid
                await asyncio.sleep(0.1)

    async def one_died(self) -> None:
        """By itself."""
        async with asyncio.timeout(PATIENCE):
            while all(map(psutil.pid_exists, self.pids)):  # noqa: ASYNC110 - not our children
                await asyncio.sleep(LOOK_SECONDS)
        self.pids = [pid for pid in self.pids if psutil.pid_exists(pid)]

    async def handled(self) -> None:
        """Until nothing waits."""
        await self.become("SELECT count(*) FROM inbox WHERE status = 'waiting'", 0)
        await self.become("SELECT count(*) FROM outbox WHERE status = 'queued'", 0)

    async def become(self, question: str, expected: Any) -> None:
        async with asyncio.timeout(PATIENCE):
            while await self.value(question) != expected:  # noqa: ASYNC110 - other processes do it
                await asyncio.sleep(0.1)

    async def value(self, question: str) -> Any:
        """Of the first column of the first row."""
        return (await self.rows(question))[0][0]

    async def rows(self, question: str, *values: Any) -> list[Any]:
        url = make_url(self.settings["database_url"]).set(drivername="postgresql")
        connection = await asyncpg.connect(url.render_as_string(hide_password=False))
        try:
            return list(await connection.fetch(question, *values))
        finally:
            await connection.close()


def _ports(pid: int) -> set[int]:
    with suppress(psutil.NoSuchProcess):
        return {each.laddr.port for each in psutil.Process(pid).net_connections("tcp") if each.laddr}
    return set()


def shared(
    world_token: str, address: str, folder: Path, group: int, *, database: str, redis: str
) -> dict[str, Any]:
    return {
        "bot_token": world_token,
        "telegram_api_url": address,
        "data_dir": str(folder),
        "staff_chat_id": group,
        "staff_language": "ru",
        "web_port": 0,
        "database_url": database,
        "redis_url": redis,
    }
