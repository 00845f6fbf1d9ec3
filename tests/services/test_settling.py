"""What became of a delivery is written down, and learnt from, whatever happens meanwhile."""

import pytest

from bot.catalog.loader import Catalog
from bot.domain.delivery import Then, copy_to_desk, words_to_customer
from bot.domain.errors import VersionMismatch
from bot.services.alarms import Alarms
from bot.services.arrival import Arrival
from bot.services.effects import Effects
from bot.services.ports import UnitOfWork
from bot.services.sending import Failed, Parcel, Unreachable
from bot.services.settling import ATTEMPTS
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
        super().__init__(uow, lessons.clock, Effects(uow, Catalog([])), Alarms((), lessons.clock.monotonic))
        self.lessons = lessons

    async def delivered(self, parcel: Parcel) -> None:
        self.lessons.next(parcel.id)

    async def failed(self, parcel: Parcel, reason: str) -> None:
        self.lessons.next(parcel.id, reason)

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
