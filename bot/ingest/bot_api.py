"""The calls on which receiving depends: plain JSON, of which nothing is trusted."""

from typing import Any

from aiohttp import ClientError, ClientPayloadError, ClientSession

from bot.ingest.decoding import decode
from bot.ingest.receiver import ReceivingRefused

ON_THE_WAY = (ClientError, TimeoutError, ValueError)
"""Trouble that passes. The texts may hold the address, and with it the token: only the class is logged."""

LONGEST_BACK_OFF = 30.0


class CallRefused(Exception):
    """Telegram's answer is no, for now or for good."""

    def __init__(self, status: int, description: str, retry_after: float) -> None:
        super().__init__(f"{status} {description}")
        self.status = status
        self.description = description
        self.retry_after = retry_after


class BotApi:
    def __init__(self, api_url: str, token: str) -> None:
        self._base = f"{api_url}/bot{token}"
        self.bot_id = int(token.partition(":")[0])

    async def call(self, session: ClientSession, method: str, **asked: Any) -> Any:
        """The result. Raises `CallRefused`, `Unreadable`, one of `ON_THE_WAY`, and `ReceivingRefused` where
        the token is not known."""
        async with session.post(f"{self._base}/{method}", json=asked) as response:
            answer = decode(await response.text())
        if not isinstance(answer, dict):
            raise ClientPayloadError("not an answer of the Bot API")
        if answer.get("ok"):
            return answer.get("result")
        if response.status in {401, 404}:
            raise ReceivingRefused("Telegram does not know the token. Check BOT_TOKEN.")
        raise CallRefused(response.status, str(answer.get("description", "")), _retry_after(answer))


def back_off(failures: int) -> float:
    """Seconds to rest after so many failures before this one."""
    return float(min(LONGEST_BACK_OFF, 2.0**failures))


def _retry_after(answer: dict[str, Any]) -> float:
    parameters = answer.get("parameters")
    seconds = parameters.get("retry_after", 1) if isinstance(parameters, dict) else 1
    return float(seconds) if isinstance(seconds, int | float) else 1.0
