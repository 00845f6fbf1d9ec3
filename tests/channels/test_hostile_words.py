"""Somebody's words are shown as they were written, whatever they look like, and nothing else is marked."""

import pytest

from bot.channels.telegram.texts.base import Said
from bot.domain.delivery import Delivery
from bot.domain.people import Agent, Customer
from bot.i18n import languages
from bot.services.sending import TicketView
from tests.channels.rendering import buttons, check_sendable, marked, renderer, text_of, words_of
from tests.channels.samples import (
    deliveries_of,
    form_deliveries,
    refusal_deliveries,
    simple_places,
    ticket_about,
    ticket_deliveries,
)
from tests.domain.building import NOON

PLAIN = "СЛОВА"
HOSTILE = [
    "<b>жирно</b> &amp; <a href='http://a'>",
    "*жир* _косо_ `код` [а](http://a) ||б||",
    "{agent} {ticket} {0} {} {{ %s %(a)d",
    "{words",
    "\u202eоборот\u202c \u200f\u0627\u0644",
    "😀👩\u200d👩\u200d👧\u200d👦 🏳️\u200d🌈 👍🏽",
    "\\n \\ / \" ' `",
    "EC-1 /close spam @olga #тег",
]
IN_EACH_LANGUAGE = pytest.mark.parametrize("language", languages())
AGAINST = pytest.mark.parametrize("words", HOSTILE)


def check(plain: Said, hostile: Said, words: str) -> None:
    """The same text, with the other words in the same places and under the same marks."""
    check_sendable(hostile)
    assert text_of(hostile) == text_of(plain).replace(PLAIN, words)
    assert marked(hostile) == [(kind, part.replace(PLAIN, words)) for kind, part in marked(plain)]
    for before, after in zip(buttons(plain), buttons(hostile), strict=True):
        assert after.text == before.text.replace(PLAIN, words)
        assert after.callback_data == before.callback_data


def compare(plain: list[Delivery], hostile: list[Delivery], words: str, language: str) -> int:
    """How many of the texts have somebody's words in them."""
    quoting = 0
    for before, after in zip(plain, hostile, strict=True):
        said = words_of(before, language)
        check(said, words_of(after, language), words)
        quoting += PLAIN in text_of(said)
    return quoting


# The question under test is not whether these places queue what their tellers read.
PLACES = [each for each in simple_places() if each.code != "more"]


@AGAINST
@IN_EACH_LANGUAGE
def test_words_in_our_texts_stay_as_they_are(language: str, words: str) -> None:
    quoting = 0
    for place in PLACES:
        quoting += compare(deliveries_of(place, PLAIN), deliveries_of(place, words), words, language)

    assert quoting >= 5


@AGAINST
@IN_EACH_LANGUAGE
def test_words_in_a_form_stay_as_they_are(language: str, words: str) -> None:
    assert compare(form_deliveries(PLAIN), form_deliveries(words), words, language) >= 10


@AGAINST
@IN_EACH_LANGUAGE
async def test_words_in_what_transitions_say_stay_as_they_are(language: str, words: str) -> None:
    compare(await ticket_deliveries(PLAIN), await ticket_deliveries(words), words, language)


@AGAINST
@IN_EACH_LANGUAGE
def test_words_in_a_refusal_stay_as_they_are(language: str, words: str) -> None:
    assert compare(refusal_deliveries(PLAIN), refusal_deliveries(words), words, language) >= 5


@AGAINST
@IN_EACH_LANGUAGE
def test_words_on_a_card_and_in_its_topics_name_stay_as_they_are(language: str, words: str) -> None:
    def view(said: str) -> TicketView:
        return TicketView(
            ticket_about(said), Customer(7, "telegram", "5", said, None, "ru"), Agent(11, "6", said), NOON
        )

    check(renderer().card(view(PLAIN), language), renderer().card(view(words), language), words)
    assert renderer().topic_name(view(words)) == renderer().topic_name(view(PLAIN)).replace(PLAIN, words)
