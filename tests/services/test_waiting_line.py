"""Who waits for a limit goes on by urgency, first come among equals; and nobody waits for ever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.delivery import Urgency
from bot.services.waiting_line import LEAST_SHARE, WaitingLine

CUSTOMER, BLOCKER, AGENT, COSMETIC = Urgency


def line(*waiting: tuple[str, int]) -> WaitingLine:
    made = WaitingLine()
    for order, (lane, urgency) in enumerate(waiting):
        made.put(lane, urgency, order)
    return made


def test_the_most_urgent_comes_first_and_equals_as_they_came() -> None:
    waiting = line(
        ("mark", COSMETIC), ("desk", AGENT), ("stopped", BLOCKER), ("anna", CUSTOMER), ("boris", CUSTOMER)
    )
    assert [waiting.pop() for _ in range(5)] == ["anna", "boris", "stopped", "desk", "mark"]
    with pytest.raises(IndexError):
        waiting.pop()


def test_who_comes_back_has_the_place_that_it_had() -> None:
    waiting = line(("anna", CUSTOMER), ("boris", CUSTOMER))
    assert waiting.pop() == "anna"
    waiting.put("vera", CUSTOMER, 2)
    waiting.put("anna", CUSTOMER, 0)
    assert [waiting.pop() for _ in range(3)] == ["anna", "boris", "vera"]


def test_who_becomes_more_urgent_stands_there_once() -> None:
    waiting = line(("desk", AGENT), ("card", COSMETIC))
    waiting.put("card", CUSTOMER, 1)
    assert len(waiting) == 2
    assert [waiting.pop(), waiting.pop()] == ["card", "desk"]
    waiting.put("card", COSMETIC, 5)
    waiting.put("mark", COSMETIC, 3)
    assert waiting.pop() == "mark"


def test_who_left_is_passed_by() -> None:
    waiting = line(("anna", CUSTOMER), ("boris", CUSTOMER))
    waiting.remove("anna")
    assert "anna" not in waiting
    assert waiting.pop() == "boris"
    assert not waiting


@pytest.mark.parametrize("others", [(AGENT, COSMETIC), (BLOCKER, AGENT, COSMETIC)])
def test_while_customers_wait_without_end_all_others_get_their_share(others: tuple[Urgency, ...]) -> None:
    """One turn more may go by where two are due at once."""
    waiting, gone = WaitingLine(), list[int]()
    for number in range(200):
        for urgency in others:
            waiting.put(f"{urgency} {number}", urgency, number)
    for number in range(200):
        waiting.put(f"{CUSTOMER} {number}", CUSTOMER, number)
        gone.append(int(waiting.pop().split()[0]))

    assert BLOCKER not in others or gone.count(BLOCKER) >= 200 // (LEAST_SHARE[BLOCKER] + 1)
    assert gone.count(AGENT) >= 200 // LEAST_SHARE[AGENT] - 2
    assert gone.count(COSMETIC) == 200 // LEAST_SHARE[COSMETIC]
    assert gone.count(CUSTOMER) > 60


def test_while_blockers_wait_without_end_agents_and_decoration_get_their_share() -> None:
    waiting = line(*((f"blocker {each}", BLOCKER) for each in range(100)))
    for number in range(100):
        waiting.put(f"agent {number}", AGENT, 100 + number)
        waiting.put(f"mark {number}", COSMETIC, 200 + number)
    gone = [waiting.pop().split()[0] for _ in range(100)]

    assert gone.count("agent") >= 100 // LEAST_SHARE[AGENT] - 2
    assert gone.count("mark") == 100 // LEAST_SHARE[COSMETIC]
    assert gone.count("blocker") > 60


@given(arrivals=st.lists(st.lists(st.sampled_from(Urgency), max_size=4), max_size=80))
def test_nobody_waits_longer_than_their_share_allows(arrivals: list[list[Urgency]]) -> None:
    """So many turns at the most: the share of those who came before in the same class, and its own; less
    urgent ones that are due at the same moment go first."""
    waiting, order, came, ahead = WaitingLine(), 0, dict[str, int](), dict[str, int]()
    turns = 0
    for urgencies in arrivals:
        for urgency in urgencies:
            lane = f"{urgency.value} {order}"
            ahead[lane] = sum(each.startswith(f"{urgency.value} ") for each in came)
            came[lane] = turns
            waiting.put(lane, urgency, order)
            order += 1
        if waiting:
            gone = waiting.pop()
            its = Urgency(int(gone.split()[0]))
            share = LEAST_SHARE.get(its)
            if share:
                others_due = COSMETIC - its
                assert turns - came[gone] < (share + max(1, others_due)) * (ahead[gone] + 1)
            del came[gone]
            turns += 1
