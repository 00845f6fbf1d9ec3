"""Telegram brings updates by itself: each is stored before it hears that we have it."""

import hashlib
import hmac
import logging
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from aiohttp import web

from bot.ingest.registration import Registration
from bot.ingest.storing import NotAnUpdate, Storing
from bot.services.grouped import Grouped
from bot.services.incoming import RawUpdate
from bot.services.ports import Clock, StorageUnavailable

log = logging.getLogger(__name__)

SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
RETRY_AFTER_SECONDS = 1
STRANGERS_LOGGED_EVERY = 60.0
"""Seconds. Whoever finds the address shall not fill the log."""


def secret_for(token: str) -> str:
    """Where the settings name none: the same in every process that knows the token."""
    return hmac.new(token.encode(), b"secret of the webhook", hashlib.sha256).hexdigest()


class Webhook:
    """Takes updates while it is open; before and after, Telegram is asked to come again."""

    def __init__(
        self, url: str, secret: str, *, storing: Storing, clock: Clock, registration: Registration
    ) -> None:
        self.path = urlsplit(url).path or "/"
        self.storing = storing
        self.clock = clock
        self.registration = registration
        self._secret = secret.encode()
        self._commits = Grouped(self._store)
        self._open = False
        self._stranger_logged: float | None = None

    def routes(self) -> Iterable[web.RouteDef]:
        return (web.post(self.path, self.receive),)

    def last_heard(self) -> float | None:
        return self.registration.last_heard

    def open(self) -> None:
        self._open = True

    def close(self) -> None:
        self._open = False

    async def run(self) -> None:
        """Until cancelled; raises `ReceivingRefused`."""
        await self.registration.run()

    async def receive(self, request: web.Request) -> web.Response:
        if not self._knows_secret(request):
            self._note_stranger()
            return web.Response(status=403)
        if not self._open:
            return _later()
        body = await request.read()
        try:
            update = self._read(body)
        except NotAnUpdate:
            log.warning("the webhook got %s bytes that are no update", len(body))
            return web.Response(status=400)
        try:
            await self._commits.ask(update)
        except StorageUnavailable as trouble:
            log.warning("updates wait at Telegram for the database: %s", trouble)
            return _later()
        return web.Response()

    async def _store(self, updates: Sequence[RawUpdate]) -> Sequence[None]:
        await self.storing.store(updates)
        return [None] * len(updates)

    def _read(self, body: bytes) -> RawUpdate:
        try:
            return self.storing.read_text(body.decode())
        except UnicodeDecodeError:
            raise NotAnUpdate from None

    def _knows_secret(self, request: web.Request) -> bool:
        given = request.headers.get(SECRET, "").encode(errors="surrogateescape")
        return hmac.compare_digest(given, self._secret)

    def _note_stranger(self) -> None:
        now = self.clock.monotonic()
        if self._stranger_logged is None or now - self._stranger_logged >= STRANGERS_LOGGED_EVERY:
            self._stranger_logged = now
            log.warning("the webhook was called without the right secret; more such calls are not logged")


def _later() -> web.Response:
    return web.Response(status=503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
