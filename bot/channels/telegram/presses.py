"""The answer to a button press: best effort, at once after the commit, since it lives for 150 seconds."""

import logging
from collections.abc import Mapping
from typing import Any

from aiogram import Bot

from bot.channels.telegram.errors import CALL_FAILURES
from bot.channels.telegram.render import Renderer

log = logging.getLogger(__name__)

TEXT_LENGTH = 200
TOAST_LENGTH = 70
"""A toast is gone in two seconds: what takes longer to read is shown as an alert."""


class Presses:
    def __init__(self, bot: Bot, renderer: Renderer) -> None:
        self.bot = bot
        self.renderer = renderer

    async def answer(
        self, press_id: str, *, language: str, code: str = "", data: Mapping[str, Any] | None = None
    ) -> None:
        """Stop the button's spinner, with the words of a refusal or a notice where there is one."""
        text = self.renderer.press_answer(code, data or {}, language)[:TEXT_LENGTH] if code else None
        try:
            await self.bot.answer_callback_query(
                press_id, text=text, show_alert=bool(text and len(text) > TOAST_LENGTH)
            )
        except CALL_FAILURES as error:
            log.info("press not answered: %s", type(error).__name__)
