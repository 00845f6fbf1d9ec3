"""The sandbox's page as files: what its policy, its languages and its tests rely on."""

import re
from pathlib import Path

import pytest

import bot.sandbox

PAGE = Path(bot.sandbox.__file__).parent / "page"
MODULES = sorted(PAGE.glob("*.js"))
SOURCES = {path.name: path.read_text(encoding="utf-8") for path in MODULES}
HTML = (PAGE / "index.html").read_text(encoding="utf-8")
STYLES = "".join(path.read_text(encoding="utf-8") for path in sorted(PAGE.glob("*.css")))

TEXT = re.compile(r'^  "(?P<key>[\w.]+)": \[(?P<texts>.+)\],$', re.MULTILINE)
TEXTS = {match["key"]: match["texts"] for match in TEXT.finditer(SOURCES["i18n.js"])}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_a_module_stays_small(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_nothing_is_ever_parsed_as_markup_or_code(path):
    forbidden = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|srcdoc"
        r"|\beval\(|new Function|setAttribute\(\"style\"|\bstyle: "
    )
    assert forbidden.findall(path.read_text(encoding="utf-8")) == []


def test_the_html_holds_nothing_that_the_policy_forbids():
    assert not re.search(r"<style|<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=", HTML)


def test_nothing_comes_from_elsewhere():
    addresses = re.findall(r'(?:src|href)="([^"]+)"', HTML)
    assert addresses
    assert all(address.startswith("/static/") for address in addresses)
    assert all((PAGE / address.removeprefix("/static/")).is_file() for address in addresses)
    assert "@import" not in STYLES
    assert "url(" not in STYLES


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_imports_name_what_their_modules_export(path):
    found = re.findall(r'^import \{([^}]+)\} from "\./([\w.]+)";', SOURCES[path.name], re.MULTILINE)
    for names, module in found:
        exported = re.findall(
            r"^export (?:async )?(?:function|class|const|let) (\w+)", SOURCES[module], re.MULTILINE
        )
        assert {name.strip() for name in names.split(",")} <= set(exported), module
    body = re.sub(r"^import .*$", "", SOURCES[path.name], flags=re.MULTILINE)
    unused = [
        name for names, _ in found for name in names.split(",") if not re.search(rf"\b{name.strip()}\b", body)
    ]
    assert unused == []


def test_every_text_is_there_and_used():
    body = "".join(text for name, text in SOURCES.items() if name != "i18n.js")
    asked = set(re.findall(r'\bt\("([\w.]+)"', body))
    strings = set(re.findall(r'"([\w.]+)"', body))
    beginnings = tuple(re.findall(r"\bt\(`([\w.]+\.)\$\{", body))

    assert asked - set(TEXTS) == set()
    assert [key for key in TEXTS if key not in strings and not key.startswith(beginnings)] == []


def test_both_languages_say_the_same():
    assert [key for key, texts in TEXTS.items() if not _is_complete(texts)] == []


def _is_complete(texts: str) -> bool:
    """Two languages with the same placeholders; a plural has three forms in Russian and two in English."""
    if texts.startswith("["):
        parts = re.findall(r"\[([^\]]+)\]", texts)
        whole = [len(re.findall(r'"[^"]*"', part)) for part in parts] == [3, 2]
    else:
        parts = re.findall(r'"(?:[^"\\]|\\.)*"', texts)
        whole = len(parts) == 2
    placeholders = [set(re.findall(r"\{(\w+)\}", part)) for part in parts]
    return whole and placeholders[0] == placeholders[1]


def test_the_hooks_of_browser_tests_are_documented():
    comment = SOURCES["app.js"].partition("*/")[0]
    documented = set(re.findall(r"[a-z]+(?:-[a-z]+)*", comment))
    given = set(re.findall(r'testid: "([\w-]+)"', "".join(SOURCES.values())))
    given |= set(re.findall(r'iconButton\("\w+", [^,]+, "([\w-]+)"', SOURCES["composer.js"]))

    assert given - documented == set()
