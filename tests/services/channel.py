"""A channel that does what a test tells it to, and remembers what it was given."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from bot.domain.delivery import Matter
from bot.services.sending import Accepted, Outcome, Parcel, Wait
from tests.patience import PATIENCE

Answer = Outcome | Exception | asyncio.Event


def name_of(parcel: Parcel) -> str:
    """Our words by their code, people's by their text, the rest by its kind."""
    delivery = parcel.delivery
    if delivery.matter is Matter.COPY:
        return "+".join(message.text for message in parcel.messages)
    return delivery.code or delivery.matter.value


@dataclass
class FakeChannel:
    """Accepts everything, but for what was ordered: the next answers of a lane, or rests before them.

    An event among the answers is waited for; then comes the next answer.
    """

    given: list[tuple[str, list[str]]] = field(default_factory=list)
    """Calls in the order they began: the lane, and the names of what one call carried."""
    answers: dict[str, deque[Answer]] = field(default_factory=lambda: defaultdict(deque))
    rests: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    at_once: int | None = None
    """So many parcels have room at the most."""
    poison: str | None = None
    """The text of a message that breaks whatever call carries it."""
    asked: list[str] = field(default_factory=list)
    """Lanes that asked whether the limits allow a call."""
    under_way: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def answer(self, lane: str, *answers: Answer) -> None:
        self.answers[lane].extend(answers)

    def bottleneck(self, parcels: Sequence[Parcel], *, patient: bool) -> str:  # noqa: ARG002
        return parcels[0].delivery.lane

    async def ready_in(self, parcels: Sequence[Parcel], *, patient: bool) -> Wait | None:
        lane = parcels[0].delivery.lane
        self.asked.append(lane)
        self._changed.set()
        if self.at_once and len(parcels) > self.at_once:
            return Wait(0.001, self.bottleneck(parcels, patient=patient), too_many=True)
        rests = self.rests[lane]
        seconds = rests.popleft() if rests else 0.0
        return Wait(seconds, self.bottleneck(parcels, patient=patient)) if seconds else None

    async def deliver(self, parcels: Sequence[Parcel]) -> Outcome:
        lane = parcels[0].delivery.lane
        self.given.append((lane, [name_of(parcel) for parcel in parcels]))
        self.under_way += 1
        self._changed.set()
        try:
            if any(message.text == self.poison for parcel in parcels for message in parcel.messages):
                raise RuntimeError("a message that nobody thought of")
            return await self._answer(lane)
        finally:
            self.under_way -= 1
            self._changed.set()

    async def _answer(self, lane: str) -> Outcome:
        answers = self.answers[lane]
        while answers:
            match answers.popleft():
                case asyncio.Event() as event:
                    await event.wait()
                case Exception() as bug:
                    raise bug
                case outcome:
                    return outcome
        return Accepted()

    def calls(self, lane: str) -> list[list[str]]:
        return [names for each, names in self.given if each == lane]

    def names(self, lane: str | None = None) -> list[str]:
        """Of everything given, one after the other, whatever call carried it."""
        return [name for each, names in self.given for name in names if lane in {None, each}]

    async def until(self, condition: Callable[[], bool]) -> None:
        """The condition is looked at whenever a call begins or ends."""
        async with asyncio.timeout(PATIENCE):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def gets(self, name: str, *, times: int = 1) -> None:
        await self.until(lambda: self.names().count(name) >= times)


async def eventually(condition: Callable[[], Awaitable[bool]]) -> None:
    """For what no event tells: the database, say."""
    async with asyncio.timeout(PATIENCE):
        while not await condition():  # noqa: ASYNC110 - there is none
            await asyncio.sleep(0.005)
