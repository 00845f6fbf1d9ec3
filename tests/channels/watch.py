"""Time as the limiter sees it, for tests that turn the clock."""


class Watch:
    """Seconds that never jump, but go when they are told to."""

    def __init__(self) -> None:
        self.seconds = 1024.0

    def __call__(self) -> float:
        return self.seconds
