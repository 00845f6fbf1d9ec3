"""The picture of a report, on its way to whoever gets it."""

from typing import Any

from bot.domain.delivery import Delivery, Matter, Recipient, Then, Urgency
from bot.domain.message import Source


def picture_to_chat(
    to: Recipient, code: str, *, report: int, reply_to: Source | None = None, **data: Any
) -> Delivery:
    """A report's picture to a chat, with a text of ours under it."""
    return Delivery(
        to=to,
        matter=Matter.PICTURE,
        urgency=Urgency.AGENT,
        code=code,
        data={"report": report, **data},
        reply_to=reply_to,
        then=Then.REPORTED,
    )
