"""What a backup is: a zip of tables as JSON lines, of people's files, and a manifest that vouches for them.

Nothing in it is of one kind of database: what SQLite held goes into PostgreSQL, and back.
"""

import base64
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Integer,
    LargeBinary,
    String,
    Text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.types import TypeEngine

from storage.tables.search import STEMS
from storage.types import Json, UtcDateTime

FORMAT = 1
MANIFEST = "manifest.json"
TABLE = re.compile(r"tables/[a-z][a-z_]{0,62}\.jsonl")
FILE = re.compile(r"files/[0-9a-f]{2}/[0-9a-f]{64}")
"""A file of people's stands under the hash of its content, here as in the folder of files."""

CHUNK = 1 << 20


class Kind(StrEnum):
    """Of a column's values, whatever the database calls its type."""

    INTEGER = "integer"
    BOOLEAN = "boolean"
    TEXT = "text"
    MOMENT = "moment"
    DAY = "day"
    JSON = "json"
    BYTES = "bytes"
    STEMS = "stems"


TYPES: Mapping[Kind, TypeEngine[Any]] = {
    Kind.INTEGER: BigInteger(),
    Kind.BOOLEAN: Boolean(),
    Kind.TEXT: Text(),
    Kind.MOMENT: UtcDateTime(),
    Kind.DAY: Date(),
    Kind.JSON: Json,
    Kind.BYTES: LargeBinary(),
    Kind.STEMS: Text().with_variant(TSVECTOR(), "postgresql"),
}

_KINDS: tuple[tuple[type[TypeEngine[Any]], Kind], ...] = (
    (UtcDateTime, Kind.MOMENT),
    (Boolean, Kind.BOOLEAN),
    (Integer, Kind.INTEGER),
    (Date, Kind.DAY),
    (JSON, Kind.JSON),
    (LargeBinary, Kind.BYTES),
    (String, Kind.TEXT),
)


def kind_of(column: Column[Any]) -> Kind:
    if column.name == STEMS:
        return Kind.STEMS
    return next(kind for type_, kind in _KINDS if isinstance(column.type, type_))


def written(kinds: Sequence[Kind], row: Iterable[Any]) -> bytes:
    """A row as a line."""
    values = [_as_json(kind, value) for kind, value in zip(kinds, row, strict=True)]
    return (
        json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n"
    )


def read(kinds: Sequence[Kind], line: bytes) -> list[Any]:
    """The row of a line; `ValueError` or `TypeError` where it is none."""
    values = json.loads(line.decode("utf-8", "surrogatepass"))
    return [_from_json(kind, value) for kind, value in zip(kinds, values, strict=True)]


def _as_json(kind: Kind, value: Any) -> Any:
    if value is None:
        return None
    match kind:
        case Kind.MOMENT | Kind.DAY:
            return value.isoformat()
        case Kind.BYTES:
            return base64.b64encode(value).decode("ascii")
        case _:
            return value


def _from_json(kind: Kind, value: Any) -> Any:
    if value is None:
        return None
    match kind:
        case Kind.MOMENT:
            return datetime.fromisoformat(value)
        case Kind.DAY:
            return date.fromisoformat(value)
        case Kind.BYTES:
            return base64.b64decode(value, validate=True)
        case _:
            return value


@dataclass(frozen=True, slots=True)
class Part:
    """A table."""

    name: str
    columns: Mapping[str, Kind]
    rows: int

    @property
    def member(self) -> str:
        return f"tables/{self.name}.jsonl"

    @property
    def kinds(self) -> tuple[Kind, ...]:
        return tuple(self.columns.values())


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the archive."""

    size: int
    """In bytes, unpacked."""
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    version: str
    """Of the program."""
    schema: str
    """The revision that the tables are of."""
    database: str
    """The kind of database that they come from."""
    made_at: datetime
    tables: Sequence[Part]
    """Each after those that it refers to."""
    members: Mapping[str, Member]
    sequences: Mapping[str, int] = field(default_factory=dict)
    """The last number given to a row of each table; rows that are gone had numbers, too."""
    missing: Sequence[str] = ()
    """Files that the database names and the folder does not have."""
    format: int = FORMAT

    @property
    def rows(self) -> int:
        return sum(part.rows for part in self.tables)

    @property
    def files(self) -> Sequence[str]:
        return [name for name in self.members if FILE.fullmatch(name)]

    def count(self, table: str) -> int:
        return next((part.rows for part in self.tables if part.name == table), 0)

    def as_json(self) -> str:
        return json.dumps(asdict(self) | {"made_at": self.made_at.isoformat()}, indent=1)

    @classmethod
    def from_json(cls, text: str | bytes) -> "Manifest":
        """`ValueError`, `KeyError`, `TypeError` or `AttributeError` where it is none."""
        data = json.loads(text)
        return cls(
            version=str(data["version"]),
            schema=str(data["schema"]),
            database=str(data["database"]),
            made_at=datetime.fromisoformat(data["made_at"]),
            tables=[
                Part(
                    str(part["name"]),
                    {str(name): Kind(kind) for name, kind in part["columns"].items()},
                    int(part["rows"]),
                )
                for part in data["tables"]
            ],
            members={
                str(name): Member(int(it["size"]), str(it["sha256"])) for name, it in data["members"].items()
            },
            sequences={str(name): int(last) for name, last in data["sequences"].items()},
            missing=[str(name) for name in data["missing"]],
            format=int(data["format"]),
        )
