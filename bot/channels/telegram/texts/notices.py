"""What only who pressed a button reads, where it went as it should."""

from collections.abc import Mapping
from typing import Any

from bot.channels.telegram.texts.base import clip
from bot.i18n import N_, Gettext

REPEATED = 60

NOTICES = {
    "taken_next": N_("{ticket} is yours: {subject}"),
    "taken_already": N_("You have taken one already. The list is up to date now."),
    "nothing_to_take": N_("Somebody was faster: nothing is left to take. The list is up to date now."),
}


def notice(_: Gettext, code: str, data: Mapping[str, Any]) -> str:
    return _(NOTICES[code]).format(**{key: clip(str(value), REPEATED) for key, value in data.items()})
