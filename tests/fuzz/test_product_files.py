"""Whatever stands in a product file: it is served, or each fault is named with a remedy; and soon."""

import io
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from ruamel.yaml import YAML

from bot.catalog.files import BUILT_IN
from bot.catalog.loader import load_catalog
from bot.faults import Faulty
from tests.catalog.building import GOOD, broken
from tests.fuzz.driving import DICE, tries
from tests.fuzz.mutating import mutated

FILES = sorted(BUILT_IN.glob("*.yaml"))
LONGEST_FAULT = 2_000


@cache
def plain(path: Path) -> Any:
    return YAML(typ="safe", pure=True).load(path.read_text())


def written(document: Any) -> str:
    out = io.StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.dump(document, out)
    return out.getvalue()


def judged(folder: Path, content: str | bytes) -> list[str]:
    """The faults as they are printed; none where the product can be served."""
    data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    (folder / "product.yaml").write_bytes(data)
    try:
        assert load_catalog(folder).all()
    except Faulty as faulty:
        told = [str(fault) for fault in faulty.faults]
        assert told
        for each in told:
            assert each.startswith("product.yaml")
            assert each.isprintable()
            assert len(each) < LONGEST_FAULT
        return told
    return []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@tries(6)
@given(dice=DICE)
def test_other_values_and_keys(path: Path, dice: Random, tmp_path: Path) -> None:
    document = plain(path)
    assume_writable = mutated(document, dice)
    try:
        text = written(assume_writable)
    except Exception:  # noqa: BLE001 - what the library cannot write is no file
        return
    judged(tmp_path, text)


def cut_off(text: str, dice: Random) -> str | bytes:
    return text.encode()[: dice.randrange(len(text))]


def flipped(text: str, dice: Random) -> str | bytes:
    data = bytearray(text.encode())
    for _ in range(dice.randint(1, 4)):
        data[dice.randrange(len(data))] = dice.randrange(256)
    return bytes(data)


def doubled(text: str, dice: Random) -> str | bytes:
    lines = text.splitlines(keepends=True)
    line = dice.randrange(len(lines))
    return "".join([*lines[:line], lines[line], *lines[line:]])


def moved(text: str, dice: Random) -> str | bytes:
    lines = text.splitlines(keepends=True)
    line = dice.randrange(len(lines))
    lines[line] = " " * dice.randint(1, 3) + lines[line]
    return "".join(lines)


@pytest.mark.parametrize("damage", [cut_off, flipped, doubled, moved])
@tries(15)
@given(dice=DICE)
def test_a_damaged_file(damage: Callable[[str, Random], str | bytes], dice: Random, tmp_path: Path) -> None:
    judged(tmp_path, damage(GOOD, dice))


def bomb(name: str, *, layers: int = 30) -> str:
    """Each layer names the one before nine times."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{layer}: &a{layer} [{', '.join([f'*a{layer - 1}'] * 9)}]" for layer in range(1, layers)]
    return "\n".join(lines) + f"\n{name}: *a{layers - 1}\n" + GOOD.replace(f"{name}:", f"other_{name}:", 1)


@pytest.mark.parametrize("name", ["id", "title", "types", "files", "contacts", "reopening_days"])
def test_aliases_of_aliases_are_refused_at_once(name: str, tmp_path: Path) -> None:
    (told,) = judged(tmp_path, bomb(name))
    assert told.endswith("write it without tags and aliases")


@pytest.mark.parametrize(
    "content",
    [
        "id: &a [*a]",
        "id: &a {b: *a}",
        "&a ? *a : b",
        "{" * 3_000,
        "[" * 3_000 + "]" * 3_000,
        "- " * 3_000,
        broken("id: shop", f"id: {'x' * 50_000}"),
        broken("id: shop", '"\\e[31m\\u202e": 1\nid: shop'),
        broken("tz: Europe/Moscow", 'tz: "\\e[31mRome"'),
        broken("tz: Europe/Moscow", "tz: ../../etc/passwd"),
        broken("tz: Europe/Moscow", f"tz: {'x' * 5_000}"),
        broken("id: shop", "? {a: [b]}\n: c\nid: shop"),
        broken("id: shop", "? [a, b]\n: c\nid: shop"),
        broken("id: shop", "!!python/object/apply:os.system ['true']\nid: shop"),
        broken("max_length: 80", f"max_length: {'9' * 6_000}"),
        broken("max_length: 80", "max_length: 1e999"),
        broken("max_length: 80", "max_length: .nan"),
        broken("max_length: 80", "max_length: 0x" + "f" * 5_000),
        broken("reopening_days: 7", f"reopening_days: {10**30}"),
        broken("reopening_days: 7", "reopening_days: 2026-02-31"),
        broken("reopening_days: 7", "reopening_days: 0001-01-01"),
        broken('["9:00", "18:00"]', '["9:00", "99:59"]'),
        broken("0: [[", f"{10**30}: [["),
        broken("{ru: пн, en: Mon}", "{ru: пн, en: Mon, <<: {x: 1}}"),
        GOOD + "---\n" + GOOD,
        "\ufeff\ufeff" + GOOD,
        "id: \ud800",
        "x: " + "y" * (1 << 19),
    ],
    ids=lambda content: content[:24],
)
def test_what_is_meant_to_do_harm_is_a_fault(content: str, tmp_path: Path) -> None:
    assert judged(tmp_path, content)


def test_what_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "product.yaml").mkdir()
    with pytest.raises(Faulty, match="cannot be read"):
        load_catalog(tmp_path)
    (tmp_path / "product.yaml").rmdir()
    (tmp_path / "product.yaml").symlink_to(tmp_path / "nowhere")
    with pytest.raises(Faulty, match="cannot be read"):
        load_catalog(tmp_path)
