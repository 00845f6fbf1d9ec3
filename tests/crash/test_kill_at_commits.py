"""The process dies just before and just after each commit, comes back, and nothing is lost or done twice."""

import logging
from collections.abc import AsyncIterator, Sequence
from itertools import count
from pathlib import Path

import pytest

from tests.crash.bots import zygote
from tests.crash.commits import When
from tests.crash.databases import Keeping, on_postgresql, on_sqlite
from tests.crash.registering import SteadfastAgent, repeated
from tests.crash.scene import Scene, Story, count_commits, die_and_go_on, empty_database, scene
from tests.people import Reader, body
from tests.redis_server import OwnRedis, redis_server
from tests.servers import Postgres, postgres

__all__ = ["postgres", "redis_server"]

pytestmark = pytest.mark.timeout(900)  # eighty lives of a process: minutes, where the machine is busy

log = logging.getLogger(__name__)

TEXTS = ["Subject of 104582", "104582", "The whole story of 104582"]
ANSWER = "Please reload the page."
MORE = "It is so in another browser, too."

UNSURE = 3
"""Commits that a run may take less than another, of what is left out: what is settled together differs, and
the last may come after everybody has what they wait for."""

before_or_after = pytest.mark.parametrize("when", [When.BEFORE, When.AFTER])


@pytest.fixture
async def on_files(tmp_path: Path) -> Keeping:
    return on_sqlite(await empty_database(tmp_path / "empty.sqlite3"))


async def registration(scene: Scene) -> None:
    """From `/start` to the card with its file in the topic."""
    await scene.customer.registers_steadfastly()
    await scene.agent.has_card_and_file("EC-1")


async def answer(scene: Scene) -> None:
    """A registration, and an agent's answer that the customer gets and the agent knows of."""
    await registration(scene)
    thread = await scene.agent.topic_of("EC-1")
    written = scene.agent.writes(ANSWER, thread=thread)
    await scene.customer.shown(ANSWER)
    await scene.agent.marked(written)


async def move(scene: Scene) -> None:
    """A registration; then the staff group goes on under another id, and everybody writes on."""
    await registration(scene)
    new = scene.world.migrate(scene.agent.chat_id)
    there = SteadfastAgent(scene.world, scene.agent.id, new.id, scene.agent.language)
    scene.customer.writes(MORE)
    thread = await there.topic_of("EC-1")
    await there.until(lambda: any(body(each) == MORE for each in there.from_bot(thread)))
    written = there.writes(ANSWER, thread=thread)
    await scene.customer.shown(ANSWER)
    await there.marked(written)


@before_or_after
async def test_a_registration_survives_death_at_each_commit(
    on_files: Keeping, tmp_path: Path, when: When
) -> None:
    async for dead in _deaths(on_files, tmp_path, registration, [when]):
        await _check_ticket(dead, state="new", said=TEXTS)


async def test_a_replica_that_dies_at_a_commit_of_a_registration_is_followed(
    postgres: Postgres, redis_server: OwnRedis, tmp_path: Path
) -> None:
    """On PostgreSQL with Redis, where who follows has to find out that the first is gone. Before, during and
    after in turns."""
    keeping = on_postgresql(postgres, redis_server)
    async for dead in _deaths(keeping, tmp_path, registration, [*When]):
        await _check_ticket(dead, state="new", said=TEXTS)


async def test_by_webhook_a_registration_survives_death_at_each_commit(
    on_files: Keeping, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was stored and not answered comes again. Before and after in turns: what differs from polling is
    how updates come in, many times in a registration."""
    monkeypatch.setattr("bot.sandbox.delivery.LONGEST_BACK_OFF", 0.1)
    monkeypatch.setattr("bot.sandbox.delivery.FIRST_BACK_OFF", 0.05)
    in_turns = [When.BEFORE, When.AFTER]
    async for dead in _deaths(on_files, tmp_path, registration, in_turns, webhook=True):
        await _check_ticket(dead, state="new", said=TEXTS)


@before_or_after
async def test_an_answer_survives_death_at_each_commit(on_files: Keeping, tmp_path: Path, when: When) -> None:
    async for dead in _deaths(on_files, tmp_path, answer, [when], after=registration):
        await _check_ticket(dead, state="open", said=[*TEXTS, ANSWER])
        events = await dead.kept.rows("SELECT event FROM events ORDER BY id")
        assert events == [("submitted",), ("taken",), ("agent_wrote",)]


@before_or_after
async def test_a_group_that_gets_another_id_survives_death_at_each_commit(
    on_files: Keeping, tmp_path: Path, when: When
) -> None:
    async for dead in _deaths(on_files, tmp_path, move, [when], after=registration):
        new = dead.world.chat(dead.agent.chat_id).migrated_to
        assert new
        assert await dead.kept.rows("SELECT chat_id FROM groups WHERE moved_to IS NULL") == [(new,)]
        assert await dead.kept.rows("SELECT chat_id FROM places") == [(new,)]
        await _check_ticket(dead, state="open", said=[*TEXTS, MORE, ANSWER], chat_id=new)


async def _deaths(
    keeping: Keeping,
    folder: Path,
    story: Story,
    whens: Sequence[When],
    *,
    after: Story | None = None,
    webhook: bool = False,
) -> AsyncIterator[Scene]:
    """The story's end for each commit at which the bot died, `whens` in turns; commits that `after` takes are
    left out. How many there are differs from run to run: the last one is where nobody dies any more."""
    sent_twice = died = 0
    async with zygote() as herd:
        first = 1
        if after:
            async with scene(herd, keeping, folder / "before", webhook=webhook) as counting:
                first = await count_commits(counting, after) - UNSURE
        async with scene(herd, keeping, folder / "counting", webhook=webhook) as counting:
            last = await count_commits(counting, story)
        assert last > first
        for die_at in count(first):
            async with scene(herd, keeping, folder / str(die_at), webhook=webhook) as dying:
                await die_and_go_on(dying, story, die_at=die_at, when=_in_turn(whens, die_at))
                died += dying.bots.deaths
                sent_twice += repeated(dying.customer.from_bot()) + repeated(dying.agent.from_bot())
                yield dying
                if not dying.bots.deaths and die_at >= last:
                    break
    log.info("commits %s to %s: %s deaths, %s messages sent twice", first, die_at, died, sent_twice)
    assert died


def _in_turn(whens: Sequence[When], number: int) -> When:
    """Each step of a form takes as many commits as the next: after each round the turns go on by one, lest
    they keep step with them."""
    return whens[(number + number // len(whens)) % len(whens)]


async def _check_ticket(scene: Scene, *, state: str, said: list[str], chat_id: int | None = None) -> None:
    """One ticket, whole, in one topic, and everything that was said once. `chat_id`: of the group, if it is
    not the agent's any more."""
    rows = scene.kept.rows
    tickets = await rows("SELECT prefix, number, state FROM tickets")
    unhandled = await rows("SELECT update_id, status FROM inbox WHERE status <> 'done'")
    texts = [row[0] for row in await rows("SELECT text FROM messages WHERE text <> '' ORDER BY id")]
    files = await rows("SELECT count(*) FROM files")
    assert tickets == [("EC", 1, state)]
    assert unhandled == []
    assert texts == said
    assert files == [(1,)]
    there = Reader(scene.world, scene.agent.id, chat_id or scene.agent.chat_id, scene.agent.language)
    topics = [each for each in scene.world.topics(there.chat_id) if each.name.startswith("EC-1 ")]
    assert len(topics) == 1
    assert TEXTS[2] in body(there.from_bot(topics[0].message_thread_id)[0])
