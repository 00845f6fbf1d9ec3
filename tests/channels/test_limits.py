"""Telegram's limits: budgets per chat, per group and in all, on a clock that the tests turn."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.limits import TELEGRAMS, Budget, Limiter, Limits

ANNA, BORIS = 5_000_000_001, 5_000_000_002
STAFF, SECOND_LINE = -1_002_000_000_001, -1_002_000_000_002


class Watch:
    """Seconds that never jump, but go when they are told to."""

    def __init__(self) -> None:
        self.seconds = 1024.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def limiter(watch: Watch) -> Limiter:
    return Limiter(watch)


def passed(limiter: Limiter, chat: int, times: int) -> int:
    """How many of so many calls are let through now."""
    return sum(limiter.reserve(chat) == 0.0 for _ in range(times))


def test_the_limits_are_telegrams() -> None:
    assert TELEGRAMS.in_all == Budget(30, 1.0)
    assert TELEGRAMS.per_group == Budget(20, 60.0)
    private = TELEGRAMS.per_private_chat
    assert private.calls / private.seconds == 1.0


def test_a_private_chat_gets_a_short_burst_and_then_one_a_second(limiter: Limiter, watch: Watch) -> None:
    assert passed(limiter, ANNA, 10) == 3
    for _ in range(3):
        watch.seconds += 1.0
        passed(limiter, ANNA, 1)
    watch.seconds += 57.0

    sent = 0
    for _ in range(30):
        sent += passed(limiter, ANNA, 5)
        watch.seconds += 1.0

    assert sent <= 30 + 2


def test_a_group_gets_twenty_a_minute(limiter: Limiter, watch: Watch) -> None:
    assert passed(limiter, STAFF, 100) == 20
    watch.seconds += 59.5
    assert passed(limiter, STAFF, 100) == 0
    watch.seconds += 0.5
    assert passed(limiter, STAFF, 100) == 20


def test_everybody_together_gets_thirty_a_second(limiter: Limiter, watch: Watch) -> None:
    assert sum(passed(limiter, ANNA + number, 1) for number in range(100)) == 30
    watch.seconds += 1.0
    assert sum(passed(limiter, ANNA + number, 1) for number in range(100, 200)) == 30


def test_the_wait_that_is_told_is_the_wait_that_is_needed(limiter: Limiter, watch: Watch) -> None:
    passed(limiter, STAFF, 20)
    watch.seconds += 10.0

    assert limiter.reserve(STAFF) == 50.0
    watch.seconds += 49.5
    assert limiter.reserve(STAFF) == 0.5
    watch.seconds += 0.5
    assert limiter.reserve(STAFF) == 0.0


def test_a_busy_chat_takes_nothing_from_the_others(limiter: Limiter) -> None:
    passed(limiter, ANNA, 3)

    assert all(limiter.reserve(ANNA) > 0 for _ in range(1000))

    assert passed(limiter, STAFF, 20) == 20
    assert sum(passed(limiter, BORIS + number, 1) for number in range(100)) == 30 - 3 - 20


def test_a_full_second_takes_nothing_from_a_chat_that_waits_for_it(limiter: Limiter, watch: Watch) -> None:
    for number in range(30):
        limiter.reserve(BORIS + number)
    assert all(limiter.reserve(ANNA) > 0 for _ in range(1000))

    watch.seconds += 1.0

    assert passed(limiter, ANNA, 10) == 3


def test_a_chat_that_telegram_told_to_wait_waits_and_the_others_go_on(limiter: Limiter, watch: Watch) -> None:
    limiter.told_to_wait(STAFF, 30)

    assert limiter.reserve(STAFF) == 30.0
    assert limiter.reserve(SECOND_LINE) == 0.0
    assert limiter.reserve(ANNA) == 0.0
    watch.seconds += 29.5
    assert limiter.reserve(STAFF) == 0.5
    watch.seconds += 0.5
    assert limiter.reserve(STAFF) == 0.0


def test_of_two_waits_the_longer_one_counts(limiter: Limiter, watch: Watch) -> None:
    limiter.told_to_wait(ANNA, 30)
    limiter.told_to_wait(ANNA, 3)

    watch.seconds += 3.0

    assert limiter.reserve(ANNA) == 27.0


def test_a_call_counts_for_as_many_messages_as_it_sends(limiter: Limiter) -> None:
    assert limiter.reserve(STAFF, 12) == 0.0
    assert limiter.reserve(STAFF, 9) == 60.0
    assert limiter.reserve(STAFF, 8) == 0.0


def test_what_is_larger_than_the_whole_budget_waits_for_an_empty_window_and_then_goes(
    limiter: Limiter, watch: Watch
) -> None:
    limiter.reserve(STAFF)
    assert limiter.reserve(STAFF, 25) == 60.0
    watch.seconds += 60.0

    assert limiter.reserve(STAFF, 25) == 0.0
    assert limiter.reserve(STAFF) == 60.0
    watch.seconds += 60.0
    assert limiter.reserve(STAFF) == 0.0


def test_decoration_leaves_a_part_of_the_budget_to_what_people_wait_for(limiter: Limiter) -> None:
    decorated = sum(limiter.reserve(STAFF, spare=True) == 0.0 for _ in range(100))

    assert 0 < decorated < 20
    assert passed(limiter, STAFF, 100) == 20 - decorated


def test_thousands_of_quiet_chats_are_forgotten_and_busy_ones_are_not() -> None:
    watch = Watch()
    limiter = Limiter(watch, Limits(in_all=Budget(1_000_000, 1.0)))
    limiter.told_to_wait(STAFF, 10_000)
    for number in range(10_000):
        limiter.reserve(ANNA + number)
    watch.seconds += 60.0
    passed(limiter, SECOND_LINE, 20)

    for number in range(10_000, 10_050):
        limiter.reserve(ANNA + number)

    assert len(limiter._chats) < 100
    assert limiter.reserve(STAFF) > 0
    assert limiter.reserve(SECOND_LINE) > 0


CALLS = st.lists(
    st.tuples(
        st.sampled_from([0.0, 0.125, 0.5, 1.0, 7.0]),
        st.sampled_from([ANNA, BORIS, STAFF, SECOND_LINE]),
        st.integers(min_value=1, max_value=3),
        st.booleans(),
    ),
    max_size=120,
)


@settings(max_examples=60)
@given(calls=CALLS)
def test_no_window_ever_holds_more_than_its_budget(calls: list[tuple[float, int, int, bool]]) -> None:
    """And whoever waits as long as they were told gets through, unless somebody else was faster."""
    watch = Watch()
    limiter = Limiter(watch)
    sent: list[tuple[float, int]] = []
    for rest, chat, cost, spare in calls:
        watch.seconds += rest
        wait = limiter.reserve(chat, cost, spare=spare)
        if wait:
            watch.seconds += wait
            assert limiter.reserve(chat, cost, spare=spare) == 0.0
        sent += [(watch.seconds, chat)] * cost
        for budget, counted in _windows(sent, watch.seconds):
            assert counted <= budget


def _windows(sent: list[tuple[float, int]], now: float) -> list[tuple[int, int]]:
    """Every budget with what is spent of it now."""
    found = [(30, sum(moment > now - 1.0 for moment, _ in sent))]
    for private, budget in ((True, Budget(3, 3.0)), (False, Budget(20, 60.0))):
        recent = Counter(
            chat for moment, chat in sent if (chat > 0) is private and moment > now - budget.seconds
        )
        found += [(budget.calls, counted) for counted in recent.values()]
    return found
