"""The right to support: what customers and agents read of it."""

from collections.abc import Mapping
from datetime import date

from aiogram.types import InlineKeyboardButton
from aiogram.utils.formatting import Bold, Italic, Text
from babel.dates import format_date

from bot.channels.telegram.callbacks import DeskDo, DeskPress, TicketDo, TicketPress
from bot.channels.telegram.keyboards import button, keyboard
from bot.channels.telegram.texts.base import Said, Teller, Telling, clip, fill, lines, mention, product_of
from bot.channels.telegram.texts.desk import expect
from bot.channels.telegram.texts.missing import field_names
from bot.channels.telegram.texts.reception import contact_lines
from bot.domain.entitlement import Right, Standing
from bot.i18n import N_, Gettext

LEVELS = {"standard": N_("standard"), "extended": N_("extended"), "full": N_("full")}
"""Those of the built-in products; a product's own are shown as it writes them."""

AGENTS_READ = {
    Standing.VALID: N_("{holder} · {level} · until {until}"),
    Standing.LET_PASS: N_("let pass by an agent"),
    Standing.UNKNOWN: N_("no record with the number {key}"),
    Standing.EXPIRED: N_("number {key} ({holder}): ended on {until}"),
    Standing.NOT_YET: N_("number {key} ({holder}): begins on {since}"),
    Standing.NO_KEY: N_("no number given"),
}
CUSTOMER_READS = {
    Standing.UNKNOWN: N_("We could not find the number {key} in our support records."),
    Standing.EXPIRED: N_("Support under the number {key} ended on {until}."),
    Standing.NOT_YET: N_("Support under the number {key} begins only on {since}."),
}
SHOWN_LENGTH = 120
"""UTF-16 units of a number or a name that one of our texts repeats."""


def level_name(_: Gettext, level: str) -> str:
    return _(LEVELS[level]) if level in LEVELS else level


def day(_: Gettext, at: date | None) -> str:
    return format_date(at, "d MMMM y", locale=_.language) if at else "—"


def right_told(_: Gettext, right: Right) -> str:
    """In one line, for agents."""
    return _(AGENTS_READ[right.standing]).format(
        key=clip(right.key, SHOWN_LENGTH),
        holder=clip(right.holder, SHOWN_LENGTH),
        level=level_name(_, right.level or ""),
        since=day(_, right.valid_from),
        until=day(_, right.valid_until),
    )


def right_line(_: Gettext, right: Right | None) -> Text | None:
    """On the card; nothing where nothing is checked."""
    if right is None:
        return None
    fine = right.standing in {Standing.VALID, Standing.LET_PASS}
    text = _("Support: {right}") if fine else _("⚠️ Right to support not confirmed: {right}")
    return fill(text, right=right_told(_, right))


def held_rows(_: Gettext, ticket_id: int) -> list[list[InlineKeyboardButton | None]]:
    """The card's buttons while a ticket is on hold."""
    refuse = DeskPress(ticket=ticket_id, do=DeskDo.CLOSE_FOR, arg="no_entitlement")
    return [
        [
            button(_("Let it pass"), DeskPress(ticket=ticket_id, do=DeskDo.LET_PASS), style="success"),
            button(_("Close: no right"), refuse, style="danger"),
        ],
        [
            button(_("Ask"), DeskPress(ticket=ticket_id, do=DeskDo.ASK)),
            button(_("More"), DeskPress(ticket=ticket_id, do=DeskDo.MORE)),
        ],
    ]


def correct_button(_: Gettext, ticket_id: int) -> InlineKeyboardButton:
    return button(_("Correct the number"), TicketPress(ticket=ticket_id, do=TicketDo.CORRECT))


# To the customer.


def hold_explained(it: Telling) -> Said:
    """What is missing, how to prove it, and whom to ask."""
    _, asked = it._, it.data["asked"]
    right = Right.from_json(it.data["right"])
    return Said(
        lines(
            fill(
                _("⏸ {ticket} has to wait: we must check your right to support first."),
                ticket=Bold(it.data["ticket"]),
            ),
            _what_is_missing(_, right, asked),
            Text(""),
            _("Please send a photo or a PDF of your contract or certificate here, or correct the number.")
            if asked
            else _("Please send a photo or a PDF of your contract here."),
            _("You can also contact us directly:"),
            *contact_lines(it, product_of(it)),
        ),
        keyboard([correct_button(_, it.ticket_id)] if asked else []),
    )


def _what_is_missing(_: Gettext, right: Right, asked: Mapping[str, str] | None) -> Text | str:
    if right.standing in CUSTOMER_READS:
        return fill(
            _(CUSTOMER_READS[right.standing]),
            key=Bold(clip(right.key, SHOWN_LENGTH)),
            since=day(_, right.valid_from),
            until=day(_, right.valid_until),
        )
    if asked:
        text = _("Your request does not say by which number to check it: {field}.")
        return fill(text, field=Bold(field_names(_, [asked])))
    return _("We do not know your support contract yet.")


def work_begins(it: Telling) -> Said:
    text = it._("✅ {ticket}: your right to support is confirmed, and work begins.")
    return Said(fill(text, ticket=Bold(it.data["ticket"])))


def refused_support(it: Telling) -> Said:
    _ = it._
    return Said(
        lines(
            fill(
                _("{ticket} is closed: we could not find a valid support contract or certificate."),
                ticket=Bold(it.data["ticket"]),
            ),
            _("To renew it, or if there is a mistake, please contact us:"),
            *contact_lines(it, product_of(it)),
        ),
        keyboard([button(_("New request"), TicketPress(ticket=it.ticket_id, do=TicketDo.NEW))]),
    )


def entitlement_ends(it: Telling) -> Said:
    """Some days before."""
    _ = it._
    product = product_of(it)
    return Said(
        lines(
            fill(
                _("📅 {product}: your support under the number {key} ends on {until}."),
                product=Bold(product.title.in_language(it.language)),
                key=Bold(clip(it.data["key"], SHOWN_LENGTH)),
                until=day(_, date.fromisoformat(it.data["until"])),
            ),
            _("To renew it, please contact us:"),
            *contact_lines(it, product),
        )
    )


# To the agents.


def desk_entitlement_failed(it: Telling) -> Said:
    _ = it._
    return Said(
        lines(
            fill(
                _("⏸ On hold. Right to support not confirmed: {right}."),
                right=right_told(_, Right.from_json(it.data["right"])),
            ),
            _("The customer has been told what to send. Once you have checked it:"),
            _("/entitle NUMBER: the ticket goes by this record"),
            _("/entitle REASON: let it pass without one"),
        )
    )


def desk_entitlement_passed(it: Telling) -> Said:
    text = it._("✅ Right to support confirmed: {right}. The ticket can be taken.")
    return Said(Italic(fill(text, right=right_told(it._, Right.from_json(it.data["right"])))))


def desk_let_pass(it: Telling) -> Said:
    text = it._("✅ Let pass without a record: {words}")
    passed = fill(text, words=clip(it.data["words"]))
    return Said(Italic(lines(passed, it._("The ticket can be taken."))))


def entitlement_noted(it: Telling) -> Said:
    """The ticket was not on hold."""
    text = it._("Support: {right}")
    return Said(Italic(fill(text, right=right_told(it._, Right.from_json(it.data["right"])))))


def blocker_held(it: Telling) -> Said:
    _ = it._
    called: list[Text | str] = []
    for each in it.data["agents"]:
        called += [mention(each), " "]
    return Said(
        lines(
            fill(
                _("🔴 {ticket}: the customer's work is stopped, and the right to support is not confirmed."),
                ticket=Bold(it.data["ticket"]),
            ),
            _("Please check it first: the ticket is on hold until then."),
            Text(*called) if called else None,
        )
    )


def entitlement_ends_soon(it: Telling) -> Said:
    _ = it._
    text = _("📅 {product}: support of {holder} (number {key}, level {level}) ends on {until}.")
    return Said(
        fill(
            text,
            product=Bold(product_of(it).title.in_language(it.language)),
            holder=Bold(clip(it.data["holder"], SHOWN_LENGTH)),
            key=clip(it.data["key"], SHOWN_LENGTH),
            level=level_name(_, it.data["level"]),
            until=day(_, date.fromisoformat(it.data["until"])),
        )
    )


TELLERS: dict[str, Teller] = {
    teller.__name__: teller
    for teller in (
        hold_explained,
        work_begins,
        refused_support,
        entitlement_ends,
        desk_entitlement_failed,
        desk_entitlement_passed,
        desk_let_pass,
        entitlement_noted,
        blocker_held,
        entitlement_ends_soon,
    )
} | {
    "expect_let_pass": expect(
        N_("{agent}, write why the ticket may pass: the customer will not see your next message.")
    )
}
