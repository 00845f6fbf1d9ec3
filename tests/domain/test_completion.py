"""Answers that come after the registration: what is missing, what is asked, what they change."""

from dataclasses import replace

import pytest

from bot.domain.answers import Answer, FormAnswer
from bot.domain.completion import FormAnswers, Later, come_later, missing, remaining
from bot.domain.errors import AnswerRequired
from bot.domain.intake import Form
from bot.domain.product import Condition, Field, RequestType, RequiredFor
from tests.domain.building import NOON, SUBJECT, a_draft, a_field, a_form, a_product, asked, lacking, words

TAKE, RESOLVE, SUBMIT = RequiredFor.TAKE, RequiredFor.RESOLVE, RequiredFor.SUBMIT
SERIAL = a_field("serial", "serial_number", required=TAKE)
PLACE = a_field("place", "choice", required=TAKE, options=("web", "phone"))
BROWSER = replace(a_field("browser"), when=Condition("place", frozenset({"web"})))
MODEL = replace(a_field("model", required=RESOLVE), when=Condition("place", frozenset({"phone"})))
STOPPED = replace(a_field("stopped", "yes_no", required=RESOLVE), blocker=True)


def a_type(*fields: Field) -> RequestType:
    return a_product(*fields).types[0]


def given(field: Field, value: str = "") -> FormAnswer:
    return FormAnswer.of(field, Answer(value))


def keys(answers: tuple[FormAnswer, ...]) -> list[str]:
    return [each.key for each in answers]


@pytest.mark.parametrize("stage", [TAKE, RESOLVE])
def test_what_is_required_later_may_be_put_off(stage: RequiredFor) -> None:
    form = a_form(SUBJECT, a_field("serial", "serial_number", required=stage))
    form.say(words(1, "Не включается"))
    form.skip("serial")

    assert form.complete()


def test_what_is_required_for_the_registration_may_not() -> None:
    form = a_form(SUBJECT)

    with pytest.raises(AnswerRequired):
        form.skip("subject")


def test_work_waits_for_its_answers_and_the_end_for_all() -> None:
    form = (given(SUBJECT, "Тема"), lacking(TAKE, "one"), lacking(RESOLVE, "two"), lacking(SUBMIT, "three"))

    assert keys(missing(form, TAKE)) == ["one", "three"]
    assert keys(missing(form, RESOLVE)) == keys(missing(form)) == ["one", "two", "three"]


def test_an_optional_question_without_an_answer_is_not_missing() -> None:
    assert missing([given(a_field("shots", "files", required=False))]) == ()


def test_only_what_is_missing_is_asked_and_what_its_answers_call_for() -> None:
    product = a_product(SUBJECT, PLACE, BROWSER, MODEL, SERIAL)
    left = remaining(product.types[0], ("place", "serial"))
    draft = a_draft()
    draft.type_id, draft.at, draft.completes = left.id, "place", 1
    form = Form(draft, product, left, now=NOON)

    form.choose("place", "web")
    assert asked(form) == "browser"
    form.back("browser")
    form.choose("place", "phone")
    assert asked(form) == "model"
    form.skip("model")
    assert asked(form) == "serial"
    form.say(words(1, "ABCD-1234"))

    assert form.step() is None


def test_a_question_whose_condition_is_met_already_is_asked() -> None:
    left = remaining(a_type(PLACE, MODEL), ("model",))

    assert [each.key for each in left.called_for({})] == ["model"]


def test_back_from_the_first_question_does_not_forget_which_form_it_is() -> None:
    product = a_product(SERIAL)
    draft = a_draft()
    draft.type_id, draft.at, draft.completes = "incident", "serial", 1

    assert not Form(draft, product, product.types[0], now=NOON).back("serial")

    assert (draft.type_id, draft.at) == ("incident", "serial")


def test_an_answer_calls_for_questions_and_another_drops_them() -> None:
    questions = a_type(SUBJECT, PLACE, BROWSER, MODEL)
    form: FormAnswers = (given(SUBJECT, "Тема"), given(PLACE))

    later = come_later(questions, form, [given(PLACE, "web")])
    form = later.added_to(form)
    assert (keys(form), keys(missing(form, TAKE))) == (["subject", "place", "browser"], ["browser"])

    form = come_later(questions, form, [given(BROWSER, "Firefox")]).added_to(form)
    later = come_later(questions, form, [given(PLACE, "phone")])
    form = later.added_to(form)
    assert (keys(form), keys(missing(form))) == (["subject", "place", "model"], ["model"])


def test_questions_that_the_product_got_since_are_not_asked_of_an_older_ticket() -> None:
    later = come_later(
        a_type(SUBJECT, SERIAL, PLACE), (given(SUBJECT, "Тема"), given(PLACE)), [given(PLACE, "web")]
    )

    assert later.called_for == ()


def test_an_answer_to_a_question_that_is_asked_no_more_is_kept() -> None:
    for questions in (a_type(SUBJECT), None):
        later = come_later(questions, (given(SUBJECT, "Тема"), given(SERIAL)), [given(SERIAL, "ABCD-1234")])

        assert (keys(later.answers), later.dropped) == (["serial"], ())


@pytest.mark.parametrize(("answer", "stopped"), [("yes", True), ("no", False)])
def test_a_late_answer_may_say_that_work_is_stopped(answer: str, *, stopped: bool) -> None:
    later = come_later(a_type(STOPPED), (given(STOPPED),), [given(STOPPED, answer)])

    assert later.stopped is stopped
    assert Later.from_json(later.as_json()) == later


def test_an_answer_of_before_there_were_stages_is_read() -> None:
    stored = given(SERIAL).as_json()
    del stored["required_for"]

    assert not FormAnswer.from_json(stored).is_missing
