"""Records of rights to support, and who is found under them, on both engines."""

from dataclasses import replace
from datetime import date, timedelta

from bot.domain.entitlement import Entitlement, Right
from bot.domain.people import Customer
from bot.domain.states import State
from bot.domain.ticket import Ticket
from bot.domain.timers import Timer, TimerKind
from storage.unit_of_work import SqlDatabase, SqlUnitOfWork
from tests.storage.making import NOON, registered

TODAY = NOON.date()
LATER = TODAY + timedelta(days=100)


def record(key: str, until: date = LATER, **more: bool) -> Entitlement:
    return Entitlement("e-comet", key, "ООО «Ромашка»", "full", TODAY, until, **more)


async def known(uow: SqlUnitOfWork, *records: Entitlement) -> list[Entitlement]:
    await uow.entitlements.add(records)
    return await uow.entitlements.of_products({"e-comet"})


async def under(uow: SqlUnitOfWork, entitlement: Entitlement) -> tuple[Customer, Ticket]:
    customer, ticket = await registered(uow)
    ticket.learn_right(Right.by(entitlement, TODAY), at=NOON)
    await uow.tickets.save(ticket)
    return customer, ticket


async def test_a_record_is_found_by_its_number_as_it_is_compared(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        assert not await uow.entitlements.any_of("e-comet")
        one, other = await known(uow, record("A-1"), record("B 2"))
        assert await uow.entitlements.any_of("e-comet")
        assert not await uow.entitlements.any_of("micropvr")

    async with database.begin() as uow:
        assert await uow.entitlements.with_references("e-comet", ["B2", "C3"]) == [other]
        assert await uow.entitlements.with_references("micropvr", ["B2"]) == []
        assert await uow.entitlements.get(one.id) == one == replace(record("A-1"), id=one.id)
        assert await uow.entitlements.get(other.id + 1) is None


async def test_a_changed_record_stays_itself(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        (before,) = await known(uow, record("A-1"))
        changed = replace(before, key="a1", level="standard", shared=True)
        await uow.entitlements.change([changed])

        assert await uow.entitlements.of_products({"e-comet"}) == [changed]


async def test_what_ends_soon_is_counted_by_product(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        days = [TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=30), TODAY + timedelta(days=31)]
        await known(uow, *(record(str(number), until) for number, until in enumerate(days)))

        (held,) = await uow.entitlements.holdings(today=TODAY, until=TODAY + timedelta(days=30))

        assert (held.product_id, held.records, held.ending) == ("e-comet", 4, 2)


async def test_a_customer_is_remembered_by_their_latest_ticket_with_a_record(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        one, _ = await known(uow, record("A-1"), record("B-2"))
        customer, ticket = await under(uow, one)
        stranger, _ = await registered(uow)

        assert await uow.entitlements.remembered(customer.id, "e-comet") == one
        assert await uow.entitlements.remembered(customer.id, "micropvr") is None
        assert await uow.entitlements.remembered(stranger.id, "e-comet") is None
        assert (await uow.tickets.get(ticket.id)).right == ticket.right
        assert [each.id for each in await uow.entitlements.customers_under(one.id)] == [customer.id]


async def test_live_tickets_are_told_apart_by_whether_they_have_a_record(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        (one,) = await known(uow, record("A-1"))
        _, entitled = await under(uow, one)
        _, without = await registered(uow)
        _, over = await registered(uow, state=State.CLOSED)

        assert [each.id for each in await uow.entitlements.live_under([one.id])] == [entitled.id]
        assert [each.id for each in await uow.entitlements.live_without("e-comet")] == [without.id]
        assert over.id not in {without.id, entitled.id}


async def test_tickets_are_shared_under_a_shared_record_alone(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        shared, own = await known(uow, record("A-1", shared=True), record("B-2"))
        anna, first = await under(uow, shared)
        boris, second = await under(uow, shared)
        vera, _ = await under(uow, own)
        await under(uow, own)

        found = await uow.entitlements.shared_with(anna.id, limit=10)
        assert [(ticket.id, who.id) for ticket, who in found] == [(second.id, boris.id)]
        assert [t.id for t, _ in await uow.entitlements.shared_with(boris.id, limit=10)] == [first.id]
        assert await uow.entitlements.shared_with(vera.id, limit=10) == []


async def test_a_timer_is_forgotten_whatever_its_moment(database: SqlDatabase) -> None:
    timer = Timer(TimerKind.ENTITLEMENT_ENDS, None, "5:30", NOON)
    async with database.begin() as uow:
        await uow.timers.put([timer, replace(timer, key="5:7")])
        await uow.timers.forget([replace(timer, due_at=NOON + timedelta(days=1)), replace(timer, key="6:7")])

        claimed = await uow.timers.claim(now=NOON, after=None)

    assert claimed == replace(timer, key="5:7")
