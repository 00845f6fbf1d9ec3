"""What a customer sent that answers no question in front of them: it is kept, and used where it fits."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.domain.answers import Answer, Said
from bot.domain.draft import Addition, Draft, said_beside
from bot.domain.kinds import KINDS
from bot.domain.product import Field


def set_aside(draft: Draft, fields: Sequence[Field], said: Said) -> None:
    """Files go to where the form asks for them, words beside the form."""
    if said.attachment:
        keep_file(draft, fields, said.message_id, said.text)
    else:
        draft.additions += (Addition(said.message_id, said.text.strip()),)


def keep_file(draft: Draft, fields: Sequence[Field], message_id: int, caption: str) -> None:
    for each in fields:
        if KINDS[each.kind].takes_files:
            before = draft.answers.get(each.key, Answer())
            draft.answers[each.key] = replace(
                before, messages=(*before.messages, message_id), files=before.files + 1
            )
            return
    draft.additions += (Addition(message_id, caption, file=True),)


def carry_over(draft: Draft, fields: Sequence[Field], before: Mapping[str, Answer]) -> None:
    """Answers to another form, or to none: those that fit stand, the rest is kept beside."""
    files = [addition for addition in draft.additions if addition.file]
    draft.additions = tuple(addition for addition in draft.additions if not addition.file)
    for key, answer in before.items():
        same = next((each for each in fields if each.key == key), None)
        if same and not answer.unfinished and KINDS[same.kind].fits(same, answer):
            draft.answers[key] = answer
        elif answer.files:
            for message_id in answer.messages:
                keep_file(draft, fields, message_id, "")
        else:
            draft.additions += said_beside(answer)
    for addition in files:
        keep_file(draft, fields, addition.message_id, addition.text)


def kept_words(draft: Draft, fields: Sequence[Field], asked: Field) -> tuple[Addition, ...]:
    """Words of before the form, for the first question that asks for a story."""
    stories = [each for each in fields if each.kind == "long_text"]
    if not stories or stories[0] is not asked or asked.key in draft.answers:
        return ()
    kept = tuple(each for each in draft.additions if not each.file and each.text)
    length = sum(len(each.text) + 1 for each in kept)
    return kept if length <= asked.max_length else ()


def save_hidden_files(draft: Draft, fields: Sequence[Field]) -> None:
    """A question is asked no more after another's new answer: its words go with it, not its files."""
    asked = {each.key for each in fields}
    for key in [key for key, answer in draft.answers.items() if answer.files and key not in asked]:
        for message_id in draft.answers.pop(key).messages:
            keep_file(draft, fields, message_id, "")
