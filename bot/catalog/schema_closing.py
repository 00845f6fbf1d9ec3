"""What a product file says of tickets whose customers do not object to the answer."""

from datetime import time
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from bot.catalog.schema_hours import Clock, Zone
from bot.catalog.schema_texts import Part

LATEST_REMINDER = time(23)
"""An hour before the day ends: later reminders are dropped."""


def _in_time(text: str) -> str:
    hours, minutes = map(int, text.split(":"))
    if (hours, minutes) > (LATEST_REMINDER.hour, LATEST_REMINDER.minute):
        raise PydanticCustomError(
            "too_late_to_remind",
            "{at} leaves less than an hour of the last day; choose 23:00 or earlier",
            {"at": text},
        )
    return text


class ClosingPart(Part):
    """Until when customers may object to an answer, and when they are reminded of it."""

    mode: Literal["civil_days", "elapsed", "business_days", "never"] = Field(
        description="civil_days: whole days after that of the delivery. elapsed: of 24 hours each."
        " business_days: whole working days of the product's calendar. never: nothing closes by itself."
    )
    days: int | None = Field(None, ge=1, le=365, description="How many. The last counts to 24:00.")
    zone: Zone | None = Field(
        None, description="By whose clock days begin and end; by default that of the hours."
    )
    shift_to_workday: bool = Field(
        False, description="With civil_days: a last day that is off gives way to the next working day."
    )
    reminder_at: Annotated[Clock, AfterValidator(_in_time)] | None = Field(
        None, description='When customers are reminded on the last day: "9:00". Leave it out, and nobody is.'
    )
    reminder_days: int | None = Field(
        None,
        ge=1,
        le=365,
        description="With never: after how many days of 24 hours customers are asked once more to confirm."
        " Leave it out, and nobody is.",
    )

    @model_validator(mode="after")
    def _says_what_its_mode_needs(self) -> Self:
        if self.mode == "never":
            for name in ("days", "shift_to_workday", "reminder_at"):
                if name in self.model_fields_set:
                    raise PydanticCustomError(
                        "nothing_closes", "with mode: never there is no {name}; remove it", {"name": name}
                    )
            return self
        if self.days is None:
            raise PydanticCustomError(
                "no_days", "with mode: {mode} add days, as in days: 3", {"mode": self.mode}
            )
        if self.reminder_days is not None:
            raise PydanticCustomError(
                "two_reminders", "reminder_days is for mode: never; use reminder_at", {}
            )
        if self.shift_to_workday and self.mode != "civil_days":
            raise PydanticCustomError("no_shift", "shift_to_workday is for mode: civil_days; remove it", {})
        return self
