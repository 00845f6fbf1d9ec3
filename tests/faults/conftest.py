"""The fixtures of the journeys, and a bot that waits less long where waiting is not the matter."""

import pytest

from tests.journeys.conftest import colleague, taken, ticket

__all__ = ["colleague", "taken", "ticket"]


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a topic whose making was not answered, and between the attempts at an update that fails."""
    monkeypatch.setattr("bot.channels.telegram.topics.ADOPTION_SECONDS", 0.3)
    monkeypatch.setattr("bot.ingest.inbox.BACK_OFF_SECONDS", 0.05)
