"""Canned answers that cannot be kept, found or sent."""

from bot.domain.errors.base import Refusal


class CannedNameUnreadable(Refusal):
    """{given} is no word of at most {limit} letters, digits, - and _."""

    code = "canned_name_unreadable"


class CannedTextWanted(Refusal):
    """There is no text, or it would be a note."""

    code = "canned_text_wanted"


class CannedTooLong(Refusal):
    """{length} is over {limit}."""

    code = "canned_too_long"


class UnknownPlaceholder(Refusal):
    """{given} is not one of {known}."""

    code = "unknown_placeholder"


class CannedLacks(Refusal):
    """The ticket has no value for {fields} of the answer {name}."""

    code = "canned_lacks"


class CannedExists(Refusal):
    """{name} is there already, for the same product and language."""

    code = "canned_exists"


class UnknownCanned(Refusal):
    """There is no answer {given}; {known} are like it, or some of those that there are."""

    code = "unknown_canned"


class WhichCanned(Refusal):
    """The answers called {name} are {known}: none of them, or more than one, is what was said."""

    code = "which_canned"


class NoCanned(Refusal):
    """There are no canned answers for this ticket at all."""

    code = "no_canned"


class CannedUsage(Refusal):
    """What stands after `/canned` is not understood."""

    code = "canned_usage"


class UnknownLanguage(Refusal):
    """{given} is neither a product nor a language: {known}."""

    code = "unknown_language"
