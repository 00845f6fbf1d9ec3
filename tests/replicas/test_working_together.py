"""Replicas share the work: order within a conversation is kept, and everything happens once."""

import pytest

from tests.crash.registering import Steadfast, SteadfastAgent
from tests.replicas.fleet import Fleet
from tests.replicas.talking import WORDS, all_is_there, register, sent_twice, write_on

pytestmark = pytest.mark.timeout(600)  # real processes, where the machine is busy


@pytest.mark.parametrize("number", [2, 4])
async def test_replicas_share_the_work_and_do_it_once(
    fleet: Fleet, customers: list[Steadfast], staff: SteadfastAgent, number: int
) -> None:
    for _ in range(number):
        await fleet.start()
    await fleet.size(number)
    numbers = await register(customers)
    await write_on(customers)
    await all_is_there(fleet, customers, staff, numbers, WORDS)
    assert sent_twice(customers) == 0
    shared = await fleet.value("SELECT count(DISTINCT holder) FROM inbox")
    assert shared > 1, "not only who fetches handles"
