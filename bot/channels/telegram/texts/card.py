"""A ticket's card in the staff group, and the name of its topic."""

from zoneinfo import ZoneInfo

from aiogram.types import InlineKeyboardButton, User
from aiogram.utils.formatting import Bold, Text, TextMention

from bot.channels.telegram.callbacks import DeskDo, DeskPress
from bot.channels.telegram.keyboards import button, keyboard
from bot.channels.telegram.texts.bans import ban_line
from bot.channels.telegram.texts.base import Said, Telling, clip, fill, lines
from bot.channels.telegram.texts.clocks import due_line
from bot.channels.telegram.texts.entitlement import held_rows, right_line
from bot.channels.telegram.texts.hours import closing_moment
from bot.channels.telegram.texts.intake import answer_lines
from bot.channels.telegram.texts.labels import PRIORITIES, state_line, undelivered
from bot.channels.telegram.texts.missing import missing_lines
from bot.channels.telegram.texts.outcomes import promise_line
from bot.domain.delivery import HOME
from bot.domain.people import PHONE, Agent, Customer
from bot.domain.promises import promised_day
from bot.domain.ticket import Ticket
from bot.domain.ties import Ties
from bot.services.sending import TicketView
from bot.services.tickets import closing_told, missing_told

TOPIC_NAME_LENGTH = 128


def card(it: Telling, view: TicketView, desk: str) -> Said:
    """Everything an agent needs at a glance; long answers open, and follow the card whole."""
    _ = it._
    ticket, customer, assignee = view.ticket, view.customer, view.assignee
    product = it.catalog.find(ticket.product_id)
    title = product.title.in_language(it.language) if product else ticket.product_id
    kind = (
        product.type(ticket.type_id).title.in_language(it.language)
        if product and product.has_type(ticket.type_id)
        else ticket.type_id
    )
    return Said(
        lines(
            Text(Bold(ticket.name), f" · {title}"),
            Text(Bold(_("🔴 The customer's work is stopped"))) if ticket.work_stopped else None,
            Text(Bold(_("🔴 Critical: served first")))
            if ticket.blocker and not ticket.work_stopped
            else None,
            state_line(
                _,
                {
                    "state": ticket.state.value,
                    "department": ticket.department.value,
                    "reason": ticket.closing_reason and ticket.closing_reason.value,
                    "into": ticket.ties.merged_into,
                },
            ),
            fill(
                _("Type: {type} · Priority: {priority}"), type=kind, priority=_(PRIORITIES[ticket.priority])
            ),
            due_line(_, ticket, product, view.now) if product and ticket.is_live else None,
            fill(_("Customer: {customer}"), customer=_name(customer)),
            fill(_("Assignee: {agent}"), agent=_called(assignee) if assignee else _("nobody yet")),
            _promise(it, ticket),
            fill(_("Release {release} is out."), release=Bold(ticket.shipped)) if ticket.shipped else None,
            fill(_("Follow-up of {ticket}"), ticket=Bold(view.follows.name)) if view.follows else None,
            *_ties(it, ticket.ties),
            right_line(_, ticket.right),
            *_ban(it, ticket, view),
            *_warnings(it, ticket, customer),
            _closing(it, ticket),
            *(missing_lines(_, missing_told(ticket)) if ticket.is_live else []),
            _("What was said in this ticket has been erased: the time for which we keep it is over.")
            if ticket.is_erased
            else None,
            Text(""),
            *answer_lines(it, ticket.form, ticket.additions),
            Text(_("Rating: {stars} of 5").format(stars=ticket.rating)) if ticket.rating else None,
        ),
        keyboard(*_rows(it, ticket, is_here=desk in {HOME, ticket.works_at})),
    )


def _called(assignee: Agent) -> Text:
    """A card that is sent with its assignee rings their phone; one that is edited does not."""
    if not assignee.address.isdecimal():
        return Bold(assignee.name)
    user = User(id=int(assignee.address), is_bot=False, first_name=assignee.name)
    return Bold(TextMention(assignee.name, user=user))


def _ties(it: Telling, ties: Ties) -> list[Text]:
    _ = it._
    told = (
        (_("Split off {ticket}"), ties.split_from),
        (_("🔗 Incident of {ticket}"), ties.incident_of),
    )
    found = [fill(text, ticket=Bold(name)) for text, name in told if name]
    if ties.incidents:
        number = ties.incidents
        text = _.ngettext("🔗 {number} incident", "🔗 {number} incidents", number)
        found.append(fill(text, number=number))
    return found


def _promise(it: Telling, ticket: Ticket) -> Text | None:
    promised = promised_day(ticket)
    return promise_line(it._, promised.isoformat() if promised else None, ticket.awaited)


def _name(customer: Customer) -> str:
    if customer.channel == PHONE:
        number = customer.address if customer.address.startswith("+") else ""
        return " ".join(["☎️", *dict.fromkeys(filter(None, (customer.name, number)))])
    return f"{customer.name} (@{customer.username})" if customer.username else customer.name


def _ban(it: Telling, ticket: Ticket, view: TicketView) -> list[Text]:
    ban, product = view.customer.banned(view.now), it.catalog.find(ticket.product_id)
    return [ban_line(it._, ban, ZoneInfo(product.zone if product else "UTC"))] if ban else []


def _warnings(it: Telling, ticket: Ticket, customer: Customer) -> list[Text]:
    _ = it._
    if customer.blocked_at and ticket.undelivered != "deactivated":
        return [
            Text(_("⚠️ The customer has blocked the bot. Answers will be delivered once they unblock it."))
        ]
    if ticket.undelivered:
        return [fill(_("⚠️ Not delivered: {reason}."), reason=undelivered(_, ticket.undelivered))]
    return []


def _closing(it: Telling, ticket: Ticket) -> str | None:
    """When the customer's silence closes the ticket, if it does."""
    closes = closing_told(it.catalog, ticket)
    if closes is None:
        return None
    return it._("Closes without the customer's answer: {moment}").format(moment=closing_moment(it._, closes))


def _rows(it: Telling, ticket: Ticket, *, is_here: bool) -> list[list[InlineKeyboardButton | None]]:
    """`is_here`: not at the desk of a department that has given the ticket back."""
    _ = it._

    def press(label: str, do: DeskDo, style: str | None = None) -> InlineKeyboardButton:
        return button(label, DeskPress(ticket=ticket.id, do=do), style=style)

    take = press(_("Take"), DeskDo.TAKE, "primary") if ticket.assignee_id is None else None
    more = press(_("More"), DeskDo.MORE)
    if not is_here:
        return [[more]]
    if ticket.is_held:
        return held_rows(_, ticket.id)
    if not ticket.is_active:
        asked = ticket.silence is not None and ticket.silence.in_question
        return [[press(_("Just a note"), DeskDo.TAKE_AS_NOTE) if asked else None, more]]
    return [
        [take],
        [press(_("Ask"), DeskDo.ASK), press(_("Resolve"), DeskDo.RESOLVE, "success"), more],
    ]


def topic_name(ticket: Ticket, customer: Customer) -> str:
    """Begins with the number, by which agents find it; the customer's name and the subject follow."""
    sign = "🔴 " if ticket.blocker else ""
    return clip(f"{ticket.name} {sign}{ticket.subject} · {customer.name}", TOPIC_NAME_LENGTH)
