"""What is said of an answer about which the customer says nothing."""

from aiogram.utils.formatting import Bold, Italic, Text

from bot.channels.telegram.callbacks import TicketDo
from bot.channels.telegram.keyboards import keyboard
from bot.channels.telegram.texts.base import Said, Teller, Telling, fill, lines
from bot.channels.telegram.texts.hours import closes_by, closing_moment
from bot.channels.telegram.texts.labels import closing_reason
from bot.channels.telegram.texts.ticket_buttons import press, verdict_rows


def closing_reminder(it: Telling) -> Said:
    _ = it._
    return Said(
        lines(
            fill(_("We are waiting for your word on {ticket}."), ticket=Bold(it.data["ticket"])),
            _("Is the problem solved?"),
            closes_by(_, it.data["closes"]),
        ),
        keyboard(*verdict_rows(it)),
    )


def closed_by_silence(it: Telling) -> Said:
    _ = it._
    reopen = press(it, _("Reopen"), TicketDo.REOPEN, style="primary") if it.data["can_reopen"] else None
    return Said(
        lines(
            fill(
                _("{ticket} is closed: {reason}."),
                ticket=Bold(it.data["ticket"]),
                reason=closing_reason(_, "silence"),
            ),
            _("If the problem is still there, reopen the ticket.")
            if reopen
            else _("If you still need help, send a new request."),
        ),
        keyboard([reopen, press(it, _("New request"), TicketDo.NEW)]),
    )


def reverted(it: Telling) -> Said:
    _ = it._
    return Said(
        lines(
            fill(
                _("You wrote in time, so {ticket} is not closed after all."), ticket=Bold(it.data["ticket"])
            ),
            _("Is the problem solved?"),
            closes_by(_, it.data["closes"]),
        ),
        keyboard(*verdict_rows(it), [press(it, _("Just a note"), TicketDo.NOTE)]),
    )


def answer_may_be_lost(it: Telling) -> Said:
    _ = it._
    return Said(
        lines(
            fill(
                _("We were not available for a while and may have missed your answer about {ticket}."),
                ticket=Bold(it.data["ticket"]),
            ),
            _("Is the problem solved?"),
            closes_by(_, it.data["closes"]),
        ),
        keyboard(*verdict_rows(it)),
    )


def call_before_closing(it: Telling) -> Said:
    """To the agents of a customer who called: nobody else can ask."""
    _ = it._
    closes = it.data["closes"]
    return Said(
        lines(
            fill(_("☎️ Call {customer}: is the problem solved?"), customer=Bold(it.data["customer"])),
            Text(_("If so, close the ticket: /close confirmed_by_phone")),
            _("Otherwise it will be closed by itself: {moment}.").format(moment=closing_moment(_, closes))
            if closes
            else None,
        )
    )


def closing_waits(it: Telling) -> Said:
    """To the agents: the customer may have answered."""
    _ = it._
    what = _("⚠️ {ticket}: something that the customer sent or pressed could not be handled ({number}).")
    return Said(
        lines(
            fill(what, ticket=Bold(it.data["ticket"]), number=it.data["number"]),
            _("Until they say something else, the ticket does not close by itself: please ask them."),
        )
    )


def desk_closed_by_silence(it: Telling) -> Said:
    text = it._("Closed: {reason}.")
    return Said(Italic(text.format(reason=closing_reason(it._, "silence"))))


def desk_reverted(it: Telling) -> Said:
    text = it._(
        "↩️ The customer had written before the ticket was closed, so it is not closed any more. "
        "We have asked whether the problem is solved."
    )
    return Said(Italic(text))


TELLERS: dict[str, Teller] = {
    teller.__name__: teller
    for teller in (
        closing_reminder,
        closed_by_silence,
        reverted,
        answer_may_be_lost,
        call_before_closing,
        closing_waits,
        desk_closed_by_silence,
        desk_reverted,
    )
}
