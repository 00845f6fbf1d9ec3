"""The working hours of a product file, and a country's calendar file."""

from datetime import date
from typing import Annotated, Self
from zoneinfo import available_timezones

from holidays import list_supported_countries
from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from bot.catalog.schema_texts import Part, ShortTextPart
from bot.domain.timetable import window_of


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise PydanticCustomError(
            "un_known_zone", "{name} is not a time zone; write it like Europe/Moscow", {"name": name}
        )
    return name


def _known_country(code: str) -> str:
    if code not in list_supported_countries():
        raise PydanticCustomError(
            "un_known_country",
            "no holidays are known for {code}; write a country code like RU",
            {"code": code},
        )
    return code


def _window(pair: tuple[str, str]) -> tuple[str, str]:
    try:
        window_of(*pair)
    except ValueError as error:
        raise PydanticCustomError(
            "no_window",
            '{begin} to {end} is not a window of hours; write one like ["9:00", "18:00"]',
            {"begin": pair[0], "end": pair[1]},
        ) from error
    return pair


Zone = Annotated[str, AfterValidator(_known_zone)]


Clock = Annotated[str, StringConstraints(pattern=r"^\d{1,2}:[0-5]\d$")]


Window = Annotated[tuple[Clock, Clock], AfterValidator(_window)]
"""From and to, on the office's clock: ["9:00", "18:00"]."""


Weekday = Annotated[int, Field(ge=0, le=6)]


ShortBy = Annotated[int, Field(ge=0, le=240)]
"""Minutes."""


def _some_hours(versions: "tuple[TimetablePart, ...]") -> "tuple[TimetablePart, ...]":
    """Clocks that run in working hours would stand still for ever."""
    latest = max(versions, key=lambda each: each.from_)
    if not any(latest.weekly.values()):
        raise PydanticCustomError(
            "never_at_work",
            "nobody is at work from {since} on; give a weekday a window",
            {"since": latest.from_.isoformat()},
        )
    return versions


def _apart(versions: "tuple[TimetablePart, ...]") -> "tuple[TimetablePart, ...]":
    dates = [each.from_ for each in versions]
    twice = next((day for day in dates if dates.count(day) > 1), None)
    if twice:
        raise PydanticCustomError(
            "same_day",
            "two versions are in force from {since}; give each a day of its own",
            {"since": twice.isoformat()},
        )
    return versions


class TimetablePart(Part):
    """Working hours from a date on."""

    from_: date = Field(date(1970, 1, 1), alias="from", description="In force from this day on.")
    weekly: dict[Weekday, tuple[Window, ...]] = Field(
        description="By weekday, Monday is 0; one that is missing is off. A window may pass midnight: 26:00."
    )
    exceptions: dict[date, tuple[Window, ...]] = Field(
        {},
        description="Days whose windows are others, whatever the holidays say: [] for a day off,"
        ' [["9:00", "16:00"]] for a short day or a Saturday that is worked.',
    )


class HoursPart(Part):
    """When support is at work."""

    tz: Zone = Field(description="Of the support office, as in the IANA data base: Europe/Moscow.")
    holidays: Annotated[str, AfterValidator(_known_country)] | None = Field(
        None,
        description="Country whose public holidays are days off, with its moved and shortened days: RU."
        " calendars/RU.yaml beside the product files may say more.",
    )
    short_by: ShortBy | None = Field(
        None,
        description="Minutes by which the country's shortened days end earlier here; 0: not at all."
        " By default what the country's calendar file says.",
    )
    versions: Annotated[
        tuple[TimetablePart, ...],
        Field(min_length=1, description="Each in force until the next begins."),
        AfterValidator(_apart),
        AfterValidator(_some_hours),
    ]
    text: ShortTextPart = Field(description="The same in words; the zone is added.")


class CalendarFile(Part):
    """A country's production calendar, where the `holidays` package does not know it or has it wrong."""

    published: Annotated[int, Field(ge=1990, le=2200)] | None = None
    """The last year whose moved days are known; by default the package's."""
    off: tuple[date, ...] = ()
    worked: tuple[date, ...] = ()
    """Weekends that are working days, and the package's holidays that are none."""
    short: tuple[date, ...] = ()
    short_by: ShortBy = 60

    @model_validator(mode="after")
    def _each_day_is_one_thing(self) -> Self:
        both = {*self.off} & {*self.worked, *self.short}
        if both:
            raise PydanticCustomError(
                "both",
                "{day} is off and is worked; remove it from one of the lists",
                {"day": min(both).isoformat()},
            )
        return self
