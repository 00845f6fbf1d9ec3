"""The process dies just before and just after each commit, comes back, and nothing is lost or done twice."""

import logging
from pathlib import Path

import pytest

from tests.crash.bots import zygote
from tests.crash.registering import recorded, repeated
from tests.crash.scene import Scene, Story, count_commits, die_and_go_on, empty_database, scene
from tests.people import body

pytestmark = pytest.mark.timeout(900)  # eighty lives of a process: minutes, where the machine is busy

log = logging.getLogger(__name__)

TEXTS = ["Subject of 104582", "104582", "The whole story of 104582"]
ANSWER = "Please reload the page."

UNSURE = 3
"""Commits that a run may take more or less than another: what is settled together differs, and the last
may come after everybody has what they wait for."""

before_or_after = pytest.mark.parametrize("before", [True, False], ids=["before", "after"])


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


@before_or_after
async def test_a_registration_survives_death_at_each_commit(tmp_path: Path, *, before: bool) -> None:
    async for dead in _deaths(tmp_path, registration, before=before):
        _check_ticket(dead, state="new", said=TEXTS)


async def test_by_webhook_a_registration_survives_death_at_each_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was stored and not answered comes again. Before and after in turns: what differs from polling is
    how updates come in, many times in a registration."""
    monkeypatch.setattr("bot.sandbox.delivery.LONGEST_BACK_OFF", 0.1)
    monkeypatch.setattr("bot.sandbox.delivery.FIRST_BACK_OFF", 0.05)
    async for dead in _deaths(tmp_path, registration, before=None, webhook=True):
        _check_ticket(dead, state="new", said=TEXTS)


@before_or_after
async def test_an_answer_survives_death_at_each_commit(tmp_path: Path, *, before: bool) -> None:
    async for dead in _deaths(tmp_path, answer, after=registration, before=before):
        _check_ticket(dead, state="open", said=[*TEXTS, ANSWER])
        with recorded(dead.folder) as database:
            events = [row[0] for row in database.execute("SELECT event FROM events ORDER BY id")]
        assert events == ["submitted", "taken", "agent_wrote"]


async def _deaths(
    folder: Path, story: Story, *, before: bool | None, after: Story | None = None, webhook: bool = False
):
    """The story's end for each commit at which the bot died; those that `after` takes are left out.

    `before`: None for before and after the commits in turns.
    """
    template = await empty_database(folder / "empty.sqlite3")
    sent_twice = died = 0
    async with zygote() as herd:
        first = 1
        if after:
            async with scene(herd, template, folder / "before", webhook=webhook) as counting:
                first = await count_commits(counting, after) - UNSURE
        async with scene(herd, template, folder / "counting", webhook=webhook) as counting:
            last = await count_commits(counting, story)
        assert last > first
        for die_at in range(first, last + 1):
            async with scene(herd, template, folder / str(die_at), webhook=webhook) as dying:
                is_before = die_at % 2 == 0 if before is None else before
                await die_and_go_on(dying, story, die_at=die_at, before=is_before)
                died += dying.bots.deaths
                sent_twice += repeated(dying.customer.from_bot()) + repeated(dying.agent.from_bot())
                yield dying
    log.info("commits %s to %s: %s deaths, %s messages sent twice", first, last, died, sent_twice)
    assert died >= last - first - UNSURE


def _check_ticket(scene: Scene, *, state: str, said: list[str]) -> None:
    """One ticket, whole, in one topic, and everything that was said once."""
    with recorded(scene.folder) as database:
        tickets = database.execute("SELECT prefix, number, state FROM tickets").fetchall()
        unhandled = database.execute("SELECT count(*) FROM inbox WHERE status <> 'done'").fetchone()
        texts = [row[0] for row in database.execute("SELECT text FROM messages WHERE text <> '' ORDER BY id")]
        files = database.execute("SELECT count(*) FROM files").fetchone()
    assert tickets == [("EC", 1, state)]
    assert unhandled == (0,)
    assert texts == said
    assert files == (1,)
    topics = [each for each in scene.world.topics(scene.agent.chat_id) if each.name.startswith("EC-1 ")]
    assert len(topics) == 1
    assert TEXTS[2] in body(scene.agent.from_bot(topics[0].message_thread_id)[0])
