"""Ticket numbers as people write them."""

import re
from dataclasses import dataclass

LONGEST = 9
"""Digits that fit into a column."""

_NUMBER = re.compile(rf"[#№\s]*(?P<prefix>[A-Z]*)[\s\-–—]*(?P<number>\d{{1,{LONGEST}}})\s*", re.ASCII)
_LOOK_ALIKES = str.maketrans("АВЕКМНОРСТХУ", "ABEKMHOPCTXY")
"""Cyrillic letters that are read as Latin ones, and typed for them."""


@dataclass(frozen=True, slots=True)
class Number:
    prefix: str
    """Empty where only the digits were written."""
    number: int


def read_number(words: str) -> Number | None:
    """EC-12, ec 12, #12, or with the Cyrillic ЕС; None where it is nothing of the kind."""
    found = _NUMBER.fullmatch(words.strip().upper().translate(_LOOK_ALIKES))
    return Number(found["prefix"], int(found["number"])) if found else None
