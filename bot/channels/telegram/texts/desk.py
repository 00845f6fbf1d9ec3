"""What agents read in the staff group, beside the card."""

from collections.abc import Callable

from aiogram.types import InlineKeyboardButton
from aiogram.utils.formatting import BlockQuote, Bold, Italic, Text

from bot.channels.telegram.callbacks import DeskDo, DeskPress
from bot.channels.telegram.keyboards import button, keyboard
from bot.channels.telegram.texts.base import MESSAGE_ROOM, Said, Teller, Telling, clip, fill, lines, mention
from bot.channels.telegram.texts.labels import REASONS, closing_reason, undelivered
from bot.domain.states import AGENTS_REASONS
from bot.i18n import N_


def _simply(text: str) -> Callable[[Telling], Said]:
    """A text in italics, which sets it apart from what people write; `{placeholders}` come from the data."""

    def tell(it: Telling) -> Said:
        known = {key: value for key, value in it.data.items() if value is not None}
        return Said(Italic(fill(it._(text), **known)))

    return tell


def closed_by_agent(it: Telling) -> Said:
    text = it._("Closed: {reason}.")
    return Said(Italic(text.format(reason=closing_reason(it._, it.data["reason"]))))


def expect(text: str) -> Callable[[Telling], Said]:
    """The next message of an agent will be something special."""

    def tell(it: Telling) -> Said:
        never_mind = button(
            it._("Cancel"), DeskPress(ticket=it.ticket_id, do=DeskDo.NEVER_MIND, arg=str(it.data["agent_id"]))
        )
        return Said(fill(it._(text), agent=Bold(it.data["agent"])), keyboard([never_mind]))

    return tell


def send_or_note(it: Telling) -> Said:
    _ = it._
    message = str(it.data["message_id"])
    send = DeskPress(ticket=it.ticket_id, do=DeskDo.SEND_HELD, arg=message)
    note = DeskPress(ticket=it.ticket_id, do=DeskDo.NOTE_HELD, arg=message)
    return Said(
        fill(
            _(
                "{agent}, this ticket is assigned to {assignee}. Send your message to the customer or"
                " keep it as a note?"
            ),
            agent=Bold(it.data["agent"]),
            assignee=Bold(it.data["assignee"]),
        ),
        keyboard([button(_("Send"), send, style="primary"), button(_("Note"), note)]),
    )


def close_why(it: Telling) -> Said:
    _ = it._
    rows: list[list[InlineKeyboardButton]] = [
        [
            button(
                _(REASONS[reason]).capitalize(),
                DeskPress(ticket=it.ticket_id, do=DeskDo.CLOSE_FOR, arg=reason.value),
            )
        ]
        for reason in AGENTS_REASONS
    ]
    return Said(
        fill(_("Choose a reason for closing {ticket}."), ticket=Bold(it.data["ticket"])), keyboard(*rows)
    )


def assign_to_whom(it: Telling) -> Said:
    _ = it._
    agents = it.data["agents"]
    rows = [
        [
            button(
                each["name"],
                DeskPress(ticket=it.ticket_id, do=DeskDo.ASSIGN_TO, arg=f"{each['id']}-{it.data['seen']}"),
            )
        ]
        for each in agents
    ]
    if not rows:
        return Said(Text(_("Nobody else has written in this group yet. You can assign those who have.")))
    return Said(
        fill(_("Who should {ticket} be assigned to?"), ticket=Bold(it.data["ticket"])), keyboard(*rows)
    )


def assigned(it: Telling) -> Said:
    text = it._("{colleague}, {agent} assigned {ticket} to you.")
    if it.data["agent_id"] == it.data["to"]["id"]:
        return Said(Italic(fill(it._("{agent} took the ticket."), agent=Bold(it.data["agent"]))))
    return Said(
        fill(
            text,
            colleague=mention(it.data["to"]),
            agent=Bold(it.data["agent"]),
            ticket=Bold(it.data["ticket"]),
        )
    )


def customer_edited(it: Telling) -> Said:
    words = clip(it.data["words"], MESSAGE_ROOM)
    return Said(
        lines(Italic(it._("✏️ The customer edited this message:")), BlockQuote(words) if words else None)
    )


def edit_not_sent(it: Telling) -> Said:
    text = it._("The customer still has the earlier text. To unsend it, reply to your message with /undo")
    return Said(Text(text))


def not_sent_now(it: Telling) -> Said:
    return Said(Text(it._("The message had not been sent yet, and stays here as a note.")))


def customer_answered(it: Telling) -> Said:
    return Said(fill(it._("{agent}, the customer has answered."), agent=mention(it.data["to"])))


def not_delivered(it: Telling) -> Said:
    _ = it._
    return Said(
        lines(
            fill(_("⚠️ Not delivered: {reason}."), reason=undelivered(_, it.data["reason"])),
            _("It will be delivered when the customer is back.") if it.data["waits"] else None,
        )
    )


def not_shown(it: Telling) -> Said:
    """The customer's words stand here instead of their message."""
    _ = it._
    why = fill(
        _("⚠️ A message from the customer could not be shown here: {reason}."),
        reason=undelivered(_, it.data["reason"]),
    )
    return Said(lines(why, BlockQuote(clip(it.data["words"], MESSAGE_ROOM)) if it.data["words"] else None))


def not_archived(it: Telling) -> Said:
    _ = it._
    names = it.data["names"]
    text = _.ngettext(
        "⚠️ Not archived: {names}. The file is over 20 MB and is stored only in Telegram. "
        "Save it if you need it.",
        "⚠️ Not archived: {names}. The files are over 20 MB and are stored only in Telegram. "
        "Save them if you need them.",
        len(names),
    )
    return Said(fill(text, names=", ".join(names)))


def not_fetched(it: Telling) -> Said:
    text = it._("⚠️ Not archived: {names}. Telegram no longer has it. Ask the customer to send it again.")
    return Said(fill(text, names=", ".join(it.data["names"])))


def help_agent(it: Telling) -> Said:
    _ = it._
    return Said(
        lines(
            Bold(_("In a ticket's topic, or as a reply to its card")),
            _("A plain message or file goes to the customer; the first to answer takes the ticket."),
            _(
                "A message that starts with // or replies to a colleague is an internal note: the customer "
                "does not see it."
            ),
            Text(""),
            _("/take, /release: take the ticket, return it to the queue"),
            _("/assign @NAME: hand the ticket over; also as a reply to the colleague"),
            _("/ask TEXT: ask the customer, and wait for the answer"),
            _("/note TEXT: leave an internal note"),
            _("/resolve TEXT: send the final answer; without text, your last answer becomes the final one"),
            _("/options A | B | C: let the customer choose a solution; also with one option on each line"),
            _("/build VERSION NOTE: as a file's caption, sends the file as a new build with its checksum"),
            _("/escalate DEPARTMENT REASON: pass the ticket on; the customer does not see the reason"),
            _("/return TEXT: return the ticket to support; the customer does not see the text"),
            _("/eta 2026-11-25 RELEASE: tell the customer when the update comes out"),
            _("/ship RELEASE: the release is out; prepares an answer in every ticket that waits for it"),
            _("/undo: unsend your last message or the one you are replying to"),
            _("/close REASON: close without an answer"),
            _("/priority LEVEL REASON: low, normal, high or critical; a lower one needs a reason"),
            _("/entitle NUMBER or REASON: say by which record a ticket goes, or let one on hold pass"),
            _("/history: the ticket's history"),
            _("/merge NUMBER: the same problem as in another ticket; /undo parts them again"),
            _("/split: as a reply to the message that begins a second problem"),
            _("/link NUMBER: an incident of that problem; its answers can go to this customer, too"),
            Text(""),
            Bold(_("Outside of tickets")),
            _("/new: register a request for a customer who called"),
            _("/stats DAYS: statistics of the last days as a picture; without a number, of a week"),
            _("/bind PRODUCT DEPARTMENT: choose which tickets come to this group (for administrators)"),
            _("/entitlements: who has a right to support; import a list (for administrators)"),
        )
    )


def desk_disagreed(it: Telling) -> Said:
    _ = it._
    if it.data["state"] == "resolved":
        return Said(
            Text(
                _(
                    "↩️ The customer says the problem is not solved and is preparing a new request. "
                    "This ticket stays completed."
                )
            )
        )
    return Said(Text(_("↩️ The customer says the problem is not solved. The ticket is in progress again.")))


TELLERS: dict[str, Teller] = {
    "desk_confirmed": _simply(N_("✅ The customer confirmed: the problem is solved.")),
    "desk_disagreed": desk_disagreed,
    "assign_to_whom": assign_to_whom,
    "assigned": assigned,
    "customer_answered": customer_answered,
    "customer_edited": customer_edited,
    "edit_not_sent": edit_not_sent,
    "not_sent_now": not_sent_now,
    "desk_reason_asked": _simply(
        N_("↩️ The customer pressed “Not resolved”. We have asked what is still wrong.")
    ),
    "desk_resolution_delivered": _simply(
        N_(
            "⚠️ The customer wrote while your answer was being delivered. Please read their "
            "message. We have asked whether the problem is solved."
        )
    ),
    "desk_withdrawn": _simply(N_("The customer withdrew the ticket.")),
    "desk_reopened": _simply(N_("↩️ The customer reopened the ticket.")),
    "desk_rated": _simply(N_("The customer's rating: {stars} of 5.")),
    "desk_released": _simply(N_("The ticket is back in the queue.")),
    "desk_closed_by_agent": closed_by_agent,
    "expect_question": expect(N_("{agent}, write the question: your next message goes to the customer.")),
    "expect_resolution": expect(
        N_("{agent}, write the final answer: your next message goes to the customer and resolves the ticket.")
    ),
    "expect_note": expect(N_("{agent}, write your note: the customer will not see your next message.")),
    "expect_merge": expect(
        N_("{agent}, write the number of the ticket that this one is to be merged into, for example EC-1.")
    ),
    "expect_link": expect(
        N_("{agent}, write the number of the problem that this is an incident of, for example EC-1.")
    ),
    "expect_escalation": expect(
        N_("{agent}, write the reason: your next message goes to your colleagues, not to the customer.")
    ),
    "expect_return": expect(
        N_(
            "{agent}, write what came out of it: your next message goes to your colleagues, not to the "
            "customer."
        )
    ),
    "expect_options": expect(
        N_("{agent}, write 2 to 6 solutions, one on each line: the customer will choose one of them.")
    ),
    "undone": _simply(N_("Message unsent: the customer no longer has it.")),
    "send_or_note": send_or_note,
    "close_why": close_why,
    "not_delivered": not_delivered,
    "not_shown": not_shown,
    "not_archived": not_archived,
    "not_fetched": not_fetched,
    "help_agent": help_agent,
}
