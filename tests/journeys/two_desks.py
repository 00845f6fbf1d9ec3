"""A department that works in a group of its own: its people, and a ticket as they have it."""

from collections.abc import AsyncIterator

import pytest

from bot.app import App
from bot.sandbox.model import Chat, Topic
from bot.sandbox.world import World
from bot.settings import Settings
from tests.conftest import RIGHTS
from tests.journeys.helpers import Ticket, catch_up, press, sees_state
from tests.people import AgentPerson, CustomerPerson, Message
from tests.running import running

REASON = "Похоже на округление в модуле тарифов"
CHECK_MARK = "5237699328843200968"


@pytest.fixture(params=[True, False], ids=["topics", "cards"])
def second(request: pytest.FixtureRequest, world: World) -> Chat:
    group = world.create_group("Second line", forum=request.param)
    world.join(group.id, world.bot.id, status="administrator", rights=RIGHTS)
    return group


@pytest.fixture
def boss(world: World, second: Chat, language: str) -> AgentPerson:
    user = world.create_user("Админ", username="boss", side="staff")
    world.join(second.id, user.id, status="creator")
    return AgentPerson(world, user.id, second.id, language)


@pytest.fixture
def irina(world: World, second: Chat, language: str) -> AgentPerson:
    user = world.create_user("Ирина", username="irina", side="staff")
    world.join(second.id, user.id)
    return AgentPerson(world, user.id, second.id, language)


@pytest.fixture
async def bot(settings: Settings, boss: AgentPerson) -> AsyncIterator[App]:
    async with running(settings.model_copy(update={"admin_ids": (boss.id,)})) as app:
        await binds(boss, "all engineering")
        yield app


async def binds(boss: AgentPerson, what: str) -> None:
    """What the group of the administrator serves from now on, too."""
    general = 1 if has_topics(boss) else None
    catch_up(boss, general)
    boss.writes(f"/bind {what}")
    await boss.reads(boss._("This is a support staff group."), thread=general)


def elsewhere(boss: AgentPerson, group: Chat) -> AgentPerson:
    """The administrator in another group."""
    boss.world.join(group.id, boss.id, status="creator")
    return AgentPerson(boss.world, boss.id, group.id, boss.language)


def has_topics(person: AgentPerson) -> bool:
    return person.world.chat(person.chat_id).forum


class Desk:
    """The ticket as a specialist has it: in a topic, or under its card."""

    def __init__(self, person: AgentPerson, thread: int | None, card: int) -> None:
        self.person = person
        self.thread = thread
        self.card = card

    def writes(self, text: str, *, reply_to: int | None = None) -> Message:
        if self.thread is None:
            return self.person.writes(text, reply_to=reply_to or self.card)
        return self.person.writes(text, thread=self.thread, reply_to=reply_to)

    async def reads(self, text: str) -> Message:
        return await self.person.reads(text, thread=self.thread)

    @property
    def topic(self) -> Topic:
        topics = self.person.world.topics(self.person.chat_id)
        return next(each for each in topics if each.message_thread_id == self.thread)


async def desk_of(irina: AgentPerson, number: str) -> Desk:
    thread = await irina.topic_of(number) if has_topics(irina) else None
    card = await irina.reads(number, thread=thread)
    return Desk(irina, thread, card["message_id"])


async def handed_over(agent: AgentPerson, irina: AgentPerson, ticket: Ticket) -> Desk:
    agent.writes(f"/escalate engineering {REASON}", thread=ticket.thread)
    await sees_state(agent, ticket, "With {department}", department=agent._("engineering"))
    return await desk_of(irina, ticket.number)


async def resolved_by(there: Desk, customer: CustomerPerson, text: str = "Исправили.") -> Message:
    """By the specialist, who has the ticket then; the question whether that is so."""
    there.writes(f"/resolve {text}")
    await customer.reads(text)
    return await customer.reads("EC-1")


async def not_accepted(customer: CustomerPerson, question: Message, reason: str) -> None:
    await press(customer, question, customer._("Not resolved"))
    await customer.reads()
    customer.writes(reason)
