"""The clock of the world."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.sandbox.clock import SandboxClock


def test_it_goes_with_the_wall_and_is_moved_forward_only():
    clock = SandboxClock()
    assert abs((clock.now() - datetime.now(UTC)).total_seconds()) < 1

    clock.move(timedelta(days=3))

    assert clock.now() - datetime.now(UTC) > timedelta(days=2, hours=23)
    assert clock.now().tzinfo is UTC
    assert abs(clock.timestamp() - clock.now().timestamp()) < 1
    with pytest.raises(ValueError, match="forward"):
        clock.move(timedelta(seconds=-1))
