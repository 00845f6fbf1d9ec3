"""Several staff groups: what each serves, who works there, and what Telegram does to them."""

from pathlib import Path

import pytest

from bot.app import App
from bot.sandbox.model import Chat
from bot.sandbox.world import World
from bot.settings import Settings
from tests.conftest import RIGHTS
from tests.journeys.helpers import Ticket, answer, find_ticket, new_customer, press, register
from tests.people import AgentPerson, CustomerPerson, body, labels, settled
from tests.running import running, settings_for


@pytest.fixture
def admin(world: World, staff_group: Chat, language: str) -> AgentPerson:
    """The administrator of the bot, in the first group."""
    user = world.create_user("Админ", username="boss", side="staff")
    world.join(staff_group.id, user.id, status="creator")
    return AgentPerson(world, user.id, staff_group.id, language)


@pytest.fixture
def settings(settings: Settings, admin: AgentPerson) -> Settings:
    return settings.model_copy(update={"admin_ids": (admin.id,)})


@pytest.fixture
def second(world: World, admin: AgentPerson) -> Chat:
    """Another group with topics: the administrator is in it, and the bot."""
    group = world.create_group("Second line", forum=True)
    world.join(group.id, admin.id, status="creator")
    world.join(group.id, world.bot.id, status="administrator", rights=RIGHTS)
    return group


@pytest.fixture
def there(world: World, second: Chat, admin: AgentPerson) -> AgentPerson:
    """The administrator, as the second group knows them."""
    return AgentPerson(world, admin.id, second.id, admin.language)


@pytest.fixture
def specialist(world: World, second: Chat, language: str) -> AgentPerson:
    user = world.create_user("Ирина", username="irina", side="staff")
    world.join(second.id, user.id)
    return AgentPerson(world, user.id, second.id, language)


async def bound(there: AgentPerson, what: str = "e-comet support") -> None:
    there.writes(f"/bind {what}")
    await there.reads(there._("This is a support staff group."), thread=1)


async def test_a_new_ticket_comes_to_the_group_that_serves_its_product(
    bot: App, customer: CustomerPerson, there: AgentPerson, specialist: AgentPerson, agent: AgentPerson
) -> None:
    await bound(there)
    ticket = await find_ticket(specialist, await register(customer))
    await answer(specialist, customer, ticket, "Проверяем.")

    assert not [topic for topic in agent.world.topics(agent.chat_id) if topic.name.startswith("EC-")]


async def test_what_no_group_serves_comes_to_the_first(
    bot: App, customer: CustomerPerson, there: AgentPerson, agent: AgentPerson
) -> None:
    await bound(there, "mixvel support")
    await bound(there, "all engineering")

    await find_ticket(agent, await register(customer))


async def test_a_products_own_group_comes_before_that_of_all(
    bot: App, world: World, customer: CustomerPerson, there: AgentPerson, admin: AgentPerson
) -> None:
    await bound(there)
    admin.writes("/bind all support")
    await admin.reads(admin._("all products"), thread=1)

    await find_ticket(there, await register(customer))


async def test_open_tickets_stay_where_they_are(
    bot: App, customer: CustomerPerson, ticket: Ticket, there: AgentPerson, agent: AgentPerson
) -> None:
    await bound(there)
    customer.writes("Есть новости?")
    await agent.reads("Есть новости?", thread=ticket.thread)

    assert not there.world.topics(there.chat_id)


async def test_the_group_that_served_it_before_learns_where_new_tickets_go(
    bot: App, world: World, admin: AgentPerson, there: AgentPerson
) -> None:
    admin.writes("/bind e-comet support")
    await admin.reads("e-Comet", thread=1)
    await bound(there)

    assert "e-Comet" in body(await admin.reads("Second line", thread=1))


async def test_without_words_the_product_and_the_department_are_chosen_by_button(
    bot: App, customer: CustomerPerson, there: AgentPerson
) -> None:
    there.writes("/bind")
    offered = await there.reads(there._("Which product's tickets should come to this group?"), thread=1)
    assert {there._("All products"), "e-Comet", "MixVel"} <= set(labels(offered))
    await press(there, offered, "e-Comet")
    departments = await there.reads("e-Comet", thread=1)
    await press(there, departments, there._("support").capitalize())
    await there.reads(there._("This is a support staff group."), thread=1)

    await find_ticket(there, await register(customer))


async def test_a_group_gives_back_what_it_served(
    bot: App, customer: CustomerPerson, there: AgentPerson, agent: AgentPerson
) -> None:
    await bound(there)
    there.writes("/bind none")
    await there.reads(there._("No tickets come to this group."), thread=1)
    await find_ticket(agent, await register(customer))

    there.writes("/bind None")
    await there.reads(there._("Nothing is bound to this group. To bind it: /bind"), thread=1)


async def test_tickets_of_a_group_that_serves_nothing_any_more_go_on_in_the_first(
    bot: App, customer: CustomerPerson, there: AgentPerson, agent: AgentPerson
) -> None:
    await bound(there)
    number = await register(customer)
    await find_ticket(there, number)
    there.writes("/bind none")
    await there.reads(there._("No tickets come to this group."), thread=1)
    customer.writes("Есть новости?")

    moved = await find_ticket(agent, number)
    await agent.until(lambda: any(body(each) == "Есть новости?" for each in agent.from_bot(moved.thread)))


@pytest.mark.parametrize(
    ("words", "answer_has"),
    [("e-komet support", "“e-komet”"), ("e-comet kitchen", "“kitchen”")],
)
@pytest.mark.parametrize("language", ["en"])
async def test_what_does_not_exist_is_answered_with_what_does(
    bot: App, there: AgentPerson, words: str, answer_has: str
) -> None:
    there.writes(f"/bind {words}")
    said = body(await there.reads(answer_has, thread=1))
    assert "e-comet" in said or "engineering" in said


async def test_only_administrators_bind(
    bot: App, customer: CustomerPerson, there: AgentPerson, specialist: AgentPerson, agent: AgentPerson
) -> None:
    specialist.writes("/bind e-comet support")
    said = await specialist.reads("ADMIN_IDS", thread=1)
    assert str(specialist.id) in body(said)
    there.writes("/bind")
    offered = await there.until(
        lambda: next((each for each in there.from_bot(1) if "e-Comet" in labels(each)), None)
    )
    pressed = await press(specialist, offered, "e-Comet")
    assert "ADMIN_IDS" in (pressed.text or "")

    await find_ticket(agent, await register(customer))


async def test_in_a_group_that_serves_nothing_nobody_is_an_agent(
    bot: App, customer: CustomerPerson, ticket: Ticket, there: AgentPerson, specialist: AgentPerson
) -> None:
    specialist.writes("/take")
    specialist.writes("Привет всем")
    await settled()
    assert specialist.from_bot(1)[1:] == []


async def test_colleagues_are_those_of_the_same_group(
    bot: App,
    customer: CustomerPerson,
    ticket: Ticket,
    agent: AgentPerson,
    colleague: AgentPerson,
    there: AgentPerson,
    specialist: AgentPerson,
) -> None:
    await bound(there)
    specialist.writes("/help", thread=None)
    await specialist.reads("/queue", thread=1)
    colleague.writes("// смотрю", thread=ticket.thread)
    agent.writes("/assign irina", thread=ticket.thread)
    await agent.reads("irina", thread=ticket.thread)
    agent.writes("/assign", thread=ticket.thread)
    offered = await agent.until(
        lambda: next((each for each in agent.from_bot(ticket.thread) if "Максим" in labels(each)), None)
    )

    assert "Ирина" not in labels(offered)


async def test_who_has_left_the_group_is_offered_no_more(
    bot: App, world: World, ticket: Ticket, agent: AgentPerson, colleague: AgentPerson
) -> None:
    colleague.writes("// смотрю", thread=ticket.thread)
    agent.writes("// и я", thread=ticket.thread)
    world.leave(agent.chat_id, colleague.id)
    agent.writes("/assign Максим", thread=ticket.thread)
    assert "Максим" in body(await agent.reads("Максим", thread=ticket.thread))
    agent.writes("/assign", thread=ticket.thread)
    offered = await agent.until(
        lambda: next((each for each in agent.from_bot(ticket.thread) if "Ольга" in labels(each)), None)
    )
    assert "Максим" not in labels(offered)


# What the bot says of itself in a group.


async def test_a_group_that_the_bot_is_added_to_learns_how_to_become_one_of_ours(
    bot: App, world: World, there: AgentPerson
) -> None:
    group = world.create_group("Третья", forum=False)
    world.join(group.id, there.id, status="creator")
    world.join(group.id, world.bot.id)
    newcomer = AgentPerson(world, there.id, group.id, there.language)
    said = body(await newcomer.reads(there._("No tickets come to this group.")))
    assert "/bind" in said


async def test_without_administrators_the_group_learns_its_own_number(
    world: World, address: str, tmp_path: Path, staff_group: Chat, language: str
) -> None:
    alone = settings_for(address, tmp_path, staff_group.id, staff_chat_id=None, staff_language=language)
    async with running(alone):
        group = world.create_group("Наша", forum=True)
        world.join(group.id, world.bot.id, status="administrator")
        boss = AgentPerson(world, world.bot.id, group.id, language)
        said = body(await boss.reads("STAFF_CHAT_ID", thread=1))
        assert str(group.id) in said


async def test_the_rights_that_the_bot_lacks_are_named_and_what_follows(
    bot: App, world: World, there: AgentPerson
) -> None:
    world.join(
        there.chat_id, world.bot.id, status="administrator", rights=RIGHTS | {"can_manage_topics": False}
    )
    await bound(there)
    said = body(there.from_bot(1)[-1])
    assert there._("“Manage topics”: without it, tickets come as cards instead of topics") in said
    assert there._("“Pin messages”: without it, I cannot pin what is important") not in said


async def test_a_plain_member_asks_to_be_made_an_administrator(
    bot: App, world: World, there: AgentPerson
) -> None:
    world.join(there.chat_id, world.bot.id, status="member")
    await bound(there)
    there.writes("/bind e-comet support")
    await there.reads(
        there._("⚠️ Make me an administrator: until then I cannot see what you write here."), thread=1
    )


async def test_when_the_rights_are_given_the_group_hears_of_it(
    bot: App, world: World, there: AgentPerson
) -> None:
    world.join(there.chat_id, world.bot.id, status="administrator", rights={})
    await bound(there)
    world.join(there.chat_id, world.bot.id, status="administrator", rights=RIGHTS)
    said = await there.reads(there._("This is a support staff group."), thread=1)
    assert there._("⚠️ Please give me these administrator permissions:") not in body(said)


# A group that Telegram gives another id.


async def test_a_group_that_has_got_another_id_is_followed_there(
    settings: Settings, world: World, customer: CustomerPerson, agent: AgentPerson, admin: AgentPerson
) -> None:
    boss = CustomerPerson(world, admin.id, admin.id, "ru")
    async with running(settings):
        boss.starts()
        number = await register(customer)
        await find_ticket(agent, number)
        new = world.migrate(agent.chat_id)
        moved = AgentPerson(world, agent.id, new.id, agent.language)
        assert str(new.id) in body(await boss.reads("STAFF_CHAT_ID"))
        customer.writes("Есть новости?")
        ticket = await find_ticket(moved, number)
        await moved.reads("Есть новости?", thread=ticket.thread)
        await answer(moved, customer, ticket, "Проверяем.")

    async with running(settings):
        await find_ticket(moved, await register(new_customer(world)))


async def test_a_bound_group_is_followed_as_well(
    bot: App, world: World, customer: CustomerPerson, there: AgentPerson
) -> None:
    await bound(there)
    new = world.migrate(there.chat_id)
    moved = AgentPerson(world, there.id, new.id, there.language)

    await find_ticket(moved, await register(customer))


async def test_its_tickets_stay_with_it_whatever_has_been_bound_since(
    bot: App, world: World, customer: CustomerPerson, ticket: Ticket, there: AgentPerson, agent: AgentPerson
) -> None:
    await bound(there)
    new = world.migrate(agent.chat_id)
    moved = AgentPerson(world, agent.id, new.id, agent.language)
    await settled()
    customer.writes("Есть новости?")

    again = await find_ticket(moved, ticket.number)
    await moved.until(lambda: any(body(each) == "Есть новости?" for each in moved.from_bot(again.thread)))
    assert not there.world.topics(there.chat_id)


# The guide of a group that has just become one of ours.


async def test_a_newly_bound_group_gets_a_short_guide_and_it_is_pinned(
    bot: App, there: AgentPerson, second: Chat
) -> None:
    there.writes("/bind e-comet support")
    guide = await there.reads(there._("How it works"), thread=1)
    for part in ("e-Comet", "//", "/queue", "/help"):
        assert part in body(guide)
    assert there._("• Each ticket gets a topic of its own, with a card on top.") in body(guide)
    await there.until(lambda: any("pinned_message" in each for each in there.messages(1)) or None)

    there.writes("/bind mixvel support")
    again = await there.reads("MixVel", thread=1)
    assert there._("How it works") not in body(again), "once is enough"


async def test_without_topics_and_without_the_right_to_pin_the_guide_says_what_is_so_there(
    bot: App, world: World, admin: AgentPerson
) -> None:
    group = world.create_group("Без тем", forum=False)
    world.join(group.id, admin.id, status="creator")
    world.join(group.id, world.bot.id, status="administrator", rights=RIGHTS | {"can_pin_messages": False})
    boss = AgentPerson(world, admin.id, group.id, admin.language)
    boss.writes("/bind e-comet support")
    guide = body(await boss.reads(boss._("How it works")))
    line = boss._("• Each ticket comes as a card; what you write as a reply to it is about this ticket.")
    assert line in guide
    assert boss._("“Pin messages”: without it, I cannot pin what is important") in guide
    await settled()
    assert not any("pinned_message" in each for each in boss.messages())
