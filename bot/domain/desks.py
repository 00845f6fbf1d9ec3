"""A ticket may have two desks: its own, and that of a department which works on it in another group.

While it does, what customers say goes to both, and so does the card. What agents say at one is told at the
other. Everything else goes to where it was asked for, else to where the work is. A department that has given
the ticket back keeps the topic it had.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.domain.delivery import HOME, Delivery, Matter, Urgency

Chats = Mapping[str, int | None]
"""The group of each of the desks where the ticket stands, or has stood."""

SHARED = {Matter.CARD, Matter.COPY}


def at_desks(
    delivery: Delivery, *, other: str, is_shared: bool, chats: Chats, asked_in: int | None
) -> Sequence[Delivery]:
    """The delivery, addressed to the desks that it is for. `asked_in`: the chat whose update is being
    handled."""
    at_work = desks_at_work(other=other, is_shared=is_shared, chats=chats)
    if _is_topics_look(delivery):
        return [_at(delivery, desk, chats) for desk in chats]
    if delivery.matter in SHARED:
        home, *there = [_at(delivery, desk, chats) for desk in at_work]
        return (home, *(replace(each, then=None) for each in there))
    about = delivery.mark or delivery.reply_to or delivery.instead_of
    chat_id = about.chat_id if about else asked_in
    desk = next((desk for desk, chat in chats.items() if chat == chat_id), at_work[-1])
    return (_at(delivery, desk, chats),)


def desks_at_work(*, other: str, is_shared: bool, chats: Chats) -> Sequence[str]:
    """Its own, and where it is worked on, if that is another."""
    return [HOME, other] if is_shared and chats.get(other) != chats[HOME] else [HOME]


def desks_to_tell(said_in: int, *, other: str, is_shared: bool, chats: Chats) -> Sequence[str]:
    """Where agents would not see what is said in the chat."""
    at_work = desks_at_work(other=other, is_shared=is_shared, chats=chats)
    return [desk for desk in at_work if chats.get(desk) != said_in]


def _is_topics_look(delivery: Delivery) -> bool:
    """Not where somebody wants to write in a closed one: that is about theirs."""
    return delivery.matter is Matter.TOPIC and delivery.urgency is Urgency.COSMETIC


def _at(delivery: Delivery, desk: str, chats: Chats) -> Delivery:
    """Replies point to a message of the desk's own chat."""
    reply_to = delivery.reply_to if delivery.reply_to and delivery.reply_to.chat_id == chats[desk] else None
    return replace(delivery.at_desk(desk), reply_to=reply_to)
