"""Answers that are more than an agent's words: a release that is out, a new build.

What makes them up is kept in the log, with the resolution: so the same can be said to customers of other
tickets.
"""

from collections.abc import Mapping
from typing import Any

from bot.domain.delivery import Delivery, Then, words_to_customer
from bot.domain.message import Message
from bot.domain.states import Event
from bot.domain.ticket import Ticket
from bot.services.ports import UnitOfWork

Outcome = Mapping[str, Any]


async def outcome_of(uow: UnitOfWork, ticket: Ticket, message: Message) -> Outcome:
    """What the message says beside its words, as a resolution of the ticket: `release`, `build`."""
    for each in reversed(await uow.tickets.log(ticket.id)):
        if each.event is Event.RESOLUTION_QUEUED and each.data["message_id"] == message.id:
            return {key: each.data[key] for key in ("release", "build") if key in each.data}
    return {}


def words_of(outcome: Outcome, ticket: Ticket, message: Message) -> Delivery | None:
    """What the customer reads beside the agent's message, or in its place where it stands for that."""
    if release := outcome.get("release"):
        return release_told(ticket, message.id, release)
    if build := outcome.get("build"):
        return build_told(ticket, message, build)
    return None


def release_told(ticket: Ticket, message_id: int, release: str) -> Delivery:
    """Our own words stand for the agent's message."""
    return words_to_customer(
        ticket.customer_id,
        "shipped",
        ticket_id=ticket.id,
        then=Then.ANSWERED,
        messages=(message_id,),
        ticket=ticket.name,
        product=ticket.product_id,
        release=release,
    )


def build_told(ticket: Ticket, message: Message, build: Mapping[str, Any]) -> Delivery:
    """Follows the file."""
    file = message.attachment
    return words_to_customer(
        ticket.customer_id,
        "build",
        ticket_id=ticket.id,
        ticket=ticket.name,
        product=ticket.product_id,
        version=build["version"],
        name=file.name if file else "",
        size=file.size if file else None,
        sha256=build["sha256"],
    )
