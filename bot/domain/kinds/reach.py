"""Other ways to reach a customer."""

import re

from bot.domain import errors
from bot.domain.answers import Answer, Asking, Said
from bot.domain.kinds.words import TextKind
from bot.domain.product import Field


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
    _number = re.compile(
        r"(?<!\w)(\+?\d(?:[\s().‐-―-]*\d){9,14})(?:\s*(?:,|;|доб\.?|ext\.?|x)\s*(\d{1,6}))?(?!\w)",
        re.IGNORECASE,
    )

    def read(self, field: Field, said: Said, asking: Asking) -> Answer:
        answer = super().read(field, said, asking)
        found = self._number.findall(answer.value)
        if len(found) != 1:
            raise errors.PhoneUnreadable
        number, extension = found[0]
        number = _international(re.sub(r"[^\d+]", "", number))
        return Answer(f"{number},{extension}" if extension else number, answer.messages)


def _international(number: str) -> str:
    if number.startswith("+"):
        return number
    if len(number) == 10:
        return f"+7{number}"
    if len(number) == 11 and number.startswith("8"):
        return f"+7{number[1:]}"
    return f"+{number}"
