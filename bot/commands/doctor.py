"""`support-bot doctor`."""

import asyncio
import sys

import click

from bot.commands.common import FAILED
from bot.settings import Settings, load_settings


@click.command()
def doctor() -> None:
    """Look over the installation: a line for each thing, and what helps. Also while the bot runs.

    Exit code 0 when nothing is a fault, else 1; 2 where the settings cannot be used. Changes nothing.
    """
    settings = load_settings()
    if asyncio.run(_examine(settings)):
        sys.exit(FAILED)


async def _examine(settings: Settings) -> bool:
    """Whether there is a fault."""
    from bot.clock import SystemClock
    from bot.doctor.examination import examine
    from bot.doctor.findings import Grade

    faulty = False
    async for each in examine(settings, SystemClock()):
        click.echo(str(each))
        faulty = faulty or each.grade is Grade.FAULT
    return faulty
