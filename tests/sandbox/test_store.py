"""The state on disk: what a kill leaves."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.sandbox.clock import SandboxClock
from bot.sandbox.model import Upload
from bot.sandbox.server import create_app
from bot.sandbox.store import Store
from bot.sandbox.world import World
from tests.sandbox.driving import RIGHTS, TOKEN, Server, client, close, serve, updates

LIFE = """
import os, signal, sys
from datetime import timedelta
from pathlib import Path
from bot.sandbox.model import Upload
from bot.sandbox.store import Store
from bot.sandbox.world import World

world = World(store=Store(Path(sys.argv[1])))
bot = world.create_bot("42:TEST", "Support", "support_bot")
anna = world.create_user("Анна", language_code="ru")
group = world.create_group("Staff")
world.join(group.id, bot.id, status="administrator")
world.start(anna.id)
world.attach(anna.id, anna.id, Upload("a.txt", b"content"), caption="file")
world.clock.move(timedelta(hours=5))
world.write(anna.id, anna.id, "last words")
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_sandbox_starts_where_it_ended(tmp_path):
    root = Path(__file__).parents[2]
    killed = subprocess.run([sys.executable, "-c", LIFE, str(tmp_path)], cwd=root, check=False)
    assert killed.returncode == -9

    world = World(store=Store(tmp_path))

    assert (world.bot.username, world.token) == ("support_bot", "42:TEST")
    [anna], [group] = world.people(), world.groups()
    assert (anna.first_name, anna.language_code, anna.started) == ("Анна", "ru", True)
    assert group.member(world.bot.id).may("can_manage_topics")
    assert [message.get("text", message.get("caption")) for message in world.messages(anna.id)] == [
        "/start",
        "file",
        "last words",
    ]
    assert world.updates_pending() == 4
    assert world.clock.offset == timedelta(hours=5)
    before = world.messages(anna.id)[-1]["message_id"]
    assert world.write(anna.id, anna.id, "again")["message_id"] == before + 1
    world.close()


@pytest.fixture
async def kept(tmp_path):
    """A world on disk, its server, and a way to begin a second life."""
    lives = []

    async def live():
        world = World(clock=SandboxClock(), store=Store(tmp_path))
        world.create_bot(TOKEN, "Support", "support_bot")
        runner, url = await serve(create_app(world))
        api = client(url)
        lives.append((world, runner, api))
        return world, api, url

    yield live
    for world, runner, api in lives:
        await close(api)
        await runner.cleanup()
        world.close()


async def test_everything_is_there_in_a_second_life(kept):
    world, api, _ = await kept()
    anna = world.create_user("Анна", username="anna", language_code="ru")
    ivan = world.create_user("Иван", side="staff")
    group = world.create_group("Staff")
    world.join(group.id, ivan.id, status="creator")
    world.join(group.id, world.bot.id, status="administrator", rights=RIGHTS)
    world.set_permissions(group.id, can_send_photos=False)
    world.start(anna.id)
    said = world.attach(anna.id, anna.id, Upload("a.txt", b"content"))
    await updates(api)
    topic = await api.create_forum_topic(group.id, "EC-1")
    gone = await api.create_forum_topic(group.id, "EC-2")
    world.delete_topic(group.id, gone.message_thread_id)
    card = await api.send_message(
        group.id,
        "card",
        message_thread_id=topic.message_thread_id,
        reply_markup={"inline_keyboard": [[{"text": "Take", "callback_data": "1:take"}]]},
    )
    await api.pin_chat_message(group.id, card.message_id)
    world.react(ivan.id, group.id, card.message_id, "👍")
    press = world.press(ivan.id, group.id, card.message_id, "Take")
    await api.get_updates(allowed_updates=["message", "callback_query"])
    pending = await api.get_updates()
    await api.set_my_commands([{"command": "take", "description": "Take"}])
    world.block(anna.id)
    deleted = world.write(ivan.id, group.id, "deleted")
    world.delete(ivan.id, group.id, deleted["message_id"])

    second, again, _ = await kept()

    assert second.users == world.users
    assert {chat.id: chat.document() for chat in second.groups()} == {group.id: group.document()}
    assert second.messages(group.id) == world.messages(group.id)
    assert second.messages(group.id, topic.message_thread_id) == world.messages(
        group.id, topic.message_thread_id
    )
    assert second.topics(group.id) == world.topics(group.id)
    assert second.find_post(group.id, card.message_id).reactions == {ivan.id: "👍"}
    assert second.find_post(anna.id, said["message_id"]).read
    assert [update.update_id for update in (await again.get_updates())[: len(pending)]] == [
        update.update_id for update in pending
    ]
    assert await again.answer_callback_query(press.id, "ok")
    assert [command.command for command in await again.get_my_commands()] == ["take"]
    assert (await again.get_webhook_info()).allowed_updates == ["callback_query", "message"]
    assert (await again.download(said["document"]["file_id"])).read() == b"content"
    assert second.create_user("Пётр").id == ivan.id + 1
    assert second.create_group("Other").id == group.id - 1
    sent = await again.send_message(group.id, "more", message_thread_id=topic.message_thread_id)
    assert sent.message_id == deleted["message_id"] + 1


async def test_a_further_group_and_a_channel_with_comments_survive(kept):
    world, _, _ = await kept()
    anna, ivan = world.create_user("Анна"), world.create_user("Иван", side="staff")
    first, talk = world.create_group("Staff"), world.create_group("Talk", forum=False)
    world.join(first.id, ivan.id, status="creator")
    second = world.found_group("MixVel", forum=True)
    world.join(second.id, world.bot.id, status="administrator", rights=RIGHTS)
    channel = world.create_channel("News", "news")
    world.join(channel.id, ivan.id, status="creator")
    world.link(channel.id, talk.id)
    said = world.write(ivan.id, channel.id, "Release")
    root = world.discussed(channel.id, said["message_id"])
    world.write(anna.id, talk.id, "At last!", thread=root.id)

    again, api, _ = await kept()

    assert again.first_group().id == first.id
    assert again.chat(second.id).document() == second.document()
    assert (await api.send_message(second.id, "a")).chat.title == "MixVel"
    assert again.chat(channel.id).document() == channel.document()
    assert again.chat(talk.id).linked == channel.id
    assert [each["text"] for each in again.comments(channel.id, said["message_id"])] == ["At last!"]
    assert again.find_post(channel.id, said["message_id"]).sender_id == ivan.id
    more = again.write(ivan.id, channel.id, "More")
    assert again.discussed(channel.id, more["message_id"]).id == root.id + 2


async def test_what_was_confirmed_stays_confirmed(kept):
    world, api, _ = await kept()
    anna = world.create_user("Анна")
    world.start(anna.id)
    await updates(api)

    second, again, _ = await kept()

    assert await again.get_updates() == []
    assert second.updates_pending() == 0


async def test_the_page_reads_a_second_life(kept):
    world, _, _ = await kept()
    world.start(world.create_user("Анна").id)

    second, _, url = await kept()

    async with (
        aiohttp.ClientSession() as http,
        http.get(f"{Server(url, http).url}/sandbox/state") as response,
    ):
        state = await response.json()
    assert state["chats"][0]["messages"][0]["text"] == "/start"
    assert state["seq"] == second.feed.seq
