"""What became of a delivery is written down, and learnt from, whatever happens meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.catalog.products import Catalog
from bot.domain.delivery import Then, copy_to_desk, words_to_customer
from bot.domain.errors import VersionMismatch
from bot.domain.message import Link
from bot.services.alarms import Alarms
from bot.services.arrival import Arrival
from bot.services.effects import Effects
from bot.services.ports import UnitOfWork
from bot.services.sending import Accepted, Failed, Parcel, Unreachable
from bot.services.settling import ATTEMPTS
from storage.tables import links
from storage.unit_of_work import SqlDatabase
from tests.services.channel import FakeChannel
from tests.services.conftest import Running
from tests.services.outbox import become, queue, statuses, ticket_with
from tests.storage.away import AwayDatabase
from tests.storage.making import StandingClock


class Lessons:
    """Raises the errors in turn when a ticket is to learn something, and counts what it learnt."""

    def __init__(self, clock: StandingClock, *errors: Exception) -> None:
        self.clock = clock
        self.errors = list(errors)
        self.learnt: list[tuple[object, ...]] = []

    def __call__(self, uow: UnitOfWork) -> Arrival:
        return _Pupil(uow, self)

    def next(self, *lesson: object) -> None:
        if self.errors:
            raise self.errors.pop(0)
        self.learnt.append(lesson)


class _Pupil(Arrival):
    def __init__(self, uow: UnitOfWork, lessons: Lessons) -> None:
        super().__init__(uow, lessons.clock, Effects(uow, Catalog([])), Alarms(()))
        self.lessons = lessons

    async def delivered(self, parcel: Parcel) -> None:
        self.lessons.next(parcel.id)

    async def failed(self, parcel: Parcel, reason: str) -> None:
        self.lessons.next(parcel.id, reason)

    async def is_outdated(self, parcel: Parcel) -> bool:  # noqa: ARG002
        return False

    async def unreachable(self, parcel: Parcel, reason: str) -> None:
        self.lessons.next(parcel.id, reason)


async def queue_copy(database: SqlDatabase) -> None:
    """Something that a ticket learns from, and words behind it in the same lane and in another."""
    ticket, (said,) = await ticket_with(database, "said")
    await queue(
        database,
        copy_to_desk(ticket.id, (said.id,), then=Then.SHOWN),
        words_to_customer(ticket.customer_id, "elsewhere"),
    )


async def test_a_message_that_the_agents_got_is_marked_for_its_author(
    database: SqlDatabase, channel: FakeChannel, running: Running
) -> None:
    async with running():
        await queue_copy(database)
        await channel.gets("mark")
        await become(database, ["sent", "sent", "sent"])


async def test_a_bug_in_what_follows_does_not_send_again(
    database: SqlDatabase, channel: FakeChannel, running: Running, clock: StandingClock
) -> None:
    lessons = Lessons(clock, *(LookupError("a bug") for _ in range(10)))
    async with running(learns=lessons):
        await queue_copy(database)
        await become(database, ["sent", "sent"])
    assert sorted(channel.names()) == ["elsewhere", "said"]
    assert lessons.learnt == []


@pytest.mark.parametrize(
    ("outcome", "status"), [(Failed("refused"), "failed"), (Unreachable("out_of_group"), "held")]
)
async def test_a_bug_in_what_a_failure_teaches_stops_nothing(
    database: SqlDatabase,
    channel: FakeChannel,
    running: Running,
    clock: StandingClock,
    *,
    outcome: Failed | Unreachable,
    status: str,
) -> None:
    channel.answer("desk:1", outcome)
    async with running(learns=Lessons(clock, *(LookupError("a bug") for _ in range(10)))):
        await queue_copy(database)
        await become(database, [status, "sent"])
    assert channel.names("desk:1") == ["said"]


async def test_a_race_with_an_update_is_tried_again_without_sending_again(
    database: SqlDatabase, channel: FakeChannel, running: Running, clock: StandingClock
) -> None:
    lessons = Lessons(clock, VersionMismatch("EC-1"), VersionMismatch("EC-1"))
    async with running(learns=lessons):
        await queue_copy(database)
        await become(database, ["sent", "sent"])
    assert channel.names("desk:1") == ["said"]
    assert lessons.learnt == [(1,)]


async def test_a_race_that_is_always_lost_ends(
    database: SqlDatabase, channel: FakeChannel, running: Running, clock: StandingClock
) -> None:
    lessons = Lessons(clock, *(VersionMismatch("EC-1") for _ in range(ATTEMPTS)))
    async with running(learns=lessons):
        await queue_copy(database)
        await become(database, ["sent", "sent"])
    assert channel.names("desk:1") == ["said"]


async def test_a_database_away_while_settling_does_not_repeat_the_send(
    database: SqlDatabase, channel: FakeChannel, running: Running, clock: StandingClock
) -> None:
    away = AwayDatabase(database, times=7)
    lessons = Lessons(clock)
    async with running(settles_in=away, learns=lessons):
        await queue_copy(database)
        await channel.until(lambda: len(channel.given) == 2)
        assert await statuses(database) == ["queued", "queued"]
        await become(database, ["sent", "sent"])
    assert sorted(channel.names()) == ["elsewhere", "said"]
    assert lessons.learnt == [(1,)]


async def test_stopping_waits_for_a_database_that_is_away(
    database: SqlDatabase, channel: FakeChannel, running: Running
) -> None:
    """What was sent and not written down would be sent again by the next run."""
    away = AwayDatabase(database, times=5)
    async with running(settles_in=away) as courier:
        await queue(database, words_to_customer(1, "words"))
        await channel.gets("words")
        courier.stop()
    assert await statuses(database) == ["sent"]


async def test_what_was_sent_meanwhile_is_written_down_together(
    database: SqlDatabase, channel: FakeChannel, running: Running
) -> None:
    counting = AwayDatabase(database, times=0)
    async with running(settles_in=counting):
        await queue(database, *(words_to_customer(each, "words") for each in range(20)))
        async with database.begin():
            await channel.until(lambda: len(channel.given) == 20 and channel.under_way == 0)
        await become(database, ["sent"] * 20)
    assert counting.commits <= 3


def without_form(number: int) -> Accepted:
    """A message of a form that has been forgotten meanwhile: no link to it can be kept."""
    return Accepted((Link(1, number, draft_id=404, code="question"),))


async def test_a_question_of_a_form_that_is_gone_stops_neither_the_courier_nor_its_neighbours(
    database: SqlDatabase, channel: FakeChannel, running: Running, caplog: pytest.LogCaptureFixture
) -> None:
    """One customer who came back ended the process, at each start again."""
    channel.answer("customer:1", without_form(1))
    channel.answer("customer:2", Accepted((Link(2, 1, code="words"),)))
    async with running():
        await queue(database, words_to_customer(1, "question"), words_to_customer(2, "words"))
        async with database.begin():  # both are settled in one transaction
            await channel.until(lambda: len(channel.given) == 2 and channel.under_way == 0)
        await become(database, ["sent", "sent"])
    assert sorted(channel.names()) == ["question", "words"]
    assert "incident D1: deliveries [1] not settled with links: IntegrityError" in caplog.text
    async with database.read() as connection:
        assert (await connection.execute(select(links.c.chat_id))).scalars().all() == [2]


async def test_a_ticket_learns_of_what_arrived_also_where_its_link_cannot_be_kept(
    database: SqlDatabase, channel: FakeChannel, running: Running, clock: StandingClock
) -> None:
    channel.answer("desk:1", without_form(1))
    lessons = Lessons(clock)
    async with running(learns=lessons):
        await queue_copy(database)
        await become(database, ["sent", "sent"])
    assert lessons.learnt == [(1,)]


class Breaking:
    """A database in which nothing can be settled, so many times."""

    def __init__(self, database: SqlDatabase, *, times: int) -> None:
        self.database = database
        self.times = times

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[UnitOfWork]:
        if self.times > 0:
            self.times -= 1
            raise LookupError("a bug")
        async with self.database.begin() as uow:
            yield uow


async def test_what_cannot_be_settled_at_all_ends_nothing_and_is_not_sent_again(
    database: SqlDatabase, channel: FakeChannel, running: Running
) -> None:
    channel.answer("customer:1", Accepted((Link(1, 1, code="words"),)))
    async with running(settles_in=Breaking(database, times=7)):
        await queue(database, words_to_customer(1, "words"), words_to_customer(1, "behind"))
        await become(database, ["sent", "sent"])
    assert channel.names() == ["words", "behind"]


async def test_what_came_behind_one_that_cannot_be_settled_is_not_taken_for_sent(
    database: SqlDatabase, channel: FakeChannel, running: Running
) -> None:
    """The two could go out in one call."""
    ticket, (one, two) = await ticket_with(database, "one", "two")
    answers = asyncio.Event()
    channel.answer(f"desk:{ticket.id}", answers)
    async with running(settles_in=Breaking(database, times=2)):
        await queue(database, copy_to_desk(ticket.id, (one.id,)))
        await channel.gets("one")
        await queue(database, copy_to_desk(ticket.id, (two.id,)))
        answers.set()
        await become(database, ["sent", "sent"])
    assert channel.calls(f"desk:{ticket.id}") == [["one"], ["two"]]


@pytest.mark.parametrize("late", [Accepted(), Failed("refused")], ids=["arrived", "failed"])
async def test_what_another_has_settled_meanwhile_is_not_learnt_twice_and_stays_sent(
    database: SqlDatabase,
    channel: FakeChannel,
    running: Running,
    clock: StandingClock,
    *,
    late: Accepted | Failed,
) -> None:
    """A replica hung in the middle of a call, another took its lane over, and then the first went on."""
    hung = asyncio.Event()
    copy = Link(-1, 77, code="copy")
    channel.answer("desk:1", hung, replace(late, links=(copy,)) if isinstance(late, Accepted) else late)
    lessons = Lessons(clock)
    async with running(learns=lessons):
        await queue_copy(database)
        await channel.gets("said")
        async with database.begin() as uow:
            assert await uow.outbox.sent([1], []) == {1}
        hung.set()
        await channel.until(lambda: channel.under_way == 0)
        await become(database, ["sent", "sent"])
    assert lessons.learnt == []
    assert await statuses(database) == ["sent", "sent"]
    async with database.read() as connection:
        known = (await connection.execute(select(links.c.message_id))).scalars().all()
    assert known == ([77] if isinstance(late, Accepted) else []), "a second copy can be taken back, too"
