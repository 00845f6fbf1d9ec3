"""Wherever the code begins a transaction, the process dies just before its commit and just after one, comes
back, and nothing is lost or recorded twice."""

import logging
from pathlib import Path
from time import monotonic

import pytest

from tests.crash.deadly import AGAIN
from tests.crash.life import Life
from tests.crash.mortal import a_life
from tests.crash.sites import NOT_KILLED, OF_COMMANDS, OF_REPLICAS, all_sites, of_a_life
from tests.crash.story import STORY

pytestmark = pytest.mark.timeout(1800)  # a hundred lives of a process

log = logging.getLogger(__name__)


def test_every_place_is_in_a_story_or_there_is_a_reason() -> None:
    """What is not listed has to be reached by the story of a life."""
    assert OF_REPLICAS | OF_COMMANDS | NOT_KILLED.keys() < all_sites()
    assert not OF_REPLICAS & OF_COMMANDS
    assert not (OF_REPLICAS | OF_COMMANDS) & NOT_KILLED.keys()


async def test_a_whole_life_survives_death_everywhere(tmp_path: Path) -> None:
    """One bot after the other, through everything that a bot does."""
    async with a_life(tmp_path) as life:
        for step in STORY:
            began, died = monotonic(), life.bots.deaths
            await step(life)
            log.info("%s: %.1f s, %s deaths", step.__name__, monotonic() - began, life.bots.deaths - died)
        assert life.journal.left(of_a_life()) == set()
        _tell(life)


def _tell(life: Life) -> None:
    deaths = life.journal.deaths()
    again = [site for when, site in deaths if when == AGAIN]
    log.info("%s deaths at %s places, %s of them at random", len(deaths), len(of_a_life()), len(again))
