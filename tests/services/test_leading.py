"""One leads, and what it does ends when it does not any more."""

import asyncio

from bot.services import claims as claims_module
from bot.services.claims import LEAD, Leading, claimed
from tests.patience import PATIENCE


class FakeClaims:
    def __init__(self) -> None:
        self.free = True
        self.held: set[str] = set()

    async def claim(self, what: str) -> bool:
        if self.free:
            self.held.add(what)
        return what in self.held

    async def release(self, what: str) -> None:
        self.held.discard(what)

    def holds(self, what: str) -> bool:
        return what in self.held


async def test_duties_are_done_while_the_lead_is_ours_and_by_nobody_else(monkeypatch) -> None:
    monkeypatch.setattr(claims_module, "LOOK_SECONDS", 0.01)
    claims = FakeClaims()
    begun, ended = asyncio.Event(), asyncio.Event()

    async def duty() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    claims.free = False
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        leading = tasks.create_task(Leading(claims).run({"duty": duty}))
        await asyncio.sleep(0.05)
        assert not begun.is_set()
        claims.free = True
        await begun.wait()
        begun.clear()
        claims.free = False
        claims.held.clear()
        await ended.wait()
        ended.clear()
        claims.free = True
        await begun.wait()
        leading.cancel()
    assert ended.is_set()
    assert LEAD not in claims.held, "another may lead at once"


async def test_what_is_not_ours_is_not_released() -> None:
    claims = FakeClaims()
    claims.free = False
    async with claimed(claims, "lane") as is_ours:
        assert not is_ours
        claims.held.add("lane")  # by another worker
    assert claims.holds("lane")
    claims.free = True
    async with claimed(claims, "other") as is_ours:
        assert is_ours
    assert not claims.holds("other")
