"""Whatever is said to any question of the five products is taken or refused in words, in both languages."""

import json
from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given

from bot.domain.answers import Answer, Asking, Said
from bot.domain.delivery import refusal_to_customer
from bot.domain.errors import Refusal
from bot.domain.kinds import KINDS
from bot.domain.message import Source
from bot.domain.product import Field, Product
from bot.domain.things import Thing, ThingKind
from bot.i18n import languages
from tests.channels.rendering import check_sendable, products, words_of
from tests.domain.building import NOON, a_file, words
from tests.fuzz.driving import DICE, tries
from tests.fuzz.mutating import STRANGE_TEXTS

SAYABLE = [each for each in STRANGE_TEXTS if "\ud83d" not in each and "\0" not in each]
"""What comes through the border."""

NEAR = (
    "104582",
    "v1.2.3",
    "1.1-2.2 9:00-18:00 MSK",
    "с 1 по 3 мая",
    "+7 900 000-00-00",
    "a@b.c",
    "да",
    "нет",
)
NAMES = ("a.txt", "../../etc/passwd", "CON", "x" * 300, "\u202egpj.exe", ".", "", "a.EXE", "a.exe.", "a.exe ")


def questions() -> Iterator[tuple[Product, Field]]:
    for product in products().all():
        for each in product.types:
            for field in each.form:
                yield product, field


ALL = list(questions())


def said(dice: Random) -> Said:
    text = dice.choice((dice.choice(SAYABLE), dice.choice(NEAR), dice.choice(NEAR) + dice.choice(SAYABLE)))
    match dice.randrange(4):
        case 0:
            return a_file(9, text[:1024], name=dice.choice(NAMES))
        case 1:
            number = dice.choice(("", "+", "79000000000", "9" * 400))
            return Said(9, thing=Thing(ThingKind.CONTACT, {"first_name": text, "phone_number": number}))
        case _:
            return words(9, text)


def told(refusal: Refusal) -> None:
    for language in languages():
        shown = words_of(refusal_to_customer(7, refusal, reply_to=Source(5, 9)), language)
        check_sendable(shown)
        assert shown.text.render()[0].strip()


def judged(field: Field, dice: Random, current: Answer | None) -> Answer | None:
    kind, asking = KINDS[field.kind], Asking(NOON, current)
    pressed = dice.choice(
        [*kind.options(field, asking), "", "no-such", "1", "٣", "x" * 60, "2026-02-31", "+"]
    )
    try:
        if dice.random() < 0.3:
            answer = kind.choose(field, pressed, asking)
        else:
            answer = kind.read(field, said(dice), asking)
    except Refusal as refusal:
        told(refusal)
        return None
    json.dumps(answer.as_json()).encode()
    assert len(answer.value) <= max(field.max_length, 4096)
    return answer


@pytest.mark.parametrize("product", products().all(), ids=lambda product: product.id)
@tries(2)
@given(dice=DICE)
def test_it_is_an_answer_or_a_refusal(product: Product, dice: Random) -> None:
    for owner, field in ALL:
        if owner.id == product.id:
            answer: Answer | None = None
            for _ in range(3):
                answer = judged(field, dice, answer if answer and answer.unfinished else None)
