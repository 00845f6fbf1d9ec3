"""Telegram's limits, when they are switched on."""

from datetime import timedelta

import pytest
from aiogram.exceptions import TelegramRetryAfter

from bot.sandbox.model import Upload
from tests.sandbox.driving import refusal


@pytest.fixture
def limits(world):
    world.limits.enabled = True
    return world.limits


async def test_off_by_default(anna, api):
    for _ in range(40):
        await api.send_message(anna.id, "a")


@pytest.mark.usefixtures("limits")
async def test_a_private_chat_takes_a_burst_of_three_then_one_a_second(world, anna, api):
    for _ in range(3):
        await api.send_message(anna.id, "a")
    with pytest.raises(TelegramRetryAfter) as caught:
        await api.send_message(anna.id, "a")
    assert caught.value.retry_after == 1

    world.clock.move(timedelta(seconds=1))
    await api.send_message(anna.id, "a")
    assert "Too Many Requests: retry after 1" in await refusal(api.send_message(anna.id, "a"))
    await api.edit_message_text("b", chat_id=anna.id, message_id=world.messages(anna.id)[-1]["message_id"])


@pytest.mark.usefixtures("limits")
async def test_one_busy_chat_holds_up_no_other(world, anna, ivan, api):
    world.start(ivan.id)
    for _ in range(3):
        await api.send_message(anna.id, "a")

    await api.send_message(ivan.id, "a")


@pytest.mark.usefixtures("limits")
async def test_sends_edits_and_topics_share_a_groups_minute(world, group, api):
    topic = await api.create_forum_topic(group.id, "EC-1")
    sent = await api.send_message(group.id, "a", message_thread_id=topic.message_thread_id)
    for number in range(18):
        await api.edit_message_text(f"b{number}", chat_id=group.id, message_id=sent.message_id)

    with pytest.raises(TelegramRetryAfter) as caught:
        await api.close_forum_topic(group.id, topic.message_thread_id)
    assert 55 <= caught.value.retry_after <= 60
    world.clock.move(timedelta(seconds=61))
    await api.close_forum_topic(group.id, topic.message_thread_id)


@pytest.mark.usefixtures("limits")
async def test_an_album_counts_each_of_its_messages(world, anna, group, api):
    album = world.attach(anna.id, anna.id, [Upload("a.txt", b"a")] * 10)
    ids = [message["message_id"] for message in album]
    await api.copy_messages(group.id, anna.id, ids)
    await api.copy_messages(group.id, anna.id, ids)

    assert "Too Many Requests" in await refusal(api.send_message(group.id, "a"))


async def test_thirty_a_second_in_all(world, api, limits):
    people = [world.create_user(str(number)) for number in range(31)]
    for person in people:
        world.start(person.id)
    limits.total_per_second = 5
    for person in people[:5]:
        await api.send_message(person.id, "a")

    assert "Too Many Requests: retry after 1" in await refusal(api.send_message(people[5].id, "a"))


@pytest.mark.usefixtures("limits")
async def test_a_refused_call_has_no_effect_and_costs_nothing(world, anna, server):
    await server.refusal("sendMessage", chat_id=anna.id, text="a", reply_markup={"inline_keyboard": 1})
    for _ in range(3):
        await server.result("sendMessage", chat_id=anna.id, text="a")

    body = await server.call("sendMessage", chat_id=anna.id, text="a")

    assert body["parameters"] == {"retry_after": 1}
    assert len(world.messages(anna.id)) == 4
