"""A list of entitlements as people make it in a spreadsheet: CSV, read row by row."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.entitlement import KEY_LENGTH, Entitlement, normalise

COLUMNS = ("product", "key", "holder", "level", "valid_from", "valid_until")
OPTIONAL = ("shared",)
DELIMITERS = ",;\t"
HOLDER_LENGTH = 200
YES = {"yes", "y", "true", "1", "да"}
NO = {"", "no", "n", "false", "0", "нет"}
FIRST_YEAR = 1900
"""Spreadsheets count days from here; the last day there is, is how some write that there is no end."""
QUOTED = 40
"""Characters of a wrong value that are repeated."""

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


class Wrong(StrEnum):
    """What is wrong with a row, or with the file."""

    NO_TABLE = "no_table"
    """Not text, or text that is no table."""
    EMPTY = "empty"
    NO_HEADER = "no_header"
    """The first line does not name the columns that the others have."""
    UNKNOWN_COLUMN = "unknown_column"
    MISSING = "missing"
    TOO_MANY = "too_many"
    """More values than the header has columns."""
    TOO_LONG = "too_long"
    UNKNOWN_PRODUCT = "unknown_product"
    NO_NUMBER = "no_number"
    UNKNOWN_LEVEL = "unknown_level"
    NO_DATE = "no_date"
    NO_SUCH_YEAR = "no_such_year"
    """A slip: nobody had a contract then."""
    BACKWARDS = "backwards"
    """It ends before it begins."""
    NOT_YES_OR_NO = "not_yes_or_no"
    TWICE = "twice"
    """The number stands in the list already."""


@dataclass(frozen=True, slots=True)
class RowFault:
    line: int | None
    """From 1 on; None: the whole file."""
    field: str
    wrong: Wrong
    given: str = ""
    known: str = ""
    """What would be right, or where the other is."""

    def as_json(self) -> dict[str, str | int | None]:
        return {
            "line": self.line,
            "field": self.field,
            "wrong": self.wrong.value,
            "given": self.given,
            "known": self.known,
        }


@dataclass(frozen=True, slots=True)
class Sheet:
    records: Sequence[Entitlement]
    faults: Sequence[RowFault]

    @property
    def refused(self) -> int:
        """How many lines could not be taken in."""
        return len({each.line for each in self.faults if each.wrong is not Wrong.UNKNOWN_COLUMN})

    @property
    def is_unusable(self) -> bool:
        return any(each.line is None for each in self.faults)


def read(data: bytes, levels: Mapping[str, Sequence[str]]) -> Sheet:
    """What is in order, and what is wrong with the rest; `levels`: those of each product served."""
    text = _decoded(data)
    if text is None:
        return _unusable(Wrong.NO_TABLE)
    try:
        rows = list(_rows(text))
    except csv.Error:
        return _unusable(Wrong.NO_TABLE)
    if not rows:
        return _unusable(Wrong.EMPTY, known=",".join(COLUMNS))
    (_, head), *rest = rows
    names = [each.strip().lower() for each in head]
    missing = [each for each in COLUMNS if each not in names]
    if missing:
        return _unusable(Wrong.NO_HEADER, ", ".join(missing), ",".join(COLUMNS))
    return _Reading(names, levels).sheet(rest)


def _decoded(data: bytes) -> str | None:
    """As spreadsheets save text: UTF-8, or the Cyrillic of Windows. None for anything else."""
    if b"\0" in data:
        return None
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of the line that it begins in; rows without a word are left out."""
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    for row in reader:
        if any(each.strip() for each in row):
            yield begins, row
        begins = reader.line_num + 1


def _unusable(wrong: Wrong, given: str = "", known: str = "") -> Sheet:
    return Sheet((), (RowFault(None, "", wrong, given, known),))


class _Reading:
    def __init__(self, names: Sequence[str], levels: Mapping[str, Sequence[str]]) -> None:
        self.names = names
        self.levels = levels
        self.faults: list[RowFault] = []
        self._named: set[tuple[int, str]] = set()
        """Lines and fields of the faults."""
        self._lines: dict[tuple[str, str], int] = {}
        """Where each number stands."""

    def sheet(self, rows: Sequence[tuple[int, list[str]]]) -> Sheet:
        for name in self.names:
            if name and name not in COLUMNS + OPTIONAL:
                known = ", ".join(COLUMNS + OPTIONAL)
                self._wrong(1, name, Wrong.UNKNOWN_COLUMN, known=known)
        records = [record for line, row in rows if (record := self._record(line, row))]
        return Sheet(tuple(records), tuple(self.faults))

    def _record(self, line: int, row: Sequence[str]) -> Entitlement | None:
        before = len(self.faults)
        if any(each.strip() for each in row[len(self.names) :]):
            self._wrong(line, "", Wrong.TOO_MANY, known=str(len(self.names)))
            return None
        values = dict(zip(self.names, (" ".join(each.split()) for each in row), strict=False))
        given = {name: values.get(name, "") for name in COLUMNS + OPTIONAL}
        for name in COLUMNS:
            if not given[name]:
                self._wrong(line, name, Wrong.MISSING)
        product = self._product(line, given["product"])
        record = Entitlement(
            product_id=product,
            key=self._key(line, given["key"]),
            holder=self._short(line, "holder", given["holder"], HOLDER_LENGTH),
            level=self._level(line, product, given["level"]),
            valid_from=self._date(line, "valid_from", given["valid_from"]),
            valid_until=self._date(line, "valid_until", given["valid_until"]),
            shared=self._yes(line, given["shared"]),
        )
        if len(self.faults) > before:
            return None
        if record.valid_until < record.valid_from:
            self._wrong(line, "valid_until", Wrong.BACKWARDS, given["valid_until"], given["valid_from"])
            return None
        first = self._lines.setdefault((record.product_id, record.reference), line)
        if first != line:
            self._wrong(line, "key", Wrong.TWICE, record.key, str(first))
            return None
        return record

    def _product(self, line: int, given: str) -> str:
        if given and given.lower() not in self.levels:
            self._wrong(line, "product", Wrong.UNKNOWN_PRODUCT, given, ", ".join(self.levels))
        return given.lower()

    def _key(self, line: int, given: str) -> str:
        if given and not normalise(given):
            self._wrong(line, "key", Wrong.NO_NUMBER, given)
        elif len(normalise(given)) > KEY_LENGTH:
            self._wrong(line, "key", Wrong.TOO_LONG, given, str(KEY_LENGTH))
        return self._short(line, "key", given, KEY_LENGTH)

    def _short(self, line: int, field: str, given: str, length: int) -> str:
        if len(given) > length and (line, field) not in self._named:
            self._wrong(line, field, Wrong.TOO_LONG, given, str(length))
        return given

    def _level(self, line: int, product: str, given: str) -> str:
        known = self.levels.get(product, ())
        found = next((each for each in known if each.lower() == given.lower()), None)
        if given and known and found is None:
            self._wrong(line, "level", Wrong.UNKNOWN_LEVEL, given, ", ".join(known))
        return found or given

    def _date(self, line: int, field: str, given: str) -> date:
        parts: tuple[str, ...] = ()
        if iso := _ISO.fullmatch(given):
            parts = iso.groups()
        elif dotted := _DOTTED.fullmatch(given):
            parts = dotted.groups()[::-1]
        try:
            year, month, day = map(int, parts)
            found = date(year, month, day)
        except ValueError:
            if given:
                self._wrong(line, field, Wrong.NO_DATE, given)
            return date.min
        if found.year < FIRST_YEAR:
            self._wrong(line, field, Wrong.NO_SUCH_YEAR, given)
        return found

    def _yes(self, line: int, given: str) -> bool:
        if given.lower() not in YES | NO:
            self._wrong(line, "shared", Wrong.NOT_YES_OR_NO, given)
        return given.lower() in YES

    def _wrong(self, line: int, field: str, wrong: Wrong, given: str = "", known: str = "") -> None:
        self._named.add((line, field))
        self.faults.append(RowFault(line, field, wrong, given[:QUOTED], known))
