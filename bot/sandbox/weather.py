"""How Telegram is today: well, slow, or now and then not there."""

from bot.sandbox.faults import Fault

WEATHERS = ("normal", "slow", "faulty")
SLOW = Fault(kind="slow", seconds=2.0)
LOST = Fault(kind="502")
EVERY = 3
"""Under faulty weather each third call meets a proxy's page instead of Telegram."""


class Weather:
    """What befalls calls for which no fault was ordered. A restarted sandbox has normal weather."""

    def __init__(self) -> None:
        self._now = "normal"
        self._calls = 0

    @property
    def now(self) -> str:
        return self._now

    def turn(self, weather: str) -> None:
        """Raises ValueError for a weather there is not."""
        if weather not in WEATHERS:
            raise ValueError(f"The weather is one of: {', '.join(WEATHERS)}.")
        self._now = weather
        self._calls = 0

    def fault(self) -> Fault | None:
        """What befalls the next call."""
        if self._now == "slow":
            return SLOW
        if self._now == "faulty":
            self._calls += 1
            if self._calls % EVERY == 0:
                return LOST
        return None
