"""What makes several processes on one database work together, or one be sure that it is alone."""

import asyncio
import logging
import uuid
from typing import TYPE_CHECKING

from bot.services.claims import Claims, Unrivalled
from bot.services.ports import Clock, StorageUnavailable
from bot.services.replicas import Alone, Listed, Replicas, Standing
from bot.services.signals import Hear, Kind, Signals, Unheard
from bot.settings import Settings
from storage.admission import FileLock, Occupied
from storage.engine import APPLICATION
from storage.roll import SqlRoll
from storage.unit_of_work import SqlDatabase

if TYPE_CHECKING:
    from bot.signals.redis import RedisSignals
    from storage.claims import SqlClaims

log = logging.getLogger(__name__)


OTHERS = "Meanwhile another process works on this database, and not together with this one."


def process_name() -> str:
    """By which the database tells the sessions of this process from those of others."""
    return f"{APPLICATION} {uuid.uuid4().hex[:12]}"


class Together:
    """By the settings: on PostgreSQL with Redis others may be here, else we are alone."""

    standing: Standing = Alone()
    claims: Claims = Unrivalled()
    signals: Signals = Unheard()
    _redis: "RedisSignals | None" = None
    _admission: "FileLock | SqlClaims"

    def __init__(self, settings: Settings, database: SqlDatabase, clock: Clock, *, name: str) -> None:
        self.hears: dict[Kind, Hear] = {}
        """Who is to hear what other replicas tell."""
        self.name = name
        self._monotonic = clock.monotonic
        self.refused: Occupied | None = None
        """Why we had to stop."""
        self.is_alone = not settings.is_shared
        self.replica = None if self.is_alone else name.rpartition(" ")[2]
        """What tells this process from the others, in the log and in the database's list of sessions."""
        self._replicas: Replicas | None = None
        if settings.is_on_sqlite:
            self._admission = FileLock(settings.database_file)
            return
        from storage.claims import SqlClaims  # noqa: PLC0415 - asyncpg may not be there

        self._admission = claims = SqlClaims(settings.database, name=name, together=not self.is_alone)
        if settings.redis_url:
            from bot.signals.redis import RedisSignals  # noqa: PLC0415 - only who shares the work pays for it

            self.claims = claims
            self.standing = database.standing = self._replicas = Replicas(
                SqlRoll(database, clock), name, clock.monotonic
            )
            self.signals = self._redis = RedisSignals(
                settings.redis_url, bot_id=settings.bot_id, name=name, hears=self.hears
            )

    def listed(self) -> Listed:
        """The processes that share the work, this one included."""
        return self._replicas.listed if self._replicas else Listed(1, frozenset({1}), self._monotonic())

    async def enter(self) -> None:
        """Raises `Occupied` where others are here who do not work together with us."""
        await self._admission.enter()
        if self.is_alone:
            log.info("This is the only process on its database; several need PostgreSQL and REDIS_URL")

    async def join(self) -> None:
        """Once the database has its tables."""
        if self._replicas:
            await self._replicas.join()

    async def run(self, stop: asyncio.Event) -> None:
        """Until cancelled. Where we are not wanted any more we stop, like at any stop."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._admission.stay(), name="admission")
                if self._replicas and self._redis:
                    tasks.create_task(self._replicas.run(), name="replicas")
                    tasks.create_task(self._redis.run(), name="signals")
        except* Occupied:
            self.refused = Occupied(OTHERS)
            stop.set()

    async def leave(self) -> None:
        """What we have not begun is others' from now on; what we have claimed stays so until `close`."""
        try:
            if self._replicas:
                await self._replicas.leave()
        except StorageUnavailable as trouble:
            log.warning("the other replicas are not told of the end: %s", trouble)

    async def close(self) -> None:
        if self._redis:
            await self._redis.close()
        await self._admission.close()
