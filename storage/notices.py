"""What every replica looks at each second: which files and calendars it is to serve."""

from bot.services.administration_ports import Wanted
from storage.administration import DayRows, ReloadRows
from storage.unit_of_work import SqlDatabase


class SqlNotices:
    def __init__(self, database: SqlDatabase) -> None:
        self.database = database

    async def wanted(self) -> Wanted:
        async with self.database.read() as connection:
            return Wanted(await DayRows(connection).all(), await ReloadRows(connection).latest())
