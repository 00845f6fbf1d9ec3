"""How much is tried: little, and always the same, in the suite; as much as wanted with `FUZZ=100`."""

import os
from collections.abc import Callable
from random import Random
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

DICE = st.integers(0, 2**32).map(Random)

TIMES = int(os.environ.get("FUZZ", "0"))


def tries(count: int) -> Callable[[Any], Any]:
    """So many examples, the same in each run; with `FUZZ` as many times more, and others each time."""
    return settings(
        max_examples=count * max(1, TIMES),
        derandomize=not TIMES,
        database=None,
        deadline=None,
        suppress_health_check=[
            HealthCheck.function_scoped_fixture,
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
            HealthCheck.large_base_example,
        ],
    )
