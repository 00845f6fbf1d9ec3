"""A ticket's history, as its customer and its agents read it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiogram.utils.formatting import Bold, Text
from babel.dates import format_datetime
from babel.numbers import format_percent

from bot.channels.telegram.texts.answers import files, value
from bot.channels.telegram.texts.bans import ban_line
from bot.channels.telegram.texts.base import MESSAGE_ROOM, Said, Teller, Telling, clip, fill, lines
from bot.channels.telegram.texts.entitlement import right_told
from bot.channels.telegram.texts.labels import CLOCKS, PRIORITIES, closing_reason, department, undelivered
from bot.channels.telegram.texts.outcomes import day
from bot.domain.answers import FormAnswer
from bot.domain.bans import Ban
from bot.domain.entitlement import Right
from bot.domain.kinds import KINDS
from bot.i18n import N_, Gettext

ANSWER_LENGTH = 60
"""UTF-16 units of an answer that the history repeats."""

AGENTS_READ = {
    "submitted": N_("the customer registered the request"),
    "taken": N_("{who} took the ticket"),
    "assigned": N_("{who} assigned the ticket to {whom}"),
    "given_in_turn": N_("given in turn to {whom}"),
    "left_behind": N_("{who} went away: the ticket is back in the queue"),
    "released": N_("{who} returned the ticket to the queue"),
    "question_delivered": N_("{who} asked the customer"),
    "question_undone": N_("{who} unsent the question"),
    "resolution_delivered": N_("{who} sent the final answer"),
    "resolution_undone": N_("{who} unsent the final answer"),
    "delivery_failed": N_("not delivered: {reason}"),
    "customer_wrote": N_("the customer wrote"),
    "agent_wrote": N_("{who} answered"),
    "confirmed": N_("the customer confirmed the solution"),
    "disagreed": N_("the customer said the problem is not solved"),
    "just_a_note": N_("the customer said it was just a note"),
    "withdrawn": N_("the customer withdrew the request"),
    "reopened": N_("the customer reopened the ticket"),
    "closed_by_agent": N_("{who} closed the ticket: {reason}"),
    "rated": N_("the customer rated the answer: {stars} of 5"),
    "rating_commented": N_("the customer commented on the rating"),
    "answered_later": N_("the customer added to the form: {answers}"),
    "filled_in": N_("{who} added to the form: {answers}"),
    "taken_as_note": N_("{who} marked the customer's message as just a note"),
    "closing_reminded": N_("the customer was reminded to answer"),
    "closed_by_silence": N_("closed: no objections received"),
    "reverted": N_("the customer had written in time: the ticket is not closed any more"),
    "answer_may_be_lost": N_("the bot was unavailable: the customer was asked again"),
    "automatic": N_("a message was sent automatically"),
    "followed_up": N_("the customer sent a new request: {other}"),
    "merged": N_("{who} merged the ticket into {other}"),
    "took_in": N_("{who} merged {other} into this ticket"),
    "unmerged": N_("{who} undid the merge into {other}"),
    "gave_back": N_("{who} undid the merge of {other}"),
    "split": N_("{who} split off {other}"),
    "linked": N_("{who} linked the ticket to the problem {other}"),
    "unlinked": N_("{who} unlinked the ticket from {other}"),
    "got_incident": N_("{who} linked the incident {other}"),
    "lost_incident": N_("{who} unlinked the incident {other}"),
    "resolution_queued": N_("{who} gave build {version}, SHA-256 {checksum}"),
    "escalated": N_("{who} passed the ticket on to {department}: {words}"),
    "returned": N_("{who} returned the ticket to support: {words}"),
    "eta_set": N_("{who} promised the update for {day}"),
    "eta_warned": N_("reminder: the update is promised for {day}"),
    "shipped": N_("{who} announced release {release}"),
    "option_chosen": N_("the customer chose: {option}"),
    "sla_warned": N_("{percent} of the time used: {clock}"),
    "question_reminded": N_("the customer was reminded of the question"),
    "priority_changed": N_("{who} changed the priority to {priority}"),
    "entitlement_passed": N_("right to support confirmed: {right}"),
    "entitlement_failed": N_("right to support not confirmed: {right}"),
    "let_pass": N_("{who} let the ticket pass without a record: {words}"),
    "files_erased": N_("the files were erased: their time was over"),
    "erased": N_("what was said was erased: its time was over"),
}
BACK_IN_QUEUE = N_("the ticket is back in the queue")
"""Released by nobody: its assignee is not where it is now."""
FOR_A_CALLER = N_("{who} registered the request for a caller")
CUSTOMER_READS = {
    "submitted": N_("request registered"),
    "taken": N_("work began"),
    "assigned": N_("work began"),
    "question_delivered": N_("we asked you a question"),
    "customer_wrote": N_("you wrote"),
    "agent_wrote": N_("we answered"),
    "resolution_delivered": N_("we sent the final answer"),
    "confirmed": N_("you confirmed the solution"),
    "disagreed": N_("you said the problem is not solved"),
    "withdrawn": N_("you withdrew the request"),
    "reopened": N_("you reopened the ticket"),
    "closed_by_agent": N_("closed: {reason}"),
    "rated": N_("you rated the answer: {stars} of 5"),
    "answered_later": N_("you added to the form: {answers}"),
    "closing_reminded": N_("we reminded you to answer"),
    "closed_by_silence": N_("closed: no objections received"),
    "reverted": N_("you had written in time: the ticket is not closed any more"),
    "answer_may_be_lost": N_("we were unavailable and asked you again"),
    "merged": N_("joined with {other}"),
    "unmerged": N_("parted from {other} again"),
    "split": N_("a second problem became {other}"),
    "escalated": N_("passed on to specialists: {department}"),
    "eta_set": N_("update expected on {day}"),
    "option_chosen": N_("you chose: {option}"),
    "question_reminded": N_("we reminded you of our question"),
    "priority_changed": N_("the priority is now “{priority}”: {because}"),
    "entitlement_passed": N_("right to support confirmed"),
    "entitlement_failed": N_("we have to check the right to support"),
    "let_pass": N_("right to support checked"),
    "files_erased": N_("the files were erased: their time was over"),
    "erased": N_("what was said was erased: its time was over"),
}
COLLEAGUE_READS = CUSTOMER_READS | {
    "question_delivered": N_("we asked a question"),
    "customer_wrote": N_("the customer wrote"),
    "confirmed": N_("the customer confirmed the solution"),
    "disagreed": N_("the customer said the problem is not solved"),
    "withdrawn": N_("the customer withdrew the request"),
    "reopened": N_("the customer reopened the ticket"),
    "rated": N_("the customer rated the answer: {stars} of 5"),
    "answered_later": N_("the customer added to the form: {answers}"),
}
WITH_OPTIONS = {
    N_("{who} asked the customer"): N_("{who} let the customer choose: {options}"),
    N_("we asked you a question"): N_("we let you choose: {options}"),
    N_("we asked a question"): N_("we offered a choice: {options}"),
}
"""A question that offers solutions."""


def history(it: Telling) -> Said:
    """To the customer, or to a colleague of theirs."""
    return _history(it, CUSTOMER_READS if it.data["mine"] else COLLEAGUE_READS)


def desk_history(it: Telling) -> Said:
    """To the agents."""
    return _history(it, AGENTS_READ)


def _history(it: Telling, labels: Mapping[str, str]) -> Said:
    _ = it._
    product = it.catalog.find(it.data["product"])
    zone = ZoneInfo(product.zone if product else "UTC")
    shown = [_line(it, each, labels, zone) for each in it.data["lines"]]
    fitting = _latest(shown)
    number = it.data["earlier"] + len(shown) - len(fitting)
    earlier = _.ngettext("… and {number} earlier entry", "… and {number} earlier entries", number)
    return Said(
        lines(
            fill(_("{ticket}: history"), ticket=Bold(it.data["ticket"])),
            ban_line(_, Ban.from_json(it.data["ban"]), zone) if it.data.get("ban") else None,
            earlier.format(number=number) if number else None,
            *fitting,
        )
    )


def _latest(shown: list[Text]) -> list[Text]:
    """As many of the last lines as a message holds."""
    room, kept = MESSAGE_ROOM, 0
    for line in reversed(shown):
        room -= len(line)
        if room < 0:
            break
        kept += 1
    return shown[len(shown) - kept :]


def _line(it: Telling, entry: Mapping[str, Any], labels: Mapping[str, str], zone: ZoneInfo) -> Text:
    _ = it._
    by_agent = entry.get("who")
    label = labels[entry["event"]]
    if entry["event"] == "submitted" and by_agent:
        label = FOR_A_CALLER
    elif entry["event"] == "released" and not by_agent:
        label = BACK_IN_QUEUE
    if entry.get("options"):
        label = WITH_OPTIONS[label]
    build = entry.get("build") or {}
    known = {
        "who": Bold(entry.get("who") or "—"),
        "whom": Bold(entry.get("whom") or "—"),
        "stars": entry["stars"] or 0,
        "other": Bold(entry.get("other") or "—"),
        "department": department(_, entry.get("department") or "support"),
        "day": _promised(_, entry),
        "release": entry.get("release") or "—",
        "option": entry.get("option") or "—",
        "options": clip(" · ".join(entry.get("options") or ())),
        "words": clip(entry.get("words") or "—", ANSWER_LENGTH * 2),
        "version": build.get("version") or "—",
        "checksum": build.get("sha256") or "—",
        "right": right_told(_, Right.from_json(entry["right"])) if entry.get("right") else "",
        "answers": _answers(_, [FormAnswer.from_json(each) for each in entry.get("answers") or ()]),
    }
    known |= _time_and_urgency(_, entry)
    if entry["reason"]:
        wording = undelivered if entry["event"] == "delivery_failed" else closing_reason
        known["reason"] = wording(_, entry["reason"])
    at = format_datetime(datetime.fromisoformat(entry["at"]), "d MMM, HH:mm", zone, locale=it.language)
    times = f" (×{entry['times']})" if entry["times"] > 1 else ""
    return Text(f"{at} · ", fill(_(label), **known), times)


def _time_and_urgency(_: Gettext, entry: Mapping[str, Any]) -> dict[str, str]:
    """Of lines that were queued before there was such a thing, too."""
    clock, priority = entry.get("clock"), entry.get("priority")
    return {
        "percent": format_percent((entry.get("percent") or 0) / 100, locale=_.language),
        "clock": _(CLOCKS[clock]) if clock else "",
        "priority": _(PRIORITIES[priority]) if priority else "",
        "because": clip(entry.get("because") or "", ANSWER_LENGTH),
    }


def _promised(_: Gettext, entry: Mapping[str, Any]) -> str:
    eta, release = entry.get("eta"), entry.get("release")
    if eta is None:
        return "—"
    return f"{day(_, eta)} ({release})" if release else day(_, eta)


def _answers(_: Gettext, answers: Sequence[FormAnswer]) -> str:
    told = []
    for each in answers:
        said = files(_, each) if KINDS[each.kind].takes_files else value(_, each)
        told.append(f"{each.label.in_language(_.language)}: {clip(' '.join(said.split()), ANSWER_LENGTH)}")
    return clip(", ".join(told), MESSAGE_ROOM // 4)


TELLERS: dict[str, Teller] = {teller.__name__: teller for teller in (history, desk_history)}
