"""All methods by their lower-cased names: Telegram does not mind the case."""

from collections.abc import Callable
from typing import Any

from bot.sandbox.methods import bot, chats, copies, edits, media, messages, topics, updates, webhook
from bot.sandbox.methods.request import Request

METHODS: dict[str, Callable[[Request], Any]] = {
    name.lower(): method
    for module in (bot, chats, copies, edits, media, messages, topics, updates, webhook)
    for name, method in module.METHODS.items()
}
