"""Messages that answered a question and say something else now."""

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum, auto

from bot.domain.answers import Answer, Asking, Said
from bot.domain.aside import save_hidden_files
from bot.domain.intake import Form
from bot.domain.kinds import KINDS
from bot.domain.product import Field


class Corrected(Enum):
    SHOWN = auto()
    """What is in front of the customer has changed."""
    UNSEEN = auto()
    """The answer has changed, and what is in front of the customer has not."""
    NOT = auto()
    """Something was pressed between the words: what they make together cannot be told from the words."""


def answered_by(form: Form, message_id: int) -> Field | None:
    """The question whose answer, in words, the message is or is a part of."""
    for each in form.fields:
        answer = form.draft.answers.get(each.key, Answer())
        if answer.value and message_id in answer.messages:
            return each
    return None


def correct(form: Form, field: Field, before: Sequence[Said], after: Sequence[Said]) -> Corrected:
    """Read the answer anew from all its messages; may refuse."""
    answer, kind, asking = form.draft.answers[field.key], KINDS[field.kind], Asking(form.now)
    if kind.mixes_presses and kind.reread(field, before, asking).value != answer.value:
        return Corrected.NOT
    keys = [each.key for each in form.fields]
    new = kind.reread(field, after, asking)
    form.draft.answers[field.key] = replace(new, unfinished=answer.unfinished)
    save_hidden_files(form.draft, form.fields)
    shown = form.step()
    is_seen = shown is None or shown.field is field or [each.key for each in form.fields] != keys
    return Corrected.SHOWN if is_seen else Corrected.UNSEEN
