"""Groups that forbid their members photos, or all messages: reports go there in words, or wait."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.app import App
from bot.sandbox.model import Chat
from bot.sandbox.world import World
from storage.tables import outbox
from tests.conftest import RIGHTS
from tests.journeys.helpers import eventually, register, stored
from tests.journeys.test_statistics import forgotten, picture
from tests.people import AgentPerson, CustomerPerson, body


@pytest.fixture
def staff_group(world: World, request: pytest.FixtureRequest) -> Chat:
    group = world.create_group("Staff", forum=getattr(request, "param", True))
    world.join(group.id, world.bot.id, status="administrator", rights=RIGHTS)
    return group


@pytest.fixture
def no_photos(world: World, staff_group: Chat) -> None:
    """The bot is a member like any other."""
    world.join(staff_group.id, world.bot.id, status="member")
    world.set_permissions(staff_group.id, can_send_photos=False)


@pytest.mark.parametrize("staff_group", [False, True], indirect=True)
@pytest.mark.usefixtures("no_photos")
async def test_where_photos_are_forbidden_the_figures_come_in_words_and_nothing_waits_behind_them(
    bot: App,
    world: World,
    customer: CustomerPerson,
    agent: AgentPerson,
) -> None:
    await register(customer)
    agent.writes("/stats")
    told = await agent.reads(agent._("New tickets: {number}").format(number=1))
    assert "photo" not in told
    missing = "Photos are forbidden in this group, so the picture is missing; the figures are complete."
    assert agent._(missing) in body(told)
    await forgotten(bot)
    agent.writes("/stats 500")
    await agent.reads("366")
    assert await stored(bot, select(outbox.c.id).where(outbox.c.status == "held")) == []

    world.set_permissions(agent.chat_id, can_send_photos=True)
    agent.writes("/stats")
    sent = await agent.reads(agent._("New tickets: {number}").format(number=1))
    assert picture(world, sent).width == 1280
    assert agent._(missing) not in body(sent)


@pytest.mark.usefixtures("no_photos")
async def test_where_nothing_may_be_written_the_report_waits(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await register(customer)
    world.set_permissions(agent.chat_id, can_send_messages=False)
    agent.writes("/stats")

    async def held() -> Any:
        return await stored(
            bot, select(outbox.c.id).where(outbox.c.status == "held", outbox.c.matter == "picture")
        )

    await eventually(held)
    world.set_permissions(agent.chat_id, can_send_messages=True)
    world.join(agent.chat_id, world.bot.id, status="administrator", rights=RIGHTS)
    sent = await agent.reads(agent._("New tickets: {number}").format(number=1))
    assert picture(world, sent).width == 1280
