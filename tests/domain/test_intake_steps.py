"""Walking through a form: forward, past, back, and to the preview."""

import pytest

from bot.domain import errors
from bot.domain.answers import Answer
from bot.domain.draft import PREVIEW
from bot.domain.intake import Form
from bot.domain.steps import Gesture, Progress
from tests.domain.building import (
    ACCOUNT,
    LOGS,
    PLACE,
    SHOTS,
    STORY,
    SUBJECT,
    a_field,
    a_file,
    a_form,
    asked,
    changed_to,
    words,
)


def at_preview() -> Form:
    form = a_form(SUBJECT, ACCOUNT, PLACE)
    form.say(words(1, "Тема"))
    form.skip("account")
    form.choose("place", "web")
    assert form.step() is None
    return form


def test_a_form_begins_with_its_first_question() -> None:
    step = a_form(SUBJECT, ACCOUNT, STORY).step()

    assert step
    assert (step.field, step.number, step.total) == (SUBJECT, 1, 3)
    assert (step.current, step.kept) == (None, "")


def test_an_answer_leads_to_the_next_question() -> None:
    form = a_form(SUBJECT, ACCOUNT)

    assert form.say(words(1, "Тема")) is Progress.ANSWERED

    step = form.step()
    assert step
    assert (step.field, step.number) == (ACCOUNT, 2)
    assert form.draft.answers == {"subject": Answer("Тема", (1,))}


def test_after_the_last_answer_comes_the_preview() -> None:
    form = at_preview()

    assert form.draft.at == PREVIEW
    assert form.complete()
    assert form.draft.answers["account"].skipped


def test_an_unreadable_answer_is_refused_and_the_next_try_succeeds() -> None:
    form = a_form(PLACE)

    with pytest.raises(errors.PickAnOption):
        form.say(words(1, "дома"))
    assert asked(form) == "place"
    assert form.draft.answers == {}

    form.say(words(2, "вариант phone"))
    assert form.draft.answers == {"place": Answer("phone", (2,))}


def test_a_required_question_cannot_be_skipped() -> None:
    form = a_form(SUBJECT, ACCOUNT)

    with pytest.raises(errors.AnswerRequired):
        form.skip("subject")

    assert asked(form) == "subject"


def test_back_shows_the_answer_given_before() -> None:
    form = a_form(SUBJECT, ACCOUNT)
    form.say(words(1, "Тема"))

    assert form.back("account")

    step = form.step()
    assert step
    assert (step.field, step.current) == (SUBJECT, Answer("Тема", (1,)))


def test_back_from_the_first_question_leads_to_the_choice_of_the_type() -> None:
    form = a_form(SUBJECT, ACCOUNT)

    assert not form.back("subject")

    assert form.draft.at is None
    assert form.draft.type_id is None
    assert not form.draft.is_filling


def test_an_answer_given_after_going_back_replaces_the_one_before() -> None:
    form = a_form(SUBJECT, ACCOUNT, PLACE)
    form.say(words(1, "Тема"))
    form.say(words(2, "104582"))
    form.back("place")
    form.back("account")

    form.say(words(3, "Другая тема"))

    assert form.draft.answers["subject"] == Answer("Другая тема", (3,))
    assert form.draft.answers["account"] == Answer("104582", (2,))
    assert asked(form) == "place", "what has been answered is not asked again"


def test_keeping_an_answer_goes_on_with_it() -> None:
    form = a_form(SUBJECT, ACCOUNT)
    form.say(words(1, "Тема"))
    form.back("account")

    form.keep("subject")

    assert asked(form) == "account"
    assert form.draft.answers["subject"] == Answer("Тема", (1,))


def test_there_is_nothing_to_keep_at_a_question_without_an_answer() -> None:
    form = a_form(SUBJECT)

    with pytest.raises(errors.OutdatedButton):
        form.keep("subject")


def test_an_answer_edited_from_the_preview_leads_back_to_it() -> None:
    form = at_preview()
    form.edit("subject")
    assert asked(form) == "subject"

    form.say(words(9, "Другая тема"))

    assert form.draft.at == PREVIEW
    assert form.draft.answers["subject"] == Answer("Другая тема", (9,))
    assert not form.draft.editing


@pytest.mark.parametrize("button", ["back", "keep", "skip"])
def test_every_way_out_of_an_edited_question_leads_back_to_the_preview(button: str) -> None:
    form = at_preview()
    form.edit("account")

    getattr(form, button)("account")

    assert form.draft.at == PREVIEW
    assert not form.draft.editing
    assert form.complete()


def test_a_choice_edited_by_its_button_leads_back_to_the_preview() -> None:
    form = at_preview()
    form.edit("place")

    form.choose("place", "phone")

    assert form.draft.at == PREVIEW
    assert form.draft.answers["place"] == Answer("phone")


def test_only_a_question_of_the_form_can_be_edited_and_only_from_the_preview() -> None:
    form = at_preview()
    with pytest.raises(errors.OutdatedButton):
        form.edit("nonsense")
    form.edit("place")
    with pytest.raises(errors.OutdatedButton):
        form.edit("subject")
    assert asked(form) == "place"


@pytest.mark.parametrize("button", ["skip", "done", "keep", "clear", "back"])
def test_a_button_of_another_question_is_outdated(button: str) -> None:
    form = a_form(SUBJECT, ACCOUNT, SHOTS)
    form.say(words(1, "Тема"))

    for key in ("subject", "shots", "nonsense"):
        with pytest.raises(errors.OutdatedButton):
            getattr(form, button)(key)

    assert asked(form) == "account"


@pytest.mark.parametrize("button", ["skip", "done", "keep", "clear", "back"])
def test_a_button_of_a_question_is_outdated_at_the_preview(button: str) -> None:
    form = at_preview()
    answers = dict(form.draft.answers)

    for key in ("subject", "account", PREVIEW):
        with pytest.raises(errors.OutdatedButton):
            getattr(form, button)(key)

    assert form.draft.at == PREVIEW
    assert form.draft.answers == answers


@pytest.mark.parametrize(("key", "option"), [("place", "fax"), ("place", ""), ("account", "web")])
def test_a_button_of_an_option_that_is_not_asked_for_is_outdated(key: str, option: str) -> None:
    form = a_form(PLACE, ACCOUNT)

    with pytest.raises(errors.OutdatedButton):
        form.choose(key, option)

    assert form.draft.answers == {}


@pytest.mark.parametrize(
    ("field", "allowed"),
    [
        (SUBJECT, {Gesture.BACK, Gesture.CANCEL}),
        (PLACE, {Gesture.BACK, Gesture.CANCEL}),
        (ACCOUNT, {Gesture.SKIP, Gesture.BACK, Gesture.CANCEL}),
        (SHOTS, {Gesture.SKIP, Gesture.BACK, Gesture.CANCEL}),
        (LOGS, {Gesture.BACK, Gesture.CANCEL}),
    ],
)
def test_a_step_takes_in_words_what_it_has_buttons_for(field: object, allowed: set[Gesture]) -> None:
    form = a_form(field)  # type: ignore[arg-type]

    assert {each for each in Gesture if form.allows(each)} == allowed


@pytest.mark.parametrize("field", [SHOTS, LOGS])
def test_a_question_with_files_is_done_and_not_skipped(field: object) -> None:
    form = a_form(field)  # type: ignore[arg-type]
    form.say(a_file(1))

    assert {each for each in Gesture if form.allows(each)} == {Gesture.DONE, Gesture.BACK, Gesture.CANCEL}


def test_the_preview_is_submitted_edited_or_cancelled() -> None:
    form = at_preview()

    assert {each for each in Gesture if form.allows(each)} == {
        Gesture.SUBMIT,
        Gesture.EDIT,
        Gesture.CANCEL,
    }


def test_a_question_added_to_the_product_file_is_asked_before_submitting() -> None:
    form = changed_to(at_preview(), SUBJECT, STORY, ACCOUNT, PLACE)

    assert not form.complete()
    assert asked(form) == "story"

    form.say(words(7, "Подробности"))
    assert form.draft.at == PREVIEW
    assert form.complete()


def test_a_question_that_became_required_is_asked_before_submitting() -> None:
    form = changed_to(at_preview(), SUBJECT, a_field("account", "account_number"), PLACE)

    assert not form.complete()
    assert asked(form) == "account"

    form.say(words(7, "104582"))
    assert form.complete()


def test_a_question_that_the_product_file_lost_gives_way_to_the_first_open_one() -> None:
    form = a_form(SUBJECT, STORY, ACCOUNT, PLACE)
    form.say(words(1, "Тема"))
    form = changed_to(form, SUBJECT, ACCOUNT, PLACE)
    assert asked(form) == "account"

    form.say(words(2, "104582"))

    assert form.draft.answers["account"] == Answer("104582", (2,))
    assert asked(form) == "place"


@pytest.mark.parametrize("button", ["skip", "back"])
def test_the_buttons_of_the_question_that_took_a_lost_ones_place_work(button: str) -> None:
    form = a_form(SUBJECT, STORY, ACCOUNT, PLACE)
    form.say(words(1, "Тема"))
    form = changed_to(form, SUBJECT, ACCOUNT, PLACE)

    getattr(form, button)(asked(form))

    assert asked(form) == {"skip": "place", "back": "subject"}[button]


def test_an_option_that_the_product_file_lost_is_refused_and_another_taken() -> None:
    form = a_form(PLACE)
    form = changed_to(form, a_field("place", "choice", options=("web", "app")))

    with pytest.raises(errors.OutdatedButton):
        form.choose("place", "phone")
    form.choose("place", "app")

    assert form.draft.answers == {"place": Answer("app")}
