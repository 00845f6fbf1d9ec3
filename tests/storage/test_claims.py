"""Claims are exclusive, and end with the session that has them."""

import asyncio
from collections.abc import AsyncIterator, Callable

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from bot.services.ports import StorageUnavailable
from storage import admission, claims
from storage.admission import Occupied
from storage.claims import SqlClaims
from tests.services.channel import eventually

Make = Callable[..., SqlClaims]


@pytest.fixture(autouse=True)
def short_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(admission, "PATIENCE_SECONDS", 0.2)


@pytest.fixture
async def make(postgres_url: str) -> AsyncIterator[Make]:
    made: list[SqlClaims] = []

    def make(name: str, *, together: bool = True) -> SqlClaims:
        made.append(SqlClaims(postgres_url, name=name, together=together))
        return made[-1]

    yield make
    for each in made:
        await each.close()


async def cut_off(postgres_url: str, name: str) -> None:
    connection = await asyncpg.connect(
        make_url(postgres_url).set(drivername="postgresql").render_as_string(hide_password=False)
    )
    await connection.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = $1", name
    )
    await connection.close()


async def test_what_one_has_another_does_not_get_until_it_is_released(make: Make) -> None:
    one, other = make("one"), make("other")
    await one.enter()
    await other.enter()
    assert await one.claim("to customer:1")
    assert await one.claim("to customer:1"), "it is ours already"
    assert not await other.claim("to customer:1")
    assert await other.claim("to customer:2")
    await one.release("to customer:1")
    assert not one.holds("to customer:1")
    assert await other.claim("to customer:1")


async def test_claims_end_with_their_session_and_there_are_none_without(
    make: Make, postgres_url: str
) -> None:
    one, other = make("one"), make("other")
    await one.enter()
    await other.enter()
    await one.claim("lane")
    await cut_off(postgres_url, "one")

    async def is_heard() -> bool:
        return not one.holds("lane")

    await eventually(is_heard)
    assert await other.claim("lane")
    assert not await one.claim("another lane"), "there is no session"
    await one.release("lane")
    assert other.holds("lane")

    async with asyncio.TaskGroup() as tasks:
        staying = tasks.create_task(one.stay())

        async def is_back() -> bool:
            return await one.claim("another lane")

        await eventually(is_back)
        staying.cancel()
    assert not await one.claim("lane")


async def test_what_many_claim_and_give_up_together_is_answered_one_by_one(make: Make) -> None:
    one, other = make("one"), make("other")
    await one.enter()
    await other.enter()
    await other.claim("3")
    names = [str(number) for number in range(6)]

    assert await asyncio.gather(*(one.claim(each) for each in names)) == [each != "3" for each in names]
    await asyncio.gather(*(one.release(each) for each in names[:2]), one.claim("0"))
    assert [await other.claim(each) for each in names[:3]] == [False, True, False]


async def test_who_is_alone_stays_alone(make: Make) -> None:
    alone = make("alone", together=False)
    await alone.enter()
    with pytest.raises(Occupied, match="REDIS_URL"):
        await make("another", together=False).enter()
    with pytest.raises(Occupied, match="REDIS_URL"):
        await make("several").enter()
    await alone.close()
    await make("now").enter()


async def test_without_a_server_nothing_is_claimed(make: Make) -> None:
    nowhere = SqlClaims("postgresql+asyncpg://postgres@127.0.0.1:1/none", name="x", together=True)
    with pytest.raises(StorageUnavailable):
        await nowhere.enter()
    assert not await nowhere.claim("lane")
    await nowhere.close()


async def test_a_claim_that_is_cancelled_under_way_loses_none_of_the_others(
    make: Make, postgres_url: str
) -> None:
    """At a stop, the one who waits to lead is cancelled; the lanes are claimed until all is sent."""
    one, other = make("one"), make("other")
    await one.enter()
    await other.enter()
    assert await one.claim("lane")
    for rounds in range(6):  # wherever it is at that moment
        async with asyncio.TaskGroup() as tasks:
            asking = tasks.create_task(one.claim("lead"))
            for _ in range(rounds):
                await asyncio.sleep(0)
            asking.cancel()
        assert one.holds("lane")
        assert not await other.claim("lane")
        assert not one.holds("lead")
    assert await other.claim("lead"), "nobody has it without knowing"
