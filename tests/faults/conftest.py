"""The fixtures of the journeys, and a bot that waits less long where waiting is not the matter."""

from collections.abc import Iterator
from io import StringIO

import pytest

from tests.journeys.conftest import colleague, taken, ticket
from tests.logged import logging_to

__all__ = ["colleague", "taken", "ticket"]


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a topic that was not made, and between the attempts at an update that fails."""
    monkeypatch.setattr("bot.channels.telegram.topics.ADOPTION_SECONDS", 1.0)
    monkeypatch.setattr("bot.ingest.inbox.BACK_OFF_SECONDS", 0.05)


@pytest.fixture(params=["console", "json"])
def log(request: pytest.FixtureRequest) -> Iterator[StringIO]:
    """At its most talkative, and without the net that would hide the token."""
    written = StringIO()
    with logging_to(written, "DEBUG", request.param):
        yield written
