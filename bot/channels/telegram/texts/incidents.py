"""A problem's incidents, as its agents see them."""

from aiogram.utils.formatting import Bold, Italic, Text

from bot.channels.telegram.texts.base import Said, Teller, Telling, clip, fill, lines
from bot.channels.telegram.texts.labels import PLAIN_STATES

SUBJECT_ROOM = 60


def incidents_listed(it: Telling) -> Said:
    """What hangs on the problem, each with its state."""
    _ = it._
    left_out = it.data["left_out"]
    more = _.ngettext("and {n} more", "and {n} more", left_out)
    rows = [_incident(it, **each) for each in it.data["incidents"]]
    return Said(
        lines(
            fill(_("Incidents of {ticket}:"), ticket=Bold(it.data["ticket"])),
            *rows,
            fill(more, n=left_out) if left_out else None,
            Italic(_("After an answer here you are asked whether their customers should get it, too.")),
        )
    )


def _incident(it: Telling, *, name: str, subject: str, state: str) -> Text:
    label = PLAIN_STATES[state]
    row = it._("{name} ({state}): {subject}")
    return fill(row, name=Bold(name), state=it._(label), subject=clip(subject, SUBJECT_ROOM))


TELLERS: dict[str, Teller] = {incidents_listed.__name__: incidents_listed}
