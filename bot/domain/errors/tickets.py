"""What a ticket does not allow as it stands."""

from bot.domain.errors.base import Refusal


class UnknownTicket(Refusal):
    """No ticket of this customer has {number}."""

    code = "unknown_ticket"


class AlreadyTaken(Refusal):
    """{agent} took {ticket} a moment ago."""

    code = "already_taken"


class AlreadyYours(Refusal):
    """The agent took {ticket} already."""

    code = "already_yours"


class NotNow(Refusal):
    """The ticket is {state}: what was asked for does not apply."""

    code = "not_now"


class AlreadyAnswered(Refusal):
    """The customer has already answered the question of the button."""

    code = "already_answered"


class AlreadySubmitted(Refusal):
    """The form was registered as {ticket}."""

    code = "already_submitted"


class ReopeningOver(Refusal):
    """The time in which {ticket} could be reopened is over."""

    code = "reopening_over"


class WordsErased(Refusal):
    """What was said in {ticket} has been erased, and nothing is added to it."""

    code = "words_erased"


class NothingToUndo(Refusal):
    """The agent sent nothing in {ticket} that could be taken back."""

    code = "nothing_to_undo"


class TooLateToUndo(Refusal):
    """Telegram lets a bot delete a message for 48 hours only."""

    code = "too_late_to_undo"


class UnknownClosingReason(Refusal):
    """{given} is not one of {reasons}."""

    code = "unknown_closing_reason"


class UnknownPriority(Refusal):
    """{given} is no priority."""

    code = "unknown_priority"


class SamePriority(Refusal):
    """The ticket has that priority already."""

    code = "same_priority"


class LoweringNeedsReason(Refusal):
    """The customer is to read why the ticket becomes less urgent."""

    code = "lowering_needs_reason"


class PollNotSent(Refusal):
    """The votes of a customer in an agent's poll would be seen by nobody."""

    code = "poll_not_sent"


class NoTicketHere(Refusal):
    """A ticket's command outside of a ticket."""

    code = "no_ticket_here"


class AnswersMissingToTake(Refusal):
    """Work cannot begin before the form has the answers called {missing}."""

    code = "answers_missing_to_take"


class AnswersMissingToResolve(Refusal):
    """The ticket cannot be resolved before the form has the answers called {missing}."""

    code = "answers_missing_to_resolve"


class HoldNotExplained(Refusal):
    """The customer does not know yet why the ticket is on hold."""

    code = "hold_not_explained"


class NothingToProve(Refusal):
    """{ticket} is not on hold."""

    code = "nothing_to_prove"


class PassReasonWanted(Refusal):
    """A ticket passes without a right to support only for a reason in words."""

    code = "pass_reason_wanted"


class RecordUnknown(Refusal):
    """No record of the product has the number {given}."""

    code = "record_unknown"


class RightIsOver(Refusal):
    """The record {given} gives no right to support today; it is that of {holder}, from {since} to {until}."""

    code = "right_is_over"


class NothingMissing(Refusal):
    """The form of {ticket} is complete."""

    code = "nothing_missing"


class ReasonWanted(Refusal):
    """Another department should know why the ticket comes to it."""

    code = "reason_wanted"


class ReturnWordsWanted(Refusal):
    """The first line should know what came out of it."""

    code = "return_words_wanted"


class AlreadyThere(Refusal):
    """The ticket is with {department} already."""

    code = "already_there"


class NotEscalated(Refusal):
    """No other department has the ticket: there is nothing to return, or to promise."""

    code = "not_escalated"


class EtaUnreadable(Refusal):
    """{given} is no day; {meant} is the one it may have been meant to be, or None."""

    code = "eta_unreadable"


class EtaPassed(Refusal):
    """{given} is over: it is {today} where the product's support is."""

    code = "eta_passed"


class EtaTooFar(Refusal):
    """{given} is years away."""

    code = "eta_too_far"


class EtaToldAlready(Refusal):
    """The customer knows of {eta} and {release} already."""

    code = "eta_told_already"


class ReleaseTooLong(Refusal):
    """The name of a release has {length} characters, where {limit} are the most."""

    code = "release_too_long"


class ReleaseWanted(Refusal):
    """No release was named; {known} are being waited for."""

    code = "release_wanted"


class NobodyWaits(Refusal):
    """No ticket waits for {given}; {meant} is the release that may have been meant, or None."""

    code = "nobody_waits"


class AlreadyShipped(Refusal):
    """The answer for {release} has been prepared."""

    code = "already_shipped"


class OptionsMiscounted(Refusal):
    """{count} options, where {fewest} to {most} make a choice."""

    code = "options_miscounted"


class OptionTooLong(Refusal):
    """{option} has {length} characters, where {limit} are the most."""

    code = "option_too_long"


class OptionsAlike(Refusal):
    """Two options say the same."""

    code = "options_alike"


class NoBuilds(Refusal):
    """The product does not give builds to its customers."""

    code = "no_builds"


class BuildWanted(Refusal):
    """`/build` without a file, without a version, or in an album."""

    code = "build_wanted"


class ChecksumUnreadable(Refusal):
    """{given} is no SHA-256."""

    code = "checksum_unreadable"
