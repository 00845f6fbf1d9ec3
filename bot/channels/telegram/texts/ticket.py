"""What a customer reads about their tickets."""

from datetime import datetime
from zoneinfo import ZoneInfo

from aiogram.types import InlineKeyboardButton
from aiogram.utils.formatting import Bold, Italic, Text
from babel.dates import format_datetime

from bot.channels.telegram.callbacks import TicketDo, TicketPress
from bot.channels.telegram.keyboards import button, keyboard
from bot.channels.telegram.texts.base import Said, Teller, Telling, fill, lines
from bot.channels.telegram.texts.entitlement import correct_button
from bot.channels.telegram.texts.hours import closes_by
from bot.channels.telegram.texts.labels import closing_reason, state_line, subject
from bot.channels.telegram.texts.missing import complete_button, missing_lines
from bot.channels.telegram.texts.outcomes import promise_line
from bot.channels.telegram.texts.ticket_buttons import new_request, press, verdict_rows

HIGHEST_RATING = 5


def ticket(it: Telling) -> Said:
    _ = it._
    product = it.catalog.find(it.data["product"])
    missing = it.data["missing"] if it.data["live"] and it.data["mine"] else []
    known = product and product.has_type(it.data["type"])
    kind = (
        f"{product.title.in_language(it.language)} · "
        f"{product.type(it.data['type']).title.in_language(it.language)}"
        if product and known
        else None
    )
    zone = ZoneInfo(product.zone if product else "UTC")
    registered = format_datetime(
        datetime.fromisoformat(it.data["registered_at"]), "d MMMM y, HH:mm", zone, locale=it.language
    )
    return Said(
        lines(
            Text(Bold(it.data["ticket"]), " · ", Italic(subject(_, it.data))),
            _("What was said in this ticket has been erased: the time for which we keep it is over.")
            if it.data.get("erased")
            else None,
            None if it.data["mine"] else Italic(_("A colleague's ticket: you can read it here.")),
            state_line(_, it.data),
            promise_line(_, it.data["eta"], it.data["awaited"]),
            kind,
            _("Registered: {moment}").format(moment=registered),
            closes_by(_, it.data["closes"]),
            *missing_lines(_, missing),
        ),
        keyboard(
            [complete_button(_, it.ticket_id)] if missing else [],
            [correct_button(_, it.ticket_id)] if it.data["can_correct"] and it.data["mine"] else [],
            *(_ticket_rows(it) if it.data["mine"] else []),
            [press(it, _("History"), TicketDo.HISTORY)],
        ),
    )


def _ticket_rows(it: Telling) -> list[list[InlineKeyboardButton | None]]:
    _ = it._
    if it.data["state"] == "resolved":
        return verdict_rows(it)
    if it.data["live"]:
        return [
            [
                press(it, _("Add a message"), TicketDo.WRITE, style="primary"),
                press(it, _("Withdraw"), TicketDo.WITHDRAW),
            ]
        ]
    if it.data["state"] == "merged":
        return [[press(it, _("Add a message"), TicketDo.WRITE, style="primary")]]
    reopen = press(it, _("Reopen"), TicketDo.REOPEN) if it.data["can_reopen"] else None
    return [[reopen, press(it, _("New request"), TicketDo.NEW)]]


def confirm(it: Telling) -> Said:
    _ = it._
    return Said(
        lines(
            fill(_("{ticket}: is your problem solved?"), ticket=Bold(it.data["ticket"])),
            _("If so, please confirm. If not, press “Not resolved”, and we will carry on.")
            if it.data["disagreement"] == "continue"
            else _("If so, please confirm. If not, press “Not resolved”, and we will prepare a new request."),
            closes_by(_, it.data["closes"]),
        ),
        keyboard(*verdict_rows(it)),
    )


def meaning(it: Telling) -> Said:
    _ = it._
    return Said(
        lines(
            fill(
                _("Your message has been passed on. We have already answered {ticket}."),
                ticket=Bold(it.data["ticket"]),
            ),
            _("Is the problem solved?"),
        ),
        keyboard(*verdict_rows(it), [press(it, _("Just a note"), TicketDo.NOTE)]),
    )


def new_request_ready(it: Telling) -> Said:
    _ = it._
    return Said(
        lines(
            fill(_("Thank you. {ticket} stays completed."), ticket=Bold(it.data["ticket"])),
            _("Here is a new request with everything you have told us."),
        )
    )


def reason_wanted(it: Telling) -> Said:
    return Said(Text(it._("What is still wrong? Write a few words or send a screenshot.")))


def reason_wanted_again(it: Telling) -> Said:
    return Said(Text(it._("Could you tell us a little more? It will help us solve it faster.")))


def work_goes_on(it: Telling) -> Said:
    text = it._("Thank you. We are working on {ticket} again and will answer here.")
    return Said(fill(text, ticket=Bold(it.data["ticket"])))


def rate(it: Telling) -> Said:
    _ = it._
    stars = [press(it, str(number), TicketDo.RATE, no=number) for number in range(1, HIGHEST_RATING + 1)]
    return Said(
        lines(
            fill(_("Thank you! {ticket} is closed."), ticket=Bold(it.data["ticket"])),
            _("How would you rate our help, from 1 (poor) to 5 (excellent)?"),
        ),
        keyboard(stars),
    )


def confirmed(it: Telling) -> Said:
    """Where there is a rating already."""
    return Said(fill(it._("Thank you! {ticket} is closed."), ticket=Bold(it.data["ticket"])))


def rated(it: Telling) -> Said:
    text = it._("Thank you for your rating: {stars}. To add a comment, write it here.")
    return Said(Text(text.format(stars=it.data["stars"])))


def comment_noted(it: Telling) -> Said:
    return Said(Text(it._("Thank you, your comment has been passed on.")), keyboard([new_request(it)]))


def noted(it: Telling) -> Said:
    return Said(fill(it._("OK. {ticket} stays completed."), ticket=Bold(it.data["ticket"])))


def withdraw(it: Telling) -> Said:
    _ = it._
    return Said(
        lines(
            fill(_("Withdraw {ticket}?"), ticket=Bold(it.data["ticket"])),
            _("We will stop working on it and close it."),
        ),
        keyboard(
            [
                press(it, _("Yes, withdraw"), TicketDo.WITHDRAW_YES, style="danger"),
                press(it, _("Keep it"), TicketDo.KEEP),
            ]
        ),
    )


def withdrawn(it: Telling) -> Said:
    text = it._("{ticket} is withdrawn and closed.")
    return Said(fill(text, ticket=Bold(it.data["ticket"])), keyboard([new_request(it)]))


def kept_ticket(it: Telling) -> Said:
    return Said(fill(it._("OK, we will keep working on {ticket}."), ticket=Bold(it.data["ticket"])))


def closed(it: Telling) -> Said:
    _ = it._
    return Said(
        lines(
            fill(
                _("{ticket} is closed: {reason}."),
                ticket=Bold(it.data["ticket"]),
                reason=closing_reason(_, it.data["reason"]),
            ),
            _("If you still need help, send a new request."),
        ),
        keyboard([new_request(it)]),
    )


def reopened(it: Telling) -> Said:
    text = it._("{ticket} is open again. Tell us what happened and we will carry on.")
    return Said(fill(text, ticket=Bold(it.data["ticket"])))


def wrote_to_closed(it: Telling) -> Said:
    _ = it._
    reopen = press(it, _("Reopen"), TicketDo.REOPEN, style="primary") if it.data["can_reopen"] else None
    return Said(
        lines(
            fill(
                _("Your message has been passed on, but {ticket} is closed."), ticket=Bold(it.data["ticket"])
            ),
            _("If it is the same problem, reopen the ticket. If not, send a new request.")
            if reopen
            else _("If you still need help, send a new request."),
        ),
        keyboard([reopen, press(it, _("New request"), TicketDo.NEW)]),
    )


def which_ticket(it: Telling) -> Said:
    _ = it._
    rows = [
        [button(f"{each['ticket']} · {each['subject']}", TicketPress(ticket=each["id"], do=TicketDo.PLACE))]
        for each in it.data["tickets"]
    ]
    new = button(_("New request"), TicketPress(ticket=0, do=TicketDo.PLACE))
    return Said(Text(_("Which ticket is this about?")), keyboard(*rows, [new]))


def write_to_ticket(it: Telling) -> Said:
    text = it._("Write a message or send files: for the next 30 minutes, everything goes to {ticket}.")
    return Said(fill(text, ticket=Bold(it.data["ticket"])))


TELLERS: dict[str, Teller] = {
    teller.__name__: teller
    for teller in (
        ticket,
        confirm,
        meaning,
        reason_wanted,
        new_request_ready,
        reason_wanted_again,
        work_goes_on,
        rate,
        confirmed,
        rated,
        comment_noted,
        noted,
        withdraw,
        withdrawn,
        kept_ticket,
        closed,
        reopened,
        wrote_to_closed,
        which_ticket,
        write_to_ticket,
    )
}
