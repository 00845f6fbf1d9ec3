"""An administrator of the bot, in the first staff group."""

import pytest

from bot.sandbox.model import Chat
from bot.sandbox.world import World
from bot.settings import Settings
from tests.people import AgentPerson


@pytest.fixture
def admin(world: World, staff_group: Chat, language: str) -> AgentPerson:
    user = world.create_user("Админ", username="boss", side="staff")
    world.join(staff_group.id, user.id, status="creator")
    return AgentPerson(world, user.id, staff_group.id, language)


@pytest.fixture
def settings(settings: Settings, admin: AgentPerson) -> Settings:
    return settings.model_copy(update={"admin_ids": (admin.id,)})
