"""What a refusal of Telegram's makes of a delivery."""

import logging

from aiogram.exceptions import TelegramRetryAfter

from bot.channels.telegram.errors import Trouble, gist, trouble
from bot.domain.delivery import Urgency
from bot.services.sending import Accepted, Later, Outcome, Parcel, Unknown, Unreachable

log = logging.getLogger(__name__)

SHORTLY = 0.2

_UNREACHABLE = {
    Trouble.BLOCKED: "blocked",
    Trouble.DEACTIVATED: "deactivated",
    Trouble.NOT_STARTED: "not_started",
    Trouble.OUT_OF_GROUP: "out_of_group",
    Trouble.NO_RIGHTS: "no_rights",
}

_NEVER_MIND = {Trouble.TARGET_GONE, Trouble.NO_RIGHTS}
"""Not worth a word where something only decorates."""


def plain(parcel: Parcel, what: Trouble) -> Outcome | None:
    """Of a refusal that nothing can be done about here; None: of another."""
    if what in _NEVER_MIND and is_cosmetic(parcel):
        return Accepted()
    if what in _UNREACHABLE:
        return Unreachable(_UNREACHABLE[what])
    return None


def unmended(parcel: Parcel, error: Exception) -> Outcome:
    """What was to mend a failure has failed itself: tried again, at longer and longer intervals, or held
    where somebody must help first."""
    if isinstance(error, TelegramRetryAfter):
        return Later(error.retry_after)
    what = trouble(error)
    if what is Trouble.NOTHING_CHANGED:
        return Later(SHORTLY)
    if found := plain(parcel, what):
        return found
    log.warning("What was to help delivery %s failed: %s", parcel.id, gist(error))
    return Unknown(type(error).__name__)


def is_cosmetic(parcel: Parcel) -> bool:
    return parcel.delivery.urgency is Urgency.COSMETIC
