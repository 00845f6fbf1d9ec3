"""The clocks' arithmetic, vector by vector."""

from datetime import UTC, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.domain.calendar import closing_deadline
from tests.domain.vectors import CALENDARS, VECTORS, at, each, is_working_day, pauses


@pytest.mark.parametrize("vector", each("due"))
def test_due(vector: dict[str, Any]) -> None:
    due = CALENDARS[vector["calendar"]].due(
        at(vector["start"]),
        timedelta(seconds=vector["target_s"]),
        consumed=timedelta(seconds=vector["consumed_s"]),
        pauses=pauses(vector),
    )

    assert (due, due.tzinfo) == (at(vector["due"]), UTC)


@pytest.mark.parametrize("vector", each("due"))
def test_what_was_worked_until_the_due_time_is_the_target(vector: dict[str, Any]) -> None:
    worked = CALENDARS[vector["calendar"]].worked(at(vector["start"]), at(vector["due"]), pauses(vector))

    left = vector["target_s"] - vector["consumed_s"]
    assert worked == timedelta(seconds=max(left, 0))


@pytest.mark.parametrize("vector", each("worked"))
def test_worked(vector: dict[str, Any]) -> None:
    worked = CALENDARS[vector["calendar"]].worked(at(vector["from"]), at(vector["to"]))

    assert worked == timedelta(seconds=vector["seconds"])


@pytest.mark.parametrize("vector", each("closing_deadline"))
def test_closing_deadline(vector: dict[str, Any]) -> None:
    deadline = closing_deadline(
        vector["mode"],
        vector["n"],
        at(vector["resolved_at"]),
        ZoneInfo(vector["tz"]),
        is_working_day=is_working_day,
        shift_to_workday=vector["shift_to_workday"],
    )

    assert (deadline, deadline.tzinfo) == (at(vector["deadline"]), UTC)


def test_every_vector_is_here() -> None:
    assert {kind: len(VECTORS[kind]) for kind in ("due", "worked", "closing_deadline")} == {
        "due": 21,
        "worked": 7,
        "closing_deadline": 13,
    }
