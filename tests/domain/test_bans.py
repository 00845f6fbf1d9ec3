"""For how long a customer may not write, as administrators say it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain import errors
from bot.domain.bans import Ban, read_term

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.mark.parametrize("words", ["7 спам", "7 days спам", "7 дней спам", "7  д. спам"])
def test_days_are_of_24_hours(words: str) -> None:
    assert read_term(words, NOON, MOSCOW) == (NOON + timedelta(days=7), "спам")


@pytest.mark.parametrize("words", ["until 2026-12-31 спам", "до 31.12.2026 спам", "Until  2026-12-31, спам"])
def test_a_last_day_counts_whole_by_the_offices_clock(words: str) -> None:
    until, reason = read_term(words, NOON, MOSCOW)
    assert until == datetime(2027, 1, 1, tzinfo=MOSCOW)
    assert reason == "спам"


def test_a_reason_alone_has_no_end() -> None:
    assert read_term("пишет  всем подряд", NOON, MOSCOW) == (None, "пишет всем подряд")


def test_a_reason_may_begin_with_a_number_that_is_no_term() -> None:
    assert read_term("30-й спам", NOON, MOSCOW) == (None, "30-й спам")


def test_today_is_not_over_yet() -> None:
    assert read_term("until 2026-11-20 спам", NOON, MOSCOW)[0] == datetime(2026, 11, 21, tzinfo=MOSCOW)


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ("", errors.BanReasonWanted),
        ("7", errors.BanReasonWanted),
        ("до 31.12.2026", errors.BanReasonWanted),
        ("until soon спам", errors.BanEndUnreadable),
        ("until 2026-02-30 спам", errors.BanEndUnreadable),
        ("until 2026-11-19 спам", errors.BanEndPassed),
        ("until 9999-12-31 спам", errors.BanTooLong),
        ("until 2126-12-31 спам", errors.BanTooLong),
        ("0 спам", errors.BanTooLong),
        ("999999999 спам", errors.BanTooLong),
    ],
)
def test_what_is_no_term_is_refused(words: str, refusal: type[errors.Refusal]) -> None:
    with pytest.raises(refusal):
        read_term(words, NOON, MOSCOW)


def test_the_moment_of_the_message_decides() -> None:
    ban = Ban(NOON, "спам", "e-comet", NOON + timedelta(days=1))
    minute = timedelta(minutes=1)
    assert [ban.is_in_force(NOON + each) for each in (-minute, timedelta(0), timedelta(days=1))] == [
        False,
        True,
        False,
    ]


def test_silence_says_nothing_until_a_day_after_the_customer_may_speak_again() -> None:
    ban, hour = Ban(NOON, "спам", "e-comet", NOON + timedelta(days=3)), timedelta(hours=1)
    deadline = NOON + timedelta(days=2)
    moments = (deadline, NOON + timedelta(days=4) - hour, NOON + timedelta(days=4))
    assert [ban.excuses(deadline, each) for each in moments] == [True, True, False]
    assert not ban.excuses(NOON - hour, NOON), "the period was over before the ban"
    assert Ban(NOON, "спам", "e-comet").excuses(deadline, NOON + timedelta(days=900))


def test_attempts_are_counted_and_answered_once_a_day() -> None:
    ban, answered = Ban(NOON, "спам", "e-comet"), []
    for hours in (0, 1, 23, 24, 25):
        ban, is_news = ban.attempted(NOON + timedelta(hours=hours))
        answered.append(is_news)
    assert answered == [True, False, False, True, False]
    assert ban.refused == 5
    assert Ban.from_json(ban.as_json()) == ban
