"""Faults on order, seen through the real client."""

import asyncio

import pytest
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
)

from bot.sandbox.faults import Fault


async def test_a_dropped_connection_before_and_after_the_effect(world, anna, api):
    world.faults.add(Fault("sendMessage", kind="drop"))
    with pytest.raises(TelegramNetworkError):
        await api.send_message(anna.id, "lost")
    world.faults.add(Fault("sendMessage", kind="drop", effect="after"))
    with pytest.raises(TelegramNetworkError):
        await api.send_message(anna.id, "arrived")
    await api.send_message(anna.id, "well")

    assert [message["text"] for message in world.messages(anna.id)][1:] == ["arrived", "well"]
    assert [call.status for call in world.calls] == [0, 0, 200]


@pytest.mark.parametrize("kind", ["500_html", "502"])
async def test_the_page_of_a_proxy(world, anna, api, kind):
    world.faults.add(Fault(kind=kind))

    with pytest.raises(ClientDecodeError):
        await api.send_message(anna.id, "a")
    assert world.calls[-1].status == int(kind[:3])


async def test_a_limit_on_order(world, anna, api):
    world.faults.add(Fault("sendMessage", kind="429", retry_after=7))

    with pytest.raises(TelegramRetryAfter) as caught:
        await api.send_message(anna.id, "a")

    assert caught.value.retry_after == 7
    assert world.calls[-1].description == "Too Many Requests: retry after 7"


async def test_any_error_with_its_parameters(world, anna, api):
    world.faults.add(Fault(kind="error", description="Bad Request: TOPIC_DELETED"))
    with pytest.raises(TelegramBadRequest, match="TOPIC_DELETED"):
        await api.send_message(anna.id, "a")

    parameters = {"migrate_to_chat_id": -1001}
    world.faults.add(Fault(kind="error", description="Bad Request: upgraded", parameters=parameters))
    with pytest.raises(TelegramMigrateToChat):
        await api.send_message(anna.id, "a")


async def test_faults_are_aimed(world, anna, group, api):
    topic = await api.create_forum_topic(group.id, "EC-1")
    world.faults.add(
        Fault("sendMessage", chat_id=group.id, thread=topic.message_thread_id, times=2, kind="502")
    )

    await api.send_message(anna.id, "a")
    await api.send_message(group.id, "a")
    for _ in range(2):
        with pytest.raises(ClientDecodeError):
            await api.send_message(group.id, "a", message_thread_id=topic.message_thread_id)
    await api.send_message(group.id, "a", message_thread_id=topic.message_thread_id)
    assert len(world.faults) == 0


async def test_a_slow_answer(world, anna, api):
    world.faults.add(Fault(kind="slow", seconds=0.05, effect="after", times=5))
    loop = asyncio.get_running_loop()
    begin = loop.time()
    sending = loop.create_task(api.send_message(anna.id, "a"))

    await world.wait_for(lambda: len(world.messages(anna.id)) == 2)
    assert not sending.done()
    await sending
    assert loop.time() - begin >= 0.05
    world.faults.clear()
    assert len(world.faults) == 0


async def test_calls_are_recorded(world, anna, api):
    await api.send_message(anna.id, "a")

    call = world.calls[-1]
    assert (call.method, call.params["text"], call.status) == ("sendMessage", "a", 200)
    assert abs((call.at - world.clock.now()).total_seconds()) < 2
