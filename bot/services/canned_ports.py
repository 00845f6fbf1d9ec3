"""What canned answers need from storage."""

from enum import StrEnum
from typing import Protocol

from bot.domain.canned import Canned


class Change(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    DELETED = "deleted"


class CannedAnswers(Protocol):
    async def all(self) -> list[Canned]:
        """By name, product and language; there are some dozens."""

    async def get(self, canned_id: int) -> Canned | None: ...

    async def put(self, answer: Canned) -> Canned | None:
        """A new one; None where there is one of the same name, product and language."""

    async def change(self, answer: Canned) -> bool:
        """False where it is gone."""

    async def delete(self, answer: Canned) -> bool:
        """By whom and when it says is kept in the log, as with the others."""
