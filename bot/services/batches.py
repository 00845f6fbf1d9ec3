"""What of a lane goes out in one call."""

from collections.abc import Container, Sequence

from bot.domain.delivery import Matter
from bot.services.sending import Parcel


def together(parcels: Sequence[Parcel], apart: Container[int] = ()) -> list[Sequence[Parcel]]:
    """Neighbours that one call can carry: plain copies to the same place, but for those to go apart."""
    batches: list[list[Parcel]] = []
    for parcel in parcels:
        if batches and not _are_apart(batches[-1][-1], parcel, apart) and _joins(batches[-1], parcel):
            batches[-1].append(parcel)
        else:
            batches.append([parcel])
    return list(batches)


def _are_apart(one: Parcel, other: Parcel, apart: Container[int]) -> bool:
    return one.id in apart or other.id in apart


def _joins(batch: Sequence[Parcel], parcel: Parcel) -> bool:
    if not (_is_plain_copy(batch[-1]) and _is_plain_copy(parcel)):
        return False
    if batch[-1].messages[-1].source.chat_id != parcel.messages[0].source.chat_id:
        return False
    # Of what replies to something, one call carries an album at the most.
    replies = batch[0].delivery.reply_to or parcel.delivery.reply_to
    return not replies or batch[0].delivery.album == parcel.delivery.album is not None


def _is_plain_copy(parcel: Parcel) -> bool:
    return (
        parcel.delivery.matter is Matter.COPY
        and bool(parcel.messages)
        and all(message.as_is for message in parcel.messages)
    )
