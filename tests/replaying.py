"""A ticket as it was when its log began, and what the log makes of it."""

from collections.abc import Iterable
from dataclasses import MISSING, fields

from bot.domain.entry import Entry
from bot.domain.ticket import Ticket
from bot.domain.ties import Ties

GIVEN = {"id", "follow_up_of", "version"}
"""Beside what a ticket cannot be made without: its own from the first, or no business of the log."""


def replayed(stored: Ticket, log: Iterable[Entry]) -> Ticket:
    """From what was given at the registration; everything else comes from the log."""
    given = {
        each.name: getattr(stored, each.name)
        for each in fields(Ticket)
        if (each.default is MISSING and each.default_factory is MISSING) or each.name in GIVEN
    }
    ticket = Ticket(**given, ties=Ties(split_from=stored.ties.split_from))
    for entry in log:
        ticket.apply(entry)
    return ticket
