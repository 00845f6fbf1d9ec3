"""A world with customers, some in the middle of a form and some with an open ticket, and an agent."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

from bot.sandbox.clock import SandboxClock
from bot.sandbox.world import World
from tests.benchmarks.load import Stopwatch
from tests.conftest import RIGHTS
from tests.people import Message, body, labels
from tests.running import TOKEN, telegram

LONGEST = 900.0
RECENT = 3
"""What a customer is to do next stands in one of so many messages."""

Step = tuple[Callable[["Scene", int], object], str]
"""What a customer does, and the words or the button that show that the bot has got it."""


@dataclass(slots=True)
class Scene:
    world: World
    watch: Stopwatch
    address: str
    """Telegram's."""
    group: int
    agent: int
    filling_in: list[int]
    threads: dict[int, int] = field(default_factory=dict)
    """Customers with an open ticket, and its topic."""

    async def prepare(self, tickets: int) -> None:
        """Everybody fills in a form; so many others submit theirs."""
        await self._go(self.filling_in, TO_THE_FORM)
        if tickets:
            await self.register(self.people(tickets, "Owner"))

    async def register(self, customers: Sequence[int]) -> None:
        await self._go(customers, [*TO_THE_FORM, *TO_THE_TICKET])
        for customer in customers:
            self.threads[customer] = await self._topic(_number(self, customer))
        await self.watch.quiet()

    def people(self, number: int, name: str) -> list[int]:
        return [self.world.create_user(f"{name} {each}", language_code="en").id for each in range(number)]

    def recent(self, customer: int) -> list[Message]:
        """What the customer sees last, the last first."""
        return self.world.messages(customer)[: -RECENT - 1 : -1]

    async def _go(self, customers: Sequence[int], steps: Sequence[Step]) -> None:
        for act, sign in steps:
            for customer in customers:
                act(self, customer)
            for customer in customers:
                await self._until(partial(_shows, self, customer, sign))

    async def _topic(self, number: str) -> int:
        def find() -> int:
            return next(
                (
                    each.message_thread_id
                    for each in self.world.topics(self.group)
                    if _names(each.name, number)
                ),
                0,
            )

        await self._until(lambda: bool(find()))
        return find()

    async def _until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(LONGEST):
            while not condition():  # noqa: ASYNC110 - a hundred who wait for every change would wake each other
                await asyncio.sleep(0.01)


@asynccontextmanager
async def stage(customers: int) -> AsyncIterator[Scene]:
    """An empty world, and the stand-in that shows it."""
    watch = Stopwatch()
    world = World(SandboxClock())
    world.calls = watch
    world.create_bot(TOKEN, "Support", "support_bot")
    group = world.create_group("Staff", forum=True)
    world.join(group.id, world.bot.id, status="administrator", rights=RIGHTS)
    agent = world.create_user("Olga", side="staff", language_code="en")
    world.join(group.id, agent.id)
    async with telegram(world) as address:
        scene = Scene(world, watch, address, group.id, agent.id, [])
        scene.filling_in = scene.people(customers, "Customer")
        yield scene


def _start(scene: Scene, customer: int) -> object:
    return scene.world.start(customer)


def _says(words: str) -> Callable[[Scene, int], object]:
    return lambda scene, customer: scene.world.write(customer, customer, words.format(customer))


def _presses(label: str) -> Callable[[Scene, int], object]:
    def press(scene: Scene, customer: int) -> object:
        message = next(each for each in scene.recent(customer) if label in labels(each))
        buttons = (button["text"] for row in message["reply_markup"]["inline_keyboard"] for button in row)
        text = next(each for each in buttons if each.endswith(label))
        return scene.world.press(customer, customer, message["message_id"], text=text)

    return press


TO_THE_FORM: Sequence[Step] = (
    (_start, "e-Comet"),
    (_presses("e-Comet"), "Incident"),
    (_presses("Incident"), "Agree"),
    (_presses("Agree"), "1 of 4"),
)
TO_THE_TICKET: Sequence[Step] = (
    (_says("Export of {} fails"), "2 of 4"),
    (_says("104582"), "3 of 4"),
    (_says("The file of {} is empty since yesterday."), "4 of 4"),
    (_presses("Skip"), "Submit"),
    (_presses("Submit"), "EC-"),
)


def _shows(scene: Scene, customer: int, sign: str) -> bool:
    return any(sign in labels(each) or sign in body(each) for each in scene.recent(customer))


def _number(scene: Scene, customer: int) -> str:
    found = (re.search(r"EC-\d+", body(each)) for each in scene.recent(customer))
    return next(each.group() for each in found if each)


def _names(topic: str, number: str) -> bool:
    return topic.split(" ", maxsplit=1)[0] == number
