"""What a timer was set for happens once, whoever dies of it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.crash.registering import Steadfast, SteadfastAgent
from tests.patience import PATIENCE
from tests.people import body
from tests.replicas.fleet import Fleet
from tests.replicas.talking import register

pytestmark = pytest.mark.timeout(600)  # real processes, where the machine is busy

ASKED = "Which browser is it?"
EVENTS = "SELECT count(*) FROM events WHERE event = 'question_reminded'"
TIMER = "SELECT due_at FROM timers WHERE kind = 'question_reminder'"


async def test_a_reminder_comes_once_though_who_rings_is_killed_before_and_after_the_commit(
    fleet: Fleet, customers: list[Steadfast], staff: SteadfastAgent, tmp_path: Path
) -> None:
    clock = tmp_path / "clock"
    clock.write_text("0", encoding="ascii")
    dying = await fleet.start(clock=str(clock), dies_reminding="before the commit")
    assert await fleet.leader() == dying
    await fleet.start(clock=str(clock), dies_reminding="after the commit")
    await fleet.size(2)
    customer = customers[0]
    (number,) = await register([customer])
    thread = await staff.has_card_and_file(number)
    staff.writes(f"/ask {ASKED}", thread=thread)
    await customer.shown(ASKED)
    await fleet.become(f"SELECT count(*) FROM ({TIMER}) AS it", 1)
    await fleet.handled()
    read = len(customer.from_bot())

    due = await fleet.value(TIMER)
    clock.write_text(str((due - datetime.now(UTC)).total_seconds() + 0.5), encoding="ascii")
    await fleet.one_died()
    assert await fleet.value(EVENTS) == 0, "nothing was committed"
    await fleet.one_died()
    await fleet.start(clock=str(clock))

    await customer.world.wait_for(lambda: len(customer.from_bot()) > read, timeout=PATIENCE)
    await fleet.handled()
    assert await fleet.value(EVENTS) == 1
    assert await fleet.value(TIMER) > due, "the next one"
    (reminder,) = customer.from_bot()[read:]
    assert number in body(reminder)
