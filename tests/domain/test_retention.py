"""How long is long ago, and what a log says without anybody's words."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.answers import FormAnswer
from bot.domain.completion import Later
from bot.domain.entitlement import Enforcement, Right, Standing
from bot.domain.errors import ReopeningOver, WordsErased
from bot.domain.people import Actor
from bot.domain.policy import Disagreement, Policy
from bot.domain.priorities import Priority
from bot.domain.product import Department, LocalText
from bot.domain.retention import Span, Unit, without_words
from bot.domain.states import ClosingReason, Event
from bot.domain.ticket import Ticket
from tests.replaying import replayed
from tests.storage.making import NOON, ticket

AGENT = Actor.agent(3)
SECRET = "Иванов, квартира 7"


@pytest.mark.parametrize(
    ("span", "since"),
    [
        (Span(90, Unit.DAYS), "2026-08-24"),
        (Span(1, Unit.MONTHS), "2026-10-22"),
        (Span(12, Unit.MONTHS), "2025-11-22"),
        (Span(24, Unit.MONTHS), "2024-11-22"),
        (Span(3, Unit.YEARS), "2023-11-22"),
    ],
)
def test_a_time_is_counted_back_as_people_count(span: Span, since: str) -> None:
    at = datetime(2026, 11, 22, 10, tzinfo=UTC)
    assert span.before(at) == datetime.fromisoformat(f"{since}T10:00+00:00")
    assert at - span.before(at) >= span.at_least


def test_a_month_without_such_a_day_ends_on_its_last() -> None:
    assert Span(1, Unit.MONTHS).before(datetime(2027, 3, 31, tzinfo=UTC)) == datetime(2027, 2, 28, tzinfo=UTC)
    assert Span(1, Unit.YEARS).before(datetime(2028, 2, 29, tzinfo=UTC)) == datetime(2027, 2, 28, tzinfo=UTC)


def lived() -> Ticket:
    """Closed, after everything that leaves words in the log."""
    strict = Policy(Disagreement.CONTINUE, timedelta(days=7), enforcement=Enforcement.HOLD)
    made = ticket(1, 1, policy=strict, subject=SECRET, additions=(SECRET,), enclosed=(5,))
    made.learn_right(Right(Standing.UNKNOWN, SECRET, None, SECRET), at=NOON)
    made.let_pass(SECRET, by=AGENT, at=NOON)
    made.take(3, at=NOON)
    given = FormAnswer("account", "text", LocalText({"ru": "Номер", "en": "Number"}), SECRET)
    made.answered_later(Later((given,)), at=NOON)
    made.change_priority(Priority.LOW, by=AGENT, at=NOON, because=SECRET, used={})
    made.escalate(Department.DEVELOPMENT, SECRET, message_id=7, by=AGENT, at=NOON)
    made.return_(SECRET, message_id=8, by=AGENT, at=NOON)
    made.question_delivered(9, by=AGENT, at=NOON, options=[SECRET, "другое"])
    made.choose_option(9, SECRET, at=NOON)
    made.close(ClosingReason.NO_ANSWER, by=AGENT, at=NOON)
    return made


def test_what_is_left_of_a_ticket_follows_from_what_is_left_of_its_log() -> None:
    made = lived()
    made.erase(at=NOON + timedelta(days=900))
    log = [
        type(each)(
            each.event,
            each.transition,
            each.to,
            each.actor_kind,
            each.actor_id,
            each.happened_at,
            without_words(each.event, each.data),
        )
        for each in made.news
    ]

    assert SECRET not in repr([each.data for each in log])
    again = replayed(made, log)
    made.news.clear()
    assert again == made
    assert (made.name, made.state, made.closed_at, made.closing_reason) == (
        "EC-1",
        "closed",
        NOON,
        ClosingReason.NO_ANSWER,
    )
    assert (made.subject, made.form, made.additions, made.enclosed, made.right) == ("", (), (), (), None)


def test_an_entry_without_words_stays_as_it_is() -> None:
    data: dict[str, Any] = {"reason": "no_answer", "message_id": 5, "told": {"resolution": 80}}
    assert without_words(Event.CLOSED_BY_AGENT, data) == data


def test_a_live_ticket_is_not_erased_and_an_erased_one_not_twice() -> None:
    live = ticket(1, 1)
    live.erase(at=NOON)
    live.erase_files(at=NOON)
    assert (live.erased_at, live.files_erased_at, live.subject) == (None, None, "Экспорт не работает")

    made = lived()
    made.erase_files(at=NOON)
    made.erase(at=NOON + timedelta(days=1))
    made.erase(at=NOON + timedelta(days=2))
    assert (made.files_erased_at, made.erased_at) == (NOON, NOON + timedelta(days=1))


def test_nothing_is_added_to_what_was_erased() -> None:
    made = ticket(1, 1)
    made.require_words()
    made.withdraw(at=NOON)
    made.require_words()
    made.erase(at=NOON + timedelta(days=900))
    with pytest.raises(WordsErased):
        made.require_words()
    with pytest.raises(ReopeningOver):
        made.reopen(at=NOON + timedelta(days=901))
