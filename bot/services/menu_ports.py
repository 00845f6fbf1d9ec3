"""What is remembered of the menus of commands that a channel was given: it does not tell."""

from collections.abc import Collection, Set
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Menu:
    """A group's, or that of one person in it."""

    chat_id: int
    person: int | None = None


class GivenMenus(Protocol):
    async def given_menus(self) -> Set[Menu]: ...

    async def menus_about_to_be_given(self, menus: Collection[Menu]) -> Set[Menu]:
        """From now on they are known, whether the channel's answer comes or not; those that were not."""

    async def menus_taken_back(self, menus: Collection[Menu]) -> None:
        """They are no more, or never were."""
