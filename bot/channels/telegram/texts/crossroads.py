"""Where only the customer can tell the way: the same problem or another, the form or the ticket."""

from aiogram.utils.formatting import Bold, Italic, Text

from bot.channels.telegram.callbacks import FormDo, FormPress, TicketDo, TicketPress
from bot.channels.telegram.keyboards import button, keyboard
from bot.channels.telegram.texts.base import Said, Teller, Telling, fill, lines, product_of
from bot.channels.telegram.texts.intake import answer_lines
from bot.channels.telegram.texts.labels import state
from bot.domain.answers import FormAnswer


def look_alikes(it: Telling) -> Said:
    _ = it._

    def press(do: FormDo, option: str = "") -> FormPress:
        return FormPress(draft=it.draft_id, do=do, option=option)

    listed = it.data["tickets"]
    return Said(
        lines(
            _("Added to your request.") if it.data["aside"] == "set_aside" else None,
            Bold(_("You already have a similar ticket. Is it the same problem?")),
            *(
                Text(Bold(each["ticket"]), f" · {state(_, each)} · ", Italic(each["subject"]))
                for each in listed
            ),
            _("If so, choose it below: we will add what you have written to it."),
        ),
        keyboard(
            *(
                [button(f"{each['ticket']} · {each['subject']}", press(FormDo.SAME, str(each["id"])))]
                for each in listed
            ),
            [button(_("Another problem"), press(FormDo.OTHER), style="primary")],
            [button(_("Cancel"), press(FormDo.CANCEL))],
        ),
    )


def form_or_ticket(it: Telling) -> Said:
    _ = it._
    product, listed = product_of(it), it.data["tickets"][0]
    form = product.type(it.data["type"]).title.in_language(it.language)
    return Said(
        fill(
            _("We answered {ticket} while you were filling in the form. What is your message about?"),
            ticket=Bold(listed["ticket"]),
        ),
        keyboard(
            [
                button(
                    _("The form: {product} · {type}").format(
                        product=product.title.in_language(it.language), type=form
                    ),
                    FormPress(draft=it.draft_id, do=FormDo.HELD),
                )
            ],
            [
                button(
                    f"{listed['ticket']} · {listed['subject']}",
                    TicketPress(ticket=listed["id"], do=TicketDo.PLACE),
                )
            ],
        ),
    )


def added_to_ticket(it: Telling) -> Said:
    _ = it._
    return Said(
        lines(
            fill(_("Added to {ticket}."), ticket=Bold(it.data["ticket"])),
            None if it.data["for_caller"] else _("Your next messages will go there, too."),
        )
    )


def same_problem(it: Telling) -> Said:
    """To the agents: what the customer's form said."""
    _ = it._
    answers = [FormAnswer.from_json(each) for each in it.data["answers"]]
    return Said(
        lines(
            Italic(_("The customer says this is the same problem, and adds:")),
            Text(Bold(_("🔴 The customer's work is stopped"))) if it.data["stopped"] else None,
            *answer_lines(it, answers, it.data["additions"]),
        )
    )


TELLERS: dict[str, Teller] = {
    teller.__name__: teller for teller in (look_alikes, form_or_ticket, added_to_ticket, same_problem)
}
