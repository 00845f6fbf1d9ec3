"""What a check says."""

from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line. It never has a token, a password or an address with one in it."""

    grade: Grade
    about: str
    words: str
    remedy: str = ""

    def __str__(self) -> str:
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{self.grade:<8} {self.about}: {self.words}{remedy}"


def ok(about: str, words: str) -> Finding:
    return Finding(Grade.OK, about, words)


def warning(about: str, words: str, remedy: str = "") -> Finding:
    return Finding(Grade.WARNING, about, words, remedy)


def fault(about: str, words: str, remedy: str = "") -> Finding:
    return Finding(Grade.FAULT, about, words, remedy)
