"""Answers read anew after one of their messages says something else."""

from dataclasses import replace

import pytest

from bot.domain import errors
from bot.domain.answers import Said
from bot.domain.corrections import Corrected, answered_by, correct
from bot.domain.intake import Form
from tests.domain.building import a_field, a_file, a_form

STORY = a_field("story", "long_text", max_length=20_000)
WHEN = a_field("when", "period")
SYSTEM = a_field("system", "os")
LAST = a_field("last")


def told(form: Form, *said: Said) -> list[Said]:
    for each in said:
        form.say(each)
    return list(said)


def corrected(form: Form, said: list[Said], message_id: int, text: str) -> Corrected:
    field = answered_by(form, message_id)
    assert field
    after = [replace(each, text=text) if each.message_id == message_id else each for each in said]
    return correct(form, field, said, after)


def test_every_piece_of_a_long_answer_can_be_corrected() -> None:
    form = a_form(STORY, LAST)
    said = told(form, Said(1, "а" * 4000), Said(2, "конец"))

    assert corrected(form, said, 2, "точка") is Corrected.UNSEEN
    assert form.draft.answers["story"].value == "а" * 4000 + "\nточка"
    assert not form.draft.answers["story"].unfinished


def test_a_correction_that_makes_the_answer_too_long_is_refused() -> None:
    form = a_form(a_field("story", "long_text", max_length=4010), LAST)
    said = told(form, Said(1, "а" * 4000), Said(2, "конец"))

    with pytest.raises(errors.AnswerTooLong):
        corrected(form, said, 2, "б" * 20)
    assert form.draft.answers["story"].value.endswith("конец")


def test_what_was_pressed_between_the_words_is_not_guessed() -> None:
    form = a_form(WHEN, LAST)
    said = told(form, Said(1, "вчера"))
    form.choose("when", "0900")
    form.choose("when", "1200")
    before = form.draft.answers["when"]

    assert corrected(form, said, 1, "позавчера") is Corrected.NOT
    assert form.draft.answers["when"] == before


def test_what_was_pressed_and_adds_nothing_does_no_harm() -> None:
    form = a_form(WHEN, LAST)
    said = told(form, Said(1, "вчера"))
    form.choose("when", "whole")

    assert corrected(form, said, 1, "позавчера") is Corrected.UNSEEN
    assert form.draft.answers["when"].value == "2026-11-18"


def test_a_period_that_was_typed_in_parts_is_read_again() -> None:
    form = a_form(WHEN, LAST)
    said = told(form, Said(1, "вчера"), Said(2, "с 14 до 16"))

    assert corrected(form, said, 2, "с 15 до 16") is Corrected.UNSEEN
    assert "T15:00" in form.draft.answers["when"].value


def test_a_system_and_its_version_are_corrected_apart() -> None:
    form = a_form(SYSTEM, LAST)
    said = told(form, Said(1, "Windows"), Said(2, "10"))

    assert corrected(form, said, 2, "11") is Corrected.UNSEEN
    assert form.draft.answers["system"].value == "Windows 11"


def test_a_file_is_no_answer_in_words() -> None:
    form = a_form(a_field("files", "files"), LAST)
    told(form, a_file(1))

    assert answered_by(form, 1) is None
