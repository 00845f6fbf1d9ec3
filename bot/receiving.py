"""The way by which updates come to this process, by its settings."""

from collections.abc import Callable

from bot.ingest.bot_api import BotApi
from bot.ingest.polling import Poller
from bot.ingest.reading import Reading
from bot.ingest.receiver import Receiver
from bot.ingest.registration import Registration
from bot.ingest.storing import Storing
from bot.ingest.webhook import Webhook, secret_for
from bot.services.claims import Leading
from bot.services.ports import Clock
from bot.settings import Settings

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")

CONFLICTS_AMONG_REPLICAS = 5
"""Polls in a row that one that hung, and has been replaced, may still make beside ours."""


def receiver_of(
    settings: Settings, api: BotApi, *, storing: Storing, clock: Clock, reading: Reading
) -> Receiver:
    """By webhook where the settings name its address, else by polling."""
    if settings.webhook_url is None:
        return Poller(
            api,
            allowed=ALLOWED_UPDATES,
            storing=storing,
            clock=clock,
            reading=reading,
            conflicts_borne=CONFLICTS_AMONG_REPLICAS if settings.is_shared else 0,
        )
    secret = settings.webhook_secret or secret_for(settings.bot_token or "")
    registration = Registration(
        api, url=settings.webhook_url, secret=secret, allowed=ALLOWED_UPDATES, clock=clock, reading=reading
    )
    return Webhook(settings.webhook_url, secret, storing=storing, clock=clock, registration=registration)


class LeadersFlow:
    """Who does not lead leaves it to the leader to see that updates come."""

    def __init__(self, receiver: Receiver, leading: Leading, monotonic: Callable[[], float]) -> None:
        self.receiver = receiver
        self.leading = leading
        self.monotonic = monotonic

    def last_heard(self) -> float | None:
        return self.receiver.last_heard() if self.leading.leads else self.monotonic()
