"""Pictures are drawn whatever the figures are, and by a process of their own."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.domain.product import Product
from bot.drawing import artist
from bot.drawing.artist import ChildArtist
from bot.drawing.sheet import sheet
from bot.i18n import gettext_for
from bot.services.report_ports import NotDrawn
from tests.channels.rendering import products
from tests.channels.reported import NOTHING, OVERDUE_ALONE, part, told

ROOT = Path(__file__).parent.parent.parent
LONG = "Учёт и сопровождение складских операций, расширенная редакция 2026"


def _long_titles() -> dict[str, Any]:
    """More products than there are colours; a product that is served no longer has its id for a title."""
    return told("Ольга", ids=[f"{LONG} {number}" for number in range(9)])


CASES: dict[str, dict[str, Any]] = {
    "nothing but an overdue ticket": told(
        "", ids=["e-comet"], agents=0, total=part(first_response=OVERDUE_ALONE), products={"e-comet": NOTHING}
    ),
    "no ticket registered": told("", ids=[], agents=1, total=NOTHING),
    "one product, one day": told("", ids=["mixvel"], days=1),
    "five products, a week": told("", kind="weekly"),
    "ninety days": told("", days=90),
    "a year": told("", days=366, scope=["mixvel", "loyalhub"]),
    "long titles": _long_titles(),
}


@pytest.mark.parametrize("case", CASES)
async def test_it_is_as_wide_as_a_phone_shows_it_and_not_too_high(case: str) -> None:
    png = await ChildArtist(products()).draw(CASES[case], "ru")
    shown = Image.open(BytesIO(png))
    assert shown.width == 1280
    assert 700 < shown.height < 2000
    darkness = shown.convert("L").histogram()
    assert sum(darkness[:60]) > 0, "dark words"
    assert darkness[255] > shown.width * shown.height / 2, "on white"


def test_its_words_are_the_readers() -> None:
    for language, hours in (("ru", "Первый ответ, рабочие часы"), ("en", "First response, working hours")):
        words = sheet(gettext_for(language), products(), told(""))
        assert words["times"][0]["title"] == hours
        assert [each["name"] for each in words["volume"]["series"]] == [
            _title(each) for each in products().all()
        ]


def _title(product: Product) -> str:
    return product.title.in_language("en")


def test_only_a_product_has_a_target_that_is_one_for_all_its_tickets() -> None:
    whole, *rows = sheet(gettext_for("en"), products(), told(""))["times"][0]["rows"]
    assert whole["whole"]
    assert whole["target"] is None
    assert {row["target"] for row in rows} == {4.0}


async def test_a_child_that_fails_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(artist, "PROGRAM", ("-c", "raise SystemExit('no brush')"))
    with pytest.raises(NotDrawn, match="no brush"):
        await ChildArtist(products()).draw(told(""), "en")


async def test_a_child_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(artist, "PROGRAM", ("-c", "import time; time.sleep(60)"))
    monkeypatch.setattr(artist, "LONGEST_SECONDS", 0.5)
    with pytest.raises(NotDrawn, match="not ready"):
        await ChildArtist(products()).draw(told(""), "en")


async def test_the_child_gets_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "42:secret")
    monkeypatch.setattr(
        artist, "PROGRAM", ("-c", "import os, sys; sys.exit('told' if 'BOT_TOKEN' in os.environ else 'fine')")
    )
    with pytest.raises(NotDrawn, match="fine"):
        await ChildArtist(products()).draw(told(""), "en")


def test_what_draws_is_never_loaded_into_the_bot() -> None:
    program = """
import asyncio, sys
import bot.__main__, bot.app, bot.drawing.artist
from tests.channels.rendering import products
from tests.channels.reported import told
asyncio.run(bot.drawing.artist.ChildArtist(products()).draw(told(""), "en"))
print(*sorted({"matplotlib", "numpy", "PIL", "bot.drawing.canvas"} & set(sys.modules)))
"""
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ended.stdout.strip() == ""
