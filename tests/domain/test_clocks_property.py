"""Whatever happens to a ticket, its clocks agree with a walk by minutes over what happened."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.calendar import BusinessCalendar
from bot.domain.due_times import used, used_by_clock
from bot.domain.errors import Refusal
from bot.domain.people import Actor
from bot.domain.priorities import Priority
from bot.domain.states import State
from bot.domain.targets import ClockKind
from bot.domain.ticket import Ticket
from tests.domain.test_clocks import all_hours, registered

MINUTE = timedelta(minutes=1)
START = datetime(2026, 11, 16, 7, 0, tzinfo=UTC)
OLGA = Actor.agent(11)
CALENDAR = BusinessCalendar.parse(
    {
        "tz": "Europe/Moscow",
        "versions": [
            {
                "from": "1970-01-01",
                "weekly": {"0": [["09:00", "13:00"], ["14:00", "18:00"]], "1": [["20:00", "26:00"]]},
            }
        ],
    }
)

Act = Callable[[Ticket, datetime], object]
ACTS: dict[str, Act] = {
    "take": lambda it, at: it.take(11, at=at),
    "release": lambda it, at: it.release(by=OLGA, at=at),
    "answer": lambda it, at: it.hear_agent(1, by=OLGA, at=at),
    "ask": lambda it, at: it.question_delivered(2, by=OLGA, at=at),
    "ask for the form": lambda it, at: it.question_delivered(None, by=OLGA, at=at),
    "hear": lambda it, at: it.hear_customer(3, at=at),
    "resolve": lambda it, at: it.resolution_delivered(4, by=OLGA, at=at),
    "disagree": lambda it, at: it.disagree([5], at=at),
    "confirm": lambda it, at: it.confirm(it.resolution_no, at=at),
    "reopen": lambda it, at: it.reopen(at=at),
    "withdraw": lambda it, at: it.withdraw(at=at),
    "raise": lambda it, at: _urgency(it, Priority.HIGH, at),
    "lower": lambda it, at: _urgency(it, Priority.LOW, at),
}
STORIES = st.lists(st.tuples(st.integers(0, 700), st.sampled_from(sorted(ACTS))), max_size=12)
"""Minutes since what happened before, and what happens."""


def _urgency(ticket: Ticket, priority: Priority, at: datetime) -> None:
    ticket.change_priority(
        priority, by=OLGA, at=at, because="так", used=used_by_clock(ticket, CALENDAR, at=at)
    )


def at_work(minute: datetime) -> bool:
    clock = minute.astimezone(CALENDAR.zone)
    day, hour = clock.weekday(), clock.hour
    return (
        (day == 0 and (9 <= hour < 13 or 14 <= hour < 18))
        or (day == 1 and hour >= 20)
        or (day == 2 and hour < 2)
    )


class Walk:
    """The written table in plain words, a minute at a time, without a calendar and without pauses."""

    def __init__(self) -> None:
        self.answered = self.taken = False
        self.waiting = False
        self.used = dict.fromkeys(ClockKind, 0)

    def runs(self, state: State) -> set[ClockKind]:
        if state in {State.RESOLVED, State.CLOSED}:
            return set()
        found = {ClockKind.RESOLUTION} if state is not State.PENDING else set()
        if not self.answered:
            found.add(ClockKind.FIRST_RESPONSE)
        if not self.taken:
            found.add(ClockKind.TAKE)
        if self.waiting:
            found.add(ClockKind.NEXT_RESPONSE)
        return found

    def pass_(self, since: datetime, until: datetime, state: State) -> None:
        minutes = 0
        while since < until:
            minutes += at_work(since)
            since += MINUTE
        for clock in self.runs(state):
            self.used[clock] += minutes

    def happened(self, name: str, before: State, after: State) -> None:
        over = {State.RESOLVED, State.CLOSED}
        if name == "take":
            self.taken = True
        if (
            name in {"hear", "disagree", "reopen"}
            and after not in over
            and self.answered
            and not self.waiting
        ):
            self.waiting, self.used[ClockKind.NEXT_RESPONSE] = True, 0
        if name in {"answer", "ask", "resolve"} and before not in over:
            self.answered, self.waiting = True, False


@given(STORIES, st.integers(0, 700))
@settings(max_examples=120)
def test_the_time_used_is_what_a_walk_by_minutes_finds(story: list[tuple[int, str]], rest: int) -> None:
    ticket, walk, now = registered(all_hours(9)), Walk(), START
    for minutes, name in story:
        walk.pass_(now, now + minutes * MINUTE, ticket.state)
        now += minutes * MINUTE
        before = ticket.state
        try:
            ACTS[name](ticket, now)
        except Refusal:
            continue
        if ticket.news[-1].transition:
            walk.happened(name, before, ticket.state)
    walk.pass_(now, now + rest * MINUTE, ticket.state)
    now += rest * MINUTE

    found = {clock: used(run, CALENDAR, at=now) // MINUTE for clock, run in ticket.clocks.items()}
    assert found == {clock: walk.used[clock] for clock in found}
    assert {clock for clock, run in ticket.clocks.items() if run.goes} == walk.runs(ticket.state)
