"""What products are loaded, and reading their files anew; for administrators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.domain import errors
from bot.domain.acts import Act, ActKind
from bot.domain.delivery import Recipient, words_to_chat
from bot.domain.message import Source
from bot.domain.product import Product
from bot.faults import Fault
from bot.services.administration_ports import ProductsRead, Reload
from bot.services.admins import require_admin
from bot.services.alarms import Alarms
from bot.services.ports import Catalog, Clock, UnitOfWork

FAULTS_TOLD = 10
FAULT_LENGTH = 300
"""Characters; every fault begins with file, line and field."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the product files are to be served from now on, and what is different then."""

    faults: Sequence[Fault] = ()
    missed: Mapping[str, int] = field(default_factory=dict)
    """Products that are not there any more, with the number of their tickets that have not ended."""
    new: Sequence[str] = ()
    changed: Sequence[str] = ()
    gone: Sequence[str] = ()

    @property
    def accepts(self) -> bool:
        return not (self.faults or self.missed)

    def as_json(self) -> dict[str, Any]:
        return {
            "faults": [str(each)[:FAULT_LENGTH] for each in self.faults[:FAULTS_TOLD]],
            "more": max(len(self.faults) - FAULTS_TOLD, 0),
            "missed": dict(self.missed),
            "new": list(self.new),
            "changed": list(self.changed),
            "gone": list(self.gone),
        }


class Products:
    def __init__(self, uow: UnitOfWork, catalog: Catalog, clock: Clock, alarms: Alarms) -> None:
        self.uow = uow
        self.catalog = catalog
        self.clock = clock
        self.admins = alarms.admins

    async def overview(self, person: int, where: Recipient, *, instead_of: Source | None = None) -> None:
        """`/products`: all of them."""
        require_admin(self.admins, person)
        await self._show(where, instead_of)

    async def show(
        self, person: int, where: Recipient, product_id: str, *, instead_of: Source | None
    ) -> None:
        """A product's button: everything about this one, in the same message."""
        require_admin(self.admins, person)
        product = self.catalog.find(product_id)
        if product is None:
            raise errors.OutdatedButton
        live = (await self.uow.tickets.live_by_product()).get(product.id, 0)
        titles = {each.chat_id: each.title for each in await self.uow.groups.all()}
        groups = []
        for department in product.departments:
            chat = await self.uow.groups.serving(product.id, department)
            groups.append({"department": department.value, "group": titles.get(chat or 0)})
        self.uow.deliver(
            words_to_chat(
                where.id,
                "product_loaded",
                thread=where.thread,
                instead_of=instead_of,
                product=product.id,
                tickets=live,
                groups=groups,
            )
        )

    async def reload(self, person: int, where: Recipient, *, instead_of: Source | None = None) -> None:
        """The files are read and checked aside, within seconds; `settle` answers."""
        require_admin(self.admins, person)
        latest = await self.uow.reloads.latest()
        if latest and not latest.done:
            raise errors.ReloadRunning
        await self.uow.reloads.add(
            Reload(
                0,
                person,
                where.id,
                where.thread,
                instead_of.message_id if instead_of else None,
                self.clock.now(),
            )
        )

    async def settle(self, reload: Reload, read: ProductsRead | None, faults: Sequence[Fault]) -> bool:
        """The files have been read: whether they are to be served. The first replica to come decides, and
        answers; another one changes nothing by coming later (False)."""
        verdict = await self._judge(read, faults)
        fingerprint = read.fingerprint if read and verdict.accepts else None
        if not await self.uow.reloads.settle(reload.id, fingerprint):
            return False
        told = verdict.as_json()
        await self.uow.acts.record(
            Act(
                ActKind.RELOADED,
                reload.person,
                self.clock.now(),
                reload.chat_id,
                {
                    "faults": len(verdict.faults) + len(verdict.missed),
                    "products": [*verdict.new, *verdict.changed, *verdict.gone],
                },
            )
        )
        where = Recipient.chat(reload.chat_id, reload.thread)
        edits = Source(reload.chat_id, reload.message_id) if reload.message_id else None
        await self._show(where, edits, said=told, served=read if fingerprint else None)
        return fingerprint is not None

    async def _judge(self, read: ProductsRead | None, faults: Sequence[Fault]) -> Verdict:
        if read is None:
            return Verdict(faults)
        before = {each.id: each for each in self.catalog.all()}
        after = {each.id: each for each in read.all()}
        gone = [each for each in before if each not in after]
        live = await self.uow.tickets.live_by_product()
        return Verdict(
            missed={each: live[each] for each in gone if live.get(each)},
            new=[each for each in after if each not in before],
            changed=[each for each in after if each in before and _differ(before[each], after[each])],
            gone=gone,
        )

    async def _show(
        self,
        where: Recipient,
        instead_of: Source | None,
        *,
        said: Mapping[str, Any] | None = None,
        served: ProductsRead | None = None,
    ) -> None:
        """`said`: what became of a reload; `served`: what it brought, which is not in force yet."""
        live = await self.uow.tickets.live_by_product()
        products = [
            {
                "id": each.id,
                "title": dict(each.title.by_language),
                "prefix": each.prefix,
                "version": each.policy_version,
                "tickets": live.get(each.id, 0),
            }
            for each in (served or self.catalog).all()
        ]
        self.uow.deliver(
            words_to_chat(
                where.id,
                "products_loaded",
                thread=where.thread,
                instead_of=instead_of,
                products=products,
                said=said,
            )
        )


def _differ(one: Product, other: Product) -> bool:
    """By what their files say, and by their countries' calendar files."""
    return (one.policy_version, _published(one)) != (other.policy_version, _published(other))


def _published(product: Product) -> tuple[object, ...]:
    public = product.hours.calendar.public
    return (public.published, public.off, public.worked, public.short, public.short_by) if public else ()
