"""Fetches people's files from Telegram. A download address holds the bot's token: it is never shown."""

from pathlib import Path

from aiogram import Bot
from aiohttp import ClientError

from bot.channels.telegram.errors import CALL_FAILURES, Trouble, trouble
from bot.services.sending import FileGone, FileTooBigToFetch

CHUNK = 1 << 16
TIMEOUT_SECONDS = 300


class TelegramFiles:
    def __init__(self, bot: Bot) -> None:
        self.bot = bot

    async def fetch(self, remote_id: str, to: Path) -> None:
        """`OSError` when it may work another time."""
        try:
            file = await self.bot.get_file(remote_id)
        except CALL_FAILURES as error:
            raise _translated(error) from None
        if not file.file_path:
            raise FileGone
        url = self.bot.session.api.file_url(self.bot.token, file.file_path)
        try:
            with to.open("wb") as target:
                async for chunk in self.bot.session.stream_content(
                    url, timeout=TIMEOUT_SECONDS, chunk_size=CHUNK
                ):
                    target.write(chunk)
        except (ClientError, TimeoutError) as error:
            raise OSError(type(error).__name__) from None


def _translated(error: Exception) -> Exception:
    match trouble(error):
        case Trouble.TOO_BIG:
            return FileTooBigToFetch()
        case Trouble.WRONG_FILE | Trouble.REFUSED:
            return FileGone()
        case _:
            return OSError(type(error).__name__)
