"""Weeks of work in a minute: the end is the same however often the bot was killed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.catalog.loader import load_catalog
from tests.crash.bots import zygote
from tests.crash.scene import empty_database
from tests.simulation.run import play
from tests.simulation.script import Deed, write_stories

pytestmark = pytest.mark.timeout(900)  # where the machine is busy

BEGIN = datetime(2026, 12, 28, 6, 3, tzinfo=UTC)
"""Before the long holidays of January."""
END = BEGIN + timedelta(days=18)
STORIES = 10
SILENCE_CLOSES = {"mixvel", "loyalhub", "e-comet"}
"""The others never close by themselves."""
KILLS = 5


async def test_two_weeks_of_five_products_end_the_same_with_and_without_deaths(tmp_path: Path) -> None:
    products = [product.id for product in load_catalog().all()]
    stories = write_stories(7, products, STORIES, BEGIN, timedelta(days=2))
    assert len({each.product for each in stories}) == len(products)
    template = await empty_database(tmp_path / "empty.sqlite3")

    async with zygote() as herd:
        calm = await play(herd, template, tmp_path / "calm", stories, BEGIN, END)
        stormy = await play(herd, template, tmp_path / "stormy", stories, BEGIN, END, kills=KILLS, seed=7)

    assert (calm.deaths, stormy.deaths) == (0, KILLS)
    assert len(calm.outcomes) == STORIES
    for story in stories:
        assert stormy.outcomes[story.number] == calm.outcomes[story.number], story
    confirmed = {each.number for each in stories if Deed.CONFIRM in {act.deed for act in each.acts}}
    assert all("confirmed" in calm.outcomes[number].standing for number in confirmed)
    silent = {each.product for each in stories if "silence" in calm.outcomes[each.number].standing}
    assert silent
    assert silent <= SILENCE_CLOSES
