"""Who waits for a limit goes on by urgency, first come among equals; and nobody waits for ever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.waiting_line import LEAST_SHARE, WaitingLine

CUSTOMER, AGENT, COSMETIC = 0, 1, 2


def line(*waiting: tuple[str, int]) -> WaitingLine:
    made = WaitingLine()
    for order, (lane, urgency) in enumerate(waiting):
        made.put(lane, urgency, order)
    return made


def test_the_most_urgent_comes_first_and_equals_as_they_came() -> None:
    waiting = line(("mark", COSMETIC), ("desk", AGENT), ("anna", CUSTOMER), ("boris", CUSTOMER))
    assert [waiting.pop() for _ in range(4)] == ["anna", "boris", "desk", "mark"]
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


def test_while_customers_wait_without_end_agents_and_decoration_get_their_share() -> None:
    waiting = WaitingLine()
    for number in range(100):
        waiting.put(f"agent {number}", AGENT, number)
        waiting.put(f"mark {number}", COSMETIC, number)
    gone = []
    for number in range(100):
        waiting.put(f"customer {number}", CUSTOMER, number)
        gone.append(waiting.pop().split()[0])

    assert gone.count("agent") >= 100 // LEAST_SHARE[AGENT] - 2
    assert gone.count("mark") == 100 // LEAST_SHARE[COSMETIC]
    assert gone.count("customer") > 60


@given(arrivals=st.lists(st.lists(st.sampled_from([CUSTOMER, AGENT, COSMETIC]), max_size=4), max_size=80))
def test_nobody_waits_longer_than_their_share_allows(arrivals: list[list[int]]) -> None:
    """So many turns at the most: the share of those who came before in the same class, and its own."""
    waiting, order, came, ahead = WaitingLine(), 0, dict[str, int](), dict[str, int]()
    turns = 0
    for urgencies in arrivals:
        for urgency in urgencies:
            lane = f"{urgency} {order}"
            ahead[lane] = sum(each.startswith(f"{urgency} ") for each in came)
            came[lane] = turns
            waiting.put(lane, urgency, order)
            order += 1
        if waiting:
            gone = waiting.pop()
            urgency = int(gone.split()[0])
            share = LEAST_SHARE.get(urgency)
            if share:
                assert turns - came[gone] < (share + 1) * (ahead[gone] + 1)
            del came[gone]
            turns += 1
