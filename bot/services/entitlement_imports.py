"""Lists of entitlements: taken in whole or row by row, and what follows for tickets and warnings."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from bot.domain import entitlement_file, errors
from bot.domain.acts import Act, ActKind
from bot.domain.delivery import Recipient, words_to_chat
from bot.domain.entitlement import Entitlement
from bot.domain.entitlement_file import Sheet
from bot.domain.expiry import still_to_come, warnings_of
from bot.domain.message import Archive, Audience, FileKind, Message, Source
from bot.domain.timers import Timer, TimerKind
from bot.services.admins import require_admin
from bot.services.entitlements import Entitlements
from bot.services.ports import Catalog, Clock, UnitOfWork
from bot.services.timekeeping import Ringing

SOON = timedelta(days=30)
"""How far the overview looks ahead."""

FAULTS_TOLD = 10


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of a list's rows."""

    new: int
    changed: int
    same: int


class EntitlementImports:
    """A record is known by its product and number; the same list again changes nothing."""

    def __init__(
        self,
        uow: UnitOfWork,
        catalog: Catalog,
        clock: Clock,
        *,
        entitlements: Entitlements,
        admins: Sequence[int],
        kept_files: Path | None,
    ) -> None:
        self.uow = uow
        self.catalog = catalog
        self.clock = clock
        self.entitlements = entitlements
        self.admins = admins
        self.kept_files = kept_files

    # In a staff group.

    async def overview(self, person: int, where: Recipient) -> None:
        """`/entitlements` alone: what there is, and how to import."""
        require_admin(self.admins, person)
        today = self.clock.now().date()
        known = await self.uow.entitlements.holdings(today=today, until=today + SOON)
        by_product = {each.product_id: each for each in known}
        products = [
            {
                "product": each.id,
                "records": by_product[each.id].records if each.id in by_product else 0,
                "ending": by_product[each.id].ending if each.id in by_product else 0,
            }
            for each in self.catalog.all()
        ]
        self.uow.deliver(
            words_to_chat(
                where.id,
                "entitlements_overview",
                thread=where.thread,
                products=products,
                days=SOON.days,
                year=today.year,
            )
        )

    async def request(self, person: int, where: Recipient, command: Source, message: Message) -> None:
        """`/entitlements` with a file: it is read as soon as the archive has it."""
        require_admin(self.admins, person)
        attachment = message.attachment
        if attachment is None or attachment.kind is not FileKind.DOCUMENT:
            raise errors.TableWanted
        if attachment.archive is Archive.TOO_BIG:
            raise errors.TableWanted
        kept = await self.uow.messages.at(message.source)
        if kept is None:
            message.audience = Audience.NOTE
            kept = await self.uow.messages.add(message)
        key = f"{kept.id}:{where.thread or 0}:{command.message_id}"
        await self.uow.timers.put([Timer(TimerKind.ENTITLEMENT_FILE, None, key, self.clock.now())])
        said = {"name": attachment.name}
        await self.uow.acts.record(Act(ActKind.ENTITLEMENTS, person, self.clock.now(), where.id, said))

    async def on_file(self, timer: Timer) -> Ringing:
        """Looks whether the archive has the file; then takes it in, and tells the group."""
        message_id, thread, command = map(int, timer.key.split(":"))
        (message,) = await self.uow.messages.get([message_id])
        attachment, chat = message.attachment, message.source.chat_id
        if attachment is None:
            return Ringing.DONE
        if attachment.archive is Archive.PENDING:
            return Ringing.NOT_YET
        if attachment.archive is not Archive.KEPT or not attachment.path or self.kept_files is None:
            self.uow.deliver(
                words_to_chat(
                    chat,
                    "entitlements_not_fetched",
                    thread=thread or None,
                    reply_to=Source(chat, command),
                    name=attachment.name,
                )
            )
            return Ringing.DONE
        sheet = self.read((self.kept_files / attachment.path).read_bytes())
        tally = await self.take_in(sheet)
        self.uow.deliver(
            words_to_chat(
                chat,
                "entitlements_imported",
                thread=thread or None,
                reply_to=Source(chat, command),
                new=tally.new,
                changed=tally.changed,
                same=tally.same,
                refused=sheet.refused,
                unusable=sheet.is_unusable,
                faults=[each.as_json() for each in sheet.faults[:FAULTS_TOLD]],
                more=max(len(sheet.faults) - FAULTS_TOLD, 0),
            )
        )
        return Ringing.DONE

    # Anywhere.

    def read(self, data: bytes) -> Sheet:
        return entitlement_file.read(data, {each.id: each.levels for each in self.catalog.all()})

    async def take_in(self, sheet: Sheet) -> Tally:
        """The rows that are in order; tickets that wait for one of them pass, and warnings are set."""
        products = {each.product_id for each in sheet.records}
        known = await self._known(products)
        new = [each for each in sheet.records if _name(each) not in known]
        changed = [
            replaced
            for each in sheet.records
            if (before := known.get(_name(each))) and (replaced := replace(each, id=before.id)) != before
        ]
        await self.uow.entitlements.add(new)
        await self.uow.entitlements.change(changed)
        if new or changed:
            here = await self._known(products)
            moved = [
                here[_name(each)] for each in changed if each.valid_until != known[_name(each)].valid_until
            ]
            await self._set_warnings([*(here[_name(each)] for each in new), *moved])
            await self._look_again(changed, {each.product_id for each in [*new, *changed]})
        return Tally(len(new), len(changed), len(sheet.records) - len(new) - len(changed))

    async def _known(self, products: set[str]) -> dict[tuple[str, str], Entitlement]:
        return {_name(each): each for each in await self.uow.entitlements.of_products(products)}

    async def _set_warnings(self, records: Sequence[Entitlement]) -> None:
        """Those of what the record said before are dropped."""
        old: list[Timer] = []
        wanted: list[Timer] = []
        for record in records:
            product = self.catalog.find(record.product_id)
            if product:
                zone, days = product.hours.calendar.zone, product.warned_before
                old += warnings_of(record, days, zone)
                wanted += still_to_come(record, days, zone, self.clock.now())
        await self.uow.timers.forget(old)
        await self.uow.timers.put(wanted)

    async def _look_again(self, changed: Sequence[Entitlement], products: set[str]) -> None:
        for ticket in await self.uow.entitlements.live_under([each.id for each in changed]):
            await self.entitlements.records_changed(ticket)
        for product_id in sorted(products):
            for ticket in await self.uow.entitlements.live_without(product_id):
                await self.entitlements.records_changed(ticket)


def _name(record: Entitlement) -> tuple[str, str]:
    return record.product_id, record.reference
