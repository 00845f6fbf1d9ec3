"""What administrators cannot do as they said it."""

from bot.domain.errors.base import Refusal


class BanReasonWanted(Refusal):
    """A ban needs a reason, which agents read."""

    code = "ban_reason_wanted"


class BanEndUnreadable(Refusal):
    """{given} is no date."""

    code = "ban_end_unreadable"


class BanEndPassed(Refusal):
    """{given} is over."""

    code = "ban_end_passed"


class BanTooLong(Refusal):
    """A ban with an end lasts for {limit} days at the most."""

    code = "ban_too_long"


class NotBanned(Refusal):
    """The customer may write."""

    code = "not_banned"


class HolidayWordsUnreadable(Refusal):
    """What follows `/holidays` is no change of a day."""

    code = "holiday_words_unreadable"


class HolidayDayUnreadable(Refusal):
    """{given} is no date, or one that no calendar covers."""

    code = "holiday_day_unreadable"


class UnknownDayKind(Refusal):
    """{given} is not one of {known}."""

    code = "unknown_day_kind"


class UnknownCountry(Refusal):
    """{given} is not one of {known}, whose calendars the products use."""

    code = "unknown_country"


class NoCalendars(Refusal):
    """No product counts by a country's production calendar."""

    code = "no_calendars"


class NoOverride(Refusal):
    """{day} is as the calendar has it."""

    code = "no_override"


class ReloadRunning(Refusal):
    """The product files are being read already."""

    code = "reload_running"
