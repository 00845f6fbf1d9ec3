"""A world with a bot, people and a staff group; the bot running in it."""

import gc
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest

from bot.app import App
from bot.sandbox.clock import SandboxClock
from bot.sandbox.model import Chat
from bot.sandbox.world import World
from bot.settings import Settings
from tests.people import AgentPerson, CustomerPerson
from tests.running import TOKEN, running, settings_for, telegram
from tests.servers import postgres, postgres_url, sqlite_template
from tests.sparing import spare

__all__ = ["postgres", "postgres_url", "sqlite_template"]

DATABASE_FILE = "support.sqlite3"

hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")
"""How fast a machine is decides nothing here: speed is what the benchmarks are for."""


BOTS_DATABASE = "--bots-database"
SQLITE, POSTGRESQL = "sqlite", "postgresql"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        BOTS_DATABASE,
        choices=[SQLITE, POSTGRESQL],
        default=SQLITE,
        help="of the bots that people talk to in journeys and faults; storage is tested on both at any rate",
    )


def pytest_xdist_auto_num_workers() -> int:
    """Most tests wait more than they work: two of them share a core."""
    return 2 * (os.cpu_count() or 1)


def pytest_collection_finish() -> None:
    """What is there now stays to the end: the collector need not go through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def thousands_of_bots() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        spare(patch)
        yield


OF_AGENTS = {"can_manage_topics": True}
"""In the topics of closed tickets, only who may manage topics writes."""

RIGHTS = {"can_manage_topics": True, "can_pin_messages": True, "can_delete_messages": True}


@pytest.fixture
def world() -> World:
    world = World(SandboxClock())
    world.create_bot(TOKEN, "Support", "support_bot")
    return world


@pytest.fixture
def staff_group(world: World) -> Chat:
    group = world.create_group("Staff", forum=True)
    world.join(group.id, world.bot.id, status="administrator", rights=RIGHTS)
    return group


@pytest.fixture(params=["ru", "en"])
def language(request: pytest.FixtureRequest) -> str:
    """Of customers and agents alike; `only_russian` and the like override it."""
    return str(request.param)


@pytest.fixture
def customer(world: World, language: str) -> CustomerPerson:
    user = world.create_user("Анна", username="anna", language_code=language)
    return CustomerPerson(world, user.id, user.id, language)


@pytest.fixture
def agent(world: World, staff_group: Chat, language: str) -> AgentPerson:
    user = world.create_user("Ольга", username="olga", side="staff")
    world.join(staff_group.id, user.id, status="administrator", rights=OF_AGENTS)
    return AgentPerson(world, user.id, staff_group.id, language)


@pytest.fixture
def colleague(world: World, staff_group: Chat, language: str) -> AgentPerson:
    user = world.create_user("Максим", side="staff")
    world.join(staff_group.id, user.id, status="administrator", rights=OF_AGENTS)
    return AgentPerson(world, user.id, staff_group.id, language)


@pytest.fixture
async def address(world: World) -> AsyncIterator[str]:
    async with telegram(world) as address:
        yield address


@pytest.fixture
def settings(
    address: str, tmp_path: Path, staff_group: Chat, language: str, request: pytest.FixtureRequest
) -> Settings:
    """With a database that is migrated already: every bot would take a third of a second for it."""
    settings = settings_for(address, tmp_path, staff_group.id, staff_language=language)
    if request.config.getoption(BOTS_DATABASE) == POSTGRESQL:
        return settings.model_copy(update={"database_url": request.getfixturevalue("postgres_url")})
    shutil.copyfile(request.getfixturevalue("sqlite_template"), tmp_path / DATABASE_FILE)
    return settings


@pytest.fixture
async def bot(settings: Settings) -> AsyncIterator[App]:
    async with running(settings) as app:
        yield app
