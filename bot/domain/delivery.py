"""What is to be said to whom. Queued with the change that causes it, sent by the courier afterwards.

A delivery names the recipient and the matter, not an address and not words: the channel finds the chat
and renders our own texts in the recipient's language at the moment of sending.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum
from typing import Any

from bot.domain.errors import Refusal
from bot.domain.message import Source


class Urgency(IntEnum):
    """Customers come first, then what agents are to get about a blocker, then the rest of what they are to
    get, then what is only nice to see."""

    CUSTOMER = 0
    BLOCKER = 1
    AGENT = 2
    COSMETIC = 3


class RecipientKind(StrEnum):
    CUSTOMER = "customer"
    DESK = "desk"
    """The place of a ticket in its staff group."""
    CHAT = "chat"
    """A chat as the channel knows it: a staff group outside of any ticket, an administrator."""


HOME = ""
"""A ticket's own desk; any other is named after its department."""


@dataclass(frozen=True, slots=True)
class Recipient:
    kind: RecipientKind
    id: int
    thread: int | None = None
    desk: str | None = None
    """Of a ticket. None: decided when it is queued, by where the ticket stands."""

    @classmethod
    def customer(cls, customer_id: int) -> "Recipient":
        return cls(RecipientKind.CUSTOMER, customer_id)

    @classmethod
    def of_ticket(cls, ticket_id: int, desk: str | None = None) -> "Recipient":
        return cls(RecipientKind.DESK, ticket_id, desk=desk)

    @classmethod
    def chat(cls, chat_id: int, thread: int | None = None) -> "Recipient":
        return cls(RecipientKind.CHAT, chat_id, thread)

    @property
    def lane(self) -> str:
        place = f"{self.kind}:{self.id}"
        within = self.desk or self.thread
        return f"{place}:{within}" if within else place


class Matter(StrEnum):
    """The kinds of thing that can be delivered."""

    WORDS = "words"
    """A text of ours, with its buttons: `code` and `data`."""
    COPY = "copy"
    """What people wrote, unchanged: `messages`."""
    GREETING = "greeting"
    """Words to a group, with what the channel finds there: `code` and `data`."""
    CARD = "card"
    """The ticket's card, new or refreshed."""
    MENU = "menu"
    """The menu of commands, in the language of the group."""
    TOPIC = "topic"
    """The topic's look: put away once the ticket has ended, taken out when it goes on."""
    MARK = "mark"
    """A reaction that says the message arrived: `mark`."""
    EDIT = "edit"
    """Make the copy of `messages` say what they say now."""
    ERASE = "erase"
    """Take back what was sent as a copy of `messages`."""
    PICTURE = "picture"
    """A report's picture, with words under it: `code` and `data`, which name the `report`."""


class Then(StrEnum):
    """What a ticket learns when the delivery was accepted."""

    ANSWERED = "answered"
    QUESTION_ASKED = "question_asked"
    FORM_ASKED = "form_asked"
    """Our own words ask for what the form lacks; `agent_id` in the data is who had us ask."""
    HOLD_EXPLAINED = "hold_explained"
    """Our own words say why the ticket is on hold."""
    SHOWN = "shown"
    """The agents have the customer's message."""
    REPORTED = "reported"
    """The group has the report; its picture is needed no longer."""
    ASKED_ABOUT_ANSWER = "asked_about_answer"
    """The customer has our question about the answer; `no` in the data is the resolution's number."""


@dataclass(frozen=True, slots=True)
class Delivery:
    to: Recipient
    matter: Matter
    urgency: Urgency
    ticket_id: int | None = None
    draft_id: int | None = None
    code: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    messages: tuple[int, ...] = ()
    mark: Source | None = None
    reply_to: Source | None = None
    """A message in the recipient's chat."""
    instead_of: Source | None = None
    """A message of ours in the recipient's chat that is edited to say this; sent anew where it is gone."""
    then: Then | None = None
    slot: str | None = None
    """A newer delivery of the same slot replaces one that still waits."""
    album: str | None = None
    """The parts of an album wait for each other, and go out together."""

    def first(self) -> "Delivery":
        """The same, before everything else that waits for the chat."""
        return replace(self, urgency=Urgency.CUSTOMER)

    def about_blocker(self) -> "Delivery":
        """The same, before what agents get about other tickets."""
        return replace(self, urgency=Urgency.BLOCKER) if self.urgency is Urgency.AGENT else self

    def at_desk(self, desk: str) -> "Delivery":
        """The same, to one desk of the ticket; what waits for another desk is not replaced by it."""
        slot = f"{self.slot}:{desk}" if self.slot and desk else self.slot
        return replace(self, to=replace(self.to, desk=desk), slot=slot)

    @property
    def lane(self) -> str:
        """Deliveries of one lane go out one after the other, in the order they were queued.

        What only decorates has lanes of its own, so that it never holds up words.
        """
        cosmetic = self.urgency is Urgency.COSMETIC
        return f"{self.to.lane}:{self.matter}" if cosmetic else self.to.lane


def words_to_customer(
    customer_id: int,
    code: str,
    *,
    ticket_id: int | None = None,
    draft_id: int | None = None,
    reply_to: Source | None = None,
    slot: str | None = None,
    album: str | None = None,
    then: Then | None = None,
    messages: tuple[int, ...] = (),
    **data: Any,
) -> Delivery:
    """A text of ours to a customer; `messages`: what an agent wrote that it stands for."""
    return Delivery(
        to=Recipient.customer(customer_id),
        matter=Matter.WORDS,
        urgency=Urgency.CUSTOMER,
        ticket_id=ticket_id,
        draft_id=draft_id,
        code=code,
        data=data,
        reply_to=reply_to,
        slot=slot,
        album=album,
        then=then,
        messages=messages,
    )


def refusal_to_customer(customer_id: int, no: Refusal, *, reply_to: Source) -> Delivery:
    """Why something that a customer sent could not be done, where nobody waits for the refusal itself."""
    return words_to_customer(customer_id, "refused", reply_to=reply_to, why=no.code, about=dict(no.data))


def words_to_desk(
    ticket_id: int,
    code: str,
    *,
    reply_to: Source | None = None,
    instead_of: Source | None = None,
    slot: str | None = None,
    album: str | None = None,
    messages: tuple[int, ...] = (),
    **data: Any,
) -> Delivery:
    """A text of ours to the agents, in the ticket's place; `messages`: what of people's it stands for."""
    return Delivery(
        to=Recipient.of_ticket(ticket_id),
        matter=Matter.WORDS,
        urgency=Urgency.AGENT,
        ticket_id=ticket_id,
        code=code,
        data=data,
        reply_to=reply_to,
        instead_of=instead_of,
        slot=slot or _slot_of(instead_of),
        album=album,
        messages=messages,
    )


def words_to_chat(
    chat_id: int,
    code: str,
    *,
    thread: int | None = None,
    draft_id: int | None = None,
    reply_to: Source | None = None,
    instead_of: Source | None = None,
    **data: Any,
) -> Delivery:
    """A text of ours to a chat that is nobody's ticket."""
    return Delivery(
        to=Recipient.chat(chat_id, thread),
        matter=Matter.WORDS,
        urgency=Urgency.AGENT,
        draft_id=draft_id,
        code=code,
        data=data,
        reply_to=reply_to,
        instead_of=instead_of,
        slot=_slot_of(instead_of),
    )


def _slot_of(edited: Source | None) -> str | None:
    """Of several edits that wait, the last one counts."""
    return f"edit:{edited.chat_id}:{edited.message_id}" if edited else None


def rewording(shown: Source, words: Delivery) -> Delivery:
    """Words that take the place of a message of ours: the page that was turned to last counts."""
    return replace(words, instead_of=shown, slot=_slot_of(shown))


def card(ticket_id: int) -> Delivery:
    """The first card of a ticket; the channel makes its topic."""
    return Delivery(Recipient.of_ticket(ticket_id), Matter.CARD, Urgency.AGENT, ticket_id)


def card_refresh(ticket_id: int) -> Delivery:
    """The card as the ticket is when its turn comes; several changes cost one edit."""
    return Delivery(
        Recipient.of_ticket(ticket_id), Matter.CARD, Urgency.COSMETIC, ticket_id, slot=f"card:{ticket_id}"
    )


def copy_to_desk(
    ticket_id: int,
    messages: tuple[int, ...],
    *,
    then: Then | None = None,
    album: str | None = None,
    reply_to: Source | None = None,
) -> Delivery:
    """A customer's messages to the agents."""
    return Delivery(
        Recipient.of_ticket(ticket_id),
        Matter.COPY,
        Urgency.AGENT,
        ticket_id,
        messages=messages,
        then=then,
        album=album,
        reply_to=reply_to,
    )


def copy_to_customer(
    customer_id: int,
    ticket_id: int,
    message_id: int,
    *,
    then: Then,
    album: str | None = None,
    reply_to: Source | None = None,
) -> Delivery:
    """An agent's message to the customer."""
    return Delivery(
        Recipient.customer(customer_id),
        Matter.COPY,
        Urgency.CUSTOMER,
        ticket_id,
        messages=(message_id,),
        then=then,
        album=album,
        reply_to=reply_to,
    )
