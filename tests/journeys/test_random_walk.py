"""Two customers and two agents who write and press whatever comes to hand: the logs tell all of it."""

from collections.abc import Callable
from random import Random

import pytest
from sqlalchemy import select

from bot.app import App
from bot.domain.states import Event
from storage.tables import inbox, outbox, tickets
from tests.journeys.helpers import eventually, find_ticket, new_customer, register, stored
from tests.people import AgentPerson, CustomerPerson, Message, Reader, body, settled
from tests.replaying import replayed

STEPS = 90
HERS, HIS = "Слова Анны", "Слова Бориса"
COMMANDS = (
    "/take",
    "/release",
    "/undo",
    "/history",
    "/ask Какой браузер?",
    "/note Он звонил",
    "/resolve Обновите страницу.",
    "/resolve",
    "/close duplicate",
    "/merge {number}",
    "/link {number}",
    "/resolve Готово.",
    "Смотрим, {number} секунд.",
    "Смотрим, {number} секунд.",
)


class Walk:
    def __init__(
        self, bot: App, anna: CustomerPerson, boris: CustomerPerson, agents: list[AgentPerson]
    ) -> None:
        self.bot = bot
        self.customers = {HERS: anna, HIS: boris}
        self.agents = agents
        self.dice = Random(20261121)
        self.deck: list[str] = []
        """Commands not given yet, before any of them is given again."""
        self.steps: list[Callable[[], object]] = [
            self.customer_writes,
            self.customer_presses,
            self.customer_presses,
            self.agent_writes,
            self.agent_writes,
            self.agent_presses,
            self.agent_splits,
        ]

    async def go(self) -> None:
        world = self.agents[0].world
        for _ in range(STEPS):
            self.dice.choice(self.steps)()
            await world.wait_for(lambda: world.updates_pending() == 0)
            await settled(0.02)

    def customer_writes(self) -> None:
        words = self.dice.choice([HERS, HERS, HIS])
        self.customers[words].writes(f"{words} {self.dice.randrange(1000)}")

    def customer_presses(self) -> None:
        self._press(self.customers[self.dice.choice([HERS, HERS, HIS])], None)

    def agent_writes(self) -> None:
        if not self.deck:
            self.deck = self.dice.sample(COMMANDS, len(COMMANDS))
        words = self.deck.pop().format(number=self.dice.randrange(1, 6))
        if thread := self._thread(to_write=True):
            self.dice.choice(self.agents).writes(words, thread=thread)

    def agent_presses(self) -> None:
        self._press(self.dice.choice(self.agents), self._thread())

    def agent_splits(self) -> None:
        agent, thread = self.dice.choice(self.agents), self._thread(to_write=True)
        said = [
            each for each in (agent.from_bot(thread) if thread else ()) if body(each).startswith((HERS, HIS))
        ]
        if said:
            agent.writes("/split", thread=thread, reply_to=self.dice.choice(said)["message_id"])

    def _press(self, person: Reader, thread: int | None) -> None:
        """Any button of the last messages, also one that is out of date."""
        shown: list[Message] = [each for each in person.from_bot(thread) if "reply_markup" in each][-3:]
        if not shown:
            return
        message = self.dice.choice(shown)
        rows = message["reply_markup"].get("inline_keyboard", [])
        data = [each["callback_data"] for row in rows for each in row if "callback_data" in each]
        if data:
            person.world.press(person.id, person.chat_id, message["message_id"], data=self.dice.choice(data))

    def _thread(self, *, to_write: bool = False) -> int | None:
        """Of some ticket; in a closed topic agents press, but only administrators of the group write."""
        agent = self.agents[0]
        topics = [each for each in agent.world.topics(agent.chat_id) if not each.deleted]
        open_ones = [each for each in topics if not (to_write and each.closed)]
        return self.dice.choice(open_ones).message_thread_id if open_ones else None


@pytest.mark.parametrize("language", ["ru"])
async def test_after_a_long_random_walk_every_log_rebuilds_its_row(
    bot: App, customer: CustomerPerson, agent: AgentPerson, colleague: AgentPerson
) -> None:
    """EC-1 is there already."""
    boris = new_customer(agent.world)
    for subject in ("Снова экспорт", "Отчёт"):
        await find_ticket(agent, await register(customer, "service", subject=subject))
    await find_ticket(agent, await register(boris, "problem"))

    await Walk(bot, customer, boris, [agent, colleague]).go()

    async def is_quiet() -> bool:
        return not await stored(bot, select(outbox.c.id).where(outbox.c.status == "queued"))

    await eventually(is_quiet)
    assert not await stored(bot, select(inbox.c.update_id).where(inbox.c.incident.is_not(None)))
    found = await stored(bot, select(tickets.c.id, tickets.c.number).order_by(tickets.c.id))
    assert [each.number for each in found] == list(range(1, len(found) + 1)), "every number once"
    happened: set[Event] = set()
    for each in found:
        async with bot.database.begin() as uow:
            ticket, log = await uow.tickets.get(each.id), await uow.tickets.log(each.id)
        assert replayed(ticket, log) == ticket, ticket.name
        assert [entry.event for entry in log].count(Event.SUBMITTED) == 1
        happened |= {entry.event for entry in log}
    assert len(happened) >= 8, "a walk that goes nowhere shows nothing"
    assert not any(HIS in body(each) for each in customer.from_bot()), "nobody reads another's words"
    assert not any(HERS in body(each) for each in boris.from_bot())
