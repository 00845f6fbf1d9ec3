"""Who is on duty, who is away, and what went back to the queue with them."""

from collections.abc import Mapping, Sequence
from typing import Any

from aiogram.utils.formatting import Bold, Italic, Text

from bot.channels.telegram.callbacks import DutyPress
from bot.channels.telegram.keyboards import button, keyboard
from bot.channels.telegram.texts.base import Said, Teller, Telling, clip, fill, lines, mention
from bot.channels.telegram.texts.lists import NAME_LENGTH, ticket_name
from bot.domain.duty import Duty

NAMED = 15
"""Tickets, or people of one kind, that one message names: Telegram formats a hundred pieces at the most."""


def duty_roster(it: Telling) -> Said:
    _, told = it._, it.data
    came = _("{agent} is on duty.") if told["duty"] == Duty.ON else _("{agent} is away.")
    waiting = _.ngettext(
        "In the queue: {number} ticket, {free} of them free.",
        "In the queue: {number} tickets, {free} of them free.",
        told["waiting"],
    )
    return Said(
        lines(
            fill(came, agent=Bold(clip(told["who"], NAME_LENGTH))),
            fill(_("Back in the queue: {tickets}"), tickets=_tickets(told["back"])) if told["back"] else None,
            *(_given(it, each) for each in told["given"][:NAMED]),
            "…" if len(told["given"]) > NAMED else None,
            waiting.format(number=told["waiting"], free=told["free"])
            if told["waiting"]
            else _("The queue is empty."),
            Text(""),
            _people(it, _("On duty: {people}"), Duty.ON),
            _people(it, _("Away: {people}"), Duty.AWAY),
            _people(it, _("Have not said: {people}"), None),
            Italic(_("In brackets: how many tickets each works on.")),
        ),
        keyboard(
            [
                button(_("I am on duty"), DutyPress(duty=Duty.ON), style="success"),
                button(_("I am away"), DutyPress(duty=Duty.AWAY)),
            ]
        ),
    )


def _tickets(rows: Sequence[Mapping[str, Any]]) -> Text:
    parts: list[Text | str] = []
    for row in rows[:NAMED]:
        parts += [", ", ticket_name(row)] if parts else [ticket_name(row)]
    return Text(*parts, *(["…"] if len(rows) > NAMED else []))


def _given(it: Telling, given: Mapping[str, Any]) -> Text:
    """Whose turn it was is called by name: the card is only edited, which rings no phone."""
    to = {**given["to"], "name": clip(given["to"]["name"], NAME_LENGTH)}
    return fill(it._("{ticket} → {agent}"), ticket=ticket_name(given["row"]), agent=mention(to))


def _people(it: Telling, text: str, duty: Duty | None) -> Text | None:
    found = [each for each in it.data["members"] if each["duty"] == duty]
    if not found:
        return None
    people = ", ".join(f"{clip(each['name'], NAME_LENGTH)} ({each['tickets']})" for each in found[:NAMED])
    return fill(text, people=people + (" …" if len(found) > NAMED else ""))


TELLERS: dict[str, Teller] = {"duty_roster": duty_roster}
