"""The clocks' table, row by row: what starts, stops, pauses and resumes each, in real working time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.calendar import BusinessCalendar
from bot.domain.clocks import Run
from bot.domain.due_times import due_times, milestones, plan_warnings, reached, used, used_by_clock
from bot.domain.entry import Entry
from bot.domain.people import Actor
from bot.domain.priorities import Priority
from bot.domain.product import Department
from bot.domain.states import Event, State
from bot.domain.targets import ClockKind, Targets
from bot.domain.ticket import Ticket
from bot.domain.ties import merge, unmerge
from tests.domain.building import POLICY, a_ticket

OLGA = Actor.agent(11)
HOUR = timedelta(hours=1)
START = datetime(2026, 11, 16, 7, 0, tzinfo=UTC)
"""A Monday, 10:00 in Moscow."""
WEEKDAYS = {str(day): [["09:00", "18:00"]] for day in range(5)}
MOSCOW = BusinessCalendar.parse(
    {"tz": "Europe/Moscow", "versions": [{"from": "1970-01-01", "weekly": WEEKDAYS}]}
)
EVERY_HOUR = BusinessCalendar.parse(
    {
        "tz": "UTC",
        "versions": [{"from": "1970-01-01", "weekly": {str(day): [["00:00", "24:00"]] for day in range(7)}}],
    }
)
K = ClockKind


def all_hours(hours: int, priorities: dict[Priority, int] | None = None) -> Targets:
    """The same for every clock, apart from some priorities."""
    times = {each: (priorities or {}).get(each, hours) * HOUR for each in Priority}
    return Targets({"standard": dict.fromkeys(ClockKind, times)})


def registered(targets: Targets | None = None) -> Ticket:
    ticket = a_ticket(policy=replace(POLICY, targets=targets or all_hours(10)), registered_at=START)
    ticket.register(at=START)
    return ticket


def after(hours: float) -> datetime:
    return START + hours * HOUR


def goes(ticket: Ticket, clock: ClockKind) -> bool:
    run = ticket.clocks.get(clock)
    return run is not None and run.goes


def hours_used(ticket: Ticket, clock: ClockKind, hours: float) -> float:
    """Round the clock, so many hours after the start."""
    return used(ticket.clocks[clock], EVERY_HOUR, at=after(hours)) / HOUR


# Steps at given hours after the start.

Step = Callable[[Ticket, datetime], object]


def take(ticket: Ticket, at: datetime) -> None:
    ticket.take(11, at=at)


def assign(ticket: Ticket, at: datetime) -> None:
    ticket.assign(12, by=OLGA, at=at)


def answer(ticket: Ticket, at: datetime) -> None:
    ticket.hear_agent(1, by=OLGA, at=at)


def ask(ticket: Ticket, at: datetime) -> None:
    ticket.question_delivered(2, by=OLGA, at=at)


def ask_for_form(ticket: Ticket, at: datetime) -> None:
    ticket.question_delivered(None, by=OLGA, at=at)


def hear(ticket: Ticket, at: datetime) -> None:
    ticket.hear_customer(3, at=at)


def resolve(ticket: Ticket, at: datetime) -> None:
    ticket.resolution_delivered(4, by=OLGA, at=at)


def disagree(ticket: Ticket, at: datetime) -> None:
    ticket.disagree([5], at=at)


def confirm(ticket: Ticket, at: datetime) -> None:
    ticket.confirm(ticket.resolution_no, at=at)


def reopen(ticket: Ticket, at: datetime) -> None:
    ticket.reopen(at=at)


def moved_to(state: State, department: Department | None = None) -> Step:
    """By an entry of the log, as the transition of another part of the lifecycle would."""

    def move(ticket: Ticket, at: datetime) -> None:
        ticket.department = department or ticket.department
        ticket.apply(Entry(Event.JUST_A_NOTE, "T22", state, "agent", 11, at))

    return move


def promised(ticket: Ticket, at: datetime) -> None:
    """Development says when the fix comes."""
    ticket.eta = date(2026, 12, 1)
    moved_to(State.ESCALATED)(ticket, at)


hold, escalate, back = moved_to(State.ENTITLEMENT_HOLD), moved_to(State.ESCALATED), moved_to(State.OPEN)
to_development = moved_to(State.ESCALATED, Department.DEVELOPMENT)

ROWS: list[tuple[ClockKind, list[tuple[float, Step]], bool, float]] = [
    # clock, what happens after so many hours, whether it goes on, hours used after ten
    (K.FIRST_RESPONSE, [], True, 10),
    (K.FIRST_RESPONSE, [(1, take)], True, 10),
    (K.FIRST_RESPONSE, [(2, answer)], False, 2),
    (K.FIRST_RESPONSE, [(2, ask)], False, 2),
    (K.FIRST_RESPONSE, [(2, resolve)], False, 2),
    (K.FIRST_RESPONSE, [(2, ask_for_form)], True, 10),
    (K.FIRST_RESPONSE, [(2, hear)], True, 10),
    (K.FIRST_RESPONSE, [(2, hold)], False, 2),
    (K.FIRST_RESPONSE, [(2, hold), (5, moved_to(State.NEW))], True, 7),
    (K.FIRST_RESPONSE, [(2, hold), (3, ask), (5, hear)], False, 2),
    (K.FIRST_RESPONSE, [(2, hold), (3, ask_for_form), (5, hear)], False, 2),
    (K.TAKE, [], True, 10),
    (K.TAKE, [(2, take)], False, 2),
    (K.TAKE, [(2, assign)], False, 2),
    (K.TAKE, [(2, answer)], True, 10),
    (K.TAKE, [(2, escalate), (3, take)], False, 3),
    (K.TAKE, [(2, hold), (5, moved_to(State.NEW)), (6, take)], False, 3),
    (K.NEXT_RESPONSE, [(1, answer), (2, hear)], True, 8),
    (K.NEXT_RESPONSE, [(1, answer), (2, hear), (4, hear)], True, 8),
    (K.NEXT_RESPONSE, [(1, answer), (2, hear), (4, answer)], False, 2),
    (K.NEXT_RESPONSE, [(1, answer), (2, hear), (4, answer), (7, hear)], True, 3),
    (K.NEXT_RESPONSE, [(1, answer), (2, hear), (4, ask), (7, hear)], True, 3),
    (K.NEXT_RESPONSE, [(1, answer), (2, hear), (4, hold)], True, 8),
    (K.NEXT_RESPONSE, [(1, resolve), (2, hear), (4, disagree)], True, 6),
    (K.RESOLUTION, [], True, 10),
    (K.RESOLUTION, [(1, take), (2, answer), (3, hear)], True, 10),
    (K.RESOLUTION, [(2, hold), (5, moved_to(State.NEW))], True, 7),
    (K.RESOLUTION, [(2, ask)], False, 2),
    (K.RESOLUTION, [(2, ask), (5, hear)], True, 7),
    (K.RESOLUTION, [(2, hold), (3, ask), (4, hear), (6, back)], True, 6),
    (K.RESOLUTION, [(2, resolve)], False, 2),
    (K.RESOLUTION, [(2, resolve), (5, disagree)], True, 7),
    (K.RESOLUTION, [(2, resolve), (3, confirm)], False, 2),
    (K.RESOLUTION, [(2, resolve), (3, confirm), (8, reopen)], True, 4),
    (K.RESOLUTION, [(2, escalate)], True, 10),
    (K.RESOLUTION, [(2, to_development)], True, 10),
    (K.RESOLUTION, [(2, to_development), (4, promised)], False, 4),
    (K.RESOLUTION, [(2, to_development), (4, promised), (7, back)], True, 7),
    (K.RESOLUTION, [(2, to_development), (4, promised), (5, ask), (7, hear), (8, back)], True, 6),
    (K.PERIODIC_UPDATE, [(2, escalate)], True, 8),
    (K.PERIODIC_UPDATE, [(2, escalate), (5, answer)], True, 5),
    (K.PERIODIC_UPDATE, [(2, escalate), (5, hear)], True, 8),
    (K.PERIODIC_UPDATE, [(2, to_development), (4, promised)], True, 8),
    (K.PERIODIC_UPDATE, [(2, escalate), (5, back)], False, 3),
    (K.PERIODIC_UPDATE, [(2, escalate), (5, ask)], False, 3),
    (K.PERIODIC_UPDATE, [(2, escalate), (5, ask), (6, hear)], True, 4),
]


@pytest.mark.parametrize(("clock", "story", "goes_on", "hours"), ROWS)
def test_what_starts_stops_and_pauses_a_clock(
    clock: ClockKind, story: list[tuple[float, Step]], goes_on: bool, hours: float
) -> None:
    ticket = registered()
    for at, step in story:
        step(ticket, after(at))

    assert goes(ticket, clock) is goes_on
    assert hours_used(ticket, clock, 10) == hours


def test_an_answer_that_is_queued_or_fails_stops_nothing() -> None:
    ticket = registered()
    before = dict(ticket.clocks)
    ticket.delivery_failed("blocked", at=after(1))
    ticket.queue_resolution(1, by=OLGA, at=after(2))

    assert ticket.clocks == before


def test_a_message_of_before_the_question_ends_no_pause_that_had_begun_later() -> None:
    """It was on its way when the question arrived: work goes on as if nothing had been paused."""
    ticket = registered()
    ask(ticket, after(3))
    hear(ticket, after(2))

    assert ticket.clocks[K.RESOLUTION].pauses == ()
    assert hours_used(ticket, K.RESOLUTION, 5) == 5


def test_pauses_end_with_the_message_not_with_its_handling() -> None:
    ticket = registered()
    ask(ticket, after(1))
    hear(ticket, after(4))

    assert ticket.clocks[K.RESOLUTION].pauses == ((after(1), after(4)),)


def test_what_was_written_before_there_were_clocks_goes_on_without_them() -> None:
    ticket = a_ticket(state=State.OPEN)
    for step in (take, answer, ask, hear, resolve, disagree):
        step(ticket, START)

    assert due_times(ticket, MOSCOW) == []
    assert list(plan_warnings(ticket, MOSCOW)) == []


# Due times.


def test_the_next_due_comes_first_and_a_clock_without_a_target_is_not_due() -> None:
    targets = Targets(
        {"standard": {K.RESOLUTION: {Priority.NORMAL: 9 * HOUR}, K.TAKE: {Priority.NORMAL: HOUR}}}
    )
    found = due_times(registered(targets), MOSCOW)

    assert [(each.clock, each.at) for each in found] == [(K.TAKE, after(1)), (K.RESOLUTION, after(24))]


def test_a_levels_targets_win_and_what_it_leaves_out_is_standard() -> None:
    targets = Targets(
        {
            "standard": {K.TAKE: {Priority.NORMAL: 4 * HOUR}, K.RESOLUTION: {Priority.NORMAL: 8 * HOUR}},
            "full": {K.TAKE: {Priority.NORMAL: HOUR}},
        }
    )
    for level, take_hours in ((None, 4), ("gold", 4), ("standard", 4), ("full", 1)):
        assert targets.of(K.TAKE, Priority.NORMAL, level) == take_hours * HOUR
        assert targets.of(K.RESOLUTION, Priority.NORMAL, level) == 8 * HOUR
        assert targets.of(K.TAKE, Priority.LOW, level) is None


def test_targets_survive_being_stored() -> None:
    targets = all_hours(7)
    policy = replace(POLICY, targets=targets)
    assert type(policy).from_json(policy.as_json()) == policy
    without = {key: value for key, value in policy.as_json().items() if key != "targets"}
    assert type(policy).from_json(without) == POLICY


def raise_to(ticket: Ticket, priority: Priority, at: datetime, calendar: BusinessCalendar = MOSCOW) -> None:
    ticket.change_priority(
        priority, by=OLGA, at=at, because="так", used=used_by_clock(ticket, calendar, at=at)
    )


def test_a_change_of_priority_keeps_the_time_used() -> None:
    ticket = registered(all_hours(8, {Priority.HIGH: 5}))
    ask(ticket, after(1))
    hear(ticket, after(2))
    raise_to(ticket, Priority.HIGH, after(3))

    run = ticket.clocks[K.RESOLUTION]
    assert used(run, MOSCOW, at=after(3)) == 2 * HOUR
    assert reached(run, 5 * HOUR, MOSCOW) == after(6)


def test_a_new_due_time_is_never_in_the_past() -> None:
    ticket = registered(all_hours(8, {Priority.CRITICAL: 1}))
    raise_to(ticket, Priority.CRITICAL, after(4))

    assert {each.at for each in due_times(ticket, MOSCOW)} == {after(4)}


def test_a_change_while_paused_stays_paused_with_the_time_used() -> None:
    ticket = registered(all_hours(8, {Priority.HIGH: 5}))
    ask(ticket, after(1))
    raise_to(ticket, Priority.HIGH, after(3))
    assert not ticket.clocks[K.RESOLUTION].goes
    hear(ticket, after(4))

    assert reached(ticket.clocks[K.RESOLUTION], 5 * HOUR, MOSCOW) == after(8)


def test_critical_makes_a_blocker_and_lowering_takes_away_only_that() -> None:
    for stopped in (False, True):
        ticket = registered()
        ticket.work_stopped = stopped
        raise_to(ticket, Priority.CRITICAL, after(1))
        assert ticket.blocker
        raise_to(ticket, Priority.LOW, after(2))
        assert ticket.blocker is stopped


# Warnings.


def keys(ticket: Ticket) -> list[tuple[str, datetime]]:
    """What is planned: what it will be about, and when."""
    found = []
    for each in plan_warnings(ticket, MOSCOW):
        worst = milestones(ticket, MOSCOW, now=each.due_at)[0]
        found.append((f"{worst.due.clock}:{worst.due.run.number}:{worst.percent}", each.due_at))
    return found


def test_warnings_come_one_after_the_other_and_each_once() -> None:
    ticket = registered(Targets({"standard": {K.RESOLUTION: {Priority.NORMAL: 4 * HOUR}}}))
    heard = []
    while planned := keys(ticket):
        ((key, at),) = planned
        assert milestones(ticket, MOSCOW, now=at - timedelta(microseconds=1)) == [], "early never"
        (passed,) = milestones(ticket, MOSCOW, now=at)
        ticket.warn({passed.due.clock: passed.percent}, at=at, clock=passed.due.clock, percent=passed.percent)
        heard.append((key, at))

    assert heard == [
        ("resolution:1:50", after(2)),
        ("resolution:1:80", after(3.2)),
        ("resolution:1:100", after(4) + timedelta(microseconds=1)),
    ], "stopping at the very moment keeps the target"
    assert ticket.breached


def test_after_a_downtime_the_worst_of_all_clocks_comes_first_and_the_rest_is_known() -> None:
    ticket = registered(
        Targets(
            {
                "standard": {
                    K.RESOLUTION: {Priority.NORMAL: 9 * HOUR},
                    K.TAKE: {Priority.NORMAL: 2 * HOUR},
                    K.FIRST_RESPONSE: {Priority.NORMAL: HOUR},
                }
            }
        )
    )
    passed = milestones(ticket, MOSCOW, now=after(6))
    assert [(each.due.clock, each.percent) for each in passed] == [
        (K.FIRST_RESPONSE, 100),
        (K.TAKE, 100),
        (K.RESOLUTION, 50),
    ]

    ticket.warn({each.due.clock: each.percent for each in passed}, at=after(6))
    assert [key for key, _ in keys(ticket)] == ["resolution:1:80"]


def test_of_a_clock_that_stopped_nothing_is_told() -> None:
    ticket = registered(Targets({"standard": {K.FIRST_RESPONSE: {Priority.NORMAL: HOUR}}}))
    answer(ticket, after(0.2))

    assert keys(ticket) == []
    assert milestones(ticket, MOSCOW, now=after(9)) == []


def test_a_new_run_is_warned_of_anew() -> None:
    ticket = registered(Targets({"standard": {K.NEXT_RESPONSE: {Priority.NORMAL: 2 * HOUR}}}))
    answer(ticket, after(0))
    hear(ticket, after(1))
    ticket.warn({"next_response": 100}, at=after(4))
    answer(ticket, after(5))
    assert not ticket.breached
    hear(ticket, after(6))

    assert keys(ticket) == [("next_response:2:50", after(7))]


def test_a_breach_that_a_longer_target_undoes_is_told_again_when_it_comes_back() -> None:
    targets = Targets({"standard": {K.RESOLUTION: {Priority.NORMAL: 2 * HOUR, Priority.LOW: 6 * HOUR}}})
    ticket = registered(targets)
    ticket.warn({"resolution": 100}, at=after(3))
    raise_to(ticket, Priority.LOW, after(4))

    assert not ticket.breached
    assert keys(ticket) == [("resolution:1:100", after(6) + timedelta(microseconds=1))]


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-29", 4.0), ("2026-10-25", 6.0), ("2026-06-07", 5.0)], ids=str
)
def test_a_night_when_clocks_are_moved_counts_as_long_as_it_was(day: str, hours: float) -> None:
    night = BusinessCalendar.parse(
        {
            "tz": "Europe/Berlin",
            "versions": [{"from": "1970-01-01", "weekly": {"6": [["00:00", "05:00"]]}}],
        }
    )
    begin = datetime.fromisoformat(f"{day}T00:00").replace(tzinfo=night.zone).astimezone(UTC)
    run = Run(1, begin - 2 * HOUR, pauses=((begin - HOUR, begin + HOUR),))

    assert used(run, night, at=begin + 12 * HOUR) == (hours - 1) * HOUR
    assert reached(run, 2 * HOUR, night) == begin + 3 * HOUR


def test_a_ticket_that_took_in_an_earlier_one_counts_from_when_its_customer_began_to_wait() -> None:
    whole = registered()
    earlier = a_ticket(id=2, number=2, draft_id=2, registered_at=START - 3 * HOUR)
    earlier.register(at=earlier.registered_at)

    merge(earlier, whole, by=OLGA, at=after(1))
    assert hours_used(whole, K.FIRST_RESPONSE, 1) == 4
    assert hours_used(whole, K.RESOLUTION, 1) == 4

    unmerge(earlier, [whole], {whole.name: []}, by=OLGA, at=after(2))
    assert hours_used(whole, K.RESOLUTION, 2) == 2
