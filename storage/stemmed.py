"""What search is to find a row by."""

from bot.domain.message import Message
from bot.domain.people import Customer
from bot.domain.ticket import Ticket
from bot.services.stems import stems


def of_message(message: Message) -> str:
    """What it says, what it carries, and what its file is called."""
    thing, file = message.thing, message.attachment
    return stems(message.text, thing.words if thing else "", file.name if file else "")


def of_ticket(ticket: Ticket) -> str:
    """Its form, and by what right it is worked on. What was said beside the form are messages, too."""
    values = [
        text
        for each in ticket.form
        for text in (each.value, *(each.value_label.by_language.values() if each.value_label else ()))
    ]
    right = (ticket.right.key, ticket.right.holder) if ticket.right else ()
    return stems(ticket.subject, *values, *ticket.additions, *right)


def of_customer(customer: Customer) -> str:
    """The address: of who calls, a phone number; else what the channel calls them."""
    return stems(customer.name, customer.username or "", customer.address)
