"""What people read when something cannot be done: why, and what to do instead."""

from aiogram.utils.formatting import Text

from bot.channels.telegram.texts.base import Said, Teller, Telling, clip
from bot.channels.telegram.texts.labels import PLAIN_STATES, REASONS
from bot.domain.states import AGENTS_REASONS
from bot.i18n import N_, Gettext

REPEATED = 60
"""Characters of somebody's words that a refusal repeats at the most."""

TEMPLATES = {
    "outdated_button": N_("This button is out of date. Nothing was changed."),
    "unknown_command": N_("Unknown command. All commands: /help"),
    "unknown_agent": N_(
        "It is not clear which colleague “{given}” is. Write /assign as a reply to their message, or without "
        "a name to choose."
    ),
    "unknown_ticket": N_("You do not have a ticket {number}. All your tickets: /tickets"),
    "answer_empty": N_("Please type your answer."),
    "answer_too_long": N_(
        "Your answer is {length} characters long; the limit is {limit}. Please shorten it or "
        "send it as a file."
    ),
    "account_number_unreadable": N_(
        "This does not look like an account number. An account number contains digits, for "
        "example 104582. Please try again."
    ),
    "contract_number_unreadable": N_(
        "This does not look like a contract number, for example 12/24-TP. Please try again."
    ),
    "serial_number_unreadable": N_(
        "This does not look like a serial number. It consists of letters and digits, for example "
        "ABCD-1234-5678. Please try again."
    ),
    "version_unreadable": N_("A version contains digits, for example 2.14.3. Please try again."),
    "email_unreadable": N_(
        "This does not look like an e-mail address, for example name@company.com. Please try again."
    ),
    "phone_unreadable": N_(
        "This does not look like a phone number, for example +7 495 123-45-67. Please try again."
    ),
    "yes_or_no": N_("Please answer “Yes” or “No”."),
    "pick_an_option": N_("Please choose one of the buttons under the question."),
    "files_wanted": N_("Please attach at least one file."),
    "answer_required": N_("This question cannot be skipped. Please answer it."),
    "file_too_big": N_(
        "“{name}” is larger than {limit_mb} MB. Please compress it or split it into parts, and send it again."
    ),
    "too_many_files": N_(
        "No more files can be added: the limit per request is {limit}. Please pack several "
        "files into one archive, or send the rest after the request is registered."
    ),
    "file_kind_refused": N_(
        "We cannot accept .{extension} files. Please put “{name}” into a ZIP archive and send the archive."
    ),
    "already_taken": N_("{ticket} is already assigned to {agent}."),
    "already_yours": N_("You have {ticket} already."),
    "not_your_button": N_("This button is for somebody else, or has been pressed already."),
    "not_now": N_("This cannot be done now. State: {state}."),
    "already_answered": N_("You have answered this already."),
    "already_submitted": N_("This request is registered already: {ticket}."),
    "reopening_over": N_("This ticket can no longer be reopened. Please send a new request."),
    "nothing_to_undo": N_("You have no messages here to unsend."),
    "too_late_to_undo": N_(
        "Telegram does not allow deleting messages after 48 hours. Please send a correction instead."
    ),
    "unknown_closing_reason": N_("There is no such reason: “{given}”. Use one of these: {reasons}."),
    "no_ticket_here": N_("This command works in a ticket's topic, or as a reply to its card."),
}


def refusal(_: Gettext, code: str, data: dict[str, object]) -> str:
    """A refusal in the reader's language."""
    known = {key: clip(value, REPEATED) if isinstance(value, str) else value for key, value in data.items()}
    if code == "not_now":
        label = PLAIN_STATES[str(data["state"])]
        known["state"] = _(label)
    if code == "unknown_closing_reason":
        known["reasons"] = ", ".join(f"{reason.value} ({_(REASONS[reason])})" for reason in AGENTS_REASONS)
    return _(TEMPLATES[code]).format(**known)


def refused(it: Telling) -> Said:
    return Said(Text(refusal(it._, it.data["why"], it.data["about"])))


def incident(it: Telling) -> Said:
    """To somebody whose message could not be handled."""
    text = it._(
        "Something went wrong on our side. Your message is saved and we are looking into it "
        "(error {number}). If it is urgent, please send your message again."
    )
    return Said(Text(text.format(number=it.data["number"])))


def incident_page(it: Telling) -> Said:
    """To the administrators."""
    text = it._("⚠️ Error {number}: update {update} could not be processed ({error}). See the log.")
    return Said(Text(text.format(**it.data)))


_GROUP_TROUBLE = {
    "not_started": N_("there is no such group for the bot; check STAFF_CHAT_ID"),
    "no_rights": N_("it has no permission to write there"),
    "migrated": N_("the group has a new id; the log names it, set STAFF_CHAT_ID"),
}


def group_unreachable(it: Telling) -> Said:
    """To the administrators."""
    _ = it._
    reason = _(_GROUP_TROUBLE.get(it.data["reason"], N_("it is not a member of the group")))
    text = _(
        "⚠️ The bot cannot write to the staff group: {reason}. Requests are still accepted; messages for "
        "agents are on hold and will be delivered once this is fixed."
    )
    return Said(Text(text.format(reason=reason)))


def group_lost(it: Telling) -> Said:
    """To the administrators."""
    text = it._(
        "⚠️ The bot is no longer in the staff group “{group}”. Requests are still accepted, "
        "but messages for agents are on hold. Add the bot back as an administrator and they "
        "will be delivered automatically."
    )
    return Said(Text(text.format(**it.data)))


def group_found(it: Telling) -> Said:
    """To the administrators."""
    text = it._("✅ The bot is back in the staff group “{group}”. Waiting messages are being delivered.")
    return Said(Text(text.format(**it.data)))


TELLERS: dict[str, Teller] = {
    teller.__name__: teller
    for teller in (refused, incident, incident_page, group_unreachable, group_lost, group_found)
}
