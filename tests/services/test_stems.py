"""What search takes for the same word, and what it shows of a text."""

import pytest

from bot.services.search import excerpt, number_in
from bot.services.search_ports import Number
from bot.services.stems import LONGEST, MOST_TERMS, _remembered, marks, stems, terms


def finds(question: str, text: str) -> bool:
    kept = set(stems(text).split())
    return all(any(kept.issuperset(way) for way in term) for term in terms(question))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("ошибка", "много ошибок"),
        ("ошибок", "одна ошибка"),
        ("загрузки", "ЗАГРУЗОК"),
        ("еж", "Ёж"),
        ("печати", "печать"),
        ("Иванов", "звонил Иванову"),
        ("Иванову", "Иванов"),
        ("failing", "It failed again"),
        ("Exports", "export"),
        ("wi-fi", "WiFi"),
        ("чат-бот", "в чат-боте"),
        ("ABCD12345678", "серийный: ABCD-1234-5678."),
        ("1234", "ABCD-1234-5678"),
        ("12/24-ТП", "договор 12/24-ТП"),
        ("ivan.petrov@mail.ru", "почта Ivan.Petrov@mail.ru"),
        ("petrov", "ivan.petrov@mail.ru"),
        ("89215551234", "+7 (921) 555-12-34"),
        ("+7 921 555-12-34", "89215551234"),
        ("jose", "José"),
        ("й", "й"),
        ("გიორგი", "ბატონი გიორგი"),
        ("ЁЛКА", "елка"),
    ],
)
def test_the_same_word_is_found_in_another_form(question: str, text: str) -> None:
    assert finds(question, text)


@pytest.mark.parametrize(("question", "text"), [("мишка", "мышка"), ("экспорт", "импорт"), ("1234", "12345")])
def test_another_word_is_not(question: str, text: str) -> None:
    assert not finds(question, text)


@pytest.mark.parametrize("nothing", ["", "  \n", "😀👍🏽", "*** '\" --", "\0", "_"])
def test_without_a_letter_or_digit_there_is_nothing_to_look_for(nothing: str) -> None:
    assert terms(nothing) == []


def test_what_is_kept_has_no_sign_that_a_database_knows() -> None:
    kept = stems("a'b\"c* (OR) & | ! : <-> % \\ 中文 \0 " + "x" * 4000)
    assert all(each.isalnum() and len(each) <= LONGEST for each in kept.split(" "))


@pytest.mark.parametrize(("length", "remembered"), [(LONGEST, 1), (LONGEST + 1, 0), (4096, 0)])
def test_only_words_of_a_words_length_are_remembered(length: int, remembered: int) -> None:
    _remembered.cache_clear()
    word = "ы" * length
    assert finds(word, f"это {word}")
    assert _remembered.cache_info().currsize == 1 + remembered, "the short one is, in any case"


def test_a_pasted_page_is_looked_for_by_its_first_words() -> None:
    assert len(terms(" ".join(f"слово{number}" for number in range(600)))) == MOST_TERMS


def test_found_words_are_marked_where_they_stand() -> None:
    text = "Вижу ошибки, много ошибок"
    assert [text[start:end] for start, end, _ in marks(text, terms("ошибка"))] == ["ошибки", "ошибок"]


def test_an_excerpt_shows_the_place_where_most_of_the_words_are() -> None:
    text = (
        "ошибка. "
        + "Совсем другое. " * 30
        + "После обновления снова ошибка в экспорте, помогите. "
        + "да " * 99
    )
    shown = excerpt(text, terms("ошибка экспорт"))
    assert [piece for piece, found in shown if found] == ["ошибка", "экспорте"]
    whole = "".join(piece for piece, _ in shown)
    assert whole.startswith("…")
    assert whole.endswith("…")
    assert len(whole) <= 102


@pytest.mark.parametrize("text", ["", "коротко", "без пробелов" * 50, "😀" * 300, "ошибка " * 200])
def test_an_excerpt_is_a_part_of_the_text(text: str) -> None:
    shown = "".join(piece for piece, _ in excerpt(text, terms("ошибка пробелов")))
    assert shown.strip("…") in " ".join(text.split())


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("EC-12", Number("EC", 12)),
        ("ec 12", Number("EC", 12)),
        ("ЕС-12", Number("EC", 12)),
        ("#12", Number(None, 12)),
        ("№ 12", Number(None, 12)),
        ("EC-12 ошибка", None),
        ("89215551234", None),
        ("ошибка", None),
    ],
)
def test_a_ticket_is_named_by_its_number_alone(question: str, number: Number | None) -> None:
    assert number_in(question) == number
