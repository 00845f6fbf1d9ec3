"""The calendar agrees with a walk that looks at each minute."""

import pytest

from tests.domain.minute_walk import computed, random_case, walk

CASES = 1000
AT_ONCE = 50


@pytest.mark.parametrize("first", range(0, CASES, AT_ONCE))
def test_the_calendar_counts_as_a_walk_by_minutes_does(first: int) -> None:
    for number in range(first, first + AT_ONCE):
        case = random_case(number)

        assert computed(case) == walk(case), f"random_case({number}): {case}"
