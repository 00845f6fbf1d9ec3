"""Deliveries: which wait for each other, which replace each other, and what they carry."""

from typing import Any

import pytest

from bot.domain.amends import erase, mark
from bot.domain.delivery import (
    Delivery,
    Matter,
    Recipient,
    Then,
    Urgency,
    card,
    card_refresh,
    copy_to_customer,
    copy_to_desk,
    words_to_chat,
    words_to_customer,
    words_to_desk,
)
from bot.domain.message import Source

SOURCE = Source(chat_id=-1001, message_id=5)


def test_everything_a_customer_reads_goes_out_in_one_order() -> None:
    lanes = {
        words_to_customer(7, "registered", ticket_id=1).lane,
        words_to_customer(7, "menu").lane,
        copy_to_customer(7, 1, 5, then=Then.ANSWERED).lane,
        copy_to_customer(7, 2, 6, then=Then.QUESTION_ASKED, album="a").lane,
        erase(7, 1, 5).lane,
    }

    assert len(lanes) == 1


def test_everything_a_tickets_desk_reads_goes_out_in_one_order() -> None:
    assert card(1).lane == copy_to_desk(1, (5, 6)).lane == words_to_desk(1, "more").lane


def test_a_busy_recipient_holds_up_nobody_else() -> None:
    lanes = [
        words_to_customer(1, "menu").lane,
        words_to_customer(11, "menu").lane,
        words_to_desk(1, "more").lane,
        words_to_desk(11, "more").lane,
        words_to_chat(1, "help_agent").lane,
        words_to_chat(1, "help_agent", thread=1).lane,
        words_to_chat(1, "help_agent", thread=11).lane,
        words_to_chat(11, "help_agent").lane,
    ]

    assert len(set(lanes)) == len(lanes)


def test_what_only_decorates_never_holds_up_words() -> None:
    words = words_to_desk(1, "more").lane
    marks = mark(Recipient.of_ticket(1), SOURCE, ticket_id=1).lane
    refreshes = card_refresh(1).lane

    assert len({words, marks, refreshes}) == 3


def test_customers_come_first_then_agents_then_decoration() -> None:
    queued = [card_refresh(1), words_to_desk(1, "more"), words_to_customer(7, "menu")]

    assert [each.urgency for each in sorted(queued, key=lambda each: each.urgency)] == [
        Urgency.CUSTOMER,
        Urgency.AGENT,
        Urgency.COSMETIC,
    ]


def test_changes_of_one_card_replace_each_other_and_no_other_card() -> None:
    assert card_refresh(1).slot == card_refresh(1).slot is not None
    assert card_refresh(1).slot != card_refresh(11).slot
    assert card(1).slot is None, "the first card is never dropped"


@pytest.mark.parametrize(
    ("tell", "to"),
    [
        (words_to_customer, Recipient.customer(7)),
        (words_to_desk, Recipient.of_ticket(7)),
        (words_to_chat, Recipient.chat(7)),
    ],
)
def test_words_carry_their_data_and_where_they_reply(tell: Any, to: Recipient) -> None:
    delivery = tell(7, "code", reply_to=SOURCE, names=["a"], ticket="PR-1")

    assert (delivery.to, delivery.matter, delivery.code) == (to, Matter.WORDS, "code")
    assert delivery.reply_to == SOURCE
    assert delivery.data == {"names": ["a"], "ticket": "PR-1"}


@pytest.mark.parametrize("tell", [words_to_customer, words_to_desk])
def test_the_slot_of_words_is_a_slot_and_not_a_part_of_their_data(tell: Any) -> None:
    delivery: Delivery = tell(7, "code", slot="held:1:album")

    assert delivery.slot == "held:1:album"
    assert "slot" not in delivery.data


def test_taking_back_names_the_message_and_our_texts_about_it() -> None:
    delivery = erase(7, 1, 5, codes=("confirm", "meaning"))

    assert (delivery.matter, delivery.messages, delivery.urgency) == (Matter.ERASE, (5,), Urgency.CUSTOMER)
    assert delivery.data == {"codes": ["confirm", "meaning"]}
