"""How each kind of question reads what people write, beyond plain words and files."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain import errors
from bot.domain.answers import Answer, Asking
from bot.domain.kinds import KINDS
from bot.domain.product import Field
from tests.domain.building import a_field, words

NOW = datetime(2026, 11, 21, 15, 30, tzinfo=ZoneInfo("Europe/Moscow"))


def read(field: Field, said: str, current: Answer | None = None) -> Answer:
    return KINDS[field.kind].read(field, words(5, said), Asking(NOW, current))


def choose(field: Field, option: str, current: Answer | None = None) -> Answer:
    return KINDS[field.kind].choose(field, option, Asking(NOW, current))


def options(field: Field, current: Answer | None = None) -> list[str]:
    return list(KINDS[field.kind].options(field, Asking(NOW, current)))


def code(field: Field, said: str) -> str:
    with pytest.raises(errors.Refusal) as refusal:
        read(field, said)
    return refusal.value.code


@pytest.mark.parametrize(
    ("kind", "said", "number"),
    [
        ("contract_number", "12/24-ТП", "12/24-ТП"),
        ("contract_number", "договор № 12/24-ТП от 01.02.2024", "12/24-ТП от 01.02.2024"),
        ("contract_number", "Contract No. MI 77", "MI 77"),
        ("contract_number", "ДОГОВОР-15/24", "ДОГОВОР-15/24"),
        ("contract_number", "15–24 «Север»", "15–24 «Север»"),
        ("contract_number", "б/н", "б/н"),
        ("account_number", "NO-15", "NO-15"),
        ("serial_number", "SN-2024-001", "SN-2024-001"),
        ("serial_number", "ab12-cd34-5678", "AB12-CD34-5678"),
        ("serial_number", "S/N: AB12 CD34 5678", "AB12-CD34-5678"),
        ("serial_number", "серийный номер 00012345", "00012345"),
        ("serial_number", "AB12 – CD34", "AB12-CD34"),
        ("email", "anna@example.org", "anna@example.org"),
        ("email", "Анна <anna.k+bot@mail.example.org>", "anna.k+bot@mail.example.org"),
        ("email", "почта@пример.рф", "почта@пример.рф"),
        ("phone", "8 (495) 782-13-15", "+74957821315"),
        ("phone", "495 782 13 15", "+74957821315"),
        ("phone", "+44 20 7946 0958", "+442079460958"),
        ("phone", "+7 (495) 782-13-15 доб. 104", "+74957821315,104"),
        ("phone", "Анна\n+79991234567", "+79991234567"),
        ("version", "v2.14.3 build 77", "v2.14.3 build 77"),
    ],
)
def test_a_number_is_read_as_people_write_it(kind: str, said: str, number: str) -> None:
    field = a_field("number", kind)

    answer = read(field, said)

    assert answer == Answer(number, (5,))
    assert read(field, number) == answer


@pytest.mark.parametrize(
    ("kind", "said", "refusal"),
    [
        ("contract_number", "не помню", "contract_number_unreadable"),
        ("contract_number", "№", "contract_number_unreadable"),
        ("serial_number", "на коробке", "serial_number_unreadable"),
        ("serial_number", "12_34", "serial_number_unreadable"),
        ("email", "anna@", "email_unreadable"),
        ("email", "a@example.org, b@example.org", "email_unreadable"),
        ("phone", "782-13-15", "phone_unreadable"),
        ("phone", "8 495 782 13 15 или 8 495 782 13 16", "phone_unreadable"),
        ("version", "последняя", "version_unreadable"),
        ("yes_no", "наверное", "yes_or_no"),
        ("phone", " ", "answer_empty"),
    ],
)
def test_what_cannot_be_one_is_refused_with_a_reason(kind: str, said: str, refusal: str) -> None:
    assert code(a_field("number", kind), said) == refusal


@pytest.mark.parametrize(
    ("said", "value"), [("Да", "yes"), ("да, полностью", "yes"), ("YES!", "yes"), ("нет.", "no"), ("n", "no")]
)
def test_yes_and_no_in_words(said: str, value: str) -> None:
    assert read(a_field("stopped", "yes_no"), said).value == value


def test_yes_and_no_by_button() -> None:
    field = a_field("stopped", "yes_no")
    assert options(field) == ["yes", "no"]
    assert choose(field, "no") == Answer("no")
    with pytest.raises(errors.OutdatedButton):
        choose(field, "perhaps")


# An operating system.


@pytest.mark.parametrize("said", ["Windows 11 23H2", "Astra Linux 1.7", "macOS 14"])
def test_a_system_with_its_version_is_an_answer(said: str) -> None:
    assert read(a_field("os", "os"), said) == Answer(said, (5,))


def test_who_names_no_version_is_asked_once() -> None:
    field = a_field("os", "os")

    begun = read(field, "Windows")
    assert begun.unfinished

    assert read(field, "11", begun) == Answer("Windows 11", (5, 5))
    assert read(field, "Windows 11 Pro", begun) == Answer("Windows 11 Pro", (5, 5))
    assert read(field, "не знаю", begun) == Answer("Windows не знаю", (5, 5))


# A long text.


def test_a_paste_in_several_messages_is_one_answer() -> None:
    field = a_field("log", "long_text", max_length=20_000)

    begun = read(field, "a" * 4096)
    more = read(field, "b" * 4096, begun)
    whole = read(field, "c" * 10, more)

    assert (begun.unfinished, more.unfinished, whole.unfinished) == (True, True, False)
    assert whole.value == "a" * 4096 + "\n" + "b" * 4096 + "\n" + "c" * 10
    assert whole.messages == (5, 5, 5)


def test_an_answer_given_anew_does_not_grow_the_one_before() -> None:
    assert read(a_field("story", "long_text"), "иначе", Answer("было", (1,))) == Answer("иначе", (5,))


def test_a_paste_longer_than_the_question_takes_is_refused_where_it_becomes_too_long() -> None:
    field = a_field("log", "long_text", max_length=5000)
    begun = read(field, "a" * 4096)

    with pytest.raises(errors.AnswerTooLong) as refusal:
        read(field, "b" * 4096, begun)
    assert refusal.value.data == {"length": 8193, "limit": 5000}


# A log pasted where files are asked for.


def test_a_pasted_log_counts_as_a_file_and_a_remark_does_not() -> None:
    field = a_field("logs", "files", max_length=5000)
    log = "ERROR 1\nERROR 2\nERROR 3\nERROR 4"

    assert read(field, log, Answer(messages=(1,), files=1)) == Answer(log, (1, 5), files=1)
    assert code(field, "сейчас пришлю") == "files_wanted"


# A period.


PERIOD = a_field("period", "period")
TODAY = Answer("2026-11-21", unfinished=True)
FROM_NINE = Answer("2026-11-21T09:00+03:00", unfinished=True)


def test_a_period_by_buttons() -> None:
    assert options(PERIOD) == ["today", "yesterday", "other"]
    assert choose(PERIOD, "today") == TODAY
    assert options(PERIOD, TODAY) == ["whole", "0300", "0600", "0900", "1200", "1500"]
    assert choose(PERIOD, "0900", TODAY) == FROM_NINE
    assert options(PERIOD, FROM_NINE) == ["once", "still", "1200", "1500"]
    assert choose(PERIOD, "1200", FROM_NINE) == Answer("2026-11-21T09:00+03:00/2026-11-21T12:00+03:00")


@pytest.mark.parametrize(
    ("current", "option", "value"),
    [
        (TODAY, "whole", "2026-11-21"),
        (FROM_NINE, "once", "2026-11-21T09:00+03:00"),
        (FROM_NINE, "still", "2026-11-21T09:00+03:00/.."),
    ],
)
def test_a_period_need_not_have_both_ends(current: Answer, option: str, value: str) -> None:
    assert choose(PERIOD, option, current) == Answer(value)


def test_another_day_by_button_or_in_words() -> None:
    other = choose(PERIOD, "other")
    assert options(PERIOD, other) == [f"2026-11-{day}" for day in range(19, 13, -1)]
    assert choose(PERIOD, "2026-11-17", other) == Answer("2026-11-17", unfinished=True)
    assert read(PERIOD, "3 ноября", other) == Answer("2026-11-03", (5,), unfinished=True)


def test_a_button_of_another_stage_is_outdated() -> None:
    for option in ("0900", "still", "2026-11-17", "nonsense"):
        with pytest.raises(errors.OutdatedButton):
            choose(PERIOD, option)
    with pytest.raises(errors.OutdatedButton):
        choose(PERIOD, "1800", FROM_NINE)


@pytest.mark.parametrize(
    ("current", "said", "value"),
    [
        (None, "вчера с 14 до 16", "2026-11-20T14:00+03:00/2026-11-20T16:00+03:00"),
        (TODAY, "9:30-11", "2026-11-21T09:30+03:00/2026-11-21T11:00+03:00"),
        (TODAY, "вчера с 14 до 16", "2026-11-20T14:00+03:00/2026-11-20T16:00+03:00"),
        (FROM_NINE, "до 10", "2026-11-21T09:00+03:00/2026-11-21T10:00+03:00"),
        (FROM_NINE, "с 13 до 14", "2026-11-21T13:00+03:00/2026-11-21T14:00+03:00"),
        (TODAY, "весь день", "2026-11-21"),
        (FROM_NINE, "до сих пор", "2026-11-21T09:00+03:00/.."),
        (FROM_NINE, "8", "2026-11-21T09:00+03:00/2026-11-22T08:00+03:00"),
    ],
)
def test_the_rest_of_a_period_in_words(current: Answer | None, said: str, value: str) -> None:
    answer = read(PERIOD, said, current)
    assert (answer.value, answer.unfinished) == (value, False)


@pytest.mark.parametrize(
    ("current", "value"),
    [
        (None, "после обеда"),
        (TODAY, "2026-11-21, после обеда"),
        (FROM_NINE, "2026-11-21T09:00+03:00, после обеда"),
    ],
)
def test_what_cannot_be_read_is_kept_as_words(current: Answer | None, value: str) -> None:
    assert read(PERIOD, "после обеда", current) == Answer(value, (5,))
