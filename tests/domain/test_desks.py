"""Where what is told about a ticket goes, when it stands in more than one group."""

import pytest

from bot.domain.amends import topic_for_a_word, topic_look
from bot.domain.delivery import HOME, Delivery, Then, card_refresh, copy_to_desk, words_to_desk
from bot.domain.desks import at_desks, desks_to_tell
from bot.domain.message import Source

FIRST, SECOND, THIRD = -1001, -1002, -1003
CHATS = {HOME: FIRST, "engineering": SECOND, "development": THIRD}
"""The ticket was in engineering, and is in development."""


def addressed(delivery: Delivery, *, is_shared: bool = True, asked_in: int | None = None) -> list[str | None]:
    told = at_desks(delivery, other="development", is_shared=is_shared, chats=CHATS, asked_in=asked_in)
    return [each.to.desk for each in told]


@pytest.mark.parametrize("delivery", [card_refresh(1), copy_to_desk(1, (7,))], ids=["card", "copy"])
def test_both_desks_see_the_card_and_the_customer(delivery: Delivery) -> None:
    assert addressed(delivery) == [HOME, "development"]
    assert addressed(delivery, is_shared=False) == [HOME]


def test_what_a_ticket_learns_when_agents_have_a_message_it_learns_once() -> None:
    copies = at_desks(
        copy_to_desk(1, (7,), then=Then.SHOWN), other="development", is_shared=True, chats=CHATS, asked_in=7
    )
    assert [each.then for each in copies] == [Then.SHOWN, None]


@pytest.mark.parametrize("is_shared", [True, False])
def test_every_topic_looks_as_the_ticket_is(is_shared: bool) -> None:
    assert addressed(topic_look(1), is_shared=is_shared) == list(CHATS)


def test_a_topic_opens_for_a_word_where_it_is_asked_for() -> None:
    assert addressed(topic_for_a_word(1), is_shared=False, asked_in=SECOND) == ["engineering"]
    assert addressed(topic_for_a_word(1), is_shared=False, asked_in=FIRST) == [HOME]


def test_words_go_to_where_they_were_asked_for_else_to_where_the_work_is() -> None:
    assert addressed(words_to_desk(1, "more"), asked_in=SECOND) == ["engineering"]
    assert addressed(words_to_desk(1, "more", reply_to=Source(FIRST, 5)), asked_in=SECOND) == [HOME]
    assert addressed(words_to_desk(1, "more"), asked_in=7) == ["development"]
    assert addressed(words_to_desk(1, "more"), is_shared=False) == [HOME]


def test_what_is_said_at_one_desk_is_told_at_those_where_the_ticket_is_worked_on() -> None:
    def told(said_in: int, *, is_shared: bool = True) -> list[str]:
        return list(desks_to_tell(said_in, other="development", is_shared=is_shared, chats=CHATS))

    assert told(FIRST) == ["development"]
    assert told(SECOND) == [HOME, "development"]
    assert told(SECOND, is_shared=False) == [HOME]


def test_two_departments_in_one_group_have_one_desk() -> None:
    chats = {HOME: FIRST, "development": FIRST}
    told = at_desks(card_refresh(1), other="development", is_shared=True, chats=chats, asked_in=None)
    assert [each.to.desk for each in told] == [HOME]
