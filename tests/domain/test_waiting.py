"""Tickets that become one, and are parted: how long their customer has waited by each clock."""

import json
from datetime import datetime, timedelta

import pytest

from bot.domain.clocks import clocks_as_json
from bot.domain.due_times import used, used_by_clock
from bot.domain.priorities import Priority
from bot.domain.targets import ClockKind
from bot.domain.ticket import Ticket
from bot.domain.ties import merge, unmerge
from bot.domain.waiting import on_merging, on_parting, unanswered
from tests.domain.building import a_ticket
from tests.domain.test_clocks import EVERY_HOUR, HOUR, OLGA, START, K, after, hours_used, registered


def earlier(hours: int) -> Ticket:
    ticket = a_ticket(id=2, number=2, draft_id=2, registered_at=START - hours * HOUR)
    ticket.register(at=ticket.registered_at)
    return ticket


def become_one(one: Ticket, whole: Ticket, at: datetime) -> None:
    merge(one, whole, by=OLGA, at=at, recount=on_merging(unanswered(one, EVERY_HOUR, at=at), EVERY_HOUR, at))


def are_parted(one: Ticket, whole: Ticket, at: datetime) -> None:
    recount = on_parting(one, whole, whole.news, lambda _: EVERY_HOUR, at)
    unmerge(one, [whole], {whole.name: []}, by=OLGA, at=at, recount=recount)


def made_urgent(ticket: Ticket, at: datetime) -> None:
    used_by_then = used_by_clock(ticket, EVERY_HOUR, at=at)
    ticket.change_priority(Priority.HIGH, by=OLGA, at=at, because="", used=used_by_then)


def answered(ticket: Ticket, at: datetime) -> Ticket:
    ticket.hear_agent(5, by=OLGA, at=at)
    return ticket


@pytest.mark.parametrize("change", ["before", "after", "never"])
def test_a_change_of_priority_loses_no_time_of_a_ticket_that_is_taken_in(change: str) -> None:
    one, whole = earlier(3), registered()
    if change == "before":
        made_urgent(whole, after(1))
    become_one(one, whole, after(2))
    if change == "after":
        made_urgent(whole, after(3))

    assert hours_used(whole, K.RESOLUTION, 4) == hours_used(whole, K.FIRST_RESPONSE, 4) == 7

    are_parted(one, whole, after(5))
    assert hours_used(whole, K.RESOLUTION, 6) == hours_used(whole, K.FIRST_RESPONSE, 6) == 6


def test_time_on_hold_is_not_counted_because_a_ticket_was_taken_in() -> None:
    """All of it until the change was a pause: nothing was used, and yet the clock began anew."""
    one, whole = earlier(3), registered()
    run = whole.clocks[K.RESOLUTION]
    whole.clocks = {K.RESOLUTION: run.pause(START).aim_anew(0 * HOUR, None, at=after(5)).go_on(after(5))}

    become_one(one, whole, after(6))

    assert hours_used(whole, K.RESOLUTION, 6) == 3 + 1


def next_response(ticket: Ticket, hours: float) -> float | None:
    run = ticket.clocks.get(K.NEXT_RESPONSE)
    return hours_used(ticket, K.NEXT_RESPONSE, hours) if run and run.stopped is None else None


@pytest.mark.parametrize(
    ("ours", "theirs", "waited"), [(None, 1, 4), (2, 1, 4), (1, 2, 4), (2, None, 3), (None, None, None)]
)
def test_the_oldest_unanswered_words_of_both_count(
    ours: int | None, theirs: int | None, waited: float | None
) -> None:
    one, whole = answered(earlier(3), START), answered(registered(), START)
    for ticket, said in ((one, theirs), (whole, ours)):
        if said is not None:
            ticket.hear_customer(9, at=after(said))

    become_one(one, whole, after(4))

    assert next_response(whole, 5) == waited


def test_words_that_nobody_has_answered_yet_at_all_are_not_forgotten() -> None:
    one, whole = earlier(3), answered(registered(), START)
    become_one(one, whole, after(1))
    assert next_response(whole, 2) == 5

    answered(whole, after(3))
    assert next_response(whole, 4) is None


def test_a_first_response_that_is_not_given_yet_answers_everything() -> None:
    one, whole = answered(earlier(3), START), registered()
    one.hear_customer(9, at=after(1))

    become_one(one, whole, after(2))

    assert next_response(whole, 3) is None
    assert hours_used(whole, K.FIRST_RESPONSE, 3) == 6


def test_what_was_aimed_anew_is_taken_over_with_the_time_used() -> None:
    one, whole = answered(earlier(3), START), answered(registered(), START)
    one.hear_customer(9, at=after(1))
    made_urgent(one, after(3))
    whole.hear_customer(10, at=after(2))

    become_one(one, whole, after(4))

    assert next_response(whole, 5) == 4


def test_parted_words_go_with_the_ticket_that_they_were_written_to() -> None:
    for own, since, left in ((None, None, None), (2, None, 5.0), (None, 5, 2.0), (2, 5, 5.0)):
        one, whole = answered(earlier(3), START), answered(registered(), START)
        one.hear_customer(9, at=after(1))
        if own:
            whole.hear_customer(10, at=after(own))
        become_one(one, whole, after(4))
        assert next_response(whole, 5) == 4
        if since:
            whole.hear_customer(11, at=after(since))

        are_parted(one, whole, after(6))

        assert next_response(whole, 7) == left
        assert next_response(one, 7) == 4, "as long as it was a part of another, it did not wait by itself"


def test_a_resolved_ticket_takes_over_without_counting() -> None:
    one, whole = answered(earlier(3), START), answered(registered(), START)
    one.hear_customer(9, at=after(1))
    whole.resolution_delivered(6, by=OLGA, at=after(2))

    become_one(one, whole, after(3))

    assert next_response(whole, 9) == 2


def test_the_log_alone_rebuilds_clocks_that_were_joined_and_parted() -> None:
    one, whole = answered(earlier(3), START), answered(registered(), START)
    one.hear_customer(9, at=after(1))
    made_urgent(whole, after(2))
    become_one(one, whole, after(3))
    are_parted(one, whole, after(4))

    rebuilt = a_ticket(policy=whole.policy, registered_at=START)
    for entry in whole.news:
        json.dumps(dict(entry.data))
        rebuilt.apply(entry)

    assert clocks_as_json(rebuilt.clocks) == clocks_as_json(whole.clocks)


def test_without_a_calendar_the_earlier_of_two_counts() -> None:
    one, whole = answered(earlier(3), START), answered(registered(), START)
    one.hear_customer(9, at=after(1))
    whole.hear_customer(10, at=after(2))
    merge(
        one,
        whole,
        by=OLGA,
        at=after(3),
        recount=on_merging(unanswered(one, None, at=after(3)), None, after(3)),
    )

    run = whole.clocks[ClockKind.NEXT_RESPONSE]
    assert (run.started, used(run, EVERY_HOUR, at=after(4))) == (after(1), timedelta(hours=3))
