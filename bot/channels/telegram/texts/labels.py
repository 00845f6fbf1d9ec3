"""Words for what the domain has names for: states, priorities, reasons."""

from collections.abc import Mapping
from typing import Any

from aiogram.utils.formatting import Bold, Text

from bot.channels.telegram.texts.base import fill
from bot.i18n import N_, Gettext

STATES = {
    "new": N_("Registered"),
    "entitlement_hold": N_("Checking your support contract"),
    "open": N_("In progress"),
    "pending": N_("Waiting for your answer"),
    "escalated": N_("With {department}"),
    "resolved": N_("Completed"),
    "closed": N_("Closed ({reason})"),
    "merged": N_("Merged into {other}"),
}
PLAIN_STATES = STATES | {
    "escalated": N_("With another department"),
    "closed": N_("Closed"),
    "merged": N_("Merged"),
}
"""Without the department, the reason and the other ticket, where those are not known."""

DEPARTMENTS = {
    "support": N_("support"),
    "engineering": N_("engineering"),
    "development": N_("development"),
}
REASONS = {
    "confirmed": N_("confirmed"),
    "silence": N_("no objections received"),
    "withdrawn": N_("withdrawn"),
    "confirmed_by_phone": N_("confirmed by phone"),
    "no_entitlement": N_("no valid support contract"),
    "unreachable": N_("nobody could be reached"),
    "no_answer": N_("no answer to our question"),
    "duplicate": N_("duplicate"),
    "spam": N_("spam"),
}
PRIORITIES = {
    "low": N_("low"),
    "normal": N_("normal"),
    "high": N_("high"),
    "critical": N_("critical"),
}
CLOCKS = {
    "first_response": N_("first response"),
    "take": N_("take to work"),
    "next_response": N_("next response"),
    "resolution": N_("resolution"),
    "periodic_update": N_("update to the customer"),
}
UNDELIVERED = {
    "blocked": N_("the customer has blocked the bot"),
    "deactivated": N_("the customer's Telegram account is deleted"),
    "not_started": N_("the customer has not started the bot"),
}
LANGUAGE_NAMES = {"en": "English", "ru": "Русский"}


def state(_: Gettext, data: Mapping[str, Any]) -> str:
    """The state as people read it, with the department or the reason where it has one."""
    label, reason = STATES[data["state"]], data.get("reason")
    whose = department(_, data.get("department") or "support")
    return _(label).format(
        department=whose,
        reason=closing_reason(_, reason) if reason else "",
        other=data.get("into") or "…",
    )


def subject(_: Gettext, data: Mapping[str, Any]) -> str:
    """Of a ticket; of one whose words are gone, that they are."""
    return _("erased") if data.get("erased") else str(data["subject"])


def department(_: Gettext, name: str) -> str:
    label = DEPARTMENTS[name]
    return _(label)


def closing_reason(_: Gettext, reason: str) -> str:
    label = REASONS[reason]
    return _(label)


def state_line(_: Gettext, data: Mapping[str, Any]) -> Text:
    return fill(_("State: {state}"), state=Bold(state(_, data)))


def undelivered(_: Gettext, reason: str) -> str:
    """Why a message did not arrive."""
    return _(UNDELIVERED[reason]) if reason in UNDELIVERED else _("Telegram refused the message")
