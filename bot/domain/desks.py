"""A ticket may have two desks: its own, and that of a department which works on it in another group.

While it does, what customers say goes to both, and so does the card. What agents say at one is told at the
other. Everything else goes to where it was asked for, else to where the work is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.domain.delivery import HOME, Delivery, Matter

Chats = Mapping[str, int | None]
"""The group of each of the ticket's desks."""

SHARED = {Matter.CARD, Matter.COPY, Matter.TOPIC}


def at_desks(
    delivery: Delivery, *, other: str, is_shared: bool, chats: Chats, asked_in: int | None
) -> Sequence[Delivery]:
    """The delivery, addressed to the desks that it is for. `asked_in`: the chat whose update is being
    handled."""
    is_shared = is_shared and chats.get(other) != chats[HOME]
    if delivery.matter in SHARED:
        home = _at(delivery, HOME, chats)
        there = _at(delivery, other, chats)
        return (home, replace(there, then=None)) if is_shared else (home,)
    about = delivery.mark or delivery.reply_to or delivery.instead_of
    chat_id = about.chat_id if about else asked_in
    works_at = other if is_shared else HOME
    desk = next((desk for desk, chat in chats.items() if chat == chat_id), works_at)
    return (_at(delivery, desk, chats),)


def desks_to_tell(said_in: int, *, other: str, is_shared: bool, chats: Chats) -> Sequence[str]:
    """Where agents would not see what is said in the chat: always its own desk, and the other while the
    ticket is worked on there."""
    concerned = [HOME, *([other] if is_shared and chats.get(other) != chats[HOME] else [])]
    return [desk for desk in concerned if chats.get(desk) != said_in]


def _at(delivery: Delivery, desk: str, chats: Chats) -> Delivery:
    """Replies point to a message of the desk's own chat."""
    reply_to = delivery.reply_to if delivery.reply_to and delivery.reply_to.chat_id == chats[desk] else None
    return replace(delivery.at_desk(desk), reply_to=reply_to)
