"""Figures in words: they fit where Telegram puts them, and say no more than happened."""

import pytest

from bot.domain.delivery import Recipient
from bot.domain.pictures import picture_to_chat
from bot.services.reporting import UNDER_THE_PICTURE
from tests.channels.rendering import text_of, utf16_length, words_of
from tests.channels.reported import NOTHING, OVERDUE_ALONE, part, told

CAPTION = 1024
"""Characters that Telegram allows under a picture."""


def said(language: str, **more: object) -> str:
    data = told("Ж" * 200, **more)  # type: ignore[arg-type]
    return text_of(words_of(picture_to_chat(Recipient.chat(-100), "report", report=1, told=data), language))


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("products", [0, 1, 2, 4])
def test_what_goes_under_the_picture_has_room_there(language: str, products: int) -> None:
    ids = ["pix-task-mining", "micropvr", "loyalhub", "mixvel"][:products]
    words = said(
        language,
        ids=ids,
        agents=UNDER_THE_PICTURE - products,
        together=True,
        scope=ids,
        days=366,
        kind="weekly",
    )
    assert utf16_length(words) <= CAPTION


@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_goes_beside_it_is_not_under_it(language: str) -> None:
    words = said(language)
    assert utf16_length(words) <= CAPTION
    assert "Ж" not in words


def test_what_did_not_happen_is_not_said() -> None:
    words = said("en", total=NOTHING, products={}, agents=0, together=True)
    assert words.splitlines()[1:] == ["New tickets: 0", "Reopened: 0"]


def test_silence_is_no_kept_target() -> None:
    words = said("en", total=part(first_response=OVERDUE_ALONE))
    assert "First response: in time 0 of 2 (0%)" in words
