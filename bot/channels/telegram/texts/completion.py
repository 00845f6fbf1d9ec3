"""Answers that come after the registration: what customers and agents read about them."""

from typing import Any

from aiogram.utils.formatting import Bold, Italic, Text

from bot.channels.telegram.callbacks import DeskDo, DeskPress
from bot.channels.telegram.keyboards import button, keyboard
from bot.channels.telegram.texts.answers import OPTIONS
from bot.channels.telegram.texts.base import Said, Teller, Telling, fill, lines
from bot.channels.telegram.texts.intake import answer_lines
from bot.channels.telegram.texts.missing import complete_button, field_names, missing_lines
from bot.domain.answers import FormAnswer
from bot.domain.product import LocalText

# To the customer.


def completing(it: Telling) -> Said:
    """Before the first question of what is missing."""
    _ = it._
    number = it.data["number"]
    text = _.ngettext(
        "{ticket}: {number} more answer is needed.", "{ticket}: {number} more answers are needed.", number
    )
    return Said(fill(text, ticket=Bold(it.data["ticket"]), number=number))


def form_thanks(it: Telling) -> Said:
    text = (
        it._("Thank you! Your answers have been added to {ticket}.")
        if it.data["missing"]
        else it._("Thank you! We now have everything we need for {ticket}.")
    )
    return _with_what_is_missing(it, text)


def still_missing(it: Telling) -> Said:
    """The customer has put everything off again."""
    return _with_what_is_missing(it, it._("OK, you can complete {ticket} later."))


def complete_form(it: Telling) -> Said:
    """An agent asks for it."""
    return _with_what_is_missing(it, it._("To go on with {ticket}, we need more answers from you."))


def _with_what_is_missing(it: Telling, text: str) -> Said:
    missing = it.data["missing"]
    return Said(
        lines(fill(text, ticket=Bold(it.data["ticket"])), *missing_lines(it._, missing)),
        keyboard([complete_button(it._, it.ticket_id)] if missing else []),
    )


# To the agents.


def form_completed(it: Telling) -> Said:
    """`ticket`: whose form it is, where that has been merged into this one."""
    answers, merged = [FormAnswer.from_json(each) for each in it.data["answers"]], it.data.get("ticket")
    text = it._("The customer added to the form of {ticket}:") if merged else ""
    return Said(
        lines(
            Italic(fill(text, ticket=merged) if merged else it._("The customer added to the form:")),
            *answer_lines(it, answers, it.data["additions"]),
        )
    )


def missing_asked(it: Telling) -> Said:
    fields = field_names(it._, [each["label"] for each in it.data["missing"]])
    text = it._("{agent} asks the customer for: {fields}")
    return Said(Italic(fill(text, agent=Bold(it.data["agent"]), fields=fields)))


def fill_in_which(it: Telling) -> Said:
    rows = [
        [
            button(
                field_names(it._, [each["label"]]),
                DeskPress(ticket=it.ticket_id, do=DeskDo.FILL_IN_FIELD, arg=each["key"]),
            )
        ]
        for each in it.data["fields"]
    ]
    text = it._("What would you like to fill in for {ticket}?")
    return Said(fill(text, ticket=Bold(it.data["ticket"])), keyboard(*rows))


def fill_in(it: Telling) -> Said:
    """The agent's next message, or a button, is the answer."""
    _, key = it._, it.data["key"]

    def title(option: dict[str, Any]) -> str:
        if option["title"]:
            return LocalText(option["title"]).in_language(it.language)
        label = OPTIONS[option["key"]]
        return _(label)

    rows = [
        [
            button(
                title(each),
                DeskPress(ticket=it.ticket_id, do=DeskDo.FILL_IN_WITH, arg=f"{key}.{each['key']}"),
            )
        ]
        for each in it.data["options"]
    ]
    never_mind = DeskPress(ticket=it.ticket_id, do=DeskDo.NEVER_MIND, arg=str(it.data["agent_id"]))
    text = (
        _("{agent}, send the file: {field}. The customer will not see your next message.")
        if it.data["kind"] == "files"
        else _("{agent}, write the answer: {field}. The customer will not see your next message.")
    )
    return Said(
        fill(text, agent=Bold(it.data["agent"]), field=Bold(field_names(_, [it.data["label"]]))),
        keyboard(*rows, [button(_("Cancel"), never_mind)]),
    )


def fill_in_more(it: Telling) -> Said:
    """Files, and what is too long for one message, come in several."""
    _ = it._
    done = DeskPress(ticket=it.ticket_id, do=DeskDo.NEVER_MIND, arg=str(it.data["agent_id"]))
    text = _("{agent}, is there more? Send it, or press “Done”. The customer will not see it.")
    return Said(
        fill(text, agent=Bold(it.data["agent"])), keyboard([button(_("Done"), done, style="primary")])
    )


def filled_in(it: Telling) -> Said:
    answer = FormAnswer.from_json(it.data["answer"])
    return Said(
        lines(
            Italic(it._("Added to the form:")),
            *answer_lines(it, [answer], []),
            *missing_lines(it._, it.data["missing"]),
        )
    )


def answer_needless(it: Telling) -> Said:
    return Said(Text(it._("This answer is no longer needed. Your message stays here as a note.")))


TELLERS: dict[str, Teller] = {
    teller.__name__: teller
    for teller in (
        completing,
        form_thanks,
        still_missing,
        complete_form,
        form_completed,
        missing_asked,
        fill_in_which,
        fill_in,
        fill_in_more,
        filled_in,
        answer_needless,
    )
}
