"""Handing tickets over, promised updates, releases and builds, as agents read of them."""

from dataclasses import replace

from aiogram.types import InlineKeyboardButton
from aiogram.utils.formatting import BlockQuote, Bold, Code, Italic, Text, TextLink

from bot.channels.telegram.callbacks import DeskDo, DeskPress
from bot.channels.telegram.keyboards import button, keyboard
from bot.channels.telegram.texts.base import MESSAGE_ROOM, Said, Teller, Telling, clip, fill, lines, mention
from bot.channels.telegram.texts.labels import department
from bot.channels.telegram.texts.links import place_link
from bot.channels.telegram.texts.outcomes import day, promise_line, shipped
from bot.i18n import gettext_for


def escalate_where(it: Telling) -> Said:
    _ = it._
    rows = [
        [
            button(
                _("Return to support") if each == "support" else department(_, each).capitalize(),
                DeskPress(ticket=it.ticket_id, do=DeskDo.ESCALATE_TO, arg=each),
            )
        ]
        for each in it.data["departments"]
    ]
    return Said(fill(_("Where should {ticket} go?"), ticket=Bold(it.data["ticket"])), keyboard(*rows))


def desk_escalated(it: Telling) -> Said:
    text = it._("↗️ Passed on: {department}. The customer has been told.")
    return Said(Italic(fill(text, department=department(it._, it.data["department"]))))


def desk_returned(it: Telling) -> Said:
    text = it._("↩️ Back in support:")
    return Said(lines(_called(it), text, BlockQuote(clip(it.data["words"], MESSAGE_ROOM))))


def desk_eta_set(it: Telling) -> Said:
    _ = it._
    promised = promise_line(_, it.data["eta"], it.data["release"])
    return Said(Italic(lines(promised, _("The customer has been told."))))


def desk_eta_warned(it: Telling) -> Said:
    _ = it._
    if it.data["stage"] == "soon":
        text = _(
            "⏰ The customer was promised an update on {day}. If it will be later, set a new date: {command}"
        )
    else:
        text = _("⚠️ The update was promised for {day} and is not out. Set a new date: {command}")
    told = fill(text, day=Bold(day(_, it.data["eta"])), command=Code("/eta YYYY-MM-DD"))
    out = fill(_("If it is out: {command}"), command=Code(f"/ship {it.data['awaited'] or 'RELEASE'}"))
    return Said(lines(_called(it), told, out))


def desk_option_chosen(it: Telling) -> Said:
    text = it._("🔘 The customer chose: {option}")
    return Said(lines(_called(it), fill(text, option=Bold(it.data["option"]))))


def disagreed_again(it: Telling) -> Said:
    """To those above the agent, in the department's group and to administrators."""
    _ = it._
    product = it.catalog.find(it.data["product"])
    title = product.title.in_language(it.language) if product else it.data["product"]
    stands = it.data["stands"]
    url = place_link(stands["chat"], stands["thread"])
    return Said(
        lines(
            Text("⚠️ ", Bold(it.data["ticket"]), f" · {title}"),
            Italic(it.data["subject"]),
            _("The customer says for the second time that the problem is not solved. Please look at it."),
            BlockQuote(clip(it.data["words"] or "📎", MESSAGE_ROOM)),
            TextLink(_("Open its topic"), url=url) if url else None,
        )
    )


def ship_preview(it: Telling) -> Said:
    """The answer as its customer will read it."""
    _ = it._
    answer = shipped(replace(it, _=gettext_for(it.data["language"])))
    send = DeskPress(ticket=it.ticket_id, do=DeskDo.SEND_SHIPPED, arg=it.data["mark"])
    return Said(
        lines(
            fill(
                _("📦 Release {release} is out. The answer to the customer:"),
                release=Bold(it.data["release"]),
            ),
            BlockQuote(answer.text),
            Italic(_("To answer in your own words: /resolve TEXT")),
        ),
        keyboard([button(_("Send"), send, style="primary")]),
    )


def shipped_told(it: Telling) -> Said:
    _ = it._
    prepared, before = it.data["prepared"], it.data["before"]
    number = len(prepared)
    text = _.ngettext(
        "📦 {release}: an answer is ready in {number} ticket: {tickets}. It is sent when you press “Send” "
        "there.",
        "📦 {release}: answers are ready in {number} tickets: {tickets}. They are sent when you press “Send” "
        "there.",
        number,
    )
    return Said(
        lines(
            fill(text, release=Bold(it.data["release"]), number=number, tickets=_names(prepared))
            if prepared
            else None,
            fill(_("Ready since before: {tickets}."), tickets=_names(before)) if before else None,
        )
    )


def build_waits(it: Telling) -> Said:
    text = it._("Build {version} goes to the customer as soon as its checksum is computed.")
    return Said(Italic(fill(text, version=it.data["version"])))


def build_checksum(it: Telling) -> Said:
    _ = it._
    without = DeskPress(ticket=it.ticket_id, do=DeskDo.NO_CHECKSUM, arg=str(it.data["message_id"]))
    return Said(
        fill(
            _(
                "{agent}, the file of build {version} is over 20 MB: Telegram does not let me compute its "
                "checksum. Send the SHA-256 as your next message."
            ),
            agent=Bold(it.data["agent"]),
            version=Bold(it.data["version"]),
        ),
        keyboard([button(_("Send without a checksum"), without)]),
    )


def build_gone(it: Telling) -> Said:
    text = it._("⚠️ Build {version} was not sent: Telegram no longer has the file. Please send it again.")
    return Said(fill(text, version=Bold(it.data["version"])))


def build_differs(it: Telling) -> Said:
    text = it._(
        "⚠️ Build {version} was not sent: its SHA-256 is not the one you gave. Please check the file and send "
        "it again."
    )
    return Said(fill(text, version=Bold(it.data["version"])))


def build_needless(it: Telling) -> Said:
    text = it._("⚠️ Build {version} was not sent: the ticket no longer waits for an answer.")
    return Said(fill(text, version=Bold(it.data["version"])))


def _called(it: Telling) -> Text | None:
    """Whose ticket it is."""
    return mention(it.data["to"]) if it.data["to"] else None


def _names(tickets: list[str]) -> str:
    return clip(", ".join(tickets))


def escalation_buttons(it: Telling) -> list[InlineKeyboardButton]:
    """For `More`."""
    _ = it._
    return [
        button(_("Escalate"), DeskPress(ticket=it.ticket_id, do=DeskDo.ESCALATE)),
        button(_("Options"), DeskPress(ticket=it.ticket_id, do=DeskDo.OPTIONS)),
    ]


TELLERS: dict[str, Teller] = {
    teller.__name__: teller
    for teller in (
        escalate_where,
        desk_escalated,
        desk_returned,
        desk_eta_set,
        desk_eta_warned,
        desk_option_chosen,
        disagreed_again,
        ship_preview,
        shipped_told,
        build_waits,
        build_checksum,
        build_gone,
        build_differs,
        build_needless,
    )
}
