"""A number that one process counts up and another one reads at any time."""

import mmap
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NUMBER = struct.Struct("q")


class Counter:
    def __init__(self, memory: mmap.mmap) -> None:
        self._memory = memory

    @classmethod
    @contextmanager
    def create(cls, path: Path) -> Iterator["Counter"]:
        path.write_bytes(bytes(_NUMBER.size))
        with cls.at(path) as counter:
            yield counter

    @classmethod
    @contextmanager
    def at(cls, path: Path) -> Iterator["Counter"]:
        with path.open("r+b") as file, mmap.mmap(file.fileno(), _NUMBER.size) as memory:
            yield cls(memory)

    @property
    def value(self) -> int:
        return int(_NUMBER.unpack_from(self._memory)[0])

    @value.setter
    def value(self, value: int) -> None:
        _NUMBER.pack_into(self._memory, 0, value)
