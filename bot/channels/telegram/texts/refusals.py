"""What people read when something cannot be done: why, and what to do instead."""

from datetime import date
from typing import cast

from aiogram.utils.formatting import Text

from bot.channels.telegram.command_table import meant
from bot.channels.telegram.texts.base import Said, Teller, Telling, clip
from bot.channels.telegram.texts.entitlement import day
from bot.channels.telegram.texts.labels import PLAIN_STATES, REASONS, STATES, department
from bot.channels.telegram.texts.missing import field_names
from bot.domain.states import AGENTS_REASONS
from bot.i18n import N_, Gettext

REPEATED = 60
"""Characters of somebody's words that a refusal repeats at the most."""

PLACEHOLDERS = {
    "number": N_("number"),
    "name": N_("name"),
    "product": N_("product"),
    "due": N_("due time"),
}
TEMPLATES = {
    "outdated_button": N_("This button is out of date. Nothing was changed."),
    "unknown_command": N_("Unknown command. All commands: /help"),
    "unknown_agent": N_(
        "Which colleague is “{given}”? Send /assign as a reply to one of their messages, or without a "
        "name to choose from a list."
    ),
    "unknown_ticket": N_("You have no ticket {number}. All your tickets: /tickets"),
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
    "pick_an_option": N_("Please press one of the buttons under the question."),
    "files_wanted": N_("Please attach at least one file."),
    "answer_required": N_("This question cannot be skipped. Please answer it."),
    "file_too_big": N_(
        "“{name}” is larger than {limit_mb} MB. Please compress it or split it into parts, and send it again."
    ),
    "too_many_files": N_(
        "No more files can be added: the limit per request is {limit}. Please pack them into one archive,"
        " or send the rest after the request is registered."
    ),
    "file_kind_refused": N_(
        "We cannot accept .{extension} files. Please put “{name}” into a ZIP archive and send the archive."
    ),
    "already_taken": N_("{ticket} is already assigned to {agent}."),
    "already_yours": N_("{ticket} is already yours."),
    "not_your_button": N_("This button is for somebody else, or has been pressed already."),
    "not_now": N_("This cannot be done now. State: {state}."),
    "already_answered": N_("You have answered this already."),
    "already_submitted": N_("This request is registered already: {ticket}."),
    "words_erased": N_(
        "What was said in this ticket has been erased, so nothing can be added to it. "
        "A new request is needed."
    ),
    "reopening_over": N_("This ticket can no longer be reopened. Please send a new request."),
    "nothing_to_undo": N_("You have no messages here to unsend."),
    "too_late_to_undo": N_(
        "Telegram does not allow deleting messages after 48 hours. Please send a correction instead."
    ),
    "unknown_closing_reason": N_("There is no such reason: “{given}”. Use one of these: {reasons}."),
    "not_an_administrator": N_(
        "Only the bot's administrators (ADMIN_IDS) can do this, in their own name, not anonymously. Your "
        "ID: {id}."
    ),
    "unknown_product": N_("There is no product “{given}”. Choose one of: {known}."),
    "unknown_department": N_("There is no department “{given}”. Choose one of: {known}."),
    "canned_name_unreadable": N_(
        "“{given}” cannot be a name: one word of letters, digits, - and _, {limit} at most."
    ),
    "canned_text_wanted": N_(
        "Where is the text? Write it on the next lines, or reply to it with the command. It cannot begin "
        "with //"
    ),
    "canned_too_long": N_("The text is {length} characters long; the limit is {limit}."),
    "unknown_placeholder": N_("“{given}” in braces stands for nothing. Use one of these: {known}."),
    "canned_lacks": N_("“{name}” cannot be sent here: the ticket has no {fields}."),
    "canned_exists": N_(
        "“{name}” is there already for this product and language. To change it: /canned change"
    ),
    "unknown_canned": N_("There is no canned answer “{given}”. Perhaps one of these: {known}."),
    "which_canned": N_("Which “{name}”? Please add the product and the language. There are: {known}."),
    "no_canned": N_("There are no canned answers for this product. All of them: /canned"),
    "canned_usage": N_(
        "Write /canned for the list, /canned add NAME [PRODUCT] [LANGUAGE] with the text on the next lines, "
        "or /canned delete NAME [PRODUCT] [LANGUAGE]."
    ),
    "unknown_language": N_("“{given}” is neither a product nor a language. Choose one of: {known}."),
    "nothing_to_search": N_("Please write at least one word or number to search for."),
    "days_unreadable": N_("“{given}” is no number of days from 1 to {most}. For example: /stats 30"),
    "nothing_bound": N_("Nothing is bound to this group. To bind it: /bind"),
    "caller_wanted": N_(
        "Please write the caller's name and phone number, or the number of one of their tickets."
    ),
    "no_such_ticket": N_("There is no ticket {number}. Write the caller's name and phone number instead."),
    "own_name_wanted": N_(
        "Please send /new in your own name: the forms of anonymous administrators cannot be told apart."
    ),
    "form_elsewhere": N_(
        "You are filling in a form in another place. Finish it there, or cancel it with /cancel."
    ),
    "new_outside_tickets": N_(
        "Here your answers would go to the customer. Send /new in General or, where topics are off, not "
        "as a reply."
    ),
    "answers_missing_to_take": N_(
        "The ticket cannot be taken or answered yet. Missing: {fields}. Press “More” to ask the customer "
        "or to fill it in."
    ),
    "answers_missing_to_resolve": N_(
        "The ticket cannot be resolved yet. Missing: {fields}. "
        "Press “More” to ask the customer or to fill it in."
    ),
    "nothing_missing": N_("This button is out of date: nothing is missing in {ticket} any more."),
    "day_wanted": N_("Please name the day, for example 18.11, or with the hours: 18.11 from 14 to 16."),
    "unknown_priority": N_("There is no priority “{given}”. Choose one of: {known}."),
    "same_priority": N_("The ticket has this priority already."),
    "lowering_needs_reason": N_(
        "A lower priority needs a reason, which the customer will read: /priority LEVEL REASON"
    ),
    "poll_not_sent": N_(
        "The customer's votes in a poll would not reach you. Please ask in words, for example with /ask."
    ),
    "not_taken": N_(
        "We cannot pass on messages of this kind. Please describe it in words, or send a screenshot or a "
        "file."
    ),
    "number_unknown": N_("There is no ticket “{given}”. Write a number, for example {example}."),
    "several_tickets": N_("Which one do you mean by “{given}”: {known}?"),
    "tied_to_itself": N_("This is the ticket itself. Please write the number of another one."),
    "somebody_elses": N_("{ticket} belongs to another customer: it cannot be merged."),
    "of_another_product": N_("{ticket} is about another product: it cannot be linked."),
    "other_is_over": N_("{ticket} is not open any more. State: {how}."),
    "incident_itself": N_("{ticket} is an incident of {problem} itself: link to {problem}."),
    "has_incidents": N_("This ticket has incidents of its own ({number}). Unlink them first."),
    "linked_already": N_("This ticket is an incident of {problem} already. Unlink it first: /link"),
    "now_part_of": N_("{ticket} has been merged into {other}. Please go on there."),
    "split_from_where": N_(
        "Send /split as a reply to the customer's message that begins the second problem."
    ),
    "not_escalated": N_(
        "The ticket is not with another department. To pass it on: /escalate DEPARTMENT REASON"
    ),
    "reason_wanted": N_("Please write why: /escalate DEPARTMENT REASON"),
    "return_words_wanted": N_("Please write what came out of it: /return TEXT"),
    "already_there": N_("The ticket is there already: {department}."),
    "eta_unreadable": N_(
        "Please write the date like 2026-11-25, and then the release: /eta 2026-11-25 2.4.6"
    ),
    "eta_passed": N_("{given} is in the past: today is {today}."),
    "eta_too_far": N_("{given} is years away. Please check the date."),
    "eta_told_already": N_("The customer has been told this already."),
    "release_too_long": N_("A version or release may have {limit} characters; this one has {length}."),
    "release_wanted": N_("Which release is out? For example: /ship 2.4.6. Releases waited for: {known}."),
    "nobody_waits": N_(
        "No ticket of this product waits for release {given}. To set one: /eta 2026-11-25 {given}"
    ),
    "already_shipped": N_("The answer for release {release} is ready already."),
    "options_miscounted": N_(
        "A choice needs {fewest} to {most} options; this has {count}. For example: /options Restart | Update"
    ),
    "option_too_long": N_("An option may have {limit} characters; this one has {length}: “{option}”."),
    "options_alike": N_("Two of the options are the same."),
    "no_builds": N_(
        "This product's customers are given no builds. Send the file as an ordinary message or with /resolve"
    ),
    "build_wanted": N_("Please send the build as one file with the caption: /build 2.14.3 NOTE"),
    "checksum_unreadable": N_(
        "This is no SHA-256: it has 64 digits and letters from a to f. Please send it again, or press “Send "
        "without a checksum”."
    ),
    "hold_not_explained": N_(
        "The customer has not been told yet why the ticket is on hold. Please wait until the message "
        "reaches them."
    ),
    "nothing_to_prove": N_("{ticket} is not on hold. To say by which record it goes: /entitle NUMBER"),
    "pass_reason_wanted": N_("Please say in words why the ticket may pass."),
    "record_unknown": N_(
        "No record has the number “{given}”. To let a ticket on hold pass without one, give the reason in "
        "a few words: /entitle REASON"
    ),
    "right_is_over": N_("The record “{given}” ({holder}) is valid from {since} to {until}, not today."),
    "table_wanted": N_(
        "Please send the list as a CSV file of at most 20 MB, with /entitlements as its caption."
    ),
    "ban_reason_wanted": N_(
        "A ban needs a reason, which agents read: /ban 7 REASON, /ban until 2026-12-31 REASON or /ban REASON"
    ),
    "ban_end_unreadable": N_("“{given}” is no date. For example: /ban until 2026-12-31 REASON"),
    "ban_end_passed": N_("{given} is in the past: today is {today}."),
    "ban_too_long": N_(
        "A ban may last from 1 to {limit} days. Without an end it stays until it is lifted: /ban REASON"
    ),
    "not_banned": N_("{customer} is not banned."),
    "reload_running": N_("The product files are being read already. The answer comes in a moment."),
    "holiday_words_unreadable": N_(
        "Please write /holidays add 2026-12-31 off (or working, or short), or /holidays remove 2026-12-31"
    ),
    "holiday_day_unreadable": N_("“{given}” is no date. Please write it like 2026-12-31."),
    "unknown_day_kind": N_("A day cannot be “{given}”. Choose one of: {known}."),
    "unknown_country": N_("No product counts by the calendar of “{given}”. Choose one of: {known}."),
    "no_calendars": N_(
        "No product counts by a country's production calendar. Add holidays: RU to the hours of a product "
        "file."
    ),
    "no_override": N_("{day} is as the calendar has it already."),
    "no_ticket_here": N_("This command works in a ticket's topic, or as a reply to its card."),
}


MEANT = {
    "unknown_agent": N_(
        "Which colleague is “{given}”? Did you mean {meant}? You can also send /assign as a reply to one of "
        "their messages, or without a name to choose from a list."
    ),
    "unknown_command": N_("There is no command {given}. Did you mean {meant}? All commands: /help"),
    "unknown_department": N_("There is no department “{given}”. Did you mean “{meant}”?"),
    "eta_unreadable": N_("Please write the date like 2026-11-25. Did you mean /eta {meant}?"),
    "nobody_waits": N_("No ticket of this product waits for release {given}. Did you mean /ship {meant}?"),
    "days_unreadable": N_("“{given}” is no number of days from 1 to {most}. Did you mean /stats {meant}?"),
}
"""Where it can be guessed what was meant."""


def refusal(_: Gettext, code: str, data: dict[str, object]) -> str:
    """A refusal in the reader's language."""
    known = {key: _shown(value) for key, value in data.items()}
    if code == "not_now":
        label = PLAIN_STATES[str(data["state"])]
        known["state"] = _(label)
    if code == "other_is_over":
        label = (STATES if data["into"] else PLAIN_STATES)[str(data["other_state"])]
        known["how"] = _(label).format(other=data["into"])
    if isinstance(data.get("missing"), list):
        known["fields"] = field_names(_, cast("list[dict[str, str]]", data["missing"]), REPEATED)
    if code == "right_is_over":
        known |= {key: day(_, date.fromisoformat(str(data[key]))) for key in ("since", "until")}
    if code == "unknown_closing_reason":
        known["reasons"] = ", ".join(f"{reason.value} ({_(REASONS[reason])})" for reason in AGENTS_REASONS)
    if code == "canned_lacks":
        known["fields"] = ", ".join(_(PLACEHOLDERS[each]) for each in cast("list[str]", data["fields"]))
    if "department" in data:
        known["department"] = department(_, str(data["department"]))
    if code == "unknown_command" and data.get("given"):
        known["meant"] = meant(str(data["given"]))
    template = MEANT[code] if known.get("meant") else TEMPLATES[code]
    return _(template).format(**known)


def _shown(value: object) -> object:
    if isinstance(value, str):
        return clip(value, REPEATED)
    return ", ".join(map(str, value)) or "—" if isinstance(value, list) else value


def refused(it: Telling) -> Said:
    return Said(Text(refusal(it._, it.data["why"], it.data["about"])))


TELLERS: dict[str, Teller] = {refused.__name__: refused}
