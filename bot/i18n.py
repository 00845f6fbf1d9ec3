"""Languages: which there are, and texts in them.

The catalogues are read as their translators left them, `locales/LANGUAGE/LC_MESSAGES/messages.po`, and
compiled in memory when the program starts: there is no step to forget. A new catalogue is a new language.
"""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = Path(__file__).parent.parent / "locales"
FALLBACK = "en"
CYRILLIC_NEIGHBOURS = {"be", "kk", "ky", "tg", "tt", "uk", "uz"}
"""Languages without a catalogue whose speakers are likelier to read Russian than English."""


def N_(text: str) -> str:  # noqa: N802 - gettext's own name
    """Mark a text for translation where it stands; it is translated where it is used."""
    return text


class Gettext:
    """Translates into one language."""

    def __init__(self, language: str, translations: NullTranslations) -> None:
        self.language = language
        self._translations = translations

    def __call__(self, text: str) -> str:
        return self._translations.gettext(text)

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self._translations.ngettext(one, many, number)


@cache
def languages() -> tuple[str, ...]:
    """Codes of the languages that have a catalogue."""
    return tuple(sorted(path.parent.parent.name for path in LOCALES.glob("*/LC_MESSAGES/messages.po")))


@cache
def gettext_for(language: str) -> Gettext:
    """The translator into a language; into English where there is no catalogue."""
    path = LOCALES / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return Gettext(language, NullTranslations())
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Gettext(language, GNUTranslations(compiled))


def best_language(code: str | None) -> str:
    """The language to begin with for somebody whose Telegram speaks `code`, an IETF tag or nothing."""
    if not code:
        return "ru"
    short = code.partition("-")[0].lower()
    if short in languages():
        return short
    return "ru" if short in CYRILLIC_NEIGHBOURS else FALLBACK
