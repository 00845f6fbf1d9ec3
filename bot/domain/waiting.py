"""How long the customer of tickets that became one has waited: what its clocks take over, and give back.

A clock that still counts from when the customer began to wait is moved by `clocks.begun_at`. Here is what
needs a calendar, or the log, and is written down with the entry.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.domain.calendar import BusinessCalendar
from bot.domain.clocks import (
    CUSTOMER_SAID,
    NOTHING,
    OVER,
    Clocks,
    Run,
    clocks_as_json,
    counts_from_submit,
    was_answered,
)
from bot.domain.due_times import used
from bot.domain.entry import Entry
from bot.domain.states import Event
from bot.domain.targets import ClockKind
from bot.domain.ticket import Ticket
from bot.domain.ties import Recount

NEXT = ClockKind.NEXT_RESPONSE


def recounted(whole: Ticket, since: datetime, calendar: BusinessCalendar | None) -> dict[ClockKind, Run]:
    """The customer has waited since then. Of clocks whose target was changed on the way, which have begun
    anew with the time used."""
    before = whole.waiting_since
    if calendar is None or since == before:
        return {}
    first, last = sorted((since, before))
    waited = calendar.worked(first, last) * (1 if since < before else -1)
    return {
        kind: replace(run, used=max(run.used + waited, NOTHING))
        for kind, run in whole.clocks.items()
        if counts_from_submit(kind) and run.stopped is None and run.started != before
    }


def unanswered(one: Ticket, calendar: BusinessCalendar | None, *, at: datetime) -> Run | None:
    """Of a ticket that is to become a part of another: since when its customer waits for any answer."""
    clocks = one.clocks
    waiting = [clocks[kind] for kind in (NEXT, ClockKind.FIRST_RESPONSE) if kind in clocks]
    run = next((each for each in waiting if each.stopped is None), None)
    if run is None or calendar is None or not (run.used or run.pauses or run.paused):
        return run
    return Run(run.number, at, used=used(run, calendar, at=at), told=run.told)


def taken_over(
    whole: Ticket, theirs: Run | None, calendar: BusinessCalendar | None, *, at: datetime
) -> dict[ClockKind, Run]:
    """The next response is due to the oldest of what is not answered; the first response, where it is not
    given yet, to all of it."""
    if theirs is None or not was_answered(whole.clocks):
        return {}
    run, own = replace(theirs, number=1, pauses=(), paused=None), whole.clocks.get(NEXT)
    if own and own.stopped is None:
        if not _is_longer(run, own, calendar, at=at):
            return {}
        run = replace(run, number=own.number, told=max(run.told, own.told))
    elif own:
        run = replace(run, number=own.number + 1)
    return {NEXT: run.pause(at) if whole.state in OVER else run}


def _is_longer(run: Run, own: Run, calendar: BusinessCalendar | None, *, at: datetime) -> bool:
    if calendar is None or not (run.used or own.used):
        return run.started < own.started
    return used(run, calendar, at=at) > used(own, calendar, at=at)


def given_back(whole: Ticket, name: str, log: Sequence[Entry], *, at: datetime) -> dict[ClockKind, Run]:
    """The ticket of that name is parted from the whole, whose log this is: its unanswered words go with it,
    those written since stay."""
    index = max((index for index, each in enumerate(log) if _took_in(each, name)), default=None)
    if index is None or NEXT not in log[index].data.get("clocks", {}):
        return {}
    data, run = log[index].data, whole.clocks[NEXT]
    taken = Run.from_json(data["clocks"][NEXT])
    if run.stopped or (run.number, run.started) != (taken.number, taken.started):
        return {}  # answered since, or aimed anew
    if data["own"]:
        own = Run.from_json(data["own"])
        return {NEXT: replace(run, started=own.started, used=own.used)}
    since = next((each.happened_at for each in log[index + 1 :] if _waits(each)), None)
    return {NEXT: replace(run, started=since, used=NOTHING, told=0) if since else run.stop(at)}


def _took_in(entry: Entry, name: str) -> bool:
    return entry.event is Event.TOOK_IN and entry.data["other"] == name


def _waits(entry: Entry) -> bool:
    return entry.event in CUSTOMER_SAID and entry.to not in OVER


def on_merging(theirs: Run | None, calendar: BusinessCalendar | None, at: datetime) -> Recount:
    """What the entry says of the clocks of the ticket that takes in. `theirs`: as `unanswered` has it."""

    def counted(whole: Ticket, since: datetime) -> dict[str, Any]:
        own, taken = whole.clocks.get(NEXT), taken_over(whole, theirs, calendar, at=at)
        said = _said(recounted(whole, since, calendar) | taken)
        return said | {"own": own.as_json() if own and own.stopped is None else None} if taken else said

    return counted


def on_parting(
    one: Ticket,
    whole: Ticket,
    log: Sequence[Entry],
    calendar_of: Callable[[Ticket], BusinessCalendar | None],
    at: datetime,
) -> Recount:
    """What the entries say of the clocks of all that the ticket was merged into; `log`: of the first."""

    def counted(each: Ticket, since: datetime) -> dict[str, Any]:
        back = given_back(whole, one.name, log, at=at) if each is whole else {}
        return _said(recounted(each, since, calendar_of(each)) | back)

    return counted


def _said(clocks: Clocks) -> dict[str, Any]:
    return {"clocks": clocks_as_json(clocks)} if clocks else {}
