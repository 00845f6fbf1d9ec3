"""Staff groups, and what each of them serves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.delivery import Delivery, Matter, Recipient, Urgency
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
    topics: bool = True
    """A topic for each ticket where Telegram has topics on; else cards that are replied to."""
    weekly_report: bool = True
    round_robin: bool = False
    """New tickets go to those on duty in turn."""

    @property
    def has_been_seen(self) -> bool:
        """The bot has been there: of a group that the settings name, it learns the title there."""
        return bool(self.title)


@dataclass(frozen=True, slots=True)
class Binding:
    """Tickets of a product that are with a department stand in the group that serves the two."""

    product_id: str | None
    """None: of every product that has no binding of its own for the department."""
    department: Department
    chat_id: int


def greeting(chat_id: int, **known: Any) -> Delivery:
    """To a group that the bot has come to, or that serves something else now. `known`: what it `serves`,
    also `by_default`; whether administrators `can_bind`; whether it needs a `guide` to the work."""
    return Delivery(
        to=Recipient.chat(chat_id),
        matter=Matter.GREETING,
        urgency=Urgency.AGENT,
        code="greeting",
        data={"group": chat_id, **known},
        slot=f"greeting:{chat_id}",
    )


def command_menu(chat_id: int) -> Delivery:
    """The commands that a staff group's members are shown, anew."""
    return Delivery(Recipient.chat(chat_id), Matter.MENU, Urgency.COSMETIC, slot=f"menu:{chat_id}")


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
