"""What the page lets people do."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.sandbox.files import MAX_PHOTO
from bot.sandbox.model import JSON, Upload
from bot.sandbox.page_bodies import json_body, number, text
from bot.sandbox.page_events import PageEvents
from bot.sandbox.page_files import PageFiles
from bot.sandbox.page_laboratory import Laboratory
from bot.sandbox.replies import guard, json_reply
from bot.sandbox.views import BotControl, Views
from bot.sandbox.world import World

ANSWER_WAIT = 10.0
"""Seconds the page waits for the answer to a press."""

_PHOTOS = ("image/jpeg", "image/png", "image/webp")


def add_page_api(app: web.Application, world: World, bot_control: BotControl | None, page_dir: Path) -> None:
    """Add the page, its files and everything under /sandbox/."""
    views = Views(world, bot_control)
    files, watching, doing = PageFiles(world, page_dir), PageEvents(world, views), PageApi(world, views)
    app.middlewares.append(guard)
    router = app.router
    router.add_get("/", files.page)
    router.add_get("/static/{path:.+}", files.static)
    router.add_get("/sandbox/files/{file_id}", files.file)
    router.add_get("/sandbox/state", watching.state)
    router.add_get("/sandbox/events", watching.events)
    router.add_post("/sandbox/people", doing.add_person)
    router.add_post("/sandbox/people/{user_id:\\d+}", doing.change_person)
    router.add_post("/sandbox/messages", doing.write)
    router.add_post("/sandbox/files", doing.attach)
    router.add_post("/sandbox/contacts", doing.share_contact)
    router.add_post("/sandbox/edits", doing.edit)
    router.add_post("/sandbox/start", doing.start)
    router.add_post("/sandbox/presses", doing.press)
    router.add_post("/sandbox/reactions", doing.react)
    laboratory = Laboratory(world, views)
    router.add_post("/sandbox/clock", laboratory.move_clock)
    router.add_post("/sandbox/surroundings", laboratory.change_surroundings)
    router.add_delete("/sandbox/people/{user_id:\\d+}", laboratory.remove_person)
    router.add_post("/sandbox/groups", laboratory.add_group)
    router.add_post("/sandbox/groups/{chat_id:-\\d+}", laboratory.change_group)
    router.add_post("/sandbox/groups/{chat_id:-\\d+}/migration", laboratory.migrate_group)
    router.add_delete("/sandbox/groups/{chat_id:-\\d+}/topics/{thread:\\d+}", laboratory.delete_topic)
    if bot_control is not None:
        router.add_post("/sandbox/bot", PageControl(world, views, bot_control).control)


class PageApi:
    """People's doings, in their names."""

    def __init__(self, world: World, views: Views) -> None:
        self._world = world
        self._views = views

    async def add_person(self, request: web.Request) -> web.StreamResponse:
        """Somebody new, who reads the channels; a colleague joins the groups at once."""
        body = await json_body(request)
        name = str(body.get("first_name") or "").strip()
        side = str(body.get("side") or "customer")
        if not name:
            raise ValueError("A person needs a name.")
        if side not in ("customer", "staff"):
            raise ValueError("A side is customer or staff.")
        world = self._world
        with world.change():
            user = world.create_user(name, language_code=body.get("language_code"), side=side)
            if side == "staff":
                for group in world.living_groups():
                    world.join(group.id, user.id)
            for channel in world.channels():
                world.join(channel.id, user.id)
        return json_reply({"person": self._views.person(user)})

    async def change_person(self, request: web.Request) -> web.StreamResponse:
        body = await json_body(request)
        world, user_id = self._world, int(request.match_info["user_id"])
        with world.change():
            if "blocked" in body:
                (world.block if body["blocked"] else world.unblock)(user_id)
            if "language_code" in body:
                world.set_language(user_id, body["language_code"])
        return json_reply({"person": self._views.person(world.user(user_id))})

    async def write(self, request: web.Request) -> web.StreamResponse:
        body = await json_body(request)
        sent = self._world.paste(number(body, "as"), number(body, "chat_id"), text(body), **_where(body))
        return self._sent(sent)

    async def attach(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        body: JSON = {name: value for name, value in form.items() if isinstance(value, str)}
        files = [value for value in form.getall("file", []) if isinstance(value, web.FileField)]
        if not files:
            raise ValueError("There is no file.")
        as_file = body.get("as_file") in ("1", "true")
        uploads = [_upload(file, body.get("kind"), as_file=as_file) for file in files]
        sent = self._world.attach(
            number(body, "as"),
            number(body, "chat_id"),
            uploads,
            caption=body.get("caption"),
            **_where(body),
        )
        return self._sent(sent)

    async def share_contact(self, request: web.Request) -> web.StreamResponse:
        body = await json_body(request)
        return self._sent([self._world.share_contact(number(body, "as"))])

    async def edit(self, request: web.Request) -> web.StreamResponse:
        body = await json_body(request)
        user_id, chat_id, message_id = (number(body, name) for name in ("as", "chat_id", "message_id"))
        is_text = "text" in self._world.message(chat_id, message_id)
        changed: JSON = {"text" if is_text else "caption": text(body)}
        return self._sent([self._world.edit(user_id, chat_id, message_id, **changed)])

    async def start(self, request: web.Request) -> web.StreamResponse:
        body = await json_body(request)
        return self._sent([self._world.start(number(body, "as"), body.get("payload"))])

    async def press(self, request: web.Request) -> web.StreamResponse:
        """Press a button and wait for the bot's answer."""
        body = await json_body(request)
        user_id, chat_id, message_id = (number(body, name) for name in ("as", "chat_id", "message_id"))
        place = (number(body, "row"), number(body, "column"))
        press = self._world.press(user_id, chat_id, message_id, at=place)
        with suppress(TimeoutError):
            await self._world.wait_for(lambda: press.answered or press.expired, timeout=ANSWER_WAIT)
        return json_reply(
            {"answered": press.answered, "text": press.text, "show_alert": press.show_alert, "url": press.url}
        )

    async def react(self, request: web.Request) -> web.StreamResponse:
        body = await json_body(request)
        user_id, chat_id, message_id = (number(body, name) for name in ("as", "chat_id", "message_id"))
        self._world.react(user_id, chat_id, message_id, body.get("emoji"))
        return json_reply({"ok": True})

    def _sent(self, sent: list[JSON]) -> web.StreamResponse:
        posts = [self._world.find_post(one["chat"]["id"], one["message_id"]) for one in sent]
        return json_reply({"messages": [self._views.message(post) for post in posts]})


class PageControl:
    """The switch of the bot's process."""

    def __init__(self, world: World, views: Views, bot_control: BotControl) -> None:
        self._world = world
        self._views = views
        self._doings = {"stop": bot_control.stop, "kill": bot_control.kill, "start": bot_control.start}

    async def control(self, request: web.Request) -> web.StreamResponse:
        body = await json_body(request)
        do = self._doings.get(str(body.get("do")))
        if do is None:
            raise ValueError("The bot can be stopped, killed and started.")
        await do()
        self._world.bot_changed()
        return json_reply({"bot": self._views.bot()})


def _where(body: JSON) -> dict[str, Any]:
    return {name: number(body, name) for name in ("thread", "reply_to") if body.get(name)}


def _upload(file: web.FileField, kind: str | None, *, as_file: bool) -> Upload:
    content = file.file.read()
    mime = file.content_type or "application/octet-stream"
    return Upload(file.filename, content, kind or _kind(mime, len(content), as_file=as_file), mime)


def _kind(mime: str, size: int, *, as_file: bool) -> str:
    """What a client makes of a file."""
    if as_file:
        return "document"
    if mime in _PHOTOS and size <= MAX_PHOTO:
        return "photo"
    if mime == "image/gif":
        return "animation"
    major = mime.partition("/")[0]
    return major if major in ("video", "audio") else "document"
