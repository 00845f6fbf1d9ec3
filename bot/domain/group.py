"""Staff groups, and what each of them serves."""

from dataclasses import dataclass

from bot.domain.product import Department


@dataclass(frozen=True, slots=True)
class StaffGroup:
    """A chat whose members are agents."""

    chat_id: int
    title: str
    is_default: bool = False
    """It serves everything that no other group does."""
    round_robin: bool = False
    """New tickets are given to those on duty, in turn."""


@dataclass(frozen=True, slots=True)
class Binding:
    """Tickets of a product that are with a department stand in the group that serves the two."""

    product_id: str | None
    """None: of every product that has no binding of its own for the department."""
    department: Department
    chat_id: int
