"""Fetching updates: confirmation, long polling, conflicts, kinds, lifetimes."""

import asyncio
from datetime import timedelta

import aiohttp

from tests.sandbox.driving import refusal, updates


async def test_an_offset_confirms_everything_before_it_and_marks_it_read(world, anna, api):
    first = world.write(anna.id, anna.id, "one")
    world.write(anna.id, anna.id, "two")

    fetched = await api.get_updates()
    again = await api.get_updates(offset=fetched[0].update_id)
    rest = await api.get_updates(offset=fetched[1].update_id)

    assert [update.message.text for update in fetched] == ["one", "two"]
    assert again == fetched
    assert [update.message.text for update in rest] == ["two"]
    assert world.updates_pending() == 1
    assert world.find_post(anna.id, first["message_id"]).read


async def test_update_ids_grow_by_one(world, anna, api):
    for number in range(3):
        world.write(anna.id, anna.id, str(number))

    ids = [update.update_id for update in await api.get_updates()]

    assert ids == [ids[0], ids[0] + 1, ids[0] + 2]


async def test_a_limit_is_kept(world, anna, api):
    for number in range(120):
        world.write(anna.id, anna.id, str(number))

    assert len(await api.get_updates(limit=7)) == 7
    assert len(await api.get_updates(limit=1000)) == 100


async def test_a_negative_offset_keeps_the_last_and_forgets_the_others(world, anna, api):
    for number in range(5):
        world.write(anna.id, anna.id, str(number))

    fetched = await api.get_updates(offset=-2)

    assert [update.message.text for update in fetched] == ["3", "4"]
    assert world.updates_pending() == 2


async def test_a_long_poll_ends_at_once_when_something_arrives(world, anna, api):
    loop = asyncio.get_running_loop()
    poll = loop.create_task(api.get_updates(timeout=30))
    await world.wait_for(lambda: world.queue.poller)
    before = loop.time()

    world.write(anna.id, anna.id, "hello")
    fetched = await poll

    assert fetched[0].message.text == "hello"
    assert loop.time() - before < 0.1


async def test_a_long_poll_ends_when_the_clock_passes_its_end(world, api):
    poll = asyncio.get_running_loop().create_task(api.get_updates(timeout=30))
    await world.wait_for(lambda: world.queue.poller)

    world.clock.move(timedelta(hours=11))

    assert await poll == []


async def test_a_second_poller_ends_the_first(world, anna, api):
    loop = asyncio.get_running_loop()
    first = loop.create_task(api.get_updates(timeout=30))
    await world.wait_for(lambda: world.queue.poller)
    before = world.queue.poller
    second = loop.create_task(api.get_updates(timeout=30))

    assert await refusal(first) == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    assert world.queue.poller is not before
    world.write(anna.id, anna.id, "hello")
    assert len(await second) == 1
    assert world.calls[-2].status == 409


async def test_a_poll_of_a_killed_bot_is_noticed_and_loses_nothing(world, anna, server, api):
    async with aiohttp.ClientSession() as http:
        url = f"{server.url}/bot42:TEST/getUpdates"
        polling = asyncio.get_running_loop().create_task(http.post(url, json={"timeout": 30}))
        await world.wait_for(lambda: world.queue.poller)
        polling.cancel()

    await world.wait_for(lambda: world.queue.poller is None)
    world.write(anna.id, anna.id, "hello")
    assert len(await api.get_updates()) == 1


async def test_no_polling_beside_a_webhook(world, anna, api):
    world.write(anna.id, anna.id, "hello")
    await api.set_webhook("https://example.org/hook")

    assert await refusal(api.get_updates()) == (
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first"
    )
    info = await api.get_webhook_info()
    assert (info.url, info.pending_update_count) == ("https://example.org/hook", 1)

    await api.delete_webhook(drop_pending_updates=True)
    assert await api.get_updates() == []


async def test_reactions_and_members_come_only_when_asked_for(world, anna, group, api):
    said = world.write(anna.id, anna.id, "hello")
    world.react(anna.id, anna.id, said["message_id"], "👍")
    world.join(group.id, anna.id)
    kinds = [update.event_type for update in await updates(api)]
    assert kinds == ["message", "message"]

    await api.get_updates(allowed_updates=["message", "message_reaction", "chat_member"])
    world.react(anna.id, anna.id, said["message_id"], "🔥")
    world.leave(group.id, anna.id)
    kinds = [update.event_type for update in await updates(api)]
    assert kinds == ["message_reaction", "message", "chat_member"]

    await api.get_updates(allowed_updates=[])
    world.react(anna.id, anna.id, said["message_id"], None)
    assert await api.get_updates() == []


async def test_the_kinds_wanted_are_remembered(world, anna, api):
    await api.get_updates(allowed_updates=["callback_query"])
    world.write(anna.id, anna.id, "unwanted")

    assert await api.get_updates() == []
    assert (await api.get_webhook_info()).allowed_updates == ["callback_query"]


async def test_messages_and_edits_live_a_day(world, anna, api):
    said = world.write(anna.id, anna.id, "early")
    world.clock.move(timedelta(hours=20))
    world.edit(anna.id, anna.id, said["message_id"], text="late")

    world.clock.move(timedelta(hours=4, seconds=1))
    assert [update.event_type for update in await api.get_updates()] == ["edited_message"]

    world.clock.move(timedelta(hours=20))
    assert await api.get_updates() == []
    assert world.updates_pending() == 0


async def test_the_bots_own_messages_do_not_come_back(anna, api):
    await api.send_message(anna.id, "hello")

    assert await api.get_updates() == []


async def test_stopping_the_server_ends_a_long_poll(world, api):
    poll = asyncio.get_running_loop().create_task(api.get_updates(timeout=30))
    await world.wait_for(lambda: world.queue.poller)

    world.end_waits()

    assert await poll == []
