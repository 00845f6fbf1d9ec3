"""What the page does to the group, to people and to Telegram's weather."""

import time

import pytest
from aiogram.exceptions import TelegramForbiddenError, TelegramMigrateToChat

from bot.sandbox.faults import Fault
from tests.sandbox.driving import TOKEN, refusal, updates
from tests.sandbox.page import delete, post, state


async def test_a_further_group_has_the_same_people_and_tells_the_bot(world, anna, ivan, group, api, server):
    oleg = world.create_user("Олег", side="staff")
    world.join(group.id, oleg.id, status="administrator")
    await updates(api)

    made = (await post(server, "groups", title="MixVel", topics=False, bot="member", **{"as": ivan.id}))[
        "chat"
    ]

    second = world.chat(made["id"])
    assert (made["title"], made.get("is_forum"), made["bot_status"]) == ("MixVel", None, "member")
    assert [second.member(one.id).status for one in (ivan, oleg, anna)] == [
        "creator",
        "administrator",
        "left",
    ]
    joined, hello = await updates(api)
    assert (joined.my_chat_member.chat.id, joined.my_chat_member.new_chat_member.status) == (
        second.id,
        "member",
    )
    assert joined.my_chat_member.from_user.id == ivan.id
    assert hello.message.new_chat_members[0].id == world.bot.id
    colleague = (await post(server, "people", first_name="Пётр", side="staff"))["person"]["id"]
    assert all(one.member(colleague).present for one in (group, second))


async def test_the_bot_rises_in_a_group_leaves_it_and_acts_in_the_one_that_is_meant(
    world, ivan, group, api, server
):
    made = (await post(server, "groups", title="MixVel", topics=True, bot="left", **{"as": ivan.id}))["chat"]
    assert await updates(api) == []
    with pytest.raises(TelegramForbiddenError, match="not a member"):
        await api.send_message(made["id"], "a")

    for status in ("member", "administrator", "member", "left"):
        await post(server, f"groups/{made['id']}", bot=status)
    await post(server, f"groups/{made['id']}", topics=False)

    assert (group.forum, world.chat(made["id"]).forum) == (True, False)
    told = [each.my_chat_member.new_chat_member.status for each in await updates(api) if each.my_chat_member]
    assert told == ["member", "administrator", "member", "kicked"]
    assert group.member(world.bot.id).status == "administrator"


async def test_an_agent_from_outside_comes_along_into_the_group_they_make(world, anna, group, server):
    made = await post(server, "groups", title="MixVel", topics=True, bot="left", **{"as": anna.id})

    assert anna.id in made["chat"]["members"]


async def test_the_first_group_stays_the_first_when_it_moves(world, group):
    second = world.found_group("MixVel", forum=True)

    moved = world.migrate(group.id)

    assert world.first_group() is moved
    assert world.living_groups() == [second, moved]


async def test_topics_are_switched_off_and_on(world, group, api, server, events):
    assert (await post(server, f"groups/{group.id}", topics=False))["chat"].get("is_forum") is None
    assert (await events.next("chat"))["chat"].get("is_forum") is None
    assert "forum" in await refusal(api.create_forum_topic(group.id, "EC-1"))

    assert (await post(server, f"groups/{group.id}", topics=True))["chat"]["is_forum"]
    assert (await api.create_forum_topic(group.id, "EC-1")).name == "EC-1"


async def test_a_topic_is_deleted_with_its_messages(world, ivan, group, api, server, events):
    topic = world.create_topic(ivan.id, group.id, "EC-1").message_thread_id
    world.write(ivan.id, group.id, "hello", thread=topic)

    answer = await delete(server, f"groups/{group.id}/topics/{topic}")

    assert answer["chat"]["topics"] == []
    assert world.messages(group.id, topic) == []
    assert (await events.next("deleted"))["chat_id"] == group.id
    assert "thread not found" in await refusal(api.send_message(group.id, "a", message_thread_id=topic))
    again = await delete(server, f"groups/{group.id}/topics/{topic}")
    assert again == {"error": f"There is no topic {topic}.", "status": 400}


async def test_the_group_gets_another_id(world, ivan, group, api, server):
    answer = await post(server, f"groups/{group.id}/migration")

    new = answer["chat"]["id"]
    assert new != group.id
    assert answer["chat"]["is_forum"]
    assert set(answer["chat"]["members"]) == {ivan.id, world.bot.id}
    moved, here = await updates(api)
    assert moved.message.migrate_to_chat_id == new
    assert here.message.migrate_from_chat_id == group.id
    with pytest.raises(TelegramMigrateToChat):
        await api.send_message(group.id, "a")
    colleague = (await post(server, "people", first_name="Пётр", side="staff"))["person"]["id"]
    assert world.chat(new).member(colleague).present
    assert not group.member(colleague).present
    assert await post(server, f"groups/{group.id}", topics=False) == {
        "error": f"The group has another id now: {new}.",
        "status": 400,
    }
    assert (await post(server, f"groups/{group.id}/migration"))["status"] == 400


async def test_the_bot_is_thrown_out_of_the_group_and_comes_back_as_it_was(world, group, api, server):
    rights = group.member(world.bot.id).rights

    assert world.bot.id not in (await post(server, f"groups/{group.id}", bot="left"))["chat"]["members"]
    with pytest.raises(TelegramForbiddenError, match="kicked"):
        await api.send_message(group.id, "a")
    answer = await post(server, f"groups/{group.id}", bot="administrator")
    assert (world.bot.id in answer["chat"]["members"], answer["chat"]["bot_status"]) == (
        True,
        "administrator",
    )
    await post(server, f"groups/{group.id}", bot="administrator")

    assert (await api.send_message(group.id, "a")).text == "a"
    assert group.member(world.bot.id).rights == rights
    told = [
        update.my_chat_member.new_chat_member.status for update in await updates(api) if update.my_chat_member
    ]
    assert told == ["kicked", "administrator"]


@pytest.mark.parametrize(
    ("path", "body", "sentence"),
    [
        ("groups/-1", {"topics": True}, "No chat has the id -1."),
        (
            "groups",
            {"title": " ", "topics": True, "bot": "left"},
            "The title of a group has 1 to 128 characters.",
        ),
        (
            "groups",
            {"title": "A", "topics": True, "bot": "owner"},
            "The bot is one of: administrator, member, left.",
        ),
        ("surroundings", {"weather": "snow"}, "The weather is one of: normal, slow, faulty."),
        ("surroundings", {"weather": "slow", "limits": "yes"}, "The field limits must be true or false."),
    ],
)
async def test_what_cannot_be_is_refused_in_a_sentence(world, server, path, body, sentence):
    assert await post(server, path, **body) == {"error": sentence, "status": 400}
    assert world.weather.now == "normal"


async def test_a_group_is_with_topics_or_without(group, server):
    answer = await post(server, f"groups/{group.id}", topics="no")

    assert answer == {"error": "The field topics must be true or false.", "status": 400}


async def test_a_removed_customer_has_no_account(world, anna, api, server, events):
    assert (await delete(server, f"people/{anna.id}"))["person"]["deleted"]

    assert (await events.next("person"))["person"]["deleted"]
    with pytest.raises(TelegramForbiddenError, match="deactivated"):
        await api.send_message(anna.id, "a")
    answer = await post(server, "messages", **{"as": anna.id}, chat_id=anna.id, text="a")
    assert answer["error"] == "Анна has no account any more."


async def test_a_removed_agent_leaves_the_group(world, ivan, group, server):
    await delete(server, f"people/{ivan.id}")

    assert not group.member(ivan.id).present
    assert world.messages(group.id)[-1]["left_chat_member"]["id"] == ivan.id


async def test_the_bot_is_nobody_to_remove(world, server):
    answer = await delete(server, f"people/{world.bot.id}")

    assert answer == {"error": "The bot is removed from groups only.", "status": 400}
    assert (await delete(server, "people/1"))["error"] == "Nobody has the id 1."


async def test_in_faulty_weather_each_third_call_meets_a_page_of_a_proxy(world, server, events):
    answer = await post(server, "surroundings", weather="faulty")
    assert answer["surroundings"] == {"weather": "faulty", "limits": False}
    assert (await events.next("surroundings"))["surroundings"]["weather"] == "faulty"

    async def status() -> int:
        async with server.http.post(f"{server.url}/bot{TOKEN}/getMe") as response:
            assert response.status == 200 or "<html>" in await response.text()
            return int(response.status)

    assert [await status() for _ in range(6)] == [200, 200, 502, 200, 200, 502]
    await post(server, "surroundings", weather="normal")
    assert [await status() for _ in range(3)] == [200, 200, 200]


async def test_in_slow_weather_each_call_takes_its_time(world, server, monkeypatch):
    monkeypatch.setattr("bot.sandbox.weather.SLOW", Fault(kind="slow", seconds=0.3))
    await post(server, "surroundings", weather="slow")

    began = time.monotonic()
    await server.result("getMe")

    assert time.monotonic() - began >= 0.3


async def test_a_fault_on_order_comes_before_the_weather(world, server):
    await post(server, "surroundings", weather="faulty")
    world.faults.add(Fault(kind="429", retry_after=7))

    assert (await server.call("getMe"))["parameters"] == {"retry_after": 7}


async def test_limits_are_switched_on_and_off(world, anna, server):
    assert (await post(server, "surroundings", limits=True))["surroundings"]["limits"]
    for _ in range(3):
        await server.result("sendMessage", chat_id=anna.id, text="a")
    assert "Too Many Requests" in await server.refusal("sendMessage", chat_id=anna.id, text="a")

    await post(server, "surroundings", limits=False)

    await server.result("sendMessage", chat_id=anna.id, text="a")
    assert (await state(server))["surroundings"] == {"weather": "normal", "limits": False}
