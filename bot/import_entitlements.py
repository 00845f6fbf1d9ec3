"""A list of entitlements from the command line, into the database that a running bot may be using."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.channels.sheets import problem
from bot.clock import SystemClock
from bot.domain.entitlement_file import Sheet
from bot.domain.errors import VersionMismatch
from bot.faults import Fault
from bot.i18n import FALLBACK, gettext_for
from bot.services.alarms import Alarms
from bot.services.entitlement_imports import Tally
from bot.services.ports import Catalog
from bot.services.use_cases import UseCases
from bot.settings import Settings
from storage.availability import available
from storage.engine import create_engine
from storage.migrate import migrate
from storage.unit_of_work import SqlDatabase

ATTEMPTS = 5
"""A running bot may change a ticket that the list lets pass, at the same moment."""


@dataclass(frozen=True, slots=True)
class Outcome:
    summary: str
    faults: Sequence[Fault]


async def bring_in(file: Path, settings: Settings, catalog: Catalog) -> Outcome:
    """Migrates the database first. What customers and agents are to be told of it, the bot sends."""
    data = await asyncio.to_thread(file.read_bytes)
    clock = SystemClock()
    database = SqlDatabase(create_engine(settings.database), clock)
    alarms = Alarms(settings.admin_ids)
    try:
        async with available():
            await migrate(database.engine)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with database.begin() as uow:
                    imports = UseCases(uow, catalog, clock, alarms).entitlement_imports
                    sheet = imports.read(data)
                    return _outcome(file.name, sheet, await imports.take_in(sheet))
            except VersionMismatch:
                if attempt == ATTEMPTS:
                    raise
        raise AssertionError("unreachable")
    finally:
        await database.close()


def _outcome(name: str, sheet: Sheet, tally: Tally) -> Outcome:
    gettext = gettext_for(FALLBACK)
    taken = f"New: {tally.new}, changed: {tally.changed}, as before: {tally.same}"
    return Outcome(
        "Nothing was imported." if sheet.is_unusable else f"{taken}, refused lines: {sheet.refused}.",
        [Fault(name, each.line, each.field, problem(gettext, each.as_json())) for each in sheet.faults],
    )
