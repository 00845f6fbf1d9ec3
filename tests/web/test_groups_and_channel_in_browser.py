"""Further groups of the staff, topics that are deleted from their list, and the channel with its comments."""

import pytest
from playwright.async_api import Page, expect

from bot.sandbox.channels import BOT_RIGHTS
from bot.sandbox.world import World
from tests.people import AgentPerson, CustomerPerson
from tests.web.browser import CHROMIUM, Chat, picture

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium"),
    pytest.mark.asyncio(loop_scope="module"),
]


async def test_a_second_group_is_made_switched_to_and_worked_in(
    world: World, olga: AgentPerson, desk: Page, staff: Chat
) -> None:
    [first] = world.groups()
    await world.wait_for(lambda: any("pinned_message" in each for each in world.messages(first.id)))
    await desk.get_by_test_id("laboratory-button").click()
    await staff.becomes("Максим")
    await opens_groups(staff)
    await desk.get_by_test_id("group-add").click()
    await desk.get_by_test_id("add-group-title").fill("Разработка")
    await desk.get_by_test_id("add-group-bot").select_option("member")
    await desk.get_by_test_id("add-group-submit").click()

    await expect(staff.pane.get_by_test_id("group-switch").first).to_contain_text("Разработка")
    _, second = world.groups()
    assert second.member(olga.id).status == "creator"
    await staff.writes("Кто сегодня дежурит?")
    lab = desk.get_by_test_id("laboratory")
    await expect(lab.get_by_test_id("laboratory-group")).to_have_text("Разработка")
    rights = lab.get_by_test_id("group-bot")
    await expect(rights.filter(has_text="Участник")).to_have_attribute("aria-pressed", "true")
    await rights.filter(has_text="Админ").click()
    await expect(rights.filter(has_text="Админ")).to_have_attribute("aria-pressed", "true")
    await lab.get_by_test_id("group-topics").click()
    await expect(staff.pane.get_by_test_id("topic-list")).to_be_hidden()
    assert (first.forum, second.forum) == (True, False)

    world.write(olga.id, first.id, "А здесь тихо")
    await expect(staff.pane.get_by_test_id("group-switch").first.get_by_test_id("unread")).to_have_text("1")
    await opens_groups(staff)
    there = desk.get_by_test_id("group").filter(has_text=first.title)
    await expect(there.get_by_test_id("unread")).to_have_text("1")
    await there.click()
    await staff.reads("А здесь тихо")
    await expect(staff.pane.get_by_test_id("group-switch").first.get_by_test_id("unread")).to_have_count(0)
    await expect(lab.get_by_test_id("laboratory-group")).to_have_text(first.title or "")

    await desk.reload()
    await opens_groups(staff)
    await expect(desk.get_by_test_id("group")).to_have_count(2)


async def test_a_topic_is_deleted_from_the_list_after_a_question(
    world: World, anna: CustomerPerson, olga: AgentPerson, desk: Page, staff: Chat
) -> None:
    await anna.registers()
    await olga.topic_of("EC-1")
    topic = staff.pane.get_by_test_id("topic").filter(has_text="EC-1")
    await topic.hover()
    await staff.pane.get_by_test_id("topic-menu").click()
    await desk.get_by_test_id("topic-remove").click()
    await expect(desk.get_by_test_id("confirm")).to_contain_text("EC-1")
    await desk.get_by_test_id("confirm-cancel").click()
    await expect(topic).to_be_visible()

    await topic.click(button="right")
    await desk.get_by_test_id("topic-remove").click()
    await desk.get_by_test_id("confirm-submit").click()

    await expect(topic).to_have_count(0)
    [group] = world.groups()
    assert [one.deleted for one in group.topics.values()] == [True]


async def test_the_owner_posts_and_a_customer_comments(
    world: World, anna: CustomerPerson, desk: Page, channel: Chat
) -> None:
    await expect(channel.pane).to_be_hidden()
    await desk.get_by_test_id("left-channel").first.click()
    await expect(channel.person).to_contain_text("Ольга")
    await expect(channel.composer.get_by_test_id("composer-commands")).to_be_hidden()
    bubble = await channel.writes("В субботу с 2:00 до 4:00 плановые работы.")
    await expect(bubble.get_by_test_id("comments-open")).to_have_text("Прокомментировать")

    await channel.becomes("Анна")
    await expect(channel.composer).to_be_hidden()
    await expect(channel.pane.get_by_test_id("channel-notice")).to_be_visible()
    await bubble.get_by_test_id("comments-open").click()
    talk = Chat(desk, "comments-chat")
    await talk.reads("плановые работы")
    mine = await talk.writes("А выписка будет работать?")
    await expect(mine).to_have_attribute("data-own", "true")
    [news] = world.channels()
    [said] = [one for one in world.messages(news.id) if "text" in one]
    [comment] = world.comments(news.id, said["message_id"])
    assert comment["from"]["id"] == anna.id

    await desk.get_by_test_id("comments-close").click()
    await expect(bubble.get_by_test_id("comments-open")).to_contain_text("1 комментарий")
    root = comment["message_thread_id"]
    john = next(each for each in world.people() if each.first_name == "John")
    world.write(john.id, comment["chat"]["id"], "Thanks!", thread=root)
    await expect(bubble.get_by_test_id("comments-open")).to_contain_text("2 комментария")
    await expect(bubble.get_by_test_id("unread")).to_have_text("1")
    await bubble.get_by_test_id("comments-open").click()
    await talk.reads("Thanks!")
    await talk.input.press("Escape")
    await expect(bubble.get_by_test_id("unread")).to_have_count(0)

    await channel.becomes("Ольга")
    await channel.picks(bubble, "action-edit")
    await channel.input.fill("Работы перенесены.")
    await channel.sends()
    await expect(channel.bubbles("Работы перенесены.").get_by_test_id("edited")).to_be_visible()


async def test_an_album_in_the_channel_has_one_discussion(world: World, desk: Page, channel: Chat) -> None:
    await desk.get_by_test_id("left-channel").first.click()
    await channel.attaches(
        picture("a.png", (200, 90, 60)), picture("b.png", (60, 90, 200)), caption="Как было"
    )
    await channel.shows_album(2)

    await channel.bubbles("Как было").get_by_test_id("comments-open").click()

    talk = Chat(desk, "comments-chat")
    await talk.shows_album(2)
    await talk.writes("Красиво")
    [news] = world.channels()
    first = next(one for one in world.messages(news.id) if one.get("caption"))
    assert [one["text"] for one in world.comments(news.id, first["message_id"])] == ["Красиво"]


async def test_the_bot_is_taken_out_of_the_channel_and_brought_back(world: World, desk: Page) -> None:
    [news] = world.channels()
    await desk.get_by_test_id("laboratory-button").click()
    for status, name in (("kicked", "Нет"), ("administrator", "Админ")):
        choice = desk.get_by_test_id("channel-bot").filter(has_text=name)
        await choice.click()
        await expect(choice).to_have_attribute("aria-pressed", "true")
        assert news.member(world.bot.id).status == status
    assert {name for name, given in news.member(world.bot.id).rights.items() if given} >= set(BOT_RIGHTS)


async def test_the_channel_stands_beside_the_others_where_there_is_room(world: World, desk: Page) -> None:
    [customer, staff, channel] = (
        desk.get_by_test_id(f"{name}-pane") for name in ("customer", "staff", "channel")
    )
    await desk.set_viewport_size({"width": 1600, "height": 1000})
    for pane in (customer, staff, channel):
        await expect(pane).to_be_in_viewport()
    await expect(desk.get_by_test_id("left-channel").first).to_be_hidden()

    await desk.set_viewport_size({"width": 1280, "height": 800})
    await expect(channel).to_be_hidden()
    await desk.get_by_test_id("left-channel").first.click()
    await expect(channel).to_be_in_viewport()
    await expect(customer).to_be_hidden()
    await expect(staff).to_be_in_viewport()


async def test_the_channel_has_a_tab_on_a_phone(world: World, phone: Page) -> None:
    await phone.get_by_test_id("tab-channel").tap()
    channel = Chat(phone, "channel-chat", touch=True)
    await channel.writes("Новая версия уже доступна всем.")
    await channel.bubbles("Новая версия").get_by_test_id("comments-open").tap()
    await expect(phone.get_by_test_id("comments-chat")).to_be_visible()
    assert await phone.evaluate("innerWidth") == 375
    await phone.get_by_test_id("tab-customer").tap()
    await expect(channel.pane).to_be_hidden()


async def opens_groups(staff: Chat) -> None:
    await staff.hits(staff.pane.get_by_test_id("group-switch").locator("visible=true"))
