"""aiogram's HTTP session, with one of its surprises removed at the border."""

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import TelegramServerError
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType


class Session(AiohttpSession):
    """A server error without a description is a server error; aiogram 3.31 stumbles over it."""

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        try:
            return super().check_response(bot, method, status_code, content)
        except TypeError as error:
            raise TelegramServerError(method=method, message=f"status {status_code}") from error
