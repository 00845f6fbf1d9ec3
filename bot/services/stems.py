"""Words as search compares them: without endings, case or ё; numbers and codes whole, and by their parts.

What is stored and what is looked for go through the same hands here, and come out as nothing but small Latin
and Cyrillic letters and digits: databases have nothing left to understand in their own ways.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from Stemmer import Stemmer

LONGEST = 64
"""Characters of a stem: as many as a SHA-256 has."""

MOST_TERMS = 8
"""Words of a question that are looked for; a pasted page has hundreds."""

PHONE_DIGITS = 10
"""Of a phone number, from the end: how its country's code is written is a matter of taste."""

Stems = tuple[str, ...]
Term = tuple[Stems, ...]
"""A word of a question: found where all stems of one of these are."""

_CHUNK = re.compile(r"[\w\u0300-\u036f]+(?:[-‐‑_./\\@+:][\w\u0300-\u036f]+)*")
_PART = re.compile(r"[^\W_]+")
_PHONE = re.compile(r"(?<!\w)\+?\d[\d\s().‐‑-]{8,18}\d(?!\w)")
_SIMPLE = re.compile(r"[\x00-\x7fА-яЁё]*")
_CYRILLIC = re.compile("[а-я]+")
_LATIN = re.compile("[a-z]+")
_EXOTIC = re.compile("[^0-9a-zа-я]")
_FLEETING = re.compile(r"([бвгджзйклмнпрстфхцчшщ])[ое]к$")
_SURNAME = re.compile(".{2,}[ое]в$")

_russian = Stemmer("russian")
_english = Stemmer("english")


def stems(*texts: str) -> str:
    """What is kept of texts for search: each stem once, with spaces between."""
    found = (stem for text in texts for stem in _all_stems(text))
    return " ".join(dict.fromkeys(found))


def terms(question: str) -> list[Term]:
    """What a question looks for; empty where it has no letter and no digit."""
    return list(dict.fromkeys(_terms(question)))[:MOST_TERMS]


def marks(text: str, wanted: Sequence[Term]) -> list[tuple[int, int, int]]:
    """Where the words stand in a text: start, end, and which of the terms."""
    found = []
    for start, end, said in _said(text):
        number = next((number for number, term in enumerate(wanted) if _says(said, term)), None)
        if number is not None:
            found.append((start, end, number))
    return found


def _says(said: frozenset[str], term: Term) -> bool:
    return any(said.issuperset(each) for each in term) or any(
        len(each) > 1 and not said.isdisjoint(each) for each in term
    )


def _all_stems(text: str) -> Iterator[str]:
    for phone in _PHONE.finditer(text):
        yield from _phone(phone[0])
    for chunk in _CHUNK.finditer(text):
        yield from _of_chunk(chunk[0])


def _said(text: str) -> Iterator[tuple[int, int, frozenset[str]]]:
    """Each chunk, and each phone number, with its stems."""
    for phone in _PHONE.finditer(text):
        if number := _phone(phone[0]):
            yield phone.start(), phone.end(), frozenset(number)
    for chunk in _CHUNK.finditer(text):
        yield chunk.start(), chunk.end(), frozenset(_of_chunk(chunk[0]))


def _terms(question: str) -> Iterator[Term]:
    """A phone number is one term, however it is written: its end, or all of its parts."""
    end = 0
    for phone in _PHONE.finditer(question):
        if number := _phone(phone[0]):
            yield from _words(question, end, phone.start())
            yield (number, tuple(dict.fromkeys(_PART.findall(_plain(phone[0])))))
            end = phone.end()
    yield from _words(question, end, len(question))


def _words(question: str, start: int, end: int) -> Iterator[Term]:
    """A code is found where it stands as one, or where all of its parts do."""
    for chunk in _CHUNK.finditer(question, start, end):
        if parts := _parts(chunk[0]):
            whole = tuple((each,) for each in _of_part("".join(parts)))
            apart = (tuple(dict.fromkeys(_of_part(each)[0] for each in parts)),) if len(parts) > 1 else ()
            yield tuple(dict.fromkeys((*whole, *apart)))


def _of_chunk(chunk: str) -> Stems:
    """What is longer than any word is hardly met twice, and would fill the memory."""
    return _remembered(chunk) if len(chunk) <= LONGEST else _stems_of(chunk)


def _stems_of(chunk: str) -> Stems:
    parts = _parts(chunk)
    whole = ["".join(parts)] if len(parts) > 1 else []
    return tuple(dict.fromkeys(stem for each in whole + parts for stem in _of_part(each)))


_remembered = lru_cache(maxsize=50_000)(_stems_of)


def _of_part(part: str) -> Stems:
    """The stem first; after it, what other forms of the word come to.

    `ошибок` loses its о in the other cases, and Иванов loses its end, as if there were many Ivans;
    `печать` is taken for a verb.
    """
    found = [part]
    if _CYRILLIC.fullmatch(part):
        stem = _russian.stemWord(part)
        found = [stem, _FLEETING.sub(r"\1к", stem), *([part] if _SURNAME.fullmatch(part) else [])]
        found += [part[:-1]] if part.endswith("ть") else []
    elif _LATIN.fullmatch(part):
        found = [_english.stemWord(part)]
    return tuple(dict.fromkeys(map(_short, found)))


def _phone(written: str) -> Stems:
    digits = "".join(re.findall(r"\d", _plain(written)))
    return (digits[-PHONE_DIGITS:],) if PHONE_DIGITS <= len(digits) <= 15 else ()


def _parts(chunk: str) -> list[str]:
    return [each.casefold().replace("ё", "е") for each in _PART.findall(_plain(chunk))]


def _plain(text: str) -> str:
    """Letters as they are written most simply: é is e, and й is not и."""
    composed = unicodedata.normalize("NFKC", text)
    return composed if _SIMPLE.fullmatch(composed) else "".join(map(_bare, composed))


def _bare(letter: str) -> str:
    base = unicodedata.normalize("NFKD", letter)[0]
    return base if base.isascii() and base.isalnum() else letter


def _short(stem: str) -> str:
    """Letters of other scripts are spelt by their numbers: not all databases know them for letters."""
    return _EXOTIC.sub(lambda found: f"u{ord(found[0]):x}", stem)[:LONGEST]
