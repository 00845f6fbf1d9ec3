"""Questions that depend on earlier answers, and answers that come in parts."""

from dataclasses import replace

import pytest

from bot.domain import errors
from bot.domain.answers import Answer
from bot.domain.draft import PREVIEW
from bot.domain.product import Condition
from bot.domain.steps import Gesture, Progress
from tests.domain.building import SHOTS, SUBJECT, a_field, a_file, a_form, asked, words

PLACE = a_field("place", "choice", options=("web", "phone"))
BROWSER = replace(a_field("browser"), when=Condition("place", frozenset({"web"})))
MODEL = replace(a_field("model"), when=Condition("place", frozenset({"phone"})))
SCREEN = replace(SHOTS, when=Condition("place", frozenset({"phone"})))
STOPPED = replace(a_field("stopped", "yes_no"), blocker=True)
PERIOD = a_field("period", "period")
STORY = a_field("story", "long_text", max_length=20_000)


def test_only_the_questions_that_the_answers_call_for_are_asked() -> None:
    form = a_form(PLACE, BROWSER, MODEL, SUBJECT)
    form.choose("place", "phone")
    step = form.step()
    assert step
    assert (step.field, step.number, step.total) == (MODEL, 2, 3)
    form.say(words(1, "Pixel"))
    form.say(words(2, "Не звонит"))

    assert form.draft.at == PREVIEW
    assert [each.key for each in form.fields] == ["place", "model", "subject"]
    assert form.complete()


def test_a_changed_answer_asks_what_it_calls_for_and_then_shows_the_preview() -> None:
    form = a_form(PLACE, BROWSER, MODEL, SUBJECT)
    form.choose("place", "phone")
    form.say(words(1, "Pixel"))
    form.say(words(2, "Не звонит"))

    form.edit("place")
    form.choose("place", "web")
    assert asked(form) == "browser"
    form.say(words(3, "Firefox"))

    assert form.draft.at == PREVIEW
    assert [each.key for each in form.fields] == ["place", "browser", "subject"]


def test_an_answer_that_is_called_for_no_more_cannot_be_edited() -> None:
    form = a_form(PLACE, BROWSER)
    form.choose("place", "phone")
    with pytest.raises(errors.OutdatedButton):
        form.edit("browser")


def test_files_of_a_question_that_is_asked_no_more_stay_with_the_request() -> None:
    form = a_form(PLACE, SCREEN)
    form.choose("place", "phone")
    form.say(a_file(5))
    form.done("shots")

    form.edit("place")
    form.choose("place", "web")

    assert form.draft.at == PREVIEW
    assert [each.message_id for each in form.draft.additions] == [5]
    assert form.files_collected() == 1


@pytest.mark.parametrize(("said", "stopped"), [("да", True), ("нет", False)])
def test_an_answer_can_say_that_work_is_stopped(said: str, stopped: bool) -> None:
    form = a_form(STOPPED)
    assert not form.work_is_stopped()
    form.say(words(1, said))
    assert form.work_is_stopped() is stopped


def test_back_in_the_middle_of_an_answer_begins_the_question_anew() -> None:
    form = a_form(SUBJECT, PERIOD)
    form.say(words(1, "Ошибка"))
    form.choose("period", "yesterday")

    assert form.back("period")
    step = form.step()
    assert step
    assert (step.field.key, step.current, step.options) == ("period", None, ("today", "yesterday", "other"))
    form.back("period")
    assert asked(form) == "subject"


def test_half_an_answer_is_not_submitted() -> None:
    form = a_form(PERIOD)
    form.choose("period", "yesterday")
    form.draft.at = PREVIEW

    assert not form.complete()
    assert asked(form) == "period"


def test_half_a_period_cannot_be_declared_done_or_kept() -> None:
    form = a_form(PERIOD)
    form.choose("period", "yesterday")
    assert not form.allows(Gesture.DONE)
    for press in (form.done, form.keep):
        with pytest.raises(errors.OutdatedButton):
            press("period")


def test_a_long_paste_goes_on_until_it_is_done() -> None:
    form = a_form(STORY, SUBJECT)
    assert form.say(words(1, "a" * 4000)) is Progress.BEGUN
    assert form.allows(Gesture.DONE)
    assert form.say(words(2, "b" * 4000)) is Progress.BEGUN
    form.done("story")

    assert form.draft.answers["story"] == Answer("a" * 4000 + "\n" + "b" * 4000, (1, 2))
    assert asked(form) == "subject"


def test_a_late_skip_keeps_a_pasted_log() -> None:
    form = a_form(replace(SHOTS, max_length=5000))
    log = "\n".join(["ERROR"] * 10)
    form.say(words(1, log))
    form.skip("shots")

    assert form.draft.answers["shots"] == Answer(log, (1,))


def test_a_pasted_log_is_enough_where_files_are_required() -> None:
    form = a_form(a_field("logs", "files", max_length=5000))
    log = "\n".join(["ERROR"] * 10)
    assert form.say(words(1, log)) is Progress.COLLECTED
    form.done("logs")

    assert form.complete()
    assert form.draft.answers["logs"] == Answer(log, (1,))
