"""Staff groups, and what each of them serves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.product import Department, Product


@dataclass(frozen=True, slots=True)
class StaffGroup:
    """A chat whose members are agents."""

    chat_id: int
    title: str
    is_default: bool = False
    """It serves everything that no other group does."""
    language: str | None = None
    """None: that of the bot's settings."""
    weekly_report: bool = True


@dataclass(frozen=True, slots=True)
class Binding:
    """Tickets of a product that are with a department stand in the group that serves the two."""

    product_id: str | None
    """None: of every product that has no binding of its own for the department."""
    department: Department
    chat_id: int


def products_of(group: StaffGroup, bindings: Iterable[Binding], products: Sequence[Product]) -> list[Product]:
    """Those that the group is the first line of, and those that it serves in another way; where it does
    nothing of that, all."""
    bound = {(each.product_id, each.department): each.chat_id for each in bindings}

    def first_line(product: Product) -> bool:
        own = bound.get((product.id, Department.SUPPORT)) or bound.get((None, Department.SUPPORT))
        return group.is_default if own is None else own == group.chat_id

    def helps(product: Product) -> bool:
        return any(
            bound.get((each, kind)) == group.chat_id for each in (product.id, None) for kind in Department
        )

    return [each for each in products if first_line(each) or helps(each)] or list(products)
