"""What is done to what stands already: messages are marked, taken back, corrected, topics put away."""

from dataclasses import replace

from bot.domain.delivery import Delivery, Matter, Recipient, Urgency
from bot.domain.message import Source


def mark(to: Recipient, source: Source, *, ticket_id: int, slot: str | None = None) -> Delivery:
    """Tell the author of a message that it arrived, without a word."""
    return Delivery(to, Matter.MARK, Urgency.COSMETIC, ticket_id, mark=source, slot=slot)


def erase(customer_id: int, ticket_id: int, message_id: int, *, codes: tuple[str, ...] = ()) -> Delivery:
    """Take an agent's message back from the customer's chat, and our own texts of these codes with it."""
    return Delivery(
        Recipient.customer(customer_id),
        Matter.ERASE,
        Urgency.CUSTOMER,
        ticket_id,
        messages=(message_id,),
        data={"codes": list(codes)},
    )


def edit_copy(customer_id: int, ticket_id: int, message_id: int) -> Delivery:
    """An agent has corrected a message that the customer has."""
    return Delivery(
        Recipient.customer(customer_id),
        Matter.EDIT,
        Urgency.CUSTOMER,
        ticket_id,
        messages=(message_id,),
        slot=f"edit:{customer_id}:{message_id}",
    )


def topic_look(ticket_id: int) -> Delivery:
    """The topic as the ticket is when its turn comes, at the very last."""
    return Delivery(
        Recipient.of_ticket(ticket_id), Matter.TOPIC, Urgency.COSMETIC, ticket_id, slot=f"topic:{ticket_id}"
    )


def topic_for_a_word(ticket_id: int) -> Delivery:
    """Somebody wants to write in the topic, and in a closed one only few may."""
    return replace(topic_look(ticket_id), urgency=Urgency.AGENT, slot=None, data={"for_a_word": True})
