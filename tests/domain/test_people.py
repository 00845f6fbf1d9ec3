"""What a customer's next words are about, and how long that is remembered."""

from datetime import timedelta

import pytest

from bot.domain.people import CHOICE_LASTS, Customer, Topic
from tests.domain.building import NOON

MOMENT = timedelta(microseconds=1)


def a_customer() -> Customer:
    return Customer(7, "telegram", "5000000001", "Анна", None, "ru")


@pytest.mark.parametrize("topic", [Topic.CHOSEN, Topic.RATING])
def test_a_choice_and_a_comment_wear_off_after_half_an_hour(topic: Topic) -> None:
    customer = a_customer()
    customer.look_at(topic, 1, at=NOON)

    focus = customer.focused_on(topic, at=NOON + timedelta(minutes=30))
    assert focus
    assert focus.ticket_id == 1
    assert customer.focused_on(topic, at=NOON + timedelta(minutes=30) + MOMENT) is None


def test_a_reason_is_waited_for_however_long_it_takes() -> None:
    customer = a_customer()
    customer.look_at(Topic.REASON, 1, at=NOON)

    assert customer.focused_on(Topic.REASON, at=NOON + timedelta(days=30))


def test_words_written_before_the_choice_but_handled_after_it_still_follow_it() -> None:
    customer = a_customer()
    customer.look_at(Topic.CHOSEN, 1, at=NOON)

    assert customer.focused_on(Topic.CHOSEN, at=NOON - timedelta(seconds=2))


def test_the_last_choice_counts_and_lasts_anew() -> None:
    customer = a_customer()
    customer.look_at(Topic.CHOSEN, 1, at=NOON)
    later = NOON + CHOICE_LASTS
    customer.look_at(Topic.CHOSEN, 2, at=later)

    focus = customer.focused_on(Topic.CHOSEN, at=later + CHOICE_LASTS)

    assert focus
    assert focus.ticket_id == 2


def test_one_kind_of_focus_is_not_taken_for_another() -> None:
    customer = a_customer()
    assert all(customer.focused_on(topic, at=NOON) is None for topic in Topic)

    for looked_at in Topic:
        customer.look_at(looked_at, 1, at=NOON)
        assert [topic for topic in Topic if customer.focused_on(topic, at=NOON)] == [looked_at]
