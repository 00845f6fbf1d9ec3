"""The benchmarks count right."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from bot.sandbox.model import Call
from tests.benchmarks.__main__ import list_of_kinds, list_of_numbers, settings_of
from tests.benchmarks.counter import Counter
from tests.benchmarks.figures import percentile
from tests.benchmarks.kinds import Kind
from tests.benchmarks.load import Key, Stopwatch, answers, copied, flood, said, steady
from tests.benchmarks.profile import OTHER, area, by_area
from tests.benchmarks.shares import FIRST, SECOND, limits
from tests.benchmarks.soak import slope

AT = datetime(2026, 11, 22, tzinfo=UTC)


def call(method: str, status: int = 200, **values: object) -> Call:
    return Call(method, values, AT, status)


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0, 1.0), (0.5, 10.0), (0.95, 19.0), (0.96, 20.0), (1.0, 20.0)]
)
def test_a_percentile_is_a_value_that_was_measured(share: float, expected: float) -> None:
    assert percentile([float(each) for each in range(20, 0, -1)], share) == expected


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        (FIRST, {"cpu.cfs_period_us": "10000", "cpu.cfs_quota_us": "2500"}),
        (SECOND, {"cpu.max": "2500 10000"}),
    ],
)
def test_a_part_of_a_core_is_written_as_control_groups_have_it(
    folder: Path, expected: dict[str, str]
) -> None:
    assert limits(folder, 0.25) == expected


def test_of_nothing_there_is_no_percentile() -> None:
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 0.5)


def test_a_call_answers_a_chat_or_what_it_copies_and_nothing_where_it_only_decorates() -> None:
    group = "-100"
    assert list(answers(call("sendMessage", chat_id="7"))) == [said(7)]
    assert list(answers(call("sendMessage", chat_id=group, message_thread_id="3"))) == [said(-100, 3)]
    assert list(answers(call("copyMessage", chat_id=group, from_chat_id="7", message_id="5"))) == [
        copied(7, 5)
    ]
    several = call("copyMessages", chat_id="7", from_chat_id=group, message_ids="[5, 6]")
    assert list(answers(several)) == [copied(-100, 5), copied(-100, 6)]
    assert not list(answers(call("editMessageText", chat_id="7")))
    assert not list(answers(call("sendMessage", 429, chat_id="7")))


async def test_who_writes_at_a_steady_rate_waits_for_nobody() -> None:
    watch = Stopwatch()
    loop = asyncio.get_running_loop()

    def write() -> Key:
        loop.call_soon(watch.append, call("sendMessage", chat_id="7"))
        return said(7)

    assert len(await steady(watch, [write], rate=10_000.0, number=5)) == 5


async def test_in_a_flood_nobody_writes_before_they_are_answered() -> None:
    watch, waiting, written = Stopwatch(), set[int](), 0
    loop = asyncio.get_running_loop()

    def write(chat: int) -> Key:
        nonlocal written
        assert chat not in waiting
        waiting.add(chat)
        written += 1

        def answer() -> None:
            waiting.remove(chat)
            watch.append(call("sendMessage", chat_id=str(chat)))

        loop.call_soon(answer)
        return said(chat)

    writers = [lambda chat=chat: write(chat) for chat in (7, 8, 9)]
    assert await flood(watch, writers, number=20) > 0
    assert written == 20


def test_what_one_process_counts_another_one_reads(tmp_path: Path) -> None:
    path = tmp_path / "count"
    with Counter.create(path) as here, Counter.at(path) as there:
        there.value += 3
        assert here.value == 3


def test_only_a_postgresql_is_shared_by_processes() -> None:
    assert settings_of(None, None) == [("sqlite", 1), ("postgres", 1), ("postgres", 2), ("postgres", 4)]
    assert settings_of(None, "1,2") == [("sqlite", 1), ("postgres", 1), ("postgres", 2)]
    with pytest.raises(click.BadParameter, match="postgres"):
        settings_of("sqlite", "2")


def test_options_that_make_no_sense_are_refused() -> None:
    assert list_of_kinds("answers,forms") == [Kind.ANSWERS, Kind.FORMS]
    assert list_of_numbers("1,4") == [1, 4]
    with pytest.raises(click.BadParameter, match="forms,messages,answers"):
        list_of_kinds("forms,else")
    for nonsense in ("two", "0", ""):
        with pytest.raises(click.BadParameter):
            list_of_numbers(nonsense)


def test_a_built_in_costs_who_calls_it_and_waiting_costs_nobody() -> None:
    ours, theirs = ("/tree/storage/inbox.py", 1, "take"), ("/x/site-packages/aiogram/bot.py", 1, "send")
    stats = {
        ours: (1, 1, 2.0, 9.0, {}),
        theirs: (1, 1, 1.0, 9.0, {}),
        ("~", 0, "<built-in method len>"): (
            2,
            2,
            3.5,
            3.5,
            {ours: (1, 1, 3.0, 3.0), theirs: (1, 1, 0.5, 0.5)},
        ),
        ("~", 0, "<method 'poll' of 'select.epoll' objects>"): (1, 1, 50.0, 50.0, {ours: (1, 1, 50.0, 50.0)}),
    }
    assert by_area(stats) == {"our storage": 5.0, "aiogram": 1.5}
    assert area("/somewhere/else.py") == OTHER


def test_memory_that_fills_up_in_the_beginning_does_not_grow() -> None:
    assert slope([100.0, 180.0, 200.0, 200.0, 200.0, 200.0]) == pytest.approx(0.0)
    assert slope([100.0, 180.0, 200.0, 203.0, 206.0, 209.0]) == pytest.approx(3.0)
