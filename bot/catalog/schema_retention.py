"""What a product file says of how long conversations are kept."""

import re
from datetime import timedelta
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from bot.catalog.schema_texts import Part
from bot.domain.retention import Retention, Span, Unit

SPAN = re.compile(r"(?P<number>[1-9]\d{0,3}) (?P<unit>day|month|year)s?")
PATTERN = r"^[1-9]\d{0,3} (day|month|year)s?$"
SHORTEST = timedelta(days=28)
"""Before, corrections and repetitions still look at what was sent."""


def span(text: str) -> Span:
    """From 12 months, 90 days or 3 years; raises ValueError for anything else."""
    found = SPAN.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return Span(int(found["number"]), Unit(f"{found['unit']}s"))


def _checked(value: Any) -> Any:
    try:
        given = span(str(value))
    except ValueError as error:
        raise PydanticCustomError(
            "no_span",
            "{given} is no time; write days, months or years, such as 24 months",
            {"given": str(value)},
        ) from error
    if given.at_least < SHORTEST:
        raise PydanticCustomError(
            "too_short_a_span", "{given} is too short; 1 month at least", {"given": value}
        )
    return value


SpanText = Annotated[str, BeforeValidator(_checked), StringConstraints(pattern=PATTERN)]


class RetentionPart(Part):
    """After this time from its closing, what was said about a ticket is erased. Its number, states, times and
    rating stay, for statistics. Leave it out, and everything is kept for good."""

    messages: SpanText | None = Field(
        None, description='Messages, forms, notes and their files: "24 months". Days, months or years.'
    )
    files: SpanText | None = Field(None, description="Files, where they go before the messages.")

    @model_validator(mode="after")
    def _files_go_first(self) -> Self:
        if self.files and self.messages and span(self.files).at_least > span(self.messages).at_least:
            raise PydanticCustomError(
                "files_outlive_messages",
                "files go with their messages at the latest; choose a shorter time",
                {},
            )
        return self

    def require_longer_than(self, reopening_days: int) -> None:
        for text in filter(None, (self.messages, self.files)):
            if span(text).at_least < timedelta(days=reopening_days):
                raise PydanticCustomError(
                    "erased_while_reopenable",
                    "{span} is shorter than reopening_days: {days}; what can be reopened is kept",
                    {"span": text, "days": reopening_days},
                )

    def as_rule(self) -> Retention:
        return Retention(
            span(self.messages) if self.messages else None, span(self.files) if self.files else None
        )
