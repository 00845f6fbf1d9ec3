"""Other ways to reach a customer."""

import re

from bot.domain import errors
from bot.domain.answers import Answer, Asking, Said
from bot.domain.kinds.words import TextKind
from bot.domain.product import Field

SHORTEST, LONGEST = 7, 15
"""Digits of a phone number, with its country."""


class EmailKind(TextKind):
    """An e-mail address, also with the name or the brackets that it is often copied with."""

    name = "email"
    default_length = 254
    _address = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}")

    def read(self, field: Field, said: Said, asking: Asking) -> Answer:
        answer = super().read(field, said, asking)
        found = self._address.findall(answer.value)
        if len(found) != 1:
            raise errors.EmailUnreadable
        return Answer(found[0], answer.messages)


class PhoneKind(TextKind):
    """A phone number, also a shared contact; ten digits, or eleven that begin with 8, are Russian.

    Kept as "+" and digits, with the extension after a comma.
    """

    name = "phone"
    takes_contact = True

    def read(self, field: Field, said: Said, asking: Asking) -> Answer:
        if said.phone:
            return Answer(self._shared(said.phone), (said.message_id,))
        answer = super().read(field, said, asking)
        number, _ = phone_in(answer.value)
        if not number:
            raise errors.PhoneUnreadable
        return Answer(number, answer.messages)

    def _shared(self, phone: str) -> str:
        """Of a contact: shorter numbers exist than those that are recognised among words."""
        number = re.sub(r"[^\d+]", "", phone)
        if not SHORTEST <= len(number.lstrip("+")) <= LONGEST:
            raise errors.PhoneUnreadable
        return _international(number)


_NUMBER = re.compile(
    r"(?<!\w)(\+?\d(?:[\s().‐-―-]*\d){9,14})(?:\s*(?:,|;|доб\.?|ext\.?|x)\s*(\d{1,6}))?(?!\w)",
    re.IGNORECASE,
)


def phone_in(text: str) -> tuple[str, str]:
    """The one phone number in a text, as it is kept, and the words around it; empty where there is not
    exactly one."""
    found = list(_NUMBER.finditer(text))
    if len(found) != 1:
        return "", text
    (match,) = found
    number = _international(re.sub(r"[^\d+]", "", match[1]))
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    return f"{number},{match[2]}" if match[2] else number, rest


def _international(number: str) -> str:
    if number.startswith("+"):
        return number
    if len(number) == 10:
        return f"+7{number}"
    if len(number) == 11 and number.startswith("8"):
        return f"+7{number[1:]}"
    return f"+{number}"
