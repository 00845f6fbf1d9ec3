"""A customer pours out messages: slowed with a word, and nothing of it is lost."""

from bot.ingest.pace import Pacing
from bot.sandbox.world import World
from bot.settings import Settings
from tests.journeys.helpers import find_ticket, new_customer, register, unread
from tests.people import AgentPerson, CustomerPerson, body
from tests.running import running

PACING = Pacing(burst=20, seconds=3600.0)
"""A registration passes, and then not much more."""

SLOWER = (
    "You are writing faster than we can take it in. Nothing is lost: for now we take one message "
    "a second, and all of them will arrive. A long log is best sent as a file."
)


async def test_a_flood_waits_and_is_told_so_and_nobody_else_waits(
    world: World, customer: CustomerPerson, agent: AgentPerson, settings: Settings
) -> None:
    """Nor is anything of it lost, whatever becomes of the process."""
    words = [f"Message {number}" for number in range(60)]
    other, newcomer = (new_customer(world, language=customer.language) for _ in range(2))
    async with running(settings, pacing=PACING):
        ticket = await find_ticket(agent, await register(customer))
        for each in words:
            customer.writes(each)
        await customer.reads(customer._(SLOWER))
        await find_ticket(agent, await register(other))
        assert len(copies(agent, ticket.thread)) < len(words)
    assert not any(body(each) == customer._(SLOWER) for each in other.from_bot())

    async with running(settings, pacing=PACING):  # a flood is one after a restart, too
        await find_ticket(agent, await register(newcomer))
        await customer.reads(customer._(SLOWER))
        assert len(copies(agent, ticket.thread)) < len(words)

    async with running(settings):
        await agent.until(lambda: len(copies(agent, ticket.thread)) == len(words) or None)
    assert copies(agent, ticket.thread) == words
    assert sum(body(each) == customer._(SLOWER) for each in customer.from_bot()) == 2, "once in each run"


async def test_an_agent_may_answer_at_any_pace(
    customer: CustomerPerson, agent: AgentPerson, settings: Settings
) -> None:
    answers = [f"Answer {number}" for number in range(30)]
    async with running(settings, pacing=PACING):
        ticket = await find_ticket(agent, await register(customer))
        unread(customer)
        for each in answers:
            agent.writes(each, thread=ticket.thread)
        await customer.reads(answers[-1])

    assert [body(each) for each in customer.from_bot() if body(each).startswith("Answer ")] == answers


def copies(agent: AgentPerson, thread: int) -> list[str]:
    return [body(each) for each in agent.from_bot(thread) if body(each).startswith("Message ")]
