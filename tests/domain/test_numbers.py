"""Ticket numbers as people write them."""

import pytest

from bot.domain.numbers import Number, read_number


@pytest.mark.parametrize("words", ["EC-12", "ec-12", " EC 12 ", "#EC-12", "№ EC–12", "ЕС-12", "ес12"])
def test_a_number_is_read_however_it_is_typed(words: str) -> None:
    assert read_number(words) == Number("EC", 12)


def test_digits_alone_leave_the_product_open() -> None:
    assert read_number("№12") == Number("", 12)


@pytest.mark.parametrize("words", ["", "EC-", "EC", "EC-12 please", "1234567890", "12.5", "١٢", "-"])
def test_anything_else_is_no_number(words: str) -> None:
    assert read_number(words) is None
