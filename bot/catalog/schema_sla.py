"""The targets of a product file: working time within which its tickets are answered and solved."""

import re
from datetime import timedelta
from itertools import pairwise
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from bot.catalog.schema_texts import Key, Part
from bot.domain.priorities import Priority
from bot.domain.targets import STANDARD

WORKING_TIME = re.compile(r"(?:(?P<hours>\d{1,4})h)?(?:(?P<minutes>\d{1,4})m)?")


def working_time(text: str) -> timedelta:
    """From 4h, 30m or 1h30m; raises ValueError for anything else, and for nothing at all."""
    found = WORKING_TIME.fullmatch(text)
    time = timedelta(hours=int(found["hours"] or 0), minutes=int(found["minutes"] or 0)) if found else None
    if not time:
        raise ValueError(text)
    return time


def _checked(value: Any) -> Any:
    try:
        working_time(str(value))
    except ValueError as error:
        days = re.fullmatch(r"\s*\d+\s*d\s*", str(value))
        raise PydanticCustomError(
            "no_working_time",
            "{given} is not clear, since days are not equally long; write working hours, such as 18h"
            if days
            else "{given} is no working time; write hours and minutes, such as 4h, 30m or 1h30m",
            {"given": str(value)},
        ) from error
    return value


Time = Annotated[
    str, BeforeValidator(_checked), StringConstraints(pattern=r"^(\d{1,4}h)?(\d{1,4}m)?$", min_length=2)
]
"""Working hours and minutes of the product's calendar."""


class ByPriorityPart(Part):
    """A time for each priority."""

    low: Time
    normal: Time
    high: Time
    critical: Time

    @model_validator(mode="after")
    def _urgent_is_not_slower(self) -> "ByPriorityPart":
        times = [(each, working_time(getattr(self, each.value))) for each in Priority]
        for (slow, more), (fast, less) in pairwise(times):
            if less > more:
                raise PydanticCustomError(
                    "urgent_is_slower",
                    "{fast} has more time than {slow}; exchange them, or give {fast} less",
                    {"fast": fast.value, "slow": slow.value},
                )
        return self


def _each_priority(value: Any) -> Any:
    """A time that is the same for every priority may be written once."""
    return value if isinstance(value, dict) else dict.fromkeys(map(str, Priority), _checked(value))


Target = Annotated[
    ByPriorityPart, BeforeValidator(_each_priority, json_schema_input_type=Time | ByPriorityPart)
]


class TargetsPart(Part):
    """Of one support level. A clock that is left out has the standard level's target, or none."""

    first_response: Target | None = Field(
        None, description="From the registration to a person's first words."
    )
    take: Target | None = Field(None, description="From the registration until somebody takes the ticket.")
    next_response: Target | None = Field(None, description="From the oldest unanswered message to an answer.")
    resolution: Target | None = Field(
        None, description="From the registration to the resolution, without the time that customers take."
    )
    periodic_update: Target | None = Field(
        None, description="Between a person's words to the customer while another department works on it."
    )


def _has_standard(levels: dict[str, TargetsPart]) -> dict[str, TargetsPart]:
    if levels and STANDARD not in levels:
        raise PydanticCustomError(
            "no_standard_level", "standard is missing: it holds where no level is known; add it"
        )
    return levels


Sla = Annotated[
    dict[Key, TargetsPart],
    Field(
        description="Your own targets by support level (standard, extended, full), in working time: "
        "4h, 30m, 1h30m; one time, or one for each priority. Agents are warned by them; customers are told "
        "nothing of them."
    ),
    AfterValidator(_has_standard),
]
