"""What a form's question does not take."""

from bot.domain.errors.base import Refusal


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


class DayWanted(Refusal):
    """The answer speaks of another day and does not say which."""

    code = "day_wanted"


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


class NotTaken(Refusal):
    """A kind of message that a bot cannot pass on: a story, paid media, or what it does not know."""

    code = "not_taken"
