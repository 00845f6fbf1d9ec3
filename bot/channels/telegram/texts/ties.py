"""Tickets tied to each other: what agents and customers read about it."""

from collections.abc import Callable
from dataclasses import replace

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import BlockQuote, Bold, Italic, Text

from bot.channels.telegram.callbacks import DeskDo, DeskPress
from bot.channels.telegram.keyboards import button, keyboard
from bot.channels.telegram.texts.base import (
    MESSAGE_ROOM,
    QUOTE_LENGTH,
    Said,
    Teller,
    Telling,
    clip,
    fill,
    lines,
    room_for_each,
)
from bot.channels.telegram.texts.outcomes import build, eta_told, shipped
from bot.i18n import N_, gettext_for

LISTED = 200
"""UTF-16 units of a message in a list of several."""

# To the customer.


def merged(it: Telling) -> Said:
    _, names = it._, {"ticket": Bold(it.data["ticket"]), "other": Bold(it.data["other"])}
    return Said(
        lines(
            fill(_("{ticket} and {other} are about the same problem, so we have joined them."), **names),
            fill(_("We will answer you in {other}. Everything you have sent is kept."), **names),
        )
    )


def unmerged(it: Telling) -> Said:
    _, names = it._, {"ticket": Bold(it.data["ticket"]), "other": Bold(it.data["other"])}
    return Said(
        fill(
            _("{ticket} is a problem of its own after all: we work on it apart from {other} again."), **names
        )
    )


def split_off(it: Telling) -> Said:
    _ = it._
    return Said(
        lines(
            fill(
                _("You wrote about a second problem. Its number is {ticket}: {subject}"),
                ticket=Bold(it.data["ticket"]),
                subject=Italic(it.data["subject"]),
            ),
            fill(
                _("One request, one problem: so neither is forgotten. {other} goes on as before."),
                other=Bold(it.data["other"]),
            ),
        )
    )


# To the agents.


def merge_preview(it: Telling) -> Said:
    _ = it._
    parts = {"ticket": Bold(it.data["ticket"]), "other": Bold(it.data["other"])}
    return Said(
        lines(
            Text(parts["ticket"], " · ", Italic(it.data["subject"])),
            Text("→ ", parts["other"], " · ", Italic(it.data["other_subject"])),
            fill(
                _(
                    "The customer will be told that both are about the same problem. What they write next "
                    "goes to {other}."
                ),
                **parts,
            ),
        ),
        keyboard(
            [
                _press(it, _("Merge"), DeskDo.MERGE_INTO, str(it.data["other_id"]), style="primary"),
                _press(it, _("Cancel"), DeskDo.NEVER_MIND, str(it.data["agent_id"])),
            ]
        ),
    )


def desk_merged(it: Telling) -> Said:
    _ = it._
    return Said(
        Italic(fill(_("➡️ Merged into {other}: it goes on there. Answer there."), other=it.data["other"])),
        keyboard([_press(it, _("Undo the merge"), DeskDo.UNMERGE)]),
    )


def written_meanwhile(it: Telling) -> Said:
    _, written, number = it._, it.data["written"], it.data["number"]
    text = _.ngettext(
        "Since the merge the customer has written {number} message. It stays in {other}:",
        "Since the merge the customer has written {number} messages. They stay in {other}:",
        number,
    )
    return Said(lines(fill(text, number=number, other=Bold(it.data["other"])), *_quotes(written, number)))


def split_how(it: Telling) -> Said:
    return Said(
        Text(
            it._(
                "Reply with /split to the customer's message that begins the second problem. It and what "
                "follows it become a ticket of their own; nothing is lost here."
            )
        )
    )


def split_preview(it: Telling) -> Said:
    _, number, first = it._, it.data["number"], it.data["first"]
    text = _.ngettext(
        "{number} message becomes a ticket of its own:",
        "{number} messages become a ticket of their own:",
        number,
    )
    every = _press(it, _("Split off"), DeskDo.SPLIT_OFF, f"{first}-{it.data['last']}", style="primary")
    only = _press(it, _("Only the first"), DeskDo.SPLIT_OFF, f"{first}-{first}")
    return Said(
        lines(
            fill(text, number=number),
            *_quotes(it.data["said"], number),
            fill(
                _("The customer will be told the new number. {ticket} goes on as before."),
                ticket=Bold(it.data["ticket"]),
            ),
        ),
        keyboard([every, only if number > 1 else None]),
    )


def desk_linked(it: Telling) -> Said:
    _ = it._
    text = _("🔗 This is an incident of {other}. What you answer there can be sent to this customer, too.")
    return Said(
        Italic(fill(text, other=it.data["other"])), keyboard([_press(it, _("Unlink"), DeskDo.UNLINK)])
    )


def pass_on(it: Telling) -> Said:
    _, others = it._, it.data["others"]
    text = (
        _.ngettext(
            "Resolve the incident of this problem with the same answer? {others}",
            "Resolve the incidents of this problem with the same answer? {others}",
            len(others),
        )
        if it.data["resolves"]
        else _.ngettext(
            "Send this answer to the customer of the incident as well? {others}",
            "Send this answer to the customers of the incidents as well? {others}",
            len(others),
        )
    )
    return Said(
        lines(*_told(it), fill(text, others=Bold(_names(others)))),
        _to_others(it, DeskDo.TELL_OTHERS, str(it.data["message_id"])),
    )


def pass_on_promise(it: Telling) -> Said:
    """As the first of the customers will read it."""
    _, others = it._, it.data["others"]
    text = _.ngettext(
        "Tell this to the customer of the incident as well? {others}",
        "Tell this to the customers of the incidents as well? {others}",
        len(others),
    )
    promise = eta_told(replace(it, _=gettext_for(it.data["language"])))
    return Said(
        lines(BlockQuote(promise.text), fill(text, others=Bold(_names(others)))),
        _to_others(it, DeskDo.PROMISE_OTHERS, it.data["mark"]),
    )


def passed_on(it: Telling) -> Said:
    _, others, left = it._, it.data["others"], it.data["left"]
    return Said(
        lines(
            fill(_("Sent in {others}."), others=Bold(_names(others))) if others else None,
            fill(
                _("⚠️ Not sent in {others}: answers of the form are missing there."),
                others=Bold(_names(left)),
            )
            if left
            else None,
        )
    )


def told_as_incident(it: Telling) -> Said:
    text = it._("Sent to the customer from {other}:")
    return Said(lines(Italic(fill(text, other=Bold(it.data["other"]))), *_told(it)))


def _simply(text: str) -> Callable[[Telling], Said]:
    def tell(it: Telling) -> Said:
        return Said(Italic(fill(it._(text), other=it.data["other"])))

    return tell


def linked_to(it: Telling) -> Said:
    return desk_linked(it)


def _press(
    it: Telling, label: str, do: DeskDo, arg: str = "", *, style: str | None = None
) -> InlineKeyboardButton:
    return button(label, DeskPress(ticket=it.ticket_id, do=do, arg=arg), style=style)


def _told(it: Telling) -> list[Text | None]:
    """What customers read: an agent's words, or ours of an outcome that is more than that."""
    about = it.data.get("about")
    if about is None:
        return [_quote(it.data["words"], QUOTE_LENGTH)]
    tell = {"shipped": shipped, "build": build}[about["code"]]
    ours = BlockQuote(tell(replace(it, data=about, _=gettext_for(about["language"]))).text)
    return [_quote(it.data["words"], QUOTE_LENGTH) if about["code"] == "build" else None, ours]


def _to_others(it: Telling, do: DeskDo, arg: str) -> InlineKeyboardMarkup | None:
    number = len(it.data["others"])
    send = it._.ngettext("Send to {number} more customer", "Send to {number} more customers", number)
    return keyboard([_press(it, send.format(number=number), do, arg, style="primary")])


def _quotes(said: list[str], number: int) -> list[Text | None]:
    """A message each; what had no room is told by dots."""
    room = min(LISTED, room_for_each(said, MESSAGE_ROOM))
    return [*(_quote(each, room) for each in said), Text("…") if number > len(said) else None]


def _quote(words: str, room: int) -> Text | None:
    return BlockQuote(clip(words or "📎", room))


NAMED = 20


def _names(others: list[str]) -> str:
    return ", ".join(others[:NAMED]) + (" …" if len(others) > NAMED else "")


TELLERS: dict[str, Teller] = {
    teller.__name__: teller
    for teller in (
        merged,
        unmerged,
        split_off,
        merge_preview,
        desk_merged,
        written_meanwhile,
        split_how,
        split_preview,
        desk_linked,
        linked_to,
        pass_on,
        pass_on_promise,
        passed_on,
        told_as_incident,
    )
} | {
    "desk_took_in": _simply(
        N_("⬅️ {other} has been merged into this ticket: what its customer writes comes here.")
    ),
    "desk_unmerged": _simply(N_("↩️ The ticket goes on by itself again, apart from {other}.")),
    "desk_gave_back": _simply(N_("↩️ {other} goes on by itself again.")),
    "desk_split": _simply(N_("✂️ A second problem goes on as {other}. The customer knows.")),
    "desk_unlinked": _simply(N_("🔗 No longer an incident of {other}.")),
    "desk_got_incident": _simply(N_("🔗 {other} is an incident of this problem.")),
    "desk_lost_incident": _simply(N_("🔗 {other} is no longer an incident of this problem.")),
}
