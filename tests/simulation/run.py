"""Plays the script from beginning to end, with or without the bot's being killed on the way."""

import asyncio
import random
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bot.catalog.loader import load_catalog
from tests.crash.bots import Zygote
from tests.simulation.outcome import Outcome, outcomes, sent_twice
from tests.simulation.players import Players
from tests.simulation.script import Story, in_order
from tests.simulation.stage import PRODUCTS, stage


class Run:
    """What a run came to."""

    def __init__(self, found: dict[int, Outcome], *, deaths: int, hops: int, twice: int) -> None:
        self.outcomes = found
        self.deaths = deaths
        self.hops = hops
        self.sent_twice = twice


async def play(
    herd: Zygote,
    template: Path,
    folder: Path,
    stories: Sequence[Story],
    begin: datetime,
    end: datetime,
    *,
    kills: int = 0,
    seed: int = 0,
    more_products: Path | None = None,
) -> Run:
    """Every act at its moment; in the midst of some the bot is killed, `kills` times in all."""
    chance = random.Random(seed)
    acts = list(in_order(stories))
    deadly = set(chance.sample(range(len(acts)), k=kills))
    async with stage(herd, template, folder, begin, more_products=more_products) as place:
        players = Players(place, load_catalog(folder / PRODUCTS), list(stories))
        for number, together in enumerate(acts):
            async with asyncio.TaskGroup() as tasks:
                if number in deadly:
                    tasks.create_task(place.kill_soon(chance))
                await place.until(together[-1].at)
                for act in together:
                    tasks.create_task(players.do(act))
        await place.until(end)
        return Run(outcomes(players), deaths=place.bots.deaths, hops=place.hops, twice=sent_twice(players))
