"""Staff groups: what is set for each, and whose a ticket's desk is, as a second session reads it."""

from bot.domain.amends import topic_look
from bot.domain.delivery import HOME, Recipient
from bot.domain.group import Binding
from bot.domain.message import Source
from bot.domain.people import Actor
from bot.domain.product import Department
from bot.services.alarms import Alarms
from bot.services.desk_ports import Place
from bot.services.group_settings import GroupSettings
from storage.post import SqlPost
from storage.unit_of_work import SqlDatabase, SqlUnitOfWork
from tests.storage.making import NOON, STAFF, StandingClock, registered

FIRST, SECOND = -1002, -1003
ADMIN = 7
BY = Actor.agent(11)


async def bound(uow: SqlUnitOfWork, chat_id: int, department: Department) -> None:
    await uow.groups.name(chat_id, "Group")
    await uow.groups.bind(Binding("e-comet", department, chat_id))


async def test_two_settings_that_are_changed_at_once_are_both_kept(
    database: SqlDatabase, clock: StandingClock
) -> None:
    async with database.begin() as uow:
        await uow.groups.set_default(STAFF)
        as_both_saw_it = await uow.groups.find(STAFF)
    assert as_both_saw_it
    for setting, value in (("language", "en"), ("topics", "0"), ("report", "0"), ("robin", "1")):
        async with database.begin() as uow:
            await GroupSettings(uow, clock, Alarms((ADMIN,))).change(
                ADMIN,
                Recipient.chat(STAFF),
                Source(STAFF, 5),
                as_both_saw_it,
                setting=setting,
                value=value,
                languages=["ru", "en"],
            )
    async with database.begin() as uow:
        now = await uow.groups.find(STAFF)
    assert now
    assert (now.language, now.topics, now.weekly_report, now.round_robin) == ("en", False, False, True)

    (*_, last) = await SqlPost(database, clock).load(f"chat:{STAFF}", limit=20)
    shown = last.delivery.data
    assert (shown["topics"], shown["report"], shown["robin"]) == (False, False, True)


async def test_what_is_set_for_a_group_goes_with_it(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        await uow.groups.set_default(STAFF)
        await uow.groups.set(STAFF, {"language": "en", "round_robin": True})
        await uow.groups.moved(STAFF, -2002)
    async with database.begin() as uow:
        moved = await uow.groups.find(-2002)
    assert moved
    assert (moved.language, moved.round_robin, moved.topics) == ("en", True, True)


async def test_a_tickets_own_desk_is_the_first_lines_wherever_it_is_worked_on(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        await uow.groups.set_default(STAFF)
        await bound(uow, FIRST, Department.SUPPORT)
        await bound(uow, SECOND, Department.ENGINEERING)
        _, ticket = await registered(uow)
        await uow.places.found(Place(ticket.id, FIRST, 7, 8))
        ticket.escalate(Department.ENGINEERING, "why", message_id=1, by=BY, at=NOON, apart=True)
        await uow.tickets.save(ticket)
        await uow.places.open(ticket.id, "engineering")
    async with database.begin() as uow:
        assert await uow.places.chats(ticket.id) == {HOME: FIRST, "engineering": SECOND}
        await uow.groups.unbind(FIRST)
    async with database.begin() as uow:
        assert await uow.places.chats(ticket.id) == {HOME: STAFF, "engineering": SECOND}


async def test_the_look_of_its_topics_is_for_all_places_of_a_ticket(
    database: SqlDatabase, clock: StandingClock
) -> None:
    async with database.begin() as uow:
        await uow.groups.set_default(STAFF)
        await bound(uow, SECOND, Department.ENGINEERING)
        _, ticket = await registered(uow)
        await uow.places.open(ticket.id, "engineering")
    async with database.begin() as uow:
        uow.deliver(topic_look(ticket.id))
    post = SqlPost(database, clock)
    lanes = sorted(lane for lane, _ in await post.waiting_lanes())
    assert lanes == [f"desk:{ticket.id}:engineering:topic", f"desk:{ticket.id}:topic"]
    places = [(await post.load(lane, limit=9))[0].place for lane in lanes]
    assert [(each.desk, each.group) for each in places if each] == [("engineering", SECOND), (HOME, STAFF)]
