"""What agents at one desk of a ticket read of those at the other."""

from collections.abc import Mapping
from typing import Any

from aiogram.utils.formatting import BlockQuote, Bold, ExpandableBlockQuote, Italic, Text

from bot.channels.telegram.texts.base import Said, Teller, Telling, clip, fill, lines, room_for_each
from bot.channels.telegram.texts.labels import department
from bot.i18n import N_

REASON_ROOM = 700
"""UTF-16 units of the reason; the names of those who said something need some, too."""

SAID_ROOM = 1400
WHOLE_ROOM = 3500

EDITED = {
    "answer": N_("✏️ {name} edited a message to the customer:"),
    "note": N_("✏️ {name} edited a note:"),
    "stopped": N_("✏️ {name} edited a message before it was sent: it stays a note."),
    "not_sent": N_("✏️ {name} edited a message. The customer still has the earlier text."),
}
NOT_WITH_YOU = N_("↩️ {ticket} is not with you any more.")
TAKEN_AWAY = {
    "disagreed": N_("↩️ The customer did not accept the answer to {ticket}: the first line has it again."),
    "reopened": N_("↩️ The customer reopened {ticket}: the first line has it again."),
    "resolution_undone": N_("↩️ The answer to {ticket} was taken back: the first line has it again."),
    "unmerged": N_("↩️ {ticket} is a ticket of its own again: the first line has it."),
}
"""By what happened to the ticket."""


def handed_over_here(it: Telling) -> Said:
    """Under the card, in the group of the department that gets the ticket."""
    _ = it._
    passed = _("↗️ {agent} passed {ticket} on: {department}.")
    left_out = it.data["left_out"]
    earlier = _.ngettext("{n} earlier message: /history", "{n} earlier messages: /history", left_out)
    room = room_for_each([each["text"] for each in it.data["talk"]], SAID_ROOM)
    said = lines(*(_line(each, room) for each in it.data["talk"]))
    return Said(
        lines(
            fill(
                passed,
                agent=Bold(it.data["agent"]),
                ticket=Bold(it.data["ticket"]),
                department=department(_, it.data["department"]),
            ),
            BlockQuote(clip(it.data["words"], REASON_ROOM)) if it.data["words"] else None,
            Bold(_("What was said so far:")) if it.data["talk"] else None,
            Italic(fill(earlier, n=left_out)) if left_out else None,
            ExpandableBlockQuote(said) if it.data["talk"] else None,
            Text(""),
            _("What you write here goes to the customer, “//” is a note; the colleagues see both."),
            _("Done? /return and what came out of it. Is an update needed? /eta and the day."),
        )
    )


def colleague_said(it: Telling) -> Said:
    """A note, or what went to the customer, from the other desk."""
    sign = "📝" if it.data["note"] else "✉️"
    whom = it._("{name}, a note:") if it.data["note"] else it._("{name} to the customer:")
    name = fill(whom, name=Bold(it.data["name"]))
    text = it.data["text"]
    return Said(lines(Text(sign, " ", name), BlockQuote(clip(text, WHOLE_ROOM)) if text else None))


def colleague_took_back(it: Telling) -> Said:
    text = fill(it._("↩️ {name} took back:"), name=Bold(it.data["name"]))
    words = it.data["text"] or it.data["file"] or ""
    return Said(lines(text, BlockQuote(clip(words, REASON_ROOM))))


def colleague_edited(it: Telling) -> Said:
    """A note, or what was for the customer, reads differently now at the other desk."""
    heading, words = EDITED[it.data["change"]], it.data["text"]
    text = fill(it._(heading), name=Bold(it.data["name"]))
    return Said(lines(text, BlockQuote(clip(words, WHOLE_ROOM)) if words else None))


def given_back(it: Telling) -> Said:
    why, words = it.data.get("why", ""), it.data.get("words")
    text = TAKEN_AWAY.get(why, NOT_WITH_YOU)
    return Said(
        lines(
            Italic(fill(it._(text), ticket=Bold(it.data["ticket"]))),
            BlockQuote(clip(words, REASON_ROOM)) if words else None,
            Italic(it._("A note from here still reaches the colleagues.")),
        )
    )


def _line(said: Mapping[str, Any], room: int) -> Text:
    sign = "👤" if not said["agent"] else "📝" if said["note"] else "✉️"
    file = f"📎 {clip(said['file'], 60)}" if said["file"] else ""
    return Text(
        f"{sign} ",
        Bold(clip(said["name"], 40)),
        ": ",
        " ".join(filter(None, (file, clip(said["text"], room)))),
    )


TELLERS: dict[str, Teller] = {
    teller.__name__: teller
    for teller in (handed_over_here, colleague_said, colleague_took_back, colleague_edited, given_back)
}
