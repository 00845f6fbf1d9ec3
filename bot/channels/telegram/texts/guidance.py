"""Help, for customers and for agents, made from the table of commands."""

from collections.abc import Iterable, Sequence

from aiogram.utils.formatting import Bold, Text

from bot.channels.telegram.command_table import CUSTOMERS, GROUP, Entry, fitting
from bot.channels.telegram.texts.base import Said, Teller, Telling, lines
from bot.channels.telegram.texts.labels import state_line
from bot.domain.states import ACTIVE, State


def help_customer(it: Telling) -> Said:
    _ = it._
    return Said(
        lines(
            Bold(_("I pass your requests to technical support and send you the answers.")),
            *_commands(it, (each for each in CUSTOMERS if each.name != "help")),
            Text(""),
            _("To add something to a ticket, write here or reply to one of its messages."),
        )
    )


def help_in_ticket(it: Telling) -> Said:
    """What fits the ticket's state."""
    _, state, taken = it._, State(it.data["state"]), it.data["taken"]
    mine = fitting(state, taken=taken, admin=True) if it.data["is_admin"] else ()
    return Said(
        lines(
            Text(Bold(it.data["ticket"]), " · ", state_line(_, it.data)),
            Text(""),
            *_how_to_write(it, state, taken=taken),
            _buttons(it, state, taken=taken),
            Text(""),
            *_commands(it, fitting(state, taken=taken, admin=False)),
            *_for_administrators(it, mine),
            Text(""),
            _("Lists and search: /help outside of tickets."),
        )
    )


def _how_to_write(it: Telling, state: State, *, taken: bool) -> list[str]:
    _ = it._
    if state is State.MERGED:
        told = _("This ticket goes on in another one: please write there.")
    elif state in ACTIVE and not taken:
        told = _("A plain message or file goes to the customer; the first to answer takes the ticket.")
    else:
        told = _("A plain message or file of the assignee goes to the customer; from others the bot asks.")
    note = _(
        "A message that starts with // or replies to a colleague is an internal note: the customer "
        "does not see it."
    )
    return [told, note]


def _buttons(it: Telling, state: State, *, taken: bool) -> str:
    """Those that stand under the card, by the names they have there."""
    _ = it._
    names = [_("More")]
    if state in ACTIVE:
        names = [*([] if taken else [_("Take")]), _("Ask"), _("Resolve"), *names]
    return _("Buttons under the card: {names}. You need no commands; they do the same.").format(
        names=", ".join(names)
    )


def help_in_group(it: Telling) -> Said:
    _ = it._
    admin = [each for each in GROUP if each.admin] if it.data["is_admin"] else []
    return Said(
        lines(
            Bold(_("Lists and search")),
            *_commands(it, (each for each in GROUP if not each.admin)),
            *_for_administrators(it, admin),
            Text(""),
            Bold(_("In a ticket's topic, or as a reply to its card")),
            _("A plain message or file goes to the customer; the first to answer takes the ticket."),
            _(
                "A message that starts with // or replies to a colleague is an internal note: the customer "
                "does not see it."
            ),
            _("What else can be done with a ticket: its buttons, or /help there."),
        )
    )


def _for_administrators(it: Telling, entries: Sequence[Entry]) -> list[Text | str]:
    return [Text(""), Bold(it._("For administrators")), *_commands(it, entries)] if entries else []


def _commands(it: Telling, entries: Iterable[Entry]) -> list[str]:
    return [it._(each.help) for each in entries]


TELLERS: dict[str, Teller] = {
    teller.__name__: teller for teller in (help_customer, help_in_ticket, help_in_group)
}
