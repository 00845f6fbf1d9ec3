"""The catalogues have every text of the software, and every text has somebody who tells it."""

import ast
import re
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import bot
import handlers
from bot.channels.telegram.render import TELLERS
from bot.channels.telegram.texts.labels import LANGUAGE_NAMES
from bot.channels.telegram.texts.refusals import TEMPLATES
from bot.domain.errors import Refusal
from bot.domain.guards import Facts
from bot.domain.lifecycle import TABLE
from bot.i18n import LOCALES, best_language, gettext_for, languages
from tests.channels.queued import queued_words, raised_refusals, refusals
from tests.domain.building import NOON, POLICY

KEYWORDS: Mapping[str, tuple[int, ...] | None] = {"_": None, "N_": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"\{(\w*)\}")
LANGUAGES = ["en", "ru"]

Key = str | tuple[str, ...]


def po(language: str) -> Catalog:
    path = LOCALES / language / "LC_MESSAGES" / "messages.po"
    return read_po(BytesIO(path.read_bytes()), locale=language)


def key(message: Message) -> Key:
    return message.id if isinstance(message.id, str) else tuple(message.id)


def messages(catalog: Catalog) -> dict[Key, Message]:
    return {key(each): each for each in catalog if each.id}


def translations(message: Message) -> tuple[str, ...]:
    """One, or a form for each plural."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


@cache
def template() -> Catalog:
    return read_po(BytesIO((LOCALES / "messages.pot").read_bytes()))


@cache
def extracted() -> frozenset[Key]:
    """What Babel finds in the code."""
    found: set[Key] = set()
    for package in (bot, handlers):
        (folder,) = package.__path__
        for _file, _line, text, _comments, _context in extract_from_dir(
            Path(folder), [("**.py", "python")], keywords=KEYWORDS
        ):
            found.add(text if isinstance(text, str) else tuple(text))
    return frozenset(found)


def test_the_template_has_exactly_the_texts_of_the_code() -> None:
    assert len(extracted()) > 100
    assert set(messages(template())) == extracted()


def test_the_languages_are_english_and_russian() -> None:
    assert list(languages()) == LANGUAGES == sorted(LANGUAGE_NAMES)


def test_every_text_is_marked_where_babel_looks() -> None:
    """Inside another marked text's call it is passed over, and would stay English for everybody."""
    files = [file for package in (bot, handlers) for file in Path(*package.__path__).rglob("*.py")]
    marked = {
        argument.value
        for file in files
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and _called(call) in KEYWORDS
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }

    found = {text for each in extracted() for text in ([each] if isinstance(each, str) else each)}

    assert marked - found == set()


def _called(call: ast.Call) -> str:
    """The name by which a function is called, its owner left out."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_text_and_nothing_else(language: str) -> None:
    catalog = po(language)

    assert set(messages(catalog)) == extracted()
    assert not catalog.obsolete
    assert [each.id for each in catalog if each.id and each.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    missing = [
        each.id
        for each in messages(po(language)).values()
        if not all(part.strip() for part in translations(each))
    ]

    assert missing == []


def test_russian_texts_are_russian() -> None:
    """Every one: no text of ours is only a name or a number."""
    latin = [
        each.id
        for each in messages(po("ru")).values()
        if not all(re.search("[а-яё]", part, re.IGNORECASE) for part in translations(each))
        and re.search(r"[a-z]", PLACEHOLDER.sub("", str(each.id)), re.IGNORECASE)
    ]

    assert latin == []


@pytest.mark.parametrize(("language", "forms"), [("ru", 3), ("en", 2)])
def test_plurals_have_every_form_that_the_language_has(language: str, forms: int) -> None:
    catalog = po(language)

    assert catalog.num_plurals == forms
    plurals = [each for each in catalog if each.pluralizable]
    assert plurals
    assert all(len(translations(each)) == forms for each in plurals)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "Получен 1 файл."),
        (2, "Получено 2 файла."),
        (5, "Получено 5 файлов."),
        (11, "Получено 11 файлов."),
        (21, "Получен 21 файл."),
    ],
)
def test_files_are_counted_as_russians_count(number: int, text: str) -> None:
    said = gettext_for("ru").ngettext("{number} file received.", "{number} files received.", number)

    assert said.format(number=number) == text


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_placeholders_of_its_text(language: str) -> None:
    for each in messages(po(language)).values():
        for part in translations(each):
            known = [placeholders(text) for text in ([each.id] if isinstance(each.id, str) else each.id)]
            assert placeholders(part) in known, f"{each.id!r} → {part!r}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_can_be_filled_in(language: str) -> None:
    """A brace left open would break the text in front of somebody."""
    for each in messages(po(language)).values():
        for part in translations(each):
            part.format_map(dict.fromkeys(placeholders(part), "x"))


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("ru", "ru"),
        ("ru-RU", "ru"),
        ("en-GB", "en"),
        ("EN", "en"),
        ("uk", "ru"),
        ("kk", "ru"),
        ("de", "en"),
        ("zh-hans", "en"),
        (None, "ru"),
        ("", "ru"),
    ],
)
def test_somebody_new_is_spoken_to_in_the_likeliest_language(code: str | None, language: str) -> None:
    assert best_language(code) == language


# Refusals.


def test_every_refusal_has_words_and_all_words_are_of_a_refusal() -> None:
    assert {each.code for each in refusals().values()} == set(TEMPLATES)


def test_every_refusal_has_a_code_of_its_own() -> None:
    codes = [each.code for each in refusals().values()]

    assert len(set(codes)) == len(codes)
    assert Refusal.code not in codes


def test_every_refusal_that_has_words_can_happen() -> None:
    raised = {name for name, _ in raised_refusals()} | {
        guard.refusal.__name__ for row in TABLE for guard in row.guards
    }

    assert set(refusals()) - raised == set()


FILLED_IN_BY_THE_CHANNEL = {
    "unknown_closing_reason": {"reasons"},
    "answers_missing_to_take": {"fields"},
    "answers_missing_to_resolve": {"fields"},
}


@pytest.mark.parametrize(("name", "given"), sorted(raised_refusals()), ids=str)
def test_a_refusal_is_raised_with_everything_its_words_need(name: str, given: tuple[str, ...]) -> None:
    code = refusals()[name].code

    needed = set(placeholders(TEMPLATES[code])) - FILLED_IN_BY_THE_CHANNEL.get(code, set())

    assert needed <= set(given)


def test_a_guards_refusal_has_everything_its_words_need() -> None:
    """The table refuses with the state and the event, and with what the guard names."""
    for row in TABLE:
        for guard in row.guards:
            code = guard.refusal.code
            needed = set(placeholders(TEMPLATES[code])) - FILLED_IN_BY_THE_CHANNEL.get(code, set())
            named = set(guard.names(Facts(POLICY, NOON)))
            assert needed <= {"state", "event"} | named, row.id


# Words that the use cases queue.


def test_every_text_that_is_queued_has_a_teller() -> None:
    assert {each.code for each in queued_words()} - set(TELLERS) == set()


def test_every_teller_tells_something_that_is_queued() -> None:
    assert set(TELLERS) - {each.code for each in queued_words()} == set()
