"""The menus of commands that a channel was given."""

from collections.abc import Collection, Set
from typing import Any

from sqlalchemy import Row, delete, select, tuple_

from bot.services.menu_ports import Menu
from storage.connection import Connection
from storage.sql import insert_once
from storage.tables import menus

NOBODY = 0
"""In place of a person: the menu is the group's."""


class MenuRows:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def all(self) -> Set[Menu]:
        return {_read(row) for row in await self.connection.execute(select(menus))}

    async def add(self, wanted: Collection[Menu]) -> Set[Menu]:
        """Those that were not there."""
        values = [{"chat_id": each.chat_id, "person": each.person or NOBODY} for each in wanted]
        if not values:
            return set()
        rows = await self.connection.execute(insert_once(self.connection, menus, *menus.c), values)
        return {_read(row) for row in rows}

    async def remove(self, unwanted: Collection[Menu]) -> None:
        keys = [(each.chat_id, each.person or NOBODY) for each in unwanted]
        await self.connection.execute(delete(menus).where(tuple_(menus.c.chat_id, menus.c.person).in_(keys)))

    async def moved(self, chat_id: int) -> None:
        """Nobody reads what was given to a group that goes on elsewhere."""
        await self.connection.execute(delete(menus).where(menus.c.chat_id == chat_id))


def _read(row: Row[Any]) -> Menu:
    return Menu(row.chat_id, None if row.person == NOBODY else row.person)
