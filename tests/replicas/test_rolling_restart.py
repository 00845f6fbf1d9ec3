"""A new release takes over from an old one while people write: its migration adds, and nothing is lost."""

import asyncio
import shutil
from pathlib import Path

import pytest

from storage.migrate import FOLDER, newest
from tests.crash.registering import Steadfast, SteadfastAgent
from tests.replicas.fleet import Fleet
from tests.replicas.talking import WORDS, all_is_there, register, sent_twice, write_on

pytestmark = pytest.mark.timeout(600)  # real processes, where the machine is busy

NEXT = """\
import sqlalchemy as sa
from alembic import op

revision = "9000"
down_revision = "{newest}"


def upgrade() -> None:
    op.add_column("messages", sa.Column("mood", sa.String(20)))
    op.add_column("inbox", sa.Column("hour", sa.Integer(), server_default="0", nullable=False))
    op.create_table("moods", sa.Column("id", sa.Integer(), primary_key=True))
"""


@pytest.fixture
def next_release(tmp_path: Path) -> Path:
    """Migrations, with one more."""
    folder = shutil.copytree(FOLDER, tmp_path / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "9000_moods.py").write_text(NEXT.format(newest=newest()), encoding="utf-8")
    return folder


async def test_nothing_is_lost_while_a_release_with_a_migration_takes_over(
    fleet: Fleet, customers: list[Steadfast], staff: SteadfastAgent, next_release: Path
) -> None:
    old = [await fleet.start(), await fleet.start()]
    await fleet.size(2)
    numbers = await register(customers)
    writing = asyncio.gather(write_on(customers, pause=0.5))
    for pid in old:
        await fleet.start(migrations=str(next_release))
        await fleet.become("SELECT version_num FROM alembic_version", "9000")
        await fleet.size(3)
        await fleet.stop(pid)
        await fleet.size(2)
    await writing
    await all_is_there(fleet, customers, staff, numbers, WORDS)
    assert sent_twice(customers) == 0, "an orderly stop repeats nothing"
    assert await fleet.value("SELECT max(attempts) FROM inbox") == 0, "and is no crash"
