"""Numbers by which a customer's right to support is found.

No regulation gives a format, so only what cannot be such a number is refused. What people copy along, a
leading "№" or the word for the number, is dropped.
"""

import re
from typing import ClassVar, NoReturn

from bot.domain import errors
from bot.domain.answers import Answer, Asking, Said
from bot.domain.kinds.words import TextKind
from bot.domain.product import Field

_GROUPED = re.compile(r"^\d{1,3}(?: \d{1,3})+$")
"""One number in groups, and not two numbers."""


def _leading(*words: str) -> re.Pattern[str]:
    """A word counts only where something parts it from the number: SN-1 begins with its own letters."""
    return re.compile(rf"^(?:(?:{'|'.join(words)})\.?(?=[\s:№#])|№|#|[:\s])+", re.IGNORECASE)


class AccountNumberKind(TextKind):
    """An account number: letters, digits, dots, dashes and slashes, with at least one digit."""

    name = "account_number"
    default_length = 60
    prefix: ClassVar[re.Pattern[str]] = _leading("account", "аккаунта?", "сч[её]та?", "номер", "number", "no")
    shape: ClassVar[re.Pattern[str]] = re.compile(r"^(?=.*\d)\w[\w.\-/]{0,39}$")

    def read(self, field: Field, said: Said, asking: Asking) -> Answer:
        answer = super().read(field, said, asking)
        number = self.tidy(self.prefix.sub("", answer.value))
        if not self.shape.match(number):
            self.refuse()
        return Answer(number, answer.messages)

    def tidy(self, number: str) -> str:
        return number.replace(" ", "") if _GROUPED.match(number) else number

    def refuse(self) -> NoReturn:
        raise errors.AccountNumberUnreadable


class ContractNumberKind(AccountNumberKind):
    """A contract number, whatever its owner's ways: "12/24-ТП от 01.02.2024", or "б/н" for none."""

    name = "contract_number"
    default_length = 80
    prefix = _leading("contract", "agreement", "договора?", "контракта?", "номер", "number", "no")
    shape = re.compile(r"^(?=.*\d).{1,80}$|^б/н$", re.IGNORECASE)

    def tidy(self, number: str) -> str:
        return number

    def refuse(self) -> NoReturn:
        raise errors.ContractNumberUnreadable


class SerialNumberKind(AccountNumberKind):
    """A serial number: letters and digits in groups, kept in capitals."""

    name = "serial_number"
    prefix = _leading("serial", "s/?n", "серийный", "заводской", "номер", "number", "no")
    shape = re.compile(r"^(?=.*\d)[^\W_][^\W_\-]*(?:-[^\W_\-]+)*$")

    def tidy(self, number: str) -> str:
        """Groups may be parted by any kind of dash, or by spaces."""
        return re.sub(r"\s*[-‐-―]\s*|\s+", "-", number).upper()

    def refuse(self) -> NoReturn:
        raise errors.SerialNumberUnreadable
