"""The world as the page sees it."""

import time
from typing import Any, Protocol

from bot.sandbox.model import JSON, Chat, Post, User
from bot.sandbox.world import World

RECENT_POLL = 60.0
"""Seconds after its last getUpdates for which an unsupervised bot counts as running."""

_PRIVATE = ("all_private_chats", "default")
MEMBER = "chat_member:"
_GROUP = ("all_chat_administrators", "all_group_chats", "default")
"""After the scopes of the groups themselves."""


class BotControl(Protocol):
    """The bot's process, if the page may stop and start it. `state` is "running", "stopped" or "starting"."""

    @property
    def state(self) -> str: ...

    async def stop(self) -> None: ...

    async def kill(self) -> None: ...

    async def start(self) -> None: ...


class Views:
    """JSON for the page."""

    def __init__(self, world: World, bot_control: BotControl | None) -> None:
        self._world = world
        self._control = bot_control

    def state(self) -> JSON:
        world = self._world
        return {
            "seq": world.feed.seq,
            "now": self.now(),
            "bot": self.bot(),
            "surroundings": self.surroundings(),
            "people": [self.person(user) for user in world.people()],
            "chats": [
                self.chat(chat) | {"messages": [self.message(post) for post in chat.posts.values()]}
                for chat in world.chats.values()
            ],
        }

    def now(self) -> str:
        return self._world.clock.now().isoformat()

    def surroundings(self) -> JSON:
        return {"weather": self._world.weather.now, "limits": self._world.limits.enabled}

    def bot_runs(self) -> bool:
        return self._bot_state() != "stopped"

    def bot(self) -> JSON:
        world, profile = self._world, self._world.profile
        languages = profile.languages()
        own = [f"{scope}:{chat.id}" for chat in world.groups() for scope in ("chat_administrators", "chat")]
        shown: JSON = world.bot.json() | {
            "state": self._bot_state(),
            "controllable": self._control is not None,
            "commands": {
                "private": {code: profile.commands_shown(_PRIVATE, code) for code in languages},
                "group": {code: profile.commands_shown((*own, *_GROUP), code) for code in languages},
                "members": {
                    scope.removeprefix(MEMBER): {
                        code: profile.commands_shown((scope,), code) for code in languages
                    }
                    for scope in profile.commands
                    if scope.startswith(MEMBER)
                },
            },
        }
        for name, texts in (
            ("description", profile.descriptions),
            ("short_description", profile.short_descriptions),
        ):
            if texts:
                shown[name] = texts
        return shown

    def person(self, user: User) -> JSON:
        return user.json(language=True) | {
            "side": user.side,
            "blocked": user.blocked,
            "started": user.started,
            "deleted": user.deactivated,
        }

    def chat(self, chat: Chat) -> JSON:
        shown = chat.json() | {
            "members": [chat.id, self._world.bot.id] if chat.type == "private" else chat.present(),
            "topics": [
                topic.json() | {"closed": topic.closed} for topic in chat.topics.values() if not topic.deleted
            ],
        }
        if chat.type != "private":
            shown["bot_status"] = chat.member(self._world.bot.id).status
        if chat.linked is not None:
            shown["linked_chat_id"] = chat.linked
        if chat.type == "channel":
            shown["posters"] = [one for one in chat.present() if chat.member(one).may("can_post_messages")]
        return shown

    def message(self, post: Post) -> JSON:
        shown: JSON = with_addresses(post.data)
        shown["sandbox"] = {
            "reactions": [{"emoji": emoji, "user_id": user_id} for user_id, emoji in post.reactions.items()],
            "read": post.read,
            "edited": "edit_date" in post.data,
            **({"author_id": post.author} if post.author else {}),
            "deleted": False,
        }
        if post.keyboard is not None:
            shown["sandbox"]["keyboard"] = post.keyboard
        return shown

    def event(self, seq: int, event: JSON) -> JSON | None:
        """An event of the feed with what it is about; None if that is gone by now."""
        shown = {"seq": seq, **event}
        match event["kind"]:
            case "message":
                post = self._world.chat(event["chat_id"]).posts.get(event["message_id"])
                if post is None:
                    return None
                shown["message"] = self.message(post)
            case "topic":
                topic = self._world.chat(event["chat_id"]).topics[event["thread"]]
                shown["topic"] = topic.json() | {"closed": topic.closed}
                shown["deleted"] = topic.deleted
            case "chat":
                shown["chat"] = self.chat(self._world.chat(event["chat_id"]))
            case "person":
                shown["person"] = self.person(self._world.user(event["user_id"]))
            case "bot":
                shown["bot"] = self.bot()
            case "surroundings":
                shown["surroundings"] = self.surroundings()
            case "clock":
                shown["now"] = self.now()
        return shown

    def _bot_state(self) -> str:
        if self._control is not None:
            return self._control.state
        world = self._world
        if world.queue.poller is not None:
            return "running"
        polled = world.queue.polled
        recent = polled is not None and time.monotonic() - polled < RECENT_POLL
        return "running" if recent else "stopped"


def with_addresses(value: Any) -> Any:
    """A copy in which every file tells where the page gets it."""
    if isinstance(value, list):
        return [with_addresses(item) for item in value]
    if not isinstance(value, dict):
        return value
    shown = {key: with_addresses(item) for key, item in value.items()}
    if "file_id" in shown:
        shown["sandbox_url"] = f"/sandbox/files/{shown['file_id']}"
    return shown
