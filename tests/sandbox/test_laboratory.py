"""What the page does to the group, to people and to Telegram's weather."""

import time

import pytest
from aiogram.exceptions import TelegramForbiddenError, TelegramMigrateToChat

from bot.sandbox.faults import Fault
from tests.sandbox.driving import TOKEN, refusal, updates
from tests.sandbox.page import delete, post, state


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

    assert world.bot.id not in (await post(server, f"groups/{group.id}", bot=False))["chat"]["members"]
    with pytest.raises(TelegramForbiddenError, match="kicked"):
        await api.send_message(group.id, "a")
    assert world.bot.id in (await post(server, f"groups/{group.id}", bot=True))["chat"]["members"]
    await post(server, f"groups/{group.id}", bot=True)

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
