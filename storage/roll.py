"""The list of replicas, as they look at it each second."""

from bot.services.ports import Clock
from bot.services.replicas import Sign
from storage.unit_of_work import SqlDatabase


class SqlRoll:
    def __init__(self, database: SqlDatabase, clock: Clock) -> None:
        self.database = database
        self.clock = clock

    async def join(self, name: str) -> Sign:
        async with self.database.begin() as uow:
            return await uow.replicas.add(name, self.clock.now())

    async def beat(self, mine: Sign) -> list[Sign]:
        async with self.database.begin() as uow:
            await uow.replicas.beat(mine, self.clock.now())
            return await uow.replicas.all()

    async def strike(self, gone: Sign) -> None:
        async with self.database.begin() as uow:
            if await uow.replicas.strike(gone):
                await uow.replicas.cut_off(gone.name)

    async def leave(self, mine: Sign) -> None:
        async with self.database.begin() as uow:
            await uow.replicas.remove(mine)  # first, so that nothing is meant for us any more
            await uow.inbox.let_go()
