"""What a customer reads while filling in a form."""

from collections.abc import Sequence
from datetime import datetime

from aiogram.types import InlineKeyboardButton, ReplyKeyboardRemove
from aiogram.utils.formatting import BlockQuote, Bold, ExpandableBlockQuote, Italic, Text

from bot.channels.telegram.callbacks import FormDo, FormPress, TicketDo, TicketPress
from bot.channels.telegram.keyboards import button, contact_keyboard, copy_button, keyboard
from bot.channels.telegram.texts.answers import files, option_label, part_asked, value, zone_line
from bot.channels.telegram.texts.base import (
    Said,
    Teller,
    Telling,
    clip,
    fill,
    lines,
    product_of,
    room_for_each,
)
from bot.channels.telegram.texts.hours import at_work
from bot.channels.telegram.texts.labels import state_line
from bot.channels.telegram.texts.missing import complete_button, later_line, missing_lines, missing_mark
from bot.channels.telegram.texts.outcomes import back_up
from bot.domain.answers import FormAnswer
from bot.domain.completion import waits
from bot.domain.kinds import KINDS
from bot.domain.kinds.period import Stage
from bot.domain.product import Field, Product

HOURS_IN_A_ROW = 4
SHORT_ANSWER = 120
"""Characters of an answer that stand on the line of its label; a longer one gets a quote of its own."""


def question(it: Telling) -> Said:
    product = product_of(it)
    asked = product.type(it.data["type"]).field(it.data["key"])
    if it.data["aside"] == "collected":
        return Said(_collected(it), keyboard(*_question_rows(it, asked)))
    _ = it._
    kept, current = it.data.get("kept"), it.data.get("current")
    return Said(
        lines(
            _("Added to your request.") if it.data["aside"] == "set_aside" else None,
            Italic(
                _("{number} of {total}").format(number=it.data["number"], total=it.data["total"])
                + f" · {asked.label.in_language(it.language)}"
            ),
            *_asked(it, asked, product),
            fill(_("You have already written: {words}"), words=BlockQuote(clip(kept, 300))) if kept else None,
            _current(it, FormAnswer.from_json(current)) if current and not _is_partial(it) else None,
        ),
        keyboard(*_question_rows(it, asked)),
    )


def _asked(it: Telling, asked: Field, product: Product) -> list[Text | str | None]:
    """The question, or what is asked of the rest of its answer."""
    zone = zone_line(it._, product) if asked.kind == "period" else None
    part = part_asked(it, asked)
    if part:
        return [part, zone]
    return [
        Bold(asked.ask.in_language(it.language)),
        asked.hint.in_language(it.language) if asked.hint else None,
        it._("You can also write it in your own words: “yesterday from 14 to 16”.") if zone else None,
        zone,
        later_line(it._, asked.required_for),
    ]


def _is_partial(it: Telling) -> bool:
    return it.data["stage"] not in {"", Stage.DAY}


def _collected(it: Telling) -> Text:
    _ = it._
    answer = FormAnswer.from_json(it.data["current"])
    number = answer.files
    if answer.value:
        received = _("Received: {files}.").format(files=files(_, answer))
    else:
        received = _.ngettext("{number} file received.", "{number} files received.", number)
    received = received.format(number=number)
    return Text(received, " ", _("Send more, or press “Done”."))


def _current(it: Telling, answer: FormAnswer) -> Text:
    _ = it._
    if KINDS[answer.kind].takes_files:
        if answer.value or not answer.files:
            return Text(_("Attached: {files}.").format(files=files(_, answer) or "—"))
        text = _.ngettext("Attached: {number} file.", "Attached: {number} files.", answer.files)
        return Text(text.format(number=answer.files))
    return fill(_("Your current answer: {answer}"), answer=BlockQuote(clip(value(_, answer) or "—", 300)))


def _question_rows(it: Telling, asked: Field) -> list[list[InlineKeyboardButton | None]]:
    _ = it._

    def press(do: FormDo, option: str = "") -> FormPress:
        return FormPress(draft=it.draft_id, do=do, key=asked.key, option=option)

    takes_files = KINDS[asked.kind].takes_files
    current = FormAnswer.from_json(it.data["current"]) if it.data.get("current") else None
    has_files = bool(current and (current.files or current.value)) and takes_files
    options = [
        button(option_label(_, asked, each), press(FormDo.CHOOSE, each)) for each in it.data["options"]
    ]
    rows: list[list[InlineKeyboardButton | None]] = _in_rows(options, asked)
    if KINDS[asked.kind].takes_contact and not it.data["for_caller"]:
        rows.append([button(_("Send my number"), press(FormDo.CONTACT))])
    if has_files:
        rows.append([button(_("Done"), press(FormDo.DONE), style="primary")])
        rows.append([button(_("Remove the files"), press(FormDo.CLEAR))])
    elif _is_partial(it):
        cut_short = KINDS[asked.kind].can_be_cut_short
        rows.append([button(_("Done"), press(FormDo.DONE), style="primary")] if cut_short else [])
    elif current:
        rows.append([button(_("Keep this answer"), press(FormDo.KEEP), style="primary")])
    elif it.data.get("kept"):
        rows.append([button(_("Use what I wrote"), press(FormDo.KEEP), style="primary")])
    if not asked.required and not has_files and not _is_partial(it):
        rows.append([button(_("Skip"), press(FormDo.SKIP))])
    rows.append(
        [
            button(_("Back"), press(FormDo.BACK)),
            button(_("Cancel"), FormPress(draft=it.draft_id, do=FormDo.CANCEL)),
        ]
    )
    return rows


def _in_rows(options: list[InlineKeyboardButton], asked: Field) -> list[list[InlineKeyboardButton | None]]:
    """Words take a row each, yes and no share one, and so do hours."""
    if asked.kind == "yes_no":
        return [[*options]]
    hours = [each for each in options if each.text[:1].isdigit() and not asked.options]
    rows: list[list[InlineKeyboardButton | None]] = [[each] for each in options if each not in hours]
    rows.extend([*hours[at : at + HOURS_IN_A_ROW]] for at in range(0, len(hours), HOURS_IN_A_ROW))
    return rows


def share_contact(it: Telling) -> Said:
    _ = it._
    return Said(
        Text(_("Press “Send my phone number” below, or type another number.")),
        reply_keyboard=contact_keyboard(_("Send my phone number")),
    )


def keyboard_gone(it: Telling) -> Said:
    _, given = it._, it.data["given"]
    text = (
        fill(_("Your phone number: {number}"), number=given) if given else Text(_("OK, no number for now."))
    )
    return Said(text, reply_keyboard=ReplyKeyboardRemove())


def preview(it: Telling) -> Said:
    _ = it._
    product = product_of(it)
    request_type = product.type(it.data["type"]).title.in_language(it.language)
    answers = [FormAnswer.from_json(each) for each in it.data["answers"]]
    number = it.data["more"]
    more = _.ngettext("And {number} more attachment.", "And {number} more attachments.", number)
    return Said(
        lines(
            _("Added to your request.") if it.data["aside"] == "set_aside" else None,
            Bold(_("Please check your request and press “Submit”.")),
            f"{product.title.in_language(it.language)} · {request_type}",
            *answer_lines(it, answers, it.data["additions"]),
            more.format(number=number) if number else None,
        ),
        keyboard(
            [button(_("Submit"), FormPress(draft=it.draft_id, do=FormDo.SUBMIT), style="success")],
            [
                button(_("Edit"), FormPress(draft=it.draft_id, do=FormDo.LIST)),
                button(_("Cancel"), FormPress(draft=it.draft_id, do=FormDo.CANCEL)),
            ],
        ),
    )


def answer_lines(it: Telling, answers: Sequence[FormAnswer], additions: Sequence[str]) -> list[Text]:
    """What the customer said, each answer with its label; long ones in a quote that opens."""
    said = "\n".join(additions)
    length = room_for_each([*(value(it._, each) for each in answers), said])
    shown = [_answer_line(it, each, length) for each in answers]
    if said:
        shown.append(fill(it._("In addition: {words}"), words=ExpandableBlockQuote(clip(said, length))))
    return shown


def _answer_line(it: Telling, answer: FormAnswer, length: int) -> Text:
    _ = it._
    label = answer.label.in_language(it.language)
    if answer.is_missing and (stage := waits(answer)):
        return Text(Bold(f"{label}:"), f" {missing_mark(_, stage)}")
    if KINDS[answer.kind].takes_files:
        return Text(Bold(f"{label}:"), f" {files(_, answer) or '—'}")
    words = clip(value(_, answer), length)
    if len(words) <= SHORT_ANSWER and "\n" not in words:
        return Text(Bold(f"{label}:"), f" {words or '—'}")
    return Text(Bold(f"{label}:"), "\n", ExpandableBlockQuote(words))


def edit_which(it: Telling) -> Said:
    _ = it._
    asked = product_of(it).type(it.data["type"])
    form = [asked.field(key) for key in it.data["keys"]]
    rows = [
        [
            button(
                each.label.in_language(it.language),
                FormPress(draft=it.draft_id, do=FormDo.EDIT, key=each.key),
            )
        ]
        for each in form
    ]
    back = button(_("Back"), FormPress(draft=it.draft_id, do=FormDo.PREVIEW))
    return Said(Text(_("Which answer would you like to change?")), keyboard(*rows, [back]))


def nothing_to_cancel(it: Telling) -> Said:
    return Said(Text(it._("There is nothing to cancel. To start a new request: /new")))


def draft_cancelled(it: Telling) -> Said:
    _ = it._
    resume = button(_("Continue"), FormPress(draft=it.draft_id, do=FormDo.RESUME))
    if it.data["completing"]:
        text = _("Put off. Your request stays registered, and you can continue at any time.")
        return Said(Text(text), keyboard([resume]))
    return Said(
        lines(
            _("Cancelled: nothing was sent to support."),
            _("You can continue this request or start a new one: /new")
            if it.data["resumable"]
            else _("To start a new request: /new"),
        ),
        keyboard([resume] if it.data["resumable"] else []),
    )


def registered(it: Telling) -> Said:
    _ = it._
    name, product = it.data["ticket"], product_of(it)
    said_by_product = [
        each.in_language(it.language) for each in (product.acknowledgement, product.promise) if each
    ]
    return Said(
        lines(
            fill(_("✅ Your request is registered: {ticket}"), ticket=Bold(name)),
            Italic(it.data["subject"]),
            state_line(_, {"state": "new"}),
            *missing_lines(_, it.data["missing"]),
            Text(""),
            *said_by_product,
            back_up(it).text if product.before_update and product.updates(it.data["type"]) else None,
            at_work(_, product, datetime.fromisoformat(it.data["at"])),
            _("We will answer here. To add something, write a message or send a file."),
            _("All your tickets: /tickets"),
        ),
        keyboard(
            [complete_button(_, it.ticket_id)] if it.data["missing"] else [],
            [
                button(_("Add a message"), TicketPress(ticket=it.ticket_id, do=TicketDo.WRITE)),
                button(_("Withdraw"), TicketPress(ticket=it.ticket_id, do=TicketDo.WITHDRAW)),
            ],
            [copy_button(_("Copy the number"), name)],
        ),
    )


TELLERS: dict[str, Teller] = {
    teller.__name__: teller
    for teller in (
        question,
        share_contact,
        keyboard_gone,
        preview,
        edit_which,
        nothing_to_cancel,
        draft_cancelled,
        registered,
    )
}
