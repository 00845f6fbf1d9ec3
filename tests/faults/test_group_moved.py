"""A group gets another id, and what was on its way there has to follow."""

import pytest

from bot.app import App
from bot.sandbox.world import World
from bot.settings import Settings
from tests.journeys.helpers import find_ticket, new_customer, register
from tests.journeys.test_groups import admin, bound, second, settings, there
from tests.people import AgentPerson, CustomerPerson, settled
from tests.running import running

__all__ = ["admin", "second", "settings", "there"]

pytestmark = pytest.mark.parametrize("language", ["en"])


async def test_what_was_to_be_said_in_a_group_of_nobodys_is_said_where_it_goes_on(
    settings: Settings, world: World, agent: AgentPerson
) -> None:
    old = world.create_group("Nobody's", basic=True)
    world.join(old.id, world.bot.id, status="administrator")
    world.join(old.id, agent.id)
    AgentPerson(world, agent.id, old.id, "en").writes("/bind e-comet support")
    new = world.upgrade(old.id)
    async with running(settings):
        await AgentPerson(world, agent.id, new.id, "en").reads("ADMIN_IDS")


async def test_what_another_group_serves_does_not_go_along(
    bot: App, world: World, customer: CustomerPerson, there: AgentPerson, agent: AgentPerson
) -> None:
    """The mark on an agent's message in the moved group, of a ticket that stands in another by now."""
    await bound(there)
    ticket = await find_ticket(there, await register(customer))
    world.set_reactions(there.chat_id, allowed=False)
    world.block(customer.id)
    there.writes("Checking.", thread=ticket.thread)
    await there.reads("blocked", thread=ticket.thread)
    there.writes("/bind none")
    await there.reads("No tickets come to this group.", thread=1)
    new = world.migrate(there.chat_id)
    world.unblock(customer.id)
    await customer.reads("Checking.")
    await settled()

    await find_ticket(agent, await register(new_customer(world)))
    assert not world.topics(new.id)


async def test_what_agents_wrote_before_it_moved_still_counts(
    settings: Settings, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    """Telegram tells of the move in the new group, too, and that may be handled first."""
    old = world.create_group("Basic", basic=True)
    world.join(old.id, world.bot.id, status="administrator")
    world.join(old.id, agent.id)
    member = AgentPerson(world, agent.id, old.id, agent.language)
    at_work = settings.model_copy(update={"staff_chat_id": old.id})
    async with running(at_work):
        await register(customer)
        card = await member.reads("EC-1")
    said = [f"Step {number}." for number in range(1, 9)]
    for words in said:
        member.writes(words, reply_to=card["message_id"])
    world.upgrade(old.id)
    async with running(at_work):
        for words in said:
            await customer.reads(words)
