"""What a form lacks: the words for it wherever a ticket or a form is shown."""

from collections.abc import Mapping, Sequence
from typing import Any

from aiogram.types import InlineKeyboardButton
from aiogram.utils.formatting import Bold, Italic, Text

from bot.channels.telegram.callbacks import TicketDo, TicketPress
from bot.channels.telegram.keyboards import button
from bot.channels.telegram.texts.base import clip, fill
from bot.domain.product import FALLBACK_LANGUAGE, RequiredFor
from bot.i18n import N_, Gettext

NAMES_LENGTH = 600
"""Characters that the names of the missing answers may take together."""

LATER = {
    RequiredFor.TAKE: N_("You can skip this and answer later, but work cannot begin without it."),
    RequiredFor.RESOLVE: N_("You can skip this and answer later, but we cannot finish without it."),
}
"""Under a question that may be put off."""

MARKS = {
    RequiredFor.TAKE: N_("⏳ needed before work begins"),
    RequiredFor.RESOLVE: N_("⏳ needed to finish"),
}
"""In the place of an answer."""

NEEDED = {
    RequiredFor.TAKE: N_("⏳ Needed before work begins: {fields}"),
    RequiredFor.RESOLVE: N_("⏳ Needed to finish: {fields}"),
}


def later_line(_: Gettext, required_for: RequiredFor | None) -> Text | None:
    """That the question may be answered later, and what waits for the answer."""
    if required_for not in LATER:
        return None
    return Italic(_(LATER[required_for]))


def missing_mark(_: Gettext, required_for: RequiredFor) -> str:
    return _(MARKS[required_for])


def missing_lines(_: Gettext, missing: Sequence[Mapping[str, Any]]) -> list[Text]:
    """A line for each stage that waits for something."""
    found = []
    for stage, line in NEEDED.items():
        labels = [each["label"] for each in missing if each["waits"] == stage]
        if labels:
            found.append(fill(_(line), fields=Bold(field_names(_, labels))))
    return found


def field_names(_: Gettext, labels: Sequence[Mapping[str, str]], length: int = NAMES_LENGTH) -> str:
    names = (
        each.get(_.language) or each.get(FALLBACK_LANGUAGE) or next(iter(each.values())) for each in labels
    )
    return clip(", ".join(names), length)


def complete_button(_: Gettext, ticket_id: int) -> InlineKeyboardButton:
    press = TicketPress(ticket=ticket_id, do=TicketDo.COMPLETE)
    return button(_("Complete the form"), press, style="primary")
