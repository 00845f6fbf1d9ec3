"""The working hours of a product file."""

from datetime import date
from typing import Annotated
from zoneinfo import available_timezones

from holidays import list_supported_countries
from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from bot.catalog.schema_texts import Part, ShortTextPart
from bot.domain.calendar import DAY_MINUTES, minutes_of


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise PydanticCustomError(
            "un_known_zone", "{name} is no time zone; write it like Europe/Moscow", {"name": name}
        )
    return name


def _known_country(code: str) -> str:
    if code not in list_supported_countries():
        raise PydanticCustomError(
            "un_known_country", "no holidays are known of {code}; write a country like RU", {"code": code}
        )
    return code


def _window(pair: tuple[str, str]) -> tuple[str, str]:
    begin, end = (minutes_of(each) for each in pair)
    if not begin < end <= begin + DAY_MINUTES or begin >= DAY_MINUTES:
        raise PydanticCustomError(
            "no_window",
            '{begin} to {end} is no window; write one like ["9:00", "18:00"]',
            {"begin": pair[0], "end": pair[1]},
        )
    return pair


Clock = Annotated[str, StringConstraints(pattern=r"^\d{1,2}:[0-5]\d$")]


Window = Annotated[tuple[Clock, Clock], AfterValidator(_window)]
"""From and to, on the office's clock: ["9:00", "18:00"]."""


Weekday = Annotated[int, Field(ge=0, le=6)]


class TimetablePart(Part):
    """Working hours from a date on."""

    from_: date = Field(date(1970, 1, 1), alias="from", description="In force from this day on.")
    weekly: dict[Weekday, tuple[Window, ...]] = Field(
        description="By weekday, Monday is 0; one that is missing is off. A window may pass midnight: 26:00."
    )
    exceptions: dict[date, tuple[Window, ...]] = Field(
        {}, description="Days that differ: [] for a day off, or other windows."
    )


class HoursPart(Part):
    """When support is at work."""

    tz: Annotated[str, AfterValidator(_known_zone)] = Field(
        description="Of the support office, as in the IANA data base: Europe/Moscow."
    )
    holidays: Annotated[str, AfterValidator(_known_country)] | None = Field(
        None, description="Country whose public holidays are days off, with its moved days: RU."
    )
    versions: Annotated[tuple[TimetablePart, ...], Field(min_length=1)]
    text: ShortTextPart = Field(description="The same in words; the zone is added.")
