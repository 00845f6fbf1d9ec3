"""What the software refuses, named for the situation.

A refusal is an answer, not a failure: it carries a code and data, and is worded at the edge in the
reader's language. Anything else that is raised is a bug.
"""

import traceback
from collections.abc import Mapping
from typing import Any, ClassVar


class SupportError(Exception):
    """Everything this software raises on purpose."""


class Refusal(SupportError):
    """Somebody asked for what cannot be done now; nothing was changed."""

    code: ClassVar[str] = "refused"

    def __init__(self, **data: Any) -> None:
        super().__init__(self.code)
        self.data: Mapping[str, Any] = data


class OutdatedButton(Refusal):
    """The button belongs to something that has moved on."""

    code = "outdated_button"


class UnknownCommand(Refusal):
    """A command that this bot does not have."""

    code = "unknown_command"


class UnknownAgent(Refusal):
    """No agent, or more than one, is called {given}."""

    code = "unknown_agent"


class UnknownTicket(Refusal):
    """No ticket of this customer has {number}."""

    code = "unknown_ticket"


# What a form's question does not take.


class AnswerEmpty(Refusal):
    """The question wants words and got none."""

    code = "answer_empty"


class AnswerTooLong(Refusal):
    """The answer has {length} characters, the question takes {limit}."""

    code = "answer_too_long"


class AccountNumberUnreadable(Refusal):
    """The answer does not look like an account number."""

    code = "account_number_unreadable"


class ContractNumberUnreadable(Refusal):
    """The answer does not look like a contract number."""

    code = "contract_number_unreadable"


class SerialNumberUnreadable(Refusal):
    """The answer does not look like a serial number."""

    code = "serial_number_unreadable"


class VersionUnreadable(Refusal):
    """The answer has no digit; {optional} tells whether the question can be skipped."""

    code = "version_unreadable"


class EmailUnreadable(Refusal):
    """The answer is no e-mail address, or several."""

    code = "email_unreadable"


class PhoneUnreadable(Refusal):
    """The answer is no phone number."""

    code = "phone_unreadable"


class YesOrNo(Refusal):
    """The question wants a yes or a no."""

    code = "yes_or_no"


class PickAnOption(Refusal):
    """The question is answered by one of its buttons."""

    code = "pick_an_option"


class FilesWanted(Refusal):
    """The question wants files and got words; {optional} tells whether it can be skipped."""

    code = "files_wanted"


class AnswerRequired(Refusal):
    """The question cannot be skipped."""

    code = "answer_required"


class FileTooBig(Refusal):
    """{name} is larger than the product's {limit_mb} MB."""

    code = "file_too_big"


class TooManyFiles(Refusal):
    """The form already holds {limit} files."""

    code = "too_many_files"


class FileKindRefused(Refusal):
    """{name} is of a kind ({extension}) that the product does not take."""

    code = "file_kind_refused"


# What a ticket's state does not allow.


class AlreadyTaken(Refusal):
    """{agent} took {ticket} a moment ago."""

    code = "already_taken"


class AlreadyYours(Refusal):
    """The agent took {ticket} already."""

    code = "already_yours"


class NotYourButton(Refusal):
    """The button asks another agent, or has been answered."""

    code = "not_your_button"


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


class NoTicketHere(Refusal):
    """A ticket's command outside of a ticket."""

    code = "no_ticket_here"


class AlreadyRecorded(SupportError):
    """The channel handed over a message that is here already; nothing is done twice."""


class VersionMismatch(SupportError):
    """The row changed under a command's feet; the update is tried again on the fresh row."""


FRAMES = 4


def describe(error: BaseException) -> str:
    """A bug for the log: its class and where it was raised. Its message may quote a customer: left out."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    path = " < ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} at {path}" if path else type(error).__name__
