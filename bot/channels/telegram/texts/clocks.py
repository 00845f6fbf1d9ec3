"""Due times, warnings, reminders, priorities: what agents and customers read about time and urgency."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aiogram.utils.formatting import BlockQuote, Bold, Italic, Text
from babel.dates import format_datetime
from babel.numbers import format_percent

from bot.channels.telegram.callbacks import DeskDo, DeskPress
from bot.channels.telegram.keyboards import button, keyboard
from bot.channels.telegram.texts.base import Said, Teller, Telling, clip, fill, lines, mention
from bot.channels.telegram.texts.derivation import derivation, duration
from bot.channels.telegram.texts.desk import expect
from bot.channels.telegram.texts.labels import CLOCKS, DEPARTMENTS, PRIORITIES
from bot.channels.telegram.texts.missing import complete_button
from bot.domain.calendar import BusinessCalendar
from bot.domain.clocks import BREACH, Run, on_card
from bot.domain.due_times import due_times as due_times_of
from bot.domain.due_times import explain, reached, used
from bot.domain.priorities import Priority
from bot.domain.product import Product
from bot.domain.states import ClosingReason
from bot.domain.ticket import Ticket
from bot.i18n import N_, Gettext

# Moments.


def by_when(_: Gettext, at: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """Never grows wrong while it is read: a day is called today only where the moment passes with it."""
    local = at.astimezone(zone)
    time = f"{local:%H:%M}"
    if local.date() == now.astimezone(zone).date():
        return _("today by {time}").format(time=time)
    return _("{day} by {time}").format(day=_day(_, local), time=time)


def since_when(_: Gettext, at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return _("{day}, {time}").format(day=_day(_, local), time=f"{local:%H:%M}")


def _day(_: Gettext, local: datetime) -> str:
    return format_datetime(local, "EEE, d MMM", locale=_.language)


# On the card.


def due_line(_: Gettext, ticket: Ticket, product: Product, now: datetime) -> Text | None:
    """The clocks that go, the next first; what is overdue is marked."""
    calendar, shown = product.hours.calendar, on_card(ticket.clocks)
    told: list[Text] = []
    for due in due_times_of(ticket, calendar):
        if due.clock not in shown:
            continue
        clock = _clock_name(_, due.clock)
        if due.is_breached(now):
            late = fill(
                _("⏰ {clock}: overdue since {when}"), clock=clock, when=since_when(_, due.at, calendar.zone)
            )
            told.append(Bold(late))
            continue
        when = by_when(_, due.at, now=now, zone=calendar.zone)
        line = fill(_("⏱ {clock}: {when}"), clock=clock, when=when)
        told.append(Text(line, " ", _provisionally(_)) if due.provisional else line)
    return lines(*told) if told else None


def _provisionally(_: Gettext) -> str:
    return _("(provisional: that year's holidays are not settled yet)")


# To the agents.


def sla_warning(it: Telling) -> Said:
    """To the assignee by name, or to the department."""
    _, told = it._, it.data
    clock = _clock_name(_, told["clock"])
    zone, due = _zone(it), datetime.fromisoformat(told["due"])
    if told["percent"] >= BREACH:
        when = since_when(_, due, zone)
        text = (
            _("⏰ {who}, overdue: {clock}. It was due on {when}.")
            if told["to"]
            else _("⏰ Overdue: {clock}. It was due on {when}.")
        )
    else:
        when = by_when(_, due, now=datetime.fromisoformat(told["now"]), zone=zone)
        text = (
            _("⏱ {who}, {percent} of the time is used: {clock}. Due: {when}.")
            if told["to"]
            else _("⏱ {percent} of the time is used: {clock}. Due: {when}.")
        )
    percent = format_percent(told["percent"] / 100, locale=it.language)
    return Said(
        lines(
            fill(text, who=_who(it), percent=percent, clock=Bold(clock), when=when),
            _provisionally(_) if told["provisional"] else None,
            _nobody(it),
        )
    )


def _who(it: Telling) -> Text:
    return mention(it.data["to"]) if it.data["to"] else Text("")


def _nobody(it: Telling) -> Text | None:
    if it.data["to"]:
        return None
    department = DEPARTMENTS[it.data["department"]]
    return fill(it._("Nobody has taken the ticket ({department})."), department=it._(department))


def no_answer_yet(it: Telling) -> Said:
    """The customer has been reminded for the last time: agents decide."""
    _, number = it._, it.data["number"]
    silent = (
        _.ngettext(
            "{who}, the customer has not answered for {number} business day.",
            "{who}, the customer has not answered for {number} business days.",
            number,
        )
        if it.data["to"]
        else _.ngettext(
            "The customer has not answered for {number} business day.",
            "The customer has not answered for {number} business days.",
            number,
        )
    )
    decide = _("Ask again, or close the ticket: no answer.")
    again = button(_("Ask"), DeskPress(ticket=it.ticket_id, do=DeskDo.ASK))
    close = DeskPress(ticket=it.ticket_id, do=DeskDo.CLOSE_FOR, arg=ClosingReason.NO_ANSWER.value)
    return Said(
        lines(
            fill(silent, who=_who(it), number=number),
            decide,
            _nobody(it),
        ),
        keyboard([again, button(_("Close: no answer"), close, style="danger")]),
    )


def due_times(it: Telling) -> Said:
    """Each clock with its target, what is used of it, and how its due time came about."""
    _, product = it._, it.catalog.find(it.data["product"])
    now = datetime.fromisoformat(it.data["at"])
    told = [_clock(_, each, product.hours.calendar, now) for each in it.data["clocks"]] if product else []
    nothing = _("No clock with a target is running.")
    return Said(
        lines(
            fill(_("{ticket}: due times"), ticket=Bold(it.data["ticket"])),
            *(told or [Text(nothing)]),
            Italic(_("Targets are our own: customers are not told of them.")) if told else None,
        )
    )


def _clock(_: Gettext, told: Mapping[str, Any], calendar: BusinessCalendar, now: datetime) -> Text:
    run, target = Run.from_json(told["run"]), timedelta(seconds=told["target"])
    progress = fill(
        _("{clock}: {used} of {target} used"),
        clock=Bold(_clock_name(_, told["clock"])),
        used=duration(_, used(run, calendar, at=now)),
        target=duration(_, target),
    )
    if run.paused:
        since = since_when(_, run.paused, calendar.zone)
        return lines("", progress, fill(_("paused since {when}"), when=since))
    at = reached(run, target, calendar)
    late = since_when(_, at, calendar.zone)
    when = (
        fill(_("⏰ overdue since {when}"), when=late)
        if now > at
        else fill(_("due {when}"), when=by_when(_, at, now=now, zone=calendar.zone))
    )
    return lines("", progress, Bold(when), derivation(_, explain(run, target, calendar)))


def which_priority(it: Telling) -> Said:
    _ = it._
    rows = [
        [
            button(
                _priority_name(_, each).capitalize(),
                DeskPress(ticket=it.ticket_id, do=DeskDo.SET_PRIORITY, arg=each.value),
            )
        ]
        for each in reversed(Priority)
        if each.value != it.data["priority"]
    ]
    return Said(
        lines(
            fill(
                _("{ticket}: which priority? Now: {priority}."),
                ticket=Bold(it.data["ticket"]),
                priority=_priority_name(_, it.data["priority"]),
            ),
            Italic(_("A lower one needs a reason, which the customer will read.")),
        ),
        keyboard(*rows),
    )


def desk_priority_changed(it: Telling) -> Said:
    _, told = it._, it.data
    text = _("Priority: {was} → {priority}.")
    was, priority = (_priority_name(_, told[key]) for key in ("was", "priority"))
    return Said(
        lines(
            Italic(fill(text, was=was, priority=priority)),
            BlockQuote(clip(told["because"])) if told["because"] else None,
        )
    )


def blocker_waits(it: Telling) -> Said:
    return Said(
        fill(
            it._("🔴 {ticket} goes first, and nobody has taken it yet: {subject}"),
            ticket=Bold(it.data["number"]),
            subject=clip(it.data["subject"]),
        )
    )


# To the customer.


def answer_reminder(it: Telling) -> Said:
    _ = it._
    moment = format_datetime(
        datetime.fromisoformat(it.data["at"]), "d MMMM, HH:mm", _zone(it), locale=it.language
    )
    if it.data["form"]:
        text = _("⏳ {ticket}: we are still waiting for the answers that we asked you for on {moment}.")
        return Said(
            fill(text, ticket=Bold(it.data["ticket"]), moment=moment),
            keyboard([complete_button(_, it.ticket_id)]),
        )
    text = _(
        "⏳ {ticket}: we are still waiting for your answer to our question of {moment}. Just write it here."
    )
    return Said(fill(text, ticket=Bold(it.data["ticket"]), moment=moment))


def less_urgent(it: Telling) -> Said:
    """Why the ticket is served later than the customer may expect."""
    _ = it._
    text = _("The priority of your request {ticket} is now “{priority}”. The reason:")
    return Said(
        lines(
            fill(text, ticket=Bold(it.data["ticket"]), priority=_priority_name(_, it.data["priority"])),
            BlockQuote(clip(it.data["because"])),
        )
    )


def _clock_name(_: Gettext, clock: str) -> str:
    label = CLOCKS[clock]
    return _(label)


def _priority_name(_: Gettext, priority: str) -> str:
    label = PRIORITIES[priority]
    return _(label)


def _zone(it: Telling) -> ZoneInfo:
    product = it.catalog.find(it.data["product"])
    return ZoneInfo(product.zone if product else "UTC")


TELLERS: dict[str, Teller] = {
    teller.__name__: teller
    for teller in (
        sla_warning,
        no_answer_yet,
        due_times,
        which_priority,
        desk_priority_changed,
        blocker_waits,
        answer_reminder,
        less_urgent,
    )
} | {
    "expect_lowering": expect(
        N_("{agent}, write the reason: the customer will read it in your words. Your colleagues will too.")
    )
}
