"""The queue of deliveries, from being queued to being settled, as the courier loads it."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.amends import mark
from bot.domain.delivery import (
    Delivery,
    Matter,
    Recipient,
    Then,
    Urgency,
    card,
    card_refresh,
    copy_to_customer,
    copy_to_desk,
    words_to_chat,
    words_to_customer,
    words_to_desk,
)
from bot.domain.message import Link, Source
from storage.post import SqlPost
from storage.tables import outbox
from storage.unit_of_work import SqlDatabase
from tests.storage.making import STAFF, StandingClock, customer


@pytest.fixture
def post(database: SqlDatabase, clock: StandingClock) -> SqlPost:
    return SqlPost(database, clock)


async def queue(database: SqlDatabase, *deliveries: Delivery) -> None:
    async with database.begin() as uow:
        uow.deliver(*deliveries)


async def codes(post: SqlPost, lane: str) -> list[str]:
    return [parcel.delivery.code for parcel in await post.load(lane, limit=50)]


async def rows(database: SqlDatabase, *columns: str) -> list[tuple[Any, ...]]:
    async with database.read() as connection:
        found = await connection.execute(select(*(outbox.c[name] for name in columns)).order_by(outbox.c.id))
        return [tuple(row) for row in found]


async def test_every_part_of_a_delivery_comes_back(database: SqlDatabase, post: SqlPost) -> None:
    full = Delivery(
        to=Recipient.chat(STAFF, 7),
        matter=Matter.COPY,
        urgency=Urgency.AGENT,
        ticket_id=4,
        draft_id=5,
        code="words",
        data={"ticket": "EC-1", "n": [1, {"д": None}]},
        messages=(8, 9),
        mark=Source(STAFF, 1),
        reply_to=Source(7, 2),
        then=Then.SHOWN,
        slot="slot",
        album="album",
    )
    bare = Delivery(Recipient.chat(STAFF, 7), Matter.WORDS, Urgency.AGENT)
    await queue(database, full, bare)

    loaded = await post.load(full.lane, limit=10)
    assert [parcel.delivery for parcel in loaded] == [full, bare]
    assert [parcel.attempts for parcel in loaded] == [0, 0]


async def test_a_lane_is_loaded_in_the_order_it_was_queued(database: SqlDatabase, post: SqlPost) -> None:
    await queue(database, *(words_to_chat(STAFF, f"a{number}") for number in range(3)))
    await queue(database, words_to_chat(STAFF, "elsewhere", thread=7), words_to_chat(STAFF, "b"))

    lane = Recipient.chat(STAFF).lane
    assert await codes(post, lane) == ["a0", "a1", "a2", "b"]
    assert [parcel.delivery.code for parcel in await post.load(lane, limit=2)] == ["a0", "a1"]


async def test_waiting_lanes_come_with_the_most_urgent_of_their_deliveries(
    database: SqlDatabase, post: SqlPost
) -> None:
    await queue(
        database,
        words_to_customer(1, "hello"),
        words_to_desk(2, "note"),
        replace(words_to_desk(2, "sooner"), urgency=Urgency.CUSTOMER),
        card_refresh(2),
        mark(Recipient.of_ticket(2), Source(STAFF, 1), ticket_id=2),
    )
    assert sorted(await post.waiting_lanes()) == [
        ("customer:1", Urgency.CUSTOMER),
        ("desk:2", Urgency.CUSTOMER),
        ("desk:2:card", Urgency.COSMETIC),
        ("desk:2:mark", Urgency.COSMETIC),
    ]


async def test_what_an_older_release_has_queued_is_as_urgent_as_it_was(
    database: SqlDatabase, post: SqlPost
) -> None:
    """It knows no blockers; and takes what is about them for agents'."""
    await queue(
        database,
        words_to_customer(1, "hello"),
        words_to_desk(2, "note"),
        words_to_desk(3, "note").about_blocker(),
        card_refresh(2),
    )
    stored = await rows(database, "urgency", "blocker")
    assert stored == [(0, False), (1, False), (1, True), (2, False)]

    assert dict(await post.waiting_lanes()) == {
        "customer:1": Urgency.CUSTOMER,
        "desk:2": Urgency.AGENT,
        "desk:3": Urgency.BLOCKER,
        "desk:2:card": Urgency.COSMETIC,
    }
    for lane, urgency in await post.waiting_lanes():
        assert [parcel.delivery.urgency for parcel in await post.load(lane, limit=9)] == [urgency]


async def test_a_lane_that_is_released_is_as_urgent_as_before(database: SqlDatabase, post: SqlPost) -> None:
    await queue(database, words_to_desk(2, "note"), words_to_desk(2, "note").about_blocker())
    async with database.begin() as uow:
        await uow.outbox.hold("desk:2", "no rights")
        await uow.outbox.resume_desks()
        assert uow.woken == {"desk:2": Urgency.BLOCKER}
    assert await post.waiting_lanes() == [("desk:2", Urgency.BLOCKER)]


async def test_a_newer_delivery_takes_the_slot_of_one_that_waits(
    database: SqlDatabase, post: SqlPost
) -> None:
    await queue(database, words_to_customer(1, "old", slot="which"), words_to_customer(1, "between"))
    await queue(
        database,
        words_to_customer(1, "newer", slot="which"),
        words_to_customer(1, "newest", slot="which"),
        words_to_customer(1, "other", slot="other"),
    )

    assert await codes(post, "customer:1") == ["between", "newest", "other"]
    assert await rows(database, "status") == [("dropped",), ("queued",), ("queued",), ("queued",)]


async def test_a_slot_that_was_sent_is_not_touched(database: SqlDatabase, post: SqlPost) -> None:
    await queue(database, words_to_customer(1, "old", slot="which"))
    (sent,) = await post.load("customer:1", limit=1)
    async with database.begin() as uow:
        await uow.outbox.sent([sent.id], [])
    await queue(database, words_to_customer(1, "new", slot="which"))

    assert await rows(database, "status") == [("sent",), ("queued",)]
    assert await codes(post, "customer:1") == ["new"]


async def test_a_held_delivery_of_a_slot_is_replaced_too(database: SqlDatabase, post: SqlPost) -> None:
    """What is held still waits: when the lane is resumed, the slot is said once."""
    async with database.begin() as uow:
        person = await uow.customers.add(customer())
    lane = Recipient.customer(person.id).lane
    await queue(database, words_to_customer(person.id, "old", slot="which"))
    async with database.begin() as uow:
        await uow.outbox.hold(lane, "blocked")
    await queue(database, words_to_customer(person.id, "new", slot="which"))
    async with database.begin() as uow:
        await uow.outbox.resume(person.id)

    assert await codes(post, lane) == ["new"]


async def test_an_agents_message_is_taken_off_the_queue(database: SqlDatabase, post: SqlPost) -> None:
    await queue(
        database,
        copy_to_customer(1, 2, 10, then=Then.ANSWERED),
        copy_to_customer(1, 2, 11, then=Then.ANSWERED),
        copy_to_desk(2, (10,)),
    )
    async with database.begin() as uow:
        assert await uow.outbox.cancel_copy(10)
        assert not await uow.outbox.cancel_copy(10), "it is off already"
        assert not await uow.outbox.cancel_copy(12), "nobody queued it"

    assert [parcel.delivery.messages for parcel in await post.load("customer:1", limit=9)] == [(11,)]
    assert [parcel.delivery.messages for parcel in await post.load("desk:2", limit=9)] == [(10,)]


async def test_a_message_knows_to_whose_tickets_it_went(database: SqlDatabase, post: SqlPost) -> None:
    async with database.begin() as uow:
        for customer_id, ticket_id in ((7, 1), (8, 2), (9, 3)):
            uow.deliver(copy_to_customer(customer_id, ticket_id, 10, then=Then.ANSWERED))
        uow.deliver(copy_to_desk(4, (10,)))
    (sent,) = await post.load("customer:7", limit=9)
    (failed,) = await post.load("customer:8", limit=9)
    async with database.begin() as uow:
        await uow.outbox.sent([sent.id], [])
        await uow.outbox.failed([failed.id], "blocked")

    async with database.begin() as uow:
        assert await uow.outbox.recipients_of(10) == {1, 3}
        assert await uow.outbox.recipients_of(11) == set()


async def test_a_message_that_has_left_cannot_be_cancelled(database: SqlDatabase, post: SqlPost) -> None:
    await queue(database, copy_to_customer(1, 2, 10, then=Then.ANSWERED))
    (parcel,) = await post.load("customer:1", limit=1)
    async with database.begin() as uow:
        await uow.outbox.sent([parcel.id], [])
    async with database.begin() as uow:
        assert not await uow.outbox.cancel_copy(10)
    assert await rows(database, "status") == [("sent",)]


async def test_peoples_words_about_one_ticket_are_dropped_queued_or_held(
    database: SqlDatabase, post: SqlPost
) -> None:
    about = [copy_to_customer(1, 2, 10, then=Then.ANSWERED), copy_to_customer(1, 2, 11, then=Then.ANSWERED)]
    others = [
        words_to_customer(1, "ours", ticket_id=2),
        copy_to_customer(1, 3, 12, then=Then.ANSWERED),
        copy_to_customer(4, 2, 13, then=Then.ANSWERED),
        copy_to_desk(2, (14,)),
    ]
    await queue(database, about[0])
    async with database.begin() as uow:
        await uow.outbox.hold("customer:1", "blocked")
    await queue(database, about[1], *others)
    async with database.begin() as uow:
        await uow.outbox.cancel_for(2, 1)

    assert await rows(database, "status") == [("dropped",), ("dropped",), *([("queued",)] * 4)]
    assert len(await post.load("customer:1", limit=9)) == 2


async def test_a_lane_that_is_held_waits_until_it_is_resumed(database: SqlDatabase, post: SqlPost) -> None:
    await queue(
        database, *(words_to_customer(1, code) for code in ("a", "b")), words_to_customer(2, "elsewhere")
    )
    async with database.begin() as uow:
        await uow.outbox.hold("customer:1", "blocked")
    assert await codes(post, "customer:1") == []
    assert [lane for lane, _ in await post.waiting_lanes()] == ["customer:2"]
    assert await rows(database, "status", "reason") == [
        ("held", "blocked"),
        ("held", "blocked"),
        ("queued", None),
    ]

    woken: list[dict[str, int]] = []
    database.after_commit.append(lambda news: woken.append(dict(news.lanes)))
    async with database.begin() as uow:
        await uow.outbox.resume(2)
    await queue(database, words_to_customer(1, "c"))
    async with database.begin() as uow:
        await uow.outbox.resume(1)
    assert woken == [{"customer:1": 0}, {"customer:1": 0}], "nothing of the other customer's was held"
    assert await codes(post, "customer:1") == ["a", "b", "c"], "in the order of before"


async def test_desks_are_resumed_together(database: SqlDatabase, post: SqlPost) -> None:
    await queue(database, words_to_desk(1, "a"), card_refresh(1), card(2), words_to_customer(1, "c"))
    async with database.begin() as uow:
        for lane in ("desk:1", "desk:1:card", "desk:2", "customer:1"):
            await uow.outbox.hold(lane, "out_of_group")

    woken: list[dict[str, int]] = []
    database.after_commit.append(lambda news: woken.append(dict(news.lanes)))
    async with database.begin() as uow:
        await uow.outbox.resume_desks()
    assert woken == [{"desk:1": Urgency.AGENT, "desk:1:card": Urgency.COSMETIC, "desk:2": Urgency.AGENT}]
    assert sorted(lane for lane, _ in await post.waiting_lanes()) == ["desk:1", "desk:1:card", "desk:2"]


async def test_a_delivery_is_settled_with_its_links(database: SqlDatabase, post: SqlPost) -> None:
    await queue(database, *(words_to_customer(1, code) for code in "abcd"))
    a, b, c, d = await post.load("customer:1", limit=9)
    async with database.begin() as uow:
        await uow.outbox.sent([a.id, b.id], [Link(7, 1, code="a"), Link(7, 2, code="b")])
        await uow.outbox.failed([c.id], "refused")
        await uow.outbox.attempted([d.id])
    async with database.begin() as uow:
        await uow.outbox.attempted([d.id])

    assert await rows(database, "status", "reason", "attempts") == [
        ("sent", None, 0),
        ("sent", None, 0),
        ("failed", "refused", 0),
        ("queued", None, 2),
    ]
    (left,) = await post.load("customer:1", limit=9)
    assert (left.id, left.attempts) == (d.id, 2)
    async with database.begin() as uow:
        assert await uow.links.at(Source(7, 2)) == Link(7, 2, code="b")
