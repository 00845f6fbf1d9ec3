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


class NothingMissing(Refusal):
    """The form of {ticket} is complete."""

    code = "nothing_missing"
