"""What administrators set for a staff group, in the group."""

import pytest

from bot.app import App
from bot.i18n import gettext_for
from bot.sandbox.model import Chat
from bot.sandbox.world import World
from bot.settings import Settings
from tests.journeys.helpers import Ticket, find_ticket, new_customer, press, register
from tests.people import AgentPerson, CustomerPerson, Message, body, labels
from tests.running import running

TITLE = "Settings of this group"
NAMES = {"ru": "Русский", "en": "English"}


@pytest.fixture
def admin(world: World, staff_group: Chat, language: str) -> AgentPerson:
    user = world.create_user("Админ", username="boss", side="staff")
    world.join(staff_group.id, user.id, status="creator")
    return AgentPerson(world, user.id, staff_group.id, language)


@pytest.fixture
def settings(settings: Settings, admin: AgentPerson) -> Settings:
    return settings.model_copy(update={"admin_ids": (admin.id,)})


async def opens(admin: AgentPerson) -> Message:
    admin.writes("/settings")
    return await admin.reads(admin._(TITLE))


def now(admin: AgentPerson, shown: Message) -> Message:
    """The same message, as it is now."""
    return next(each for each in admin.messages() if each["message_id"] == shown["message_id"])


async def test_a_switch_changes_the_one_message_and_back(bot: App, world: World, admin: AgentPerson) -> None:
    _ = admin._
    shown = await opens(admin)
    for off, on in (
        ("No weekly report", "Send a weekly report"),
        ("Cards instead of topics", "Topics instead of cards"),
    ):
        await press(admin, shown, _(off))
        await admin.until(lambda on=on: _(on) in labels(now(admin, shown)))  # type: ignore[misc]
        await press(admin, now(admin, shown), _(on))
        await admin.until(lambda off=off: _(off) in labels(now(admin, shown)))  # type: ignore[misc]
    await press(admin, shown, _("Give them out in turn"))
    await admin.until(lambda: _("Let them wait in the queue") in labels(now(admin, shown)))
    assert sum(_(TITLE) in body(each) for each in admin.messages()) == 1


async def test_the_groups_language_is_that_of_everything_said_there(
    bot: App, world: World, admin: AgentPerson, customer: CustomerPerson, agent: AgentPerson
) -> None:
    other = "en" if admin.language == "ru" else "ru"
    shown = await opens(admin)
    await press(admin, shown, NAMES[other])
    await admin.until(lambda: gettext_for(other)(TITLE) in body(now(admin, shown)))

    number = await register(customer)
    agent.language = other
    ticket = await find_ticket(agent, number)
    assert agent._("Take") in labels(agent.card(ticket.thread))
    refused = await press(agent, now(agent, shown), NAMES[admin.language])
    assert "ADMIN_IDS" in (refused.text or "")


async def test_cards_instead_of_topics_hold_for_new_tickets_and_leave_the_old_where_they_are(
    bot: App,
    world: World,
    admin: AgentPerson,
    ticket: Ticket,
    agent: AgentPerson,
) -> None:
    shown = await opens(admin)
    await press(admin, shown, admin._("Cards instead of topics"))
    await admin.until(lambda: admin._("Topics instead of cards") in labels(now(admin, shown)))

    somebody = new_customer(world)
    number = await register(somebody)
    card = await agent.reads(number)
    agent.writes("Проверяем.", reply_to=card["message_id"])
    await somebody.reads("Проверяем.")
    agent.writes("А это по старому.", thread=ticket.thread)
    await agent.sees_on_card(ticket.thread, "Ольга")
    assert len([each for each in world.topics(agent.chat_id) if not each.deleted]) == 1


async def test_only_administrators_see_and_change_settings(bot: App, agent: AgentPerson) -> None:
    agent.writes("/settings")
    refused = await agent.reads("ADMIN_IDS")
    assert agent._(TITLE) not in body(refused)


async def test_settings_outlast_a_restart_and_the_groups_new_id(
    settings: Settings, world: World, admin: AgentPerson
) -> None:
    other = "en" if admin.language == "ru" else "ru"
    async with running(settings):
        shown = await opens(admin)
        await press(admin, shown, NAMES[other])
        await admin.until(lambda: gettext_for(other)(TITLE) in body(now(admin, shown)))
        new = world.migrate(admin.chat_id)
    there = AgentPerson(world, admin.id, new.id, other)
    async with running(settings):
        await opens(there)
