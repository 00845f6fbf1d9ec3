"""Answers that come after the registration: what a ticket's form still lacks, and what follows from them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.answers import Answer, FormAnswer
from bot.domain.kinds.options import YES
from bot.domain.product import Field, RequestType, RequiredFor

FormAnswers = tuple[FormAnswer, ...]


def missing(form: Iterable[FormAnswer], stage: RequiredFor | None = None) -> FormAnswers:
    """What is still to be answered; with a stage, only what this has to wait for."""
    lacking = (each for each in form if each.is_missing)
    return tuple(each for each in lacking if stage is not RequiredFor.TAKE or waits(each) is stage)


def labels(form: Iterable[FormAnswer]) -> list[dict[str, str]]:
    """What the answers are called, in every language: a refusal is worded where it is read."""
    return [dict(each.label.by_language) for each in form]


def waits(answer: FormAnswer) -> RequiredFor | None:
    """What has to wait for the answer now.

    The ticket is there: what it would not have been registered without, had the question been called for
    then, work does not begin without.
    """
    return RequiredFor.TAKE if answer.required_for is RequiredFor.SUBMIT else answer.required_for


def remaining(request_type: RequestType, asks: Sequence[str]) -> RequestType:
    """The form of these questions alone, and of those that depend on their answers."""
    form: dict[str, Field] = {}
    for each in request_type.form:
        follows = each.when is not None and each.when.field in form
        if follows:
            form[each.key] = each
        elif each.key in asks:
            form[each.key] = replace(each, when=None)
    return replace(request_type, form=tuple(form.values()))


@dataclass(frozen=True, slots=True)
class Later:
    """Answers that came after the registration, and what they change in the questions called for."""

    answers: FormAnswers
    called_for: FormAnswers = ()
    """Not asked before, and not answered yet."""
    dropped: tuple[str, ...] = ()
    """Keys of the questions that do not apply any more."""
    stopped: bool = False
    """One of the answers says that the customer's work is stopped."""

    def as_json(self) -> dict[str, Any]:
        return {
            "answers": [each.as_json() for each in self.answers],
            "called_for": [each.as_json() for each in self.called_for],
            "dropped": list(self.dropped),
            "stopped": self.stopped,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Later":
        return cls(
            tuple(FormAnswer.from_json(each) for each in data["answers"]),
            tuple(FormAnswer.from_json(each) for each in data["called_for"]),
            tuple(data["dropped"]),
            data["stopped"],
        )

    def added_to(self, form: FormAnswers) -> FormAnswers:
        """The later of two answers to a question stands; questions new to the form follow it."""
        known = {each.key: each for each in form if each.key not in self.dropped}
        known |= {each.key: each for each in self.answers}
        known |= {each.key: each for each in self.called_for if each.key not in known}
        return tuple(known.values())


def come_later(request_type: RequestType | None, form: FormAnswers, answers: Sequence[FormAnswer]) -> Later:
    """What these answers change in a form; without its questions, which are asked no more, nothing else."""
    if request_type is None:
        return Later(tuple(answers))
    given = {each.key for each in answers}
    before = {each.key: each.value for each in form}
    values = before | {each.key: each.value for each in answers}
    called_before = {each.key for each in request_type.called_for(before)}
    called_now = request_type.called_for(values)
    now = {each.key for each in called_now}
    return Later(
        answers=tuple(each for each in answers if each.key in now or each.key not in called_before),
        called_for=tuple(
            FormAnswer.of(each, Answer())
            for each in called_now
            if each.key not in called_before | given | set(before)
        ),
        dropped=tuple(key for key in before if key in called_before and key not in now),
        stopped=any(each.blocker and values[each.key] == YES for each in called_now if each.key in given),
    )
