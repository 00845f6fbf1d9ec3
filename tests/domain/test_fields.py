"""Each kind of question: what it accepts, what it makes of it, and what it refuses."""

import pytest

from bot.domain import errors
from bot.domain.answers import Answer, Said
from bot.domain.kinds import KINDS
from bot.domain.kinds.files import check_file
from bot.domain.message import Attachment, FileKind
from bot.domain.product import MEGABYTE, Field, FileRules
from tests.domain.building import ACCOUNT, ASKING, LOGS, PLACE, SHOTS, STORY, SUBJECT, a_field, a_file, words

RULES = FileRules(max_count=3, max_mb=20, refused_extensions=frozenset({"exe", "js"}))


def read(field: Field, said: str) -> Answer:
    return KINDS[field.kind].read(field, words(5, said), ASKING)


def refused(field: Field, said: Said) -> errors.Refusal:
    with pytest.raises(errors.Refusal) as refusal:
        KINDS[field.kind].read(field, said, ASKING)
    return refusal.value


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("Не открывается", "Не открывается"),
        ("  Не\nоткрывается \t отчёт ", "Не открывается отчёт"),
        ("<b>Не & открывается</b>", "<b>Не & открывается</b>"),
        ("😀" * 200, "😀" * 200),
    ],
)
def test_a_line_of_words_is_kept_on_one_line(said: str, value: str) -> None:
    assert read(SUBJECT, said) == Answer(value, (5,))


def test_a_story_keeps_its_line_breaks() -> None:
    assert read(STORY, "\n первая\n\n  вторая \n").value == "первая\n\n  вторая"


@pytest.mark.parametrize("field", [SUBJECT, STORY, ACCOUNT])
@pytest.mark.parametrize("said", ["", "   ", "\n\t\u00a0"])
def test_silence_is_no_answer_in_words(field: Field, said: str) -> None:
    assert refused(field, words(5, said)).code == "answer_empty"


@pytest.mark.parametrize("field", [SUBJECT, STORY])
def test_words_over_the_limit_are_refused_with_both_lengths(field: Field) -> None:
    longest = "ы" * field.max_length

    assert read(field, longest).value == longest
    refusal = refused(field, words(5, longest + "ы"))

    assert refusal.code == "answer_too_long"
    assert refusal.data == {"length": field.max_length + 1, "limit": field.max_length}


def test_spaces_around_words_do_not_count_against_the_limit() -> None:
    assert read(a_field("short", max_length=5), "  а    б в ").value == "а б в"


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("104582", "104582"),
        ("  104582\n", "104582"),
        ("104 582", "104582"),
        ("1 0 4 5 8 2", "104582"),
        ("104-582", "104-582"),
        ("12/34.56-7", "12/34.56-7"),
        ("EC-104582", "EC-104582"),
        ("ec104582", "ec104582"),
        ("ЕК-104582", "ЕК-104582"),
        ("аб104582в", "аб104582в"),
        ("user_104", "user_104"),
        ("7", "7"),
        ("№104582", "104582"),
        ("№ 104582", "104582"),
        ("#104582", "104582"),
        ("# 104 582", "104582"),
        ("No 104582", "104582"),
        ("No. 104582", "104582"),
        ("number 104582", "104582"),
        ("account: 104582", "104582"),
        ("Account number: 104582", "104582"),
        ("ACCOUNT NO. 104582", "104582"),
        ("Аккаунт 104582", "104582"),
        ("аккаунт №104582", "104582"),
        ("Счёт 104582", "104582"),
        ("счет № 104582", "104582"),
        ("Номер: 104582", "104582"),
        ("Номер аккаунта: 104582", "104582"),
        ("номер аккаунта 104582", "104582"),
        ("номер счёта 104582", "104582"),
        ("1" * 40, "1" * 40),
    ],
)
def test_an_account_number_is_found_in_the_shape_people_write_it(said: str, number: str) -> None:
    assert read(ACCOUNT, said) == Answer(number, (5,))


@pytest.mark.parametrize("said", ["NOVA-123", "Nord15", "nomad7"])
def test_letters_that_belong_to_a_number_are_not_taken_for_a_word_before_it(said: str) -> None:
    assert read(ACCOUNT, said).value == said


@pytest.mark.parametrize(
    "said",
    [
        "не знаю",
        "account",
        "№",
        "EC-",
        "-104582",
        "104582, 104583",
        "104582 и 104583",
        "мой 104582",
        "104582;DROP",
        "<104582>",
        "https://app.e-comet.io/104582",
        "1" * 41,
    ],
)
def test_what_cannot_be_an_account_number_is_refused(said: str) -> None:
    assert refused(ACCOUNT, words(5, said)).code == "account_number_unreadable"


def test_a_whole_letter_is_too_long_for_an_account_number() -> None:
    assert refused(ACCOUNT, words(5, "1 " * 61)).code == "answer_too_long"


@pytest.mark.parametrize(
    "said", ["web", "WEB", " web ", "вариант web", "Вариант WEB", "option web", "OPTION WEB"]
)
def test_an_option_is_chosen_by_its_key_or_title_in_any_language_and_case(said: str) -> None:
    assert read(PLACE, said) == Answer("web", (5,))


@pytest.mark.parametrize("said", ["", "wеb", "web phone", "вариант", "3"])
def test_words_that_are_no_option_are_refused(said: str) -> None:
    assert refused(PLACE, words(5, said)).code == "pick_an_option"


def test_a_file_answers_a_files_question() -> None:
    assert KINDS["files"].read(LOGS, a_file(5, "журнал"), ASKING) == Answer(messages=(5,), files=1)


@pytest.mark.parametrize(("field", "optional"), [(LOGS, False), (SHOTS, True)])
def test_words_at_a_files_question_are_told_whether_it_can_be_skipped(
    field: Field, *, optional: bool
) -> None:
    refusal = refused(field, words(5, "нет"))

    assert (refusal.code, refusal.data) == ("files_wanted", {"optional": optional})


def a_document(name: str, size: int | None = 1) -> Attachment:
    return Attachment(FileKind.DOCUMENT, "id", "unique", name, "application/octet-stream", size)


@pytest.mark.parametrize("size", [0, 20 * MEGABYTE, None])
def test_a_file_within_the_limit_or_of_unknown_size_is_taken(size: int | None) -> None:
    check_file(a_document("log.txt", size), RULES)


def test_a_file_over_the_limit_is_refused_by_name_and_limit() -> None:
    with pytest.raises(errors.FileTooBig) as refusal:
        check_file(a_document("log.txt", 20 * MEGABYTE + 1), RULES)

    assert refusal.value.data == {"name": "log.txt", "limit_mb": 20}


@pytest.mark.parametrize("name", ["setup.exe", "SETUP.EXE", "photo.png.exe", ".exe", "журнал.js"])
def test_a_file_of_a_refused_kind_is_refused_however_it_is_named(name: str) -> None:
    with pytest.raises(errors.FileKindRefused) as refusal:
        check_file(a_document(name), RULES)

    assert refusal.value.data["name"] == name
    assert refusal.value.data["extension"] in RULES.refused_extensions


@pytest.mark.parametrize("name", ["exe", "exe.txt", "setup.exe.zip", "no extension", ""])
def test_a_file_that_only_looks_like_a_refused_kind_is_taken(name: str) -> None:
    check_file(a_document(name), RULES)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_kind_is_known_by_its_own_name(name: str) -> None:
    assert KINDS[name].name == name


@pytest.mark.parametrize(
    ("answer", "skipped"),
    [
        (Answer(), True),
        (Answer("0", (1,)), False),
        (Answer(messages=(1,), files=1), False),
    ],
)
def test_an_answer_is_skipped_only_without_words_and_files(answer: Answer, *, skipped: bool) -> None:
    assert answer.skipped is skipped
    assert Answer.from_json(answer.as_json()) == answer
