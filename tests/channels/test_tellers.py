"""Everything the software says is told in both languages, from what is queued, within Telegram's lengths."""

import re

import pytest

from bot.channels.telegram.presses import TEXT_LENGTH
from bot.channels.telegram.render import TELLERS
from bot.domain.delivery import Delivery, words_to_customer
from bot.i18n import languages
from tests.channels.queued import Queued, queued_words
from tests.channels.rendering import check_sendable, renderer, text_of, words_of
from tests.channels.samples import (
    deliveries_of,
    form_deliveries,
    greetings,
    refusal_data,
    refusal_deliveries,
    simple_places,
    ticket_deliveries,
)

USUAL = "Отчёт не открывается"
LONGEST = "Отчёт за ноябрь " * 260
WIDEST = "😀" * 4000
"""Two of Telegram's units to a character."""

SAID = pytest.mark.parametrize("words", [USUAL, LONGEST, WIDEST], ids=["usual", "longest", "widest"])
IN_EACH_LANGUAGE = pytest.mark.parametrize("language", languages())


def check(delivery: Delivery, language: str) -> None:
    said = words_of(delivery, language)
    check_sendable(said)
    assert not re.search(r"\{\w*\}", text_of(said)), "a placeholder was left"


@SAID
@IN_EACH_LANGUAGE
@pytest.mark.parametrize("queued", simple_places(), ids=str)
def test_a_text_is_told_from_what_its_place_queues(queued: Queued, language: str, words: str) -> None:
    for delivery in deliveries_of(queued, words):
        check(delivery, language)


@SAID
@IN_EACH_LANGUAGE
def test_every_question_and_preview_is_told(language: str, words: str) -> None:
    for delivery in form_deliveries(words):
        check(delivery, language)


@SAID
@IN_EACH_LANGUAGE
async def test_everything_that_a_transition_says_is_told(language: str, words: str) -> None:
    for delivery in await ticket_deliveries(words):
        check(delivery, language)


@IN_EACH_LANGUAGE
@pytest.mark.parametrize("delivery", greetings(), ids=str)
def test_every_greeting_of_a_group_is_told(delivery: Delivery, language: str) -> None:
    check(delivery, language)


@IN_EACH_LANGUAGE
@pytest.mark.parametrize("delivery", refusal_deliveries(USUAL), ids=lambda each: each.data["why"])
def test_every_refusal_is_told_also_as_the_answer_to_a_press(delivery: Delivery, language: str) -> None:
    check(delivery, language)

    words = renderer().refusal(delivery.data["why"], delivery.data["about"], language)

    assert words == text_of(words_of(delivery, language))
    if delivery.data["why"] != "unknown_closing_reason":
        assert len(words) <= TEXT_LENGTH, "the answer to a press would be cut short"


@IN_EACH_LANGUAGE
@pytest.mark.parametrize("delivery", refusal_deliveries("x" * 4080), ids=lambda each: each.data["why"])
def test_a_refusal_arrives_however_much_was_written(delivery: Delivery, language: str) -> None:
    check(delivery, language)


async def test_every_teller_has_told_something_here() -> None:
    told = {each.code for each in simple_places()} | {"refused"}
    told |= {each.code for each in form_deliveries(USUAL)} | {each.code for each in greetings()}
    told |= {each.code for each in await ticket_deliveries(USUAL)}

    assert told == set(TELLERS) == {each.code for each in queued_words()}


@IN_EACH_LANGUAGE
def test_a_refusal_in_a_closed_ticket_names_the_state_without_its_reason(language: str) -> None:
    for state in ("new", "open", "pending", "escalated", "resolved", "closed", "merged", "entitlement_hold"):
        words = renderer().refusal("not_now", {**refusal_data(USUAL), "state": state}, language)
        assert "{" not in words
        assert "()" not in words


def test_a_product_that_is_served_no_longer_is_a_fault_of_the_delivery() -> None:
    with pytest.raises(LookupError):
        words_of(words_to_customer(7, "menu", product="gone"), "ru")
