"""Whoever pours out messages is listened to slowly, everybody else at once."""

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest import pace as pace_module
from bot.ingest.pace import Pace, Pacing
from bot.services.incoming import RawUpdate
from tests.ingest.front_door import Watch, raw

GROUP = -1001234567890


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def pace(watch: Watch) -> Pace:
    return Pace(watch, Pacing(burst=3, seconds=2.0))


def part(update_id: int, album: str) -> RawUpdate:
    payload = f'{{"update_id":{update_id},"message":{{"chat":{{"id":7}},"media_group_id":"{album}"}}}}'
    return raw(update_id, payload=payload)


def test_a_burst_passes_and_then_one_each_so_many_seconds(pace: Pace, watch: Watch) -> None:
    assert [pace.wait(raw(each)) for each in range(4)] == [0, 0, 0, 2]
    watch.seconds += 1.5
    assert pace.wait(raw(4)) == 0.5
    watch.seconds += 0.5
    assert [pace.wait(raw(4)), pace.wait(raw(5))] == [0, 2]


def test_a_flood_is_held_back_on_purpose_as_long_as_it_moves(pace: Pace, watch: Watch) -> None:
    assert not pace.holds_back(raw(0).lane)
    for each in range(4):
        pace.wait(raw(each))
    assert pace.holds_back(raw(4).lane)
    assert not pace.holds_back(raw(5, chat_id=8).lane)
    watch.seconds += 2
    assert pace.holds_back(raw(4).lane), "its next turn has come"
    watch.seconds += 1
    assert not pace.holds_back(raw(4).lane), "nobody has taken it: something else is wrong"


def test_who_has_been_quiet_may_burst_again(pace: Pace, watch: Watch) -> None:
    for each in range(4):
        pace.wait(raw(each))
    watch.seconds += 6
    assert [pace.wait(raw(each)) for each in range(4)] == [0, 0, 0, 2]


def test_an_album_counts_once(pace: Pace) -> None:
    assert [pace.wait(part(each, "first")) for each in range(10)] == [0] * 10
    assert [pace.wait(part(each, "second")) for each in range(10)] == [0] * 10
    assert [pace.wait(raw(20)), pace.wait(raw(21))] == [0, 2]


def test_one_flood_slows_nobody_else_and_no_agent_ever(pace: Pace) -> None:
    for each in range(4):
        pace.wait(raw(each))
    assert pace.wait(raw(5, chat_id=8)) == 0
    assert {pace.wait(raw(each, chat_id=GROUP)) for each in range(100)} == {0}


def test_it_is_news_once_in_each_flood(pace: Pace, watch: Watch) -> None:
    for each in range(4):
        pace.wait(raw(each))
    assert pace.is_news(raw(4)), "it may not have come so far as to be told"
    assert pace.is_news(raw(4))
    pace.was_told(raw(4))
    assert not pace.is_news(raw(4))
    watch.seconds += 6
    for each in range(4):
        pace.wait(raw(each))
    assert pace.is_news(raw(4))


def test_memory_does_not_grow_with_the_customers_ever_seen(
    pace: Pace, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace_module, "REMEMBERED", 5)
    for chat_id in range(1, 100):
        pace.wait(raw(chat_id, chat_id=chat_id))
        watch.seconds += 2
    assert len(pace._flows) <= 5


@given(st.lists(st.floats(0, 20), max_size=60))
def test_no_window_holds_more_than_the_burst_and_its_pace(gaps: list[float]) -> None:
    watch, numbers = Watch(), count()
    pace = Pace(watch, Pacing(burst=3, seconds=2.0))
    taken = []
    for gap in gaps:
        watch.seconds += gap
        if not pace.wait(raw(next(numbers))):
            taken.append(watch.seconds)
    for number, first in enumerate(taken):
        for more, last in enumerate(taken[number:], start=1):
            assert more <= 3 + (last - first) / 2.0 + 1e-6
