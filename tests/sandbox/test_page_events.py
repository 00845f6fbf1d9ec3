"""What the page sees: the state, the events, files."""

import asyncio

from bot.sandbox import page_events
from bot.sandbox.feed import KEPT
from bot.sandbox.model import Upload
from bot.sandbox.server import create_app
from tests.patience import PATIENCE
from tests.sandbox.driving import serve, updates
from tests.sandbox.page import Events, state


async def test_the_state_tells_everything(world, anna, ivan, group, server):
    world.write(anna.id, anna.id, "hello")
    topic = world.create_topic(ivan.id, group.id, "EC-1")
    for language, description in (("", "New"), ("ru", "Заявка")):
        commands = [{"command": "new", "description": description}]
        await server.result("setMyCommands", commands=commands, language_code=language)

    shown = await state(server)

    assert shown["seq"] == world.feed.seq
    assert shown["bot"]["id"] == 42
    assert shown["bot"]["state"] == "stopped"
    assert shown["bot"]["commands"]["private"] == {
        "en": [{"command": "new", "description": "New"}],
        "ru": [{"command": "new", "description": "Заявка"}],
    }
    assert shown["people"][0] == {
        "id": anna.id,
        "is_bot": False,
        "first_name": "Анна",
        "username": "anna",
        "language_code": "ru",
        "side": "customer",
        "blocked": False,
        "started": True,
        "deleted": False,
    }
    private, staff = shown["chats"][0], shown["chats"][-1]
    assert private["messages"][-1]["text"] == "hello"
    assert private["messages"][-1]["sandbox"] == {
        "reactions": [],
        "read": False,
        "edited": False,
        "deleted": False,
    }
    assert (staff["title"], staff["is_forum"], staff["members"]) == ("Staff", True, [ivan.id, 42])
    assert staff["topics"] == [
        {
            "message_thread_id": topic.message_thread_id,
            "name": "EC-1",
            "icon_color": topic.icon_color,
            "closed": False,
        }
    ]
    await server.result("getUpdates")
    assert (await state(server))["bot"]["state"] == "running"


async def test_events_follow_what_happens(world, anna, group, api, events):
    said = world.write(anna.id, anna.id, "hello")
    event = await events.next()
    assert (event["kind"], event["chat_id"], event["message"]["text"]) == ("message", anna.id, "hello")
    assert event["seq"] == world.feed.seq

    await updates(api)
    event = await events.next("read")
    assert (event["chat_id"], event["message_ids"]) == (anna.id, [said["message_id"]])

    topic = await api.create_forum_topic(group.id, "EC-1")
    event = await events.next("topic")
    assert (event["chat_id"], event["topic"]["name"], event["deleted"]) == (group.id, "EC-1", False)
    await api.close_forum_topic(group.id, topic.message_thread_id)
    assert (await events.next("topic"))["topic"]["closed"]
    world.delete_topic(group.id, topic.message_thread_id)
    assert (await events.next("topic"))["deleted"]

    world.edit(anna.id, anna.id, said["message_id"], text="hello!")
    event = await events.next("message")
    assert (event["message"]["text"], event["message"]["sandbox"]["edited"]) == ("hello!", True)
    world.react(anna.id, anna.id, said["message_id"], "👍")
    reactions = (await events.next("message"))["message"]["sandbox"]["reactions"]
    assert reactions == [{"emoji": "👍", "user_id": anna.id}]
    world.delete(anna.id, anna.id, said["message_id"])
    assert (await events.next("deleted"))["message_ids"] == [said["message_id"]]

    world.block(anna.id)
    assert (await events.next("person"))["person"]["blocked"]
    world.join(group.id, anna.id)
    assert anna.id in (await events.next("chat"))["chat"]["members"]
    await api.set_my_commands([{"command": "new", "description": "New"}])
    assert (await events.next("bot"))["bot"]["commands"]["group"]["en"][0]["command"] == "new"


async def test_a_page_that_missed_too_much_starts_anew(world, server):
    old = world.feed.seq
    for _ in range(KEPT + 1):
        world.feed.publish("bot")
    for since in (old, world.feed.seq + 1, 0):
        async with server.http.get(f"{server.url}/sandbox/events?since={since}") as response:
            event = await Events(response).next()
            assert event == {"seq": world.feed.seq, "kind": "reset"}

    async with server.http.get(f"{server.url}/sandbox/events?since={world.feed.seq - 1}") as response:
        assert (await Events(response).next())["kind"] == "bot"


async def test_a_quiet_stream_shows_that_it_lives(world, server, monkeypatch):
    monkeypatch.setattr(page_events, "HEARTBEAT", 0.01)

    async with server.http.get(f"{server.url}/sandbox/events?since={world.feed.seq}") as response:
        line = await asyncio.wait_for(response.content.readline(), PATIENCE)

    assert line == b": still here\n"


async def test_the_page_and_its_files(world, server, tmp_path):
    folder = tmp_path / "page"
    folder.mkdir()
    (folder / "index.html").write_text("<!doctype html>")
    (folder / "app.js").write_text("export {}")
    (tmp_path / "secret").write_text("secret")
    runner, url = await serve(create_app(world, page_dir=folder))

    async with server.http.get(url) as response:
        assert await response.text() == "<!doctype html>"
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Content-Security-Policy"].startswith("default-src 'self'")
    async with server.http.get(f"{url}/static/app.js") as response:
        assert response.content_type == "text/javascript"
    for path in ("nothing.js", "..%2Fsecret", "%2Fetc%2Fpasswd"):
        async with server.http.get(f"{url}/static/{path}") as response:
            assert response.status == 404
    await runner.cleanup()


async def test_stopping_ends_the_streams(world, server):
    runner, url = await serve(create_app(world))
    async with server.http.get(f"{url}/sandbox/events?since={world.feed.seq}") as response:
        loop = asyncio.get_running_loop()
        begin = loop.time()
        await runner.cleanup()
        assert loop.time() - begin < 1
        assert await response.content.read() == b""


async def test_a_video_is_previewed_and_nothing_else_is_rendered(world, anna, server):
    said = world.attach(anna.id, anna.id, Upload("a.html", b"<script>", mime="text/html"))
    async with server.http.get(f"{server.url}/sandbox/files/{said['document']['file_id']}") as response:
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
