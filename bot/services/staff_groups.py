"""Staff groups: what each serves, and what Telegram does to them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.domain import errors
from bot.domain.acts import Act, ActKind
from bot.domain.delivery import words_to_chat
from bot.domain.group import Binding, greeting
from bot.domain.product import Department
from bot.services.admins import require_admin
from bot.services.alarms import Alarms
from bot.services.ports import Catalog, Clock, UnitOfWork
from bot.services.reports import Reports

EVERYTHING = "all"
NOTHING = "none"


class StaffGroups:
    """Binding groups to products and departments, and following them where they go."""

    def __init__(
        self, uow: UnitOfWork, catalog: Catalog, clock: Clock, alarms: Alarms, *, reports: Reports
    ) -> None:
        self.reports = reports
        self.uow = uow
        self.clock = clock
        self.catalog = catalog
        self.alarms = alarms

    # What administrators say.

    async def choose(
        self,
        admin: int,
        chat_id: int,
        title: str,
        product: str = "",
        department: str = "",
        *,
        thread: int | None = None,
    ) -> None:
        """`/bind` and its buttons: what has not been said yet is asked for."""
        require_admin(self.alarms.admins, admin)
        if product.lower() == NOTHING:
            await self._unbind(admin, chat_id)
        elif department:
            await self._bind(admin, chat_id, title, product, department)
        else:
            await self._offer(chat_id, product, thread=thread)

    async def _bind(self, admin: int, chat_id: int, title: str, product: str, department: str) -> None:
        """`/bind PRODUCT DEPARTMENT`: tickets of these stand in this group from now on.

        Those that stand in another staff group already stay there.
        """
        binding = Binding(self._product(product), self._department(department), chat_id)
        before = next((each for each in await self.uow.groups.bindings() if _same(each, binding)), None)
        known = await self.uow.groups.find(chat_id)
        await self.uow.groups.name(chat_id, title)
        await self.uow.groups.bind(binding)
        said = {"product": binding.product_id, "department": binding.department.value, "group": title}
        await self.uow.acts.record(Act(ActKind.BOUND, admin, self.clock.now(), chat_id, said))
        if before and before.chat_id != chat_id:
            self.uow.deliver(
                words_to_chat(
                    before.chat_id,
                    "binding_moved",
                    product=binding.product_id,
                    department=binding.department.value,
                    group=title,
                )
            )
        await self.greet(chat_id, guide=known is None)
        await self.uow.outbox.resume_desks()

    async def _unbind(self, admin: int, chat_id: int) -> None:
        """`/bind none`: the group serves nothing of its own any more."""
        if not await self._served_by(chat_id):
            raise errors.NothingBound
        await self.uow.groups.unbind(chat_id)
        group = await self.uow.groups.find(chat_id)
        said = {"group": group.title if group else ""}
        await self.uow.acts.record(Act(ActKind.UNBOUND, admin, self.clock.now(), chat_id, said))
        await self.greet(chat_id)

    async def _offer(self, chat_id: int, product: str, *, thread: int | None) -> None:
        """`/bind` alone: which product, and then, which department?"""
        serves = await self._served_by(chat_id)
        chosen = self._product(product) if product else None
        self.uow.deliver(
            words_to_chat(
                chat_id,
                "bind_what",
                thread=thread,
                serves=serves,
                product=chosen,
                chosen=bool(product),
                products=[each.id for each in self.catalog.all()],
            )
        )

    def _product(self, given: str) -> str | None:
        if given.lower() == EVERYTHING:
            return None
        product = self.catalog.find(given.lower())
        if product is None:
            raise errors.UnknownProduct(
                given=given, known=[EVERYTHING, *(each.id for each in self.catalog.all())]
            )
        return product.id

    def _department(self, given: str) -> Department:
        try:
            return Department(given.lower())
        except ValueError:
            raise errors.UnknownDepartment(given=given, known=[each.value for each in Department]) from None

    # What Telegram tells.

    async def joined(self, chat_id: int, title: str, *, by: int, was_inside: bool) -> None:
        """The bot has come into a group, or may do there more or less than before.

        In a group that is none of ours it speaks only to an administrator who brought it there, or where
        nothing is set up yet.
        """
        group = await self.uow.groups.find(chat_id)
        at_home = by in self.alarms.admins or not (self.alarms.admins or await self.uow.groups.all())
        if group is None and not at_home:
            return
        if group:
            await self.uow.groups.name(chat_id, title)
            await self.uow.outbox.resume_desks()
            if not was_inside:
                await self.alarms.group_found(self.uow, chat_id, title, is_new=not group.has_been_seen)
        await self.greet(chat_id, guide=not was_inside)

    async def left(self, chat_id: int, title: str, *, at: datetime) -> None:
        """The bot is out of a group; what its agents are to get waits."""
        if any(each.chat_id == chat_id for each in await self.uow.groups.all()):
            await self.uow.groups.name(chat_id, title)
            await self.alarms.group_lost(self.uow, chat_id, title, at=at)

    async def moved(self, old: int, new: int) -> None:
        """The group goes on under another id; everything follows it there."""
        await self.uow.groups.moved(old, new)
        await self.uow.outbox.resume_desks()
        await self.reports.arm(new)
        group = await self.uow.groups.find(new)
        if group and group.is_default:
            await self.alarms.group_moved(self.uow, group.title, new)

    async def greet(self, chat_id: int, *, guide: bool = False) -> None:
        """Say what the group serves, and what the bot lacks there; with a guide, how work goes, too."""
        await self.reports.arm(chat_id)
        group = await self.uow.groups.find(chat_id)
        self.uow.deliver(
            greeting(
                chat_id,
                serves=await self._served_by(chat_id),
                by_default=group is not None and group.is_default,
                can_bind=bool(self.alarms.admins),
                guide=guide,
            )
        )

    async def _served_by(self, chat_id: int) -> Sequence[dict[str, Any]]:
        return [
            {"product": each.product_id, "department": each.department.value}
            for each in await self.uow.groups.bindings()
            if each.chat_id == chat_id
        ]


def _same(one: Binding, other: Binding) -> bool:
    return (one.product_id, one.department) == (other.product_id, other.department)
