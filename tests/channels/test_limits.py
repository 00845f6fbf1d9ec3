"""Telegram's limits: budgets per chat, per group and in all, on a clock that the tests turn."""

from collections import Counter
from collections.abc import AsyncIterator, Callable
from io import FileIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.limiter import OwnLimiter
from bot.channels.telegram.limits import (
    FLOOD_SECONDS,
    TELEGRAMS,
    UNANSWERED_SECONDS,
    Budget,
    Limits,
    Reservation,
)
from bot.channels.telegram.windows import Windows
from bot.services.sending import EVERYWHERE, Wait
from tests.channels.watch import Watch

ANNA, BORIS = 5_000_000_001, 5_000_000_002
STAFF, SECOND_LINE = -1_002_000_000_001, -1_002_000_000_002


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def windows(watch: Watch) -> Windows:
    return Windows(watch)


def wait(windows: Windows, chat: int, cost: int = 1, *, spare: bool = False) -> float:
    """Seconds until a call is let through, or 0 when it is, and is answered at once."""
    found = windows.reserve(chat, cost, spare=spare)
    if isinstance(found, Wait):
        return found.seconds
    windows.settle(found)
    return 0.0


def passed(windows: Windows, chat: int, times: int) -> int:
    """How many of so many calls are let through now."""
    return sum(wait(windows, chat) == 0.0 for _ in range(times))


def test_the_limits_are_telegrams() -> None:
    assert TELEGRAMS.in_all == Budget(30, 1.0)
    assert TELEGRAMS.per_group == Budget(20, 60.0)
    private = TELEGRAMS.per_private_chat
    assert private.calls / private.seconds == 1.0


def test_a_private_chat_gets_a_short_burst_and_then_one_a_second(windows: Windows, watch: Watch) -> None:
    assert passed(windows, ANNA, 10) == 3
    for _ in range(3):
        watch.seconds += 1.0
        passed(windows, ANNA, 1)
    watch.seconds += 57.0

    sent = 0
    for _ in range(30):
        sent += passed(windows, ANNA, 5)
        watch.seconds += 1.0

    assert sent <= 30 + 2


def test_a_group_gets_twenty_a_minute(windows: Windows, watch: Watch) -> None:
    assert passed(windows, STAFF, 100) == 20
    watch.seconds += 59.5
    assert passed(windows, STAFF, 100) == 0
    watch.seconds += 0.5
    assert passed(windows, STAFF, 100) == 20


def test_everybody_together_gets_thirty_a_second(windows: Windows, watch: Watch) -> None:
    assert sum(passed(windows, ANNA + number, 1) for number in range(100)) == 30
    watch.seconds += 1.0
    assert sum(passed(windows, ANNA + number, 1) for number in range(100, 200)) == 30


def test_the_wait_that_is_told_is_the_wait_that_is_needed(windows: Windows, watch: Watch) -> None:
    passed(windows, STAFF, 20)
    watch.seconds += 10.0

    assert wait(windows, STAFF) == 50.0
    watch.seconds += 49.5
    assert wait(windows, STAFF) == 0.5
    watch.seconds += 0.5
    assert wait(windows, STAFF) == 0.0


def test_who_waits_hears_for_what(windows: Windows) -> None:
    passed(windows, STAFF, 20)
    assert windows.reserve(STAFF) == Wait(60.0, str(STAFF))
    assert windows.reserve(STAFF, spare=True) == Wait(60.0, f"{STAFF} spare")
    passed(windows, BORIS, 1)
    for number in range(10):
        passed(windows, ANNA + 10 + number, 1)
    assert windows.reserve(ANNA) == Wait(1.0, EVERYWHERE)


def test_a_busy_chat_takes_nothing_from_the_others(windows: Windows) -> None:
    passed(windows, ANNA, 3)

    assert all(wait(windows, ANNA) > 0 for _ in range(1000))

    assert passed(windows, STAFF, 20) == 20
    assert sum(passed(windows, BORIS + number, 1) for number in range(100)) == 30 - 3 - 20


def test_a_full_second_takes_nothing_from_a_chat_that_waits_for_it(windows: Windows, watch: Watch) -> None:
    for number in range(30):
        wait(windows, BORIS + number)
    assert all(wait(windows, ANNA) > 0 for _ in range(1000))

    watch.seconds += 1.0

    assert passed(windows, ANNA, 10) == 3


def test_a_call_that_concerns_no_chat_counts_in_all(windows: Windows) -> None:
    assert sum(isinstance(windows.reserve(None), Reservation) for _ in range(100)) == 30
    assert windows.reserve(ANNA) == Wait(1.0, EVERYWHERE)


def test_a_chat_that_telegram_told_to_wait_waits_and_the_others_go_on(windows: Windows, watch: Watch) -> None:
    windows.told_to_wait(STAFF, 30)

    assert wait(windows, STAFF) == 30.0
    assert wait(windows, SECOND_LINE) == 0.0
    assert wait(windows, ANNA) == 0.0
    watch.seconds += 29.5
    assert wait(windows, STAFF) == 0.5
    watch.seconds += 0.5
    assert wait(windows, STAFF) == 0.0


def test_of_two_waits_the_longer_one_counts(windows: Windows, watch: Watch) -> None:
    windows.told_to_wait(ANNA, 30)
    windows.told_to_wait(ANNA, 3)

    watch.seconds += 3.0

    assert wait(windows, ANNA) == 27.0


def test_where_several_chats_are_told_to_wait_in_a_row_all_wait(windows: Windows, watch: Watch) -> None:
    for chat in (STAFF, ANNA, ANNA):
        windows.told_to_wait(chat, 30)
    assert wait(windows, SECOND_LINE) == 0.0

    windows.told_to_wait(BORIS, 7)

    assert windows.reserve(SECOND_LINE) == Wait(7.0, EVERYWHERE)
    watch.seconds += 7.0
    assert wait(windows, SECOND_LINE) == 0.0
    assert wait(windows, STAFF) == 23.0


def test_chats_that_are_told_to_wait_now_and_then_are_no_flood(windows: Windows, watch: Watch) -> None:
    for number in range(10):
        windows.told_to_wait(ANNA + number, 1)
        watch.seconds += FLOOD_SECONDS / 2

    assert wait(windows, STAFF) == 0.0


def test_a_call_counts_for_as_many_messages_as_it_sends(windows: Windows) -> None:
    assert wait(windows, STAFF, 12) == 0.0
    assert wait(windows, STAFF, 9) == 60.0
    assert wait(windows, STAFF, 8) == 0.0


def test_what_was_reserved_and_not_needed_is_given_back(windows: Windows) -> None:
    found = windows.reserve(STAFF, 20)
    assert isinstance(found, Reservation)
    assert wait(windows, STAFF) == 60.0

    windows.settle(found, 4)

    assert passed(windows, STAFF, 100) == 16


def test_what_took_more_calls_than_it_reserved_counts_whole(windows: Windows) -> None:
    found = windows.reserve(STAFF)
    assert isinstance(found, Reservation)

    windows.settle(found, 3)

    assert passed(windows, STAFF, 100) == 17


def test_the_first_answers_do_not_tell_how_long_the_way_is(windows: Windows, watch: Watch) -> None:
    """All of them may have been slow to get there: what they took may all have passed before they counted."""
    calls = [windows.reserve(ANNA + number) for number in range(30)]
    watch.seconds += 0.5
    for each in calls:
        assert isinstance(each, Reservation)
        windows.settle(each)
    watch.seconds += 0.875

    assert wait(windows, ANNA + 100) == 0.125


def test_a_call_counts_from_when_telegram_may_have_counted_it(windows: Windows, watch: Watch) -> None:
    """Telegram counts when a call comes in: one that was long on its way would share a window with what is
    sent a minute after it was made."""
    quick = windows.reserve(SECOND_LINE)
    watch.seconds += 0.125
    assert isinstance(quick, Reservation)
    windows.settle(quick)
    slow = windows.reserve(STAFF, 20)
    assert isinstance(slow, Reservation)
    watch.seconds += 0.625

    windows.settle(slow)

    watch.seconds += 59.375
    assert 0.4 < wait(windows, STAFF) <= 0.625


def test_a_call_without_an_answer_counts_as_late_as_it_can_have_come_in(
    windows: Windows, watch: Watch
) -> None:
    assert isinstance(windows.reserve(STAFF, 20), Reservation)

    watch.seconds += 60.0
    assert wait(windows, STAFF) == UNANSWERED_SECONDS
    watch.seconds += UNANSWERED_SECONDS
    assert wait(windows, STAFF) == 0.0


def test_what_is_larger_than_the_whole_budget_waits_for_an_empty_window_and_then_goes(
    windows: Windows, watch: Watch
) -> None:
    wait(windows, STAFF)
    assert wait(windows, STAFF, 25) == 60.0
    watch.seconds += 60.0

    assert wait(windows, STAFF, 25) == 0.0
    assert wait(windows, STAFF) == 60.0
    watch.seconds += 60.0
    assert wait(windows, STAFF) == 0.0


def test_decoration_leaves_a_part_of_the_budget_to_what_people_wait_for(windows: Windows) -> None:
    decorated = sum(wait(windows, STAFF, spare=True) == 0.0 for _ in range(100))

    assert 0 < decorated < 20
    assert passed(windows, STAFF, 100) == 20 - decorated


def test_budgets_of_nobody_knows_who_are_taken_as_spent(watch: Watch) -> None:
    windows = Windows(watch, TELEGRAMS.divided(2), full_at=watch.seconds - 0.5)

    assert windows.reserve(BORIS) == Wait(2.5, str(BORIS))
    assert windows.reserve(STAFF) == Wait(59.5, str(STAFF))
    watch.seconds += 59.5
    assert passed(windows, STAFF, 100) == 10


def test_thousands_of_quiet_chats_are_forgotten_and_busy_ones_are_not() -> None:
    watch = Watch()
    windows = Windows(watch, Limits(in_all=Budget(1_000_000, 1.0)))
    windows.told_to_wait(STAFF, 10_000)
    for number in range(10_000):
        windows._chat(ANNA + number)
    watch.seconds += 60.0
    passed(windows, SECOND_LINE, 20)

    for number in range(10_000, 10_050):
        wait(windows, ANNA + number)

    assert len(windows._chats) < 100
    assert wait(windows, STAFF) > 0
    assert wait(windows, SECOND_LINE) > 0


Starts = Callable[..., OwnLimiter]
SENT = "sent.txt"


@pytest.fixture
async def starts(watch: Watch, tmp_path: Path) -> AsyncIterator[Starts]:
    """A bot of many that follow each other, each after the one before was killed."""
    limiters: list[OwnLimiter] = []

    def start(path: str = SENT) -> OwnLimiter:
        limiters.append(OwnLimiter(watch, journal=tmp_path / path))
        return limiters[-1]

    yield start
    for limiter in limiters:
        await limiter.close()


async def sent(limiter: OwnLimiter, chat: int, times: int) -> int:
    return sum([isinstance(await limiter.reserve(chat), Reservation) for _ in range(times)])


async def test_who_follows_a_bot_that_was_killed_goes_on_within_its_limits(
    tmp_path: Path, starts: Starts, watch: Watch
) -> None:
    journal = tmp_path / SENT
    assert await sent(starts(), STAFF, 15) == 15
    watch.seconds += 30.0
    with journal.open("a") as file:
        file.write("1040.5 -10")  # it was killed in the middle of a line

    second = starts()
    assert await sent(second, STAFF, 100) == 5
    assert await sent(second, ANNA, 100) == 3
    third = starts()
    assert await sent(third, STAFF, 100) == 0
    watch.seconds += 30.0 + UNANSWERED_SECONDS
    assert await sent(third, STAFF, 100) == 15
    assert await sent(starts(), STAFF, 100) == 0


async def test_what_was_noted_before_the_machine_started_anew_counts_no_more(
    starts: Starts, watch: Watch
) -> None:
    await sent(starts(), STAFF, 20)
    watch.seconds = 3.0

    assert await sent(starts(), STAFF, 100) == 20


async def test_after_a_restart_a_chat_that_telegram_told_to_wait_was_called_at_once(
    starts: Starts, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = starts()
    await first.told_to_wait(STAFF, 300)
    await first.told_to_wait(STAFF, 3)
    await first.told_to_wait(ANNA, 200)
    await first.told_to_wait(BORIS, 100)

    watch.seconds += 50.0
    assert await starts().reserve(SECOND_LINE) == Wait(50.0, EVERYWHERE)
    watch.seconds += 50.0
    monkeypatch.setattr("bot.channels.telegram.journal.LINES", 0)  # begun anew with each line
    second = starts()
    assert await sent(second, SECOND_LINE, 1) == 1
    assert await starts().reserve(STAFF) == Wait(200.0, str(STAFF))
    watch.seconds += 200.0
    assert await sent(starts(), STAFF, 1) == 1

    watch.seconds = 3.0
    assert await sent(starts(), STAFF, 1) == 1, "the machine started anew"


async def test_the_file_stays_small(
    tmp_path: Path, starts: Starts, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.journal.LINES", 50)
    limiter = starts()
    for _ in range(200):
        assert await sent(limiter, STAFF, 1) == 1
        watch.seconds += 4.0

    journal = tmp_path / SENT
    assert len(journal.read_text().splitlines()) <= 51
    assert await sent(starts(), STAFF, 100) == 20 - 15


async def test_a_file_that_cannot_be_written_keeps_nobody_from_being_answered(
    starts: Starts,
) -> None:
    assert await sent(starts("gone/sent.txt"), STAFF, 30) == 20
    assert await sent(starts("."), STAFF, 30) == 20


async def test_the_file_was_opened_for_each_line(starts: Starts, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bot that sends thirty messages a second waited for it."""
    opened: list[Path] = []

    class Counted(FileIO):
        def __init__(self, path: Path, mode: str) -> None:
            opened.append(path)
            super().__init__(path, mode)

    monkeypatch.setattr("bot.channels.telegram.journal.FileIO", Counted)
    assert await sent(starts(), STAFF, 20) == 20

    assert len(opened) == 1
    assert await sent(starts(), STAFF, 1) == 0, "each line was there at once"


async def test_a_file_that_is_deleted_or_ends_in_the_middle_of_a_line_is_gone_on_with(
    tmp_path: Path, starts: Starts, watch: Watch
) -> None:
    journal = tmp_path / SENT
    killed = starts()
    assert await sent(killed, SECOND_LINE, 1) == 1
    journal.unlink()
    assert await sent(killed, SECOND_LINE, 4) == 4
    late = starts()
    assert await sent(late, ANNA, 0) == 0
    await late.reserve(BORIS)
    await late.close()
    journal.write_text(f"{journal.read_text()}{watch.seconds} {STAFF}")
    assert await sent(late, SECOND_LINE, 6) == 6

    assert await sent(starts(), SECOND_LINE, 30) == 20 - 4 - 6


async def test_a_disk_that_was_full_for_a_while_costs_the_lines_of_that_time(
    starts: Starts, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_full = False

    class Full(FileIO):
        def write(self, data: Any, /) -> int:
            return super().write(bytes(data)[:9] if is_full else data)

    monkeypatch.setattr("bot.channels.telegram.journal.FileIO", Full)
    first = starts()
    assert await sent(first, STAFF, 5) == 5
    is_full = True
    assert await sent(first, STAFF, 2) == 2
    is_full = False
    assert await sent(first, STAFF, 5) == 5

    assert await sent(starts(), STAFF, 30) == 20 - 5 - 5


QUICKEST = 1 / 16
CALLS = st.lists(
    st.tuples(
        st.sampled_from([0.0, 0.125, 0.5, 1.0, 7.0]),
        st.sampled_from([ANNA, BORIS, STAFF, SECOND_LINE]),
        st.integers(min_value=1, max_value=3),
        st.booleans(),
        st.sampled_from([QUICKEST, 0.125, 0.5, 2.0]),
        st.floats(min_value=0.0, max_value=1.0),
    ),
    max_size=90,
)


@settings(max_examples=100)
@given(calls=CALLS)
def test_no_window_ever_holds_more_than_its_budget(
    calls: list[tuple[float, int, int, bool, float, float]],
) -> None:
    """Wherever between a call and its answer Telegram counts it, on ways that take their time."""
    watch = Watch()
    windows = Windows(watch)
    first = windows.reserve(None)
    assert isinstance(first, Reservation)
    watch.seconds += QUICKEST
    windows.settle(first, 1)
    counted: list[tuple[float, int]] = []
    under_way: list[tuple[float, Reservation]] = []
    way = QUICKEST / 4
    for rest, chat, cost, spare, took, where in calls:
        end = watch.seconds + rest
        found = None
        while not isinstance(found, Reservation):
            for answered, each in sorted(under_way, key=lambda one: one[0]):
                if answered <= end:
                    watch.seconds = max(watch.seconds, answered)
                    windows.settle(each)
                    under_way.remove((answered, each))
            watch.seconds = end
            found = windows.reserve(chat, cost, spare=spare)
            if isinstance(found, Wait):
                assert 0 < found.seconds <= 60.0 + UNANSWERED_SECONDS
                end = watch.seconds + found.seconds
        under_way.append((watch.seconds + took, found))
        at = watch.seconds + way + where * (took - 2 * way)
        counted += [(at, chat)] * cost
    _assert_kept(counted)


def _assert_kept(counted: list[tuple[float, int]]) -> None:
    """In any window, half open, that ends with a call."""
    for end, _ in counted:
        recent = [(at, chat) for at, chat in counted if at <= end]
        assert sum(at > end - 1.0 for at, _ in recent) <= 30
        for is_private, budget in ((True, Budget(3, 3.0)), (False, Budget(20, 60.0))):
            by_chat = Counter(
                chat for at, chat in recent if (chat > 0) is is_private and at > end - budget.seconds
            )
            assert all(number <= budget.calls for number in by_chat.values())
