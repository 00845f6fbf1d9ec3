"""What is wrong with a file that people write: where, what, and what to do about it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    file: str
    line: int | None
    """From 1 on; None when the fault has no line of its own."""
    field: str
    problem: str

    def __str__(self) -> str:
        """On one line, whatever the file has in it: nothing that a terminal would obey."""
        text = self._text()
        return text if text.isprintable() else "".join(map(_printable, text))

    def _text(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.field}: {self.problem}" if self.field else f"{place}: {self.problem}"


def _printable(sign: str) -> str:
    return sign if sign.isprintable() else ascii(sign)[1:-1]


class Faulty(Exception):
    """Files that cannot be used; the program ends with exit code 2."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(faults)
        self.faults = faults

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))
