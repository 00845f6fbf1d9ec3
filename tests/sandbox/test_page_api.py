"""What the page lets people do."""

import asyncio
import io
import json

import aiohttp
import pytest

from bot.sandbox import page_api
from bot.sandbox.server import create_app
from tests.sandbox.driving import Server, serve
from tests.sandbox.page import post, state


async def test_people_are_added(group, server, events):
    made = await post(server, "people", first_name="Ольга", language_code="ru", side="customer")
    assert (made["person"]["first_name"], made["person"]["side"]) == ("Ольга", "customer")
    assert (await events.next("person"))["person"]["id"] == made["person"]["id"]

    colleague = await post(server, "people", first_name="Пётр", language_code="en", side="staff")
    assert group.member(colleague["person"]["id"]).present
    assert (await post(server, "people", first_name=" "))["error"] == "A person needs a name."
    assert (await post(server, "people", first_name="A", side="other"))["status"] == 400


async def test_people_change(world, anna, server):
    answer = await post(server, f"people/{anna.id}", blocked=True, language_code="en")

    assert (answer["person"]["blocked"], answer["person"]["language_code"]) == (True, "en")
    assert world.user(anna.id).blocked
    await post(server, f"people/{anna.id}", blocked=False)
    assert not world.user(anna.id).blocked
    assert (await post(server, "people/1", blocked=True))["status"] == 400


async def test_people_write_reply_and_edit(world, anna, ivan, group, server):
    topic = world.create_topic(ivan.id, group.id, "Talk")
    said = await post(server, "messages", **{"as": anna.id}, chat_id=anna.id, text="helo")
    message_id = said["messages"][0]["message_id"]
    edited = await post(
        server, "edits", **{"as": anna.id}, chat_id=anna.id, message_id=message_id, text="hello"
    )
    reply = await post(server, "messages", **{"as": anna.id}, chat_id=anna.id, text="re", reply_to=message_id)
    there = await post(
        server, "messages", **{"as": ivan.id}, chat_id=group.id, text="hi", thread=topic.message_thread_id
    )
    long = await post(server, "messages", **{"as": anna.id}, chat_id=anna.id, text="a" * 5000)

    assert edited["messages"][0]["text"] == "hello"
    assert reply["messages"][0]["reply_to_message"]["text"] == "hello"
    assert there["messages"][0]["message_thread_id"] == topic.message_thread_id
    assert len(long["messages"]) == 2


@pytest.mark.parametrize(
    ("path", "body", "sentence"),
    [
        ("messages", {"chat_id": 1, "text": "a"}, "The field as is missing."),
        ("messages", {"as": "x", "chat_id": 1, "text": "a"}, "The field as must be a number."),
        ("messages", {"as": 1, "chat_id": 1, "text": "a"}, "Nobody has the id 1."),
        ("messages", {"as": 1, "chat_id": 1}, "There is no text."),
        ("edits", {"as": 1, "chat_id": 1, "message_id": 1, "text": "a"}, "No chat has the id 1."),
        ("presses", {"as": 1, "chat_id": 1, "message_id": 1, "row": 0, "column": 0}, "Nobody has the id 1."),
    ],
)
async def test_faults_are_sentences(server, path, body, sentence):
    assert await post(server, path, **body) == {"error": sentence, "status": 400}


async def test_start(world, ivan, server):
    answer = await post(server, "start", **{"as": ivan.id}, payload="e-comet")

    assert answer["messages"][0]["text"] == "/start e-comet"
    assert world.user(ivan.id).started


async def test_files_go_up_and_down(anna, server):
    form = aiohttp.FormData({"as": str(anna.id), "chat_id": str(anna.id), "caption": "two"})
    for name in ("a.png", "b.png"):
        form.add_field("file", b"\x89PNG", filename=name, content_type="image/png")
    async with server.http.post(f"{server.url}/sandbox/files", data=form) as response:
        one, two = (await response.json())["messages"]

    assert one["media_group_id"] == two["media_group_id"]
    assert one["caption"] == "two"
    async with server.http.get(server.url + one["photo"][-1]["sandbox_url"]) as response:
        assert await response.read() == b"\x89PNG"
        assert response.content_type == "image/png"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Disposition"].startswith("inline")
    async with server.http.get(f"{server.url}/sandbox/files/x") as response:
        assert response.status == 404


@pytest.mark.parametrize(
    ("mime", "fields", "kind"),
    [
        ("image/jpeg", {}, "photo"),
        ("image/jpeg", {"as_file": "1"}, "document"),
        ("image/gif", {}, "animation"),
        ("video/mp4", {}, "video"),
        ("audio/ogg", {}, "audio"),
        ("audio/ogg", {"kind": "voice"}, "voice"),
        ("image/svg+xml", {}, "document"),
        ("text/html", {}, "document"),
    ],
)
async def test_the_kind_of_a_file(anna, server, mime, fields, kind):
    form = aiohttp.FormData({"as": str(anna.id), "chat_id": str(anna.id)} | fields)
    form.add_field("file", b"abc", filename="файл", content_type=mime)
    async with server.http.post(f"{server.url}/sandbox/files", data=form) as response:
        [message] = (await response.json())["messages"]

    assert kind in message
    if kind == "document" and mime != "image/jpeg":
        async with server.http.get(server.url + message["document"]["sandbox_url"]) as response:
            assert response.headers["Content-Disposition"].startswith("attachment")


async def test_a_file_is_needed_and_not_too_big_a_one(anna, server):
    form = aiohttp.FormData({"as": str(anna.id), "chat_id": str(anna.id)})
    async with server.http.post(f"{server.url}/sandbox/files", data=form) as response:
        assert (response.status, await response.json()) == (400, {"error": "There is no file."})
    form = aiohttp.FormData({"as": str(anna.id)})
    form.add_field("file", io.BytesIO(bytes(60 * 1024 * 1024)), filename="a")
    async with server.http.post(f"{server.url}/sandbox/files", data=form) as response:
        assert response.status == 413


async def test_a_press_waits_for_its_answer(anna, api, server, events):
    keyboard = {"inline_keyboard": [[{"text": "A", "callback_data": "1"}]]}
    sent = await api.send_message(anna.id, "a", reply_markup=keyboard)
    place = {"as": anna.id, "chat_id": anna.id, "message_id": sent.message_id, "row": 0, "column": 0}
    pressing = asyncio.get_running_loop().create_task(post(server, "presses", **place))
    [update] = await api.get_updates(timeout=5)

    await update.callback_query.answer("Done", show_alert=True)

    answer = await pressing
    assert (answer["answered"], answer["text"], answer["show_alert"]) == (True, "Done", True)
    event = await events.next("press")
    assert (event["message_id"], event["text"], event["expired"]) == (sent.message_id, "Done", False)


async def test_a_press_that_nobody_answers(anna, api, server, monkeypatch):
    monkeypatch.setattr(page_api, "ANSWER_WAIT", 0.05)
    keyboard = {"inline_keyboard": [[{"text": "A", "callback_data": "1"}]]}
    sent = await api.send_message(anna.id, "a", reply_markup=keyboard)
    place = {"as": anna.id, "chat_id": anna.id, "message_id": sent.message_id, "row": 0, "column": 0}

    assert not (await post(server, "presses", **place))["answered"]
    assert "No button" in (await post(server, "presses", **place | {"row": 5}))["error"]


async def test_reactions(world, anna, server):
    said = world.write(anna.id, anna.id, "hello")
    place = {"as": anna.id, "chat_id": anna.id, "message_id": said["message_id"]}

    await post(server, "reactions", **place, emoji="👍")
    assert world.find_post(anna.id, said["message_id"]).reactions == {anna.id: "👍"}
    await post(server, "reactions", **place, emoji=None)
    assert world.find_post(anna.id, said["message_id"]).reactions == {}


class Control:
    def __init__(self) -> None:
        self.state = "running"

    async def stop(self) -> None:
        self.state = "stopped"

    async def kill(self) -> None:
        self.state = "stopped"

    async def start(self) -> None:
        self.state = "starting"


async def test_the_bot_is_stopped_and_started_where_somebody_can(world, server):
    assert (await server.http.post(f"{server.url}/sandbox/bot", json={"do": "stop"})).status == 404
    runner, url = await serve(create_app(world, bot_control=Control()))
    controlled = Server(url, server.http)

    assert (await state(controlled))["bot"]["state"] == "running"
    assert (await post(controlled, "bot", do="kill"))["bot"]["state"] == "stopped"
    assert (await post(controlled, "bot", do="start"))["bot"]["state"] == "starting"
    assert (await post(controlled, "bot", do="dance"))["status"] == 400
    await runner.cleanup()


async def test_no_other_site_acts_here(anna, server):
    body = {"as": anna.id, "chat_id": anna.id, "text": "a"}
    headers = {"Origin": "https://evil.example"}
    url = f"{server.url}/sandbox/messages"

    assert (await server.http.post(url, json=body, headers=headers)).status == 403
    assert (await server.http.post(url, json=body, headers={"Origin": server.url})).status == 200
    assert (await server.http.post(url, data=json.dumps(body))).status == 400
