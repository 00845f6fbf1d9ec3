"""The words of a form's buttons do what the buttons do, in every language."""

import pytest

from bot.channels.telegram.callbacks import FormDo, FormPress
from bot.channels.telegram.spoken import gesture
from bot.domain.intake import Form
from bot.domain.steps import Gesture
from bot.i18n import gettext_for, languages
from bot.services.drafts import standing
from tests.channels.rendering import buttons, words_of
from tests.domain.building import LOGS, SHOTS, SUBJECT, a_file, a_form, words

DOES = {
    FormDo.SKIP: Gesture.SKIP,
    FormDo.DONE: Gesture.DONE,
    FormDo.BACK: Gesture.BACK,
    FormDo.CANCEL: Gesture.CANCEL,
    FormDo.SUBMIT: Gesture.SUBMIT,
    FormDo.LIST: Gesture.EDIT,
}


def steps() -> list[Form]:
    """A question to skip, one with files, and the preview."""
    skipping, collecting, ready = a_form(SHOTS), a_form(LOGS), a_form(SUBJECT)
    collecting.say(a_file(1))
    ready.say(words(1, "Тема"))
    return [skipping, collecting, ready]


@pytest.mark.parametrize("language", languages())
def test_the_label_of_a_forms_button_is_understood_when_it_is_typed(language: str) -> None:
    said = set()
    for form in steps():
        for button in buttons(words_of(standing(form), language, form.product)):
            does = DOES.get(FormPress.unpack(button.callback_data or "").do)
            if does:
                assert gesture(button.text) is does
                said.add(does)

    assert said == set(Gesture)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("пропустить", Gesture.SKIP),
        (" ГОТОВО\n", Gesture.DONE),
        ("Назад", Gesture.BACK),
        ("отмена", Gesture.CANCEL),
        ("skip", Gesture.SKIP),
        ("DONE", Gesture.DONE),
        ("back", Gesture.BACK),
        ("Cancel", Gesture.CANCEL),
        ("submit", Gesture.SUBMIT),
    ],
)
def test_case_and_spaces_do_not_matter(typed: str, meant: Gesture) -> None:
    assert gesture(typed) is meant


@pytest.mark.parametrize(
    "typed",
    ["", " ", "Назад пути нет", "Back button does not work", "не готово", "done.", "/cancel", "продолжить"],
)
def test_words_that_only_contain_a_label_are_words(typed: str) -> None:
    assert gesture(typed) is None


def test_no_label_means_two_things() -> None:
    labels = {"Skip", "Done", "Back", "Cancel", "Submit", "Edit"}
    for language in languages():
        _ = gettext_for(language)
        assert len({gesture(_(label)) for label in labels}) == len(labels)
