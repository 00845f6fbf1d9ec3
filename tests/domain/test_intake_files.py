"""Files and words beside the questions: nothing that is sent while a form is open is lost."""

import pytest

from bot.domain import errors
from bot.domain.answers import Answer
from bot.domain.draft import PREVIEW, Addition
from bot.domain.intake import Form
from bot.domain.product import MEGABYTE, Field
from bot.domain.steps import Progress
from tests.domain.building import (
    LOGS,
    PLACE,
    SHOTS,
    STORY,
    SUBJECT,
    a_field,
    a_file,
    a_form,
    asked,
    words,
)


def test_files_are_collected_until_done() -> None:
    form = a_form(LOGS, SUBJECT)

    assert form.say(a_file(1)) is Progress.COLLECTED
    assert form.say(a_file(2)) is Progress.COLLECTED
    assert asked(form) == "logs"
    form.done("logs")

    assert form.draft.answers["logs"] == Answer(messages=(1, 2), files=2)
    assert asked(form) == "subject"


def test_done_needs_a_file_where_files_are_required_and_works_once_there_is_one() -> None:
    form = a_form(LOGS)

    with pytest.raises(errors.FilesWanted) as refusal:
        form.done("logs")
    assert refusal.value.data == {"optional": False}
    form.say(a_file(1))
    form.done("logs")

    assert form.draft.at == PREVIEW


def test_done_without_files_is_a_skip_where_files_are_optional() -> None:
    form = a_form(SHOTS)

    form.done("shots")

    assert form.draft.answers["shots"].skipped
    assert form.complete()


def test_skipping_does_not_lose_files_that_are_here_already() -> None:
    form = a_form(SHOTS)
    form.say(a_file(1))

    try:
        form.skip("shots")
    except errors.Refusal:
        assert asked(form) == "shots"

    assert form.files_collected() == 1
    assert form.draft.answers["shots"].messages == (1,)


def test_cleared_files_are_gone_and_the_question_stays() -> None:
    form = a_form(LOGS)
    form.say(a_file(1))

    form.clear("logs")

    assert form.files_collected() == 0
    assert asked(form) == "logs"
    with pytest.raises(errors.FilesWanted):
        form.done("logs")


def test_optional_files_removed_at_the_preview_do_not_hold_up_the_submitting() -> None:
    form = a_form(SHOTS)
    form.say(a_file(1))
    form.done("shots")
    form.edit("shots")
    form.clear("shots")

    form.back("shots")

    assert form.draft.at == PREVIEW
    assert form.complete(), "the customer took the file away on purpose"


def test_required_files_removed_at_the_preview_are_asked_for_again() -> None:
    form = a_form(LOGS)
    form.say(a_file(1))
    form.done("logs")
    form.edit("logs")
    form.clear("logs")
    form.back("logs")

    assert not form.complete()
    assert asked(form) == "logs"


def test_a_file_sent_early_waits_where_the_form_asks_for_it() -> None:
    form = a_form(SUBJECT, LOGS)

    assert form.say(a_file(1)) is Progress.SET_ASIDE
    assert asked(form) == "subject"
    form.say(words(2, "Тема"))

    step = form.step()
    assert step
    assert (step.field, step.current) == (LOGS, Answer(messages=(1,), files=1))
    form.done("logs")
    assert form.complete()


def test_a_caption_answers_the_question_and_the_file_is_kept() -> None:
    form = a_form(SUBJECT, SHOTS)

    assert form.say(a_file(1, "Не открывается")) is Progress.ANSWERED

    assert form.draft.answers["subject"] == Answer("Не открывается", (1,))
    assert form.draft.answers["shots"] == Answer(messages=(1,), files=1)


@pytest.mark.parametrize("caption", ["", "не вариант"])
def test_a_file_whose_caption_is_no_answer_is_kept_and_the_question_stays(caption: str) -> None:
    form = a_form(PLACE, SHOTS)

    assert form.say(a_file(1, caption)) is Progress.SET_ASIDE

    assert asked(form) == "place"
    assert form.draft.answers == {"shots": Answer(messages=(1,), files=1)}


def test_a_form_without_a_files_question_keeps_files_beside_its_answers() -> None:
    form = a_form(PLACE, SUBJECT)
    form.say(a_file(1, "вот она"))
    form.choose("place", "web")
    form.say(a_file(2, "Тема"))
    form.say(a_file(3, "и ещё"))

    assert form.draft.at == PREVIEW
    assert form.draft.additions == (
        Addition(1, "вот она", file=True),
        Addition(2, "Тема", file=True),
        Addition(3, "и ещё", file=True),
    )
    assert form.files_collected() == 3


def test_words_and_files_at_the_preview_go_along() -> None:
    form = a_form(SUBJECT, SHOTS)
    form.say(words(1, "Тема"))
    form.done("shots")

    assert form.say(words(2, " и ещё: срочно ")) is Progress.SET_ASIDE
    assert form.say(a_file(3)) is Progress.SET_ASIDE

    assert form.draft.at == PREVIEW
    assert form.draft.additions == (Addition(2, "и ещё: срочно"),)
    assert form.draft.answers["shots"] == Answer(messages=(3,), files=1)


def test_words_at_a_files_question_go_along() -> None:
    form = a_form(LOGS)

    assert form.say(words(1, "сейчас пришлю")) is Progress.SET_ASIDE

    assert asked(form) == "logs"
    assert form.draft.additions == (Addition(1, "сейчас пришлю"),)


@pytest.mark.parametrize("fields", [(LOGS,), (SHOTS,), ()])
def test_a_sticker_or_a_place_on_the_map_is_refused_or_kept_but_never_dropped(
    fields: tuple[Field, ...],
) -> None:
    form = a_form(PLACE, *fields)
    form.choose("place", "web")

    try:
        form.say(words(5, ""))
    except errors.Refusal:
        return

    assert 5 in _messages(form)


def test_a_file_over_the_count_is_refused_wherever_it_is_sent() -> None:
    for fields in ((LOGS,), (SUBJECT, LOGS), (PLACE,)):
        form = a_form(*fields, max_count=2)
        form.say(a_file(1))
        form.say(a_file(2))

        with pytest.raises(errors.TooManyFiles) as refusal:
            form.say(a_file(3))

        assert refusal.value.data == {"limit": 2}
        assert form.files_collected() == 2


def test_after_clearing_there_is_room_for_files_again() -> None:
    form = a_form(LOGS, max_count=1)
    form.say(a_file(1))
    form.clear("logs")

    assert form.say(a_file(2)) is Progress.COLLECTED


@pytest.mark.parametrize(
    ("name", "size", "code"),
    [("setup.exe", 1, "file_kind_refused"), ("video.mp4", 20 * MEGABYTE + 1, "file_too_big")],
)
def test_a_file_the_product_does_not_take_is_refused_with_its_caption(
    name: str, size: int, code: str
) -> None:
    form = a_form(SUBJECT, SHOTS)

    with pytest.raises(errors.Refusal) as refusal:
        form.say(a_file(1, "Тема", name=name, size=size))

    assert refusal.value.code == code
    assert form.draft.answers == {}
    assert asked(form) == "subject"


def test_words_of_before_the_form_are_offered_where_it_asks_for_the_story() -> None:
    form = a_form(SUBJECT, STORY, additions=(Addition(1, "Не работает."), Addition(2, "Совсем.")))
    assert _kept(form) == ""
    form.say(words(3, "Тема"))
    assert _kept(form) == "Не работает.\nСовсем."

    form.keep("story")

    assert form.draft.answers["story"] == Answer("Не работает.\nСовсем.", (1, 2))
    assert form.draft.additions == ()
    assert form.draft.at == PREVIEW


def test_words_of_before_the_form_go_along_when_the_story_is_told_anew() -> None:
    form = a_form(STORY, additions=(Addition(1, "Не работает."),))

    form.say(words(2, "Отчёт пуст со вчерашнего дня"))

    assert form.draft.answers["story"] == Answer("Отчёт пуст со вчерашнего дня", (2,))
    assert form.draft.additions == (Addition(1, "Не работает."),)


def test_words_longer_than_the_story_may_be_are_not_offered_and_go_along() -> None:
    form = a_form(a_field("story", "long_text", max_length=10), additions=(Addition(1, "ы" * 11),))

    assert _kept(form) == ""
    with pytest.raises(errors.OutdatedButton):
        form.keep("story")
    assert form.draft.additions == (Addition(1, "ы" * 11),)


def test_files_of_before_the_form_go_where_it_asks_for_files() -> None:
    early = (Addition(1, "смотрите", file=True), Addition(2, "Не работает."))

    form = a_form(SUBJECT, LOGS, additions=early)

    assert form.draft.answers == {"logs": Answer(messages=(1,), files=1)}
    assert form.draft.additions == (Addition(2, "Не работает."),)


def test_files_survive_choosing_the_request_type_again() -> None:
    form = a_form(SUBJECT, SHOTS)
    form.say(a_file(1))
    form.back("subject")

    form.begin()

    assert form.files_collected() == 1
    assert 1 in _messages(form)


def test_words_survive_choosing_the_request_type_again() -> None:
    form = a_form(SUBJECT, STORY)
    form.say(words(1, "Не открывается отчёт"))
    form.back("story")
    form.back("subject")

    form.begin()

    assert 1 in _messages(form)


def _kept(form: Form) -> str:
    step = form.step()
    assert step
    return step.kept


def _messages(form: Form) -> set[int]:
    answered = {each for answer in form.draft.answers.values() for each in answer.messages}
    return answered | {each.message_id for each in form.draft.additions}
