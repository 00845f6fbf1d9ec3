"""Requests that wait together share a commit, and share its fate; none waits for company."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.ingest import group_commit
from bot.ingest.group_commit import GroupCommit
from bot.services.incoming import RawUpdate
from bot.services.ports import StorageUnavailable
from tests.ingest.front_door import raw


class Store:
    """Commits when it may; notes what went together."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.may = asyncio.Event()
        self.troubles: list[Exception] = []

    async def __call__(self, updates: Sequence[RawUpdate]) -> None:
        self.groups.append([each.update_id for each in updates])
        await self.may.wait()
        if self.troubles:
            raise self.troubles.pop()


@pytest.fixture
def store() -> Store:
    return Store()


def put_all(commits: GroupCommit, *update_ids: int) -> list[asyncio.Task[None]]:
    loop = asyncio.get_running_loop()
    return [loop.create_task(commits.put(raw(each))) for each in update_ids]


async def everybody_waits() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_who_comes_first_is_stored_at_once_and_who_comes_meanwhile_is_next(store: Store) -> None:
    commits = GroupCommit(store)
    first = put_all(commits, 1)
    await everybody_waits()
    assert store.groups == [[1]]
    rest = put_all(commits, 2, 3, 4)
    await everybody_waits()
    assert not any(each.done() for each in first + rest)

    store.may.set()
    await asyncio.gather(*first, *rest)
    assert store.groups == [[1], [2, 3, 4]]


async def test_what_fails_fails_for_all_of_its_group_and_for_nobody_else(store: Store) -> None:
    commits = GroupCommit(store)
    puts = put_all(commits, 1)
    await everybody_waits()
    puts += put_all(commits, 2, 3)
    await everybody_waits()
    store.troubles.append(StorageUnavailable("away"))
    store.may.set()
    outcomes = await asyncio.gather(*puts, return_exceptions=True)
    assert [type(each) for each in outcomes] == [StorageUnavailable, type(None), type(None)]

    store.may.clear()
    puts = put_all(commits, 4)
    await everybody_waits()
    puts += put_all(commits, 5, 6)
    store.may.set()
    await asyncio.gather(*puts)
    store.troubles.append(StorageUnavailable("away"))
    outcomes = await asyncio.gather(*put_all(commits, 7, 8), return_exceptions=True)
    assert StorageUnavailable in [type(each) for each in outcomes]


@pytest.mark.parametrize("gone", [0, 1])
async def test_whoever_goes_away_leaves_the_others_to_be_stored(store: Store, gone: int) -> None:
    commits = GroupCommit(store)
    puts = put_all(commits, 1)
    await everybody_waits()
    puts += put_all(commits, 2, 3)
    await everybody_waits()
    puts[gone].cancel()
    await everybody_waits()
    store.may.set()
    outcomes = await asyncio.gather(*puts, return_exceptions=True)

    assert [type(each) for each in outcomes].count(asyncio.CancelledError) == 1
    assert {2, 3} <= set(store.groups[-1]), "stored, so that it need not come again"


async def test_a_group_has_an_upper_limit(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_commit, "MOST", 2)
    commits = GroupCommit(store)
    puts = put_all(commits, 1, 2, 3, 4, 5)
    store.may.set()
    await asyncio.gather(*puts)

    assert sorted(update_id for group in store.groups for update_id in group) == [1, 2, 3, 4, 5]
    assert all(len(group) <= 2 for group in store.groups)
