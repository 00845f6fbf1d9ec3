"""Whatever a file of entitlements holds: rows are taken in or refused by their lines, and nothing is run."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.sheets import problem
from bot.domain.entitlement import KEY_LENGTH
from bot.domain.entitlement_file import HOLDER_LENGTH, Sheet, read
from bot.i18n import gettext_for, languages
from tests.fuzz.driving import DICE, tries
from tests.fuzz.mutating import STRANGE_TEXTS

TOLD = 50
LEVELS = {"e-comet": ("Базовый", "VIP"), "mixvel": ()}
HEAD = "product,key,holder,level,valid_from,valid_until,shared"
ROW = ["e-comet", "104582", "ООО Ромашка", "VIP", "2026-01-01", "31.12.2026", "да"]
ENCODINGS = ("utf-8", "utf-8-sig", "cp1251", "utf-16", "utf-32", "koi8-r", "utf-7", "utf-16-be")


def judged(data: bytes) -> Sheet:
    sheet = read(data, LEVELS)
    for record in sheet.records:
        assert record.product_id in LEVELS
        assert 0 < len(record.key) <= KEY_LENGTH
        assert len(record.holder) <= HOLDER_LENGTH
        assert record.valid_from <= record.valid_until
        assert "\0" not in repr(record)
    for fault in sheet.faults[:TOLD]:
        assert len(fault.given) < 1_000
        for language in languages():
            assert problem(gettext_for(language), fault.as_json())
    return sheet


def cell(dice: Random) -> str:
    return dice.choice((*STRANGE_TEXTS, *ROW, '"', '""', "a,b", "a;b", "0000-00-00", "99999-1-1", "1.1.1"))


@tries(60)
@given(dice=DICE)
def test_any_cells(dice: Random) -> None:
    rows = [[cell(dice) if dice.random() < 0.3 else each for each in ROW] for _ in range(6)]
    delimiter = dice.choice(",;\t|")
    text = "\n".join([HEAD.replace(",", delimiter), *(delimiter.join(row) for row in rows)])
    judged(text.encode(dice.choice(ENCODINGS), errors="replace"))


@tries(60)
@given(data=st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    judged(data)
    judged(HEAD.encode() + b"\n" + data)


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}\n" + '"' + "x" * 300_000,
        f"{HEAD}\n" + "x" * 300_000,
        f"{HEAD}\nx" + "," * 100_000,
        f"{HEAD}" + ",x" * 100_000,
        "\n" * 100_000,
        f"{HEAD}\n" + "\n".join([f"e-comet,{'1' * 300},{'x' * 300}"] * 5_000),
    ],
    ids=["quote", "cell", "columns", "head", "lines", "rows"],
)
def test_a_file_of_nothing_but_one_thing_is_refused(text: str) -> None:
    sheet = judged(text.encode())
    assert not sheet.records
    assert sheet.faults


def test_a_formula_is_kept_as_the_words_that_it_is() -> None:
    """Nothing here writes tables: who has a holder called so sees them in Telegram."""
    formula = "=HYPERLINK(A1)"
    sheet = judged(f"{HEAD}\ne-comet,104582,{formula},VIP,2026-01-01,2026-12-31,".encode())
    assert [each.holder for each in sheet.records] == [formula]
