"""Where the people of a department are."""

from bot.domain.product import Department
from bot.services.ports import UnitOfWork


async def group_of(uow: UnitOfWork, product_id: str, department: Department) -> int | None:
    """The department's group: the product's own before that of all products; else the default."""
    found = {
        each.product_id: each.chat_id
        for each in await uow.groups.bindings()
        if each.department is department and each.product_id in {product_id, None}
    }
    if found:
        return found.get(product_id) or found[None]
    return next((each.chat_id for each in await uow.groups.all() if each.is_default), None)
