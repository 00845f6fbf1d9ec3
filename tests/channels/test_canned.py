"""Long lists of canned answers, as they are shown."""

import pytest

from bot.domain.canned import ON_A_PAGE
from bot.domain.delivery import Delivery, words_to_chat, words_to_desk
from tests.channels.rendering import buttons, check_sendable, words_of

ANSWERS = [{"id": number, "name": f"n{number}", "product": None, "language": "ru"} for number in range(95)]


@pytest.mark.parametrize(
    "queued",
    [
        words_to_chat(-100, "canned_list", answers=ANSWERS),
        words_to_desk(1, "canned_choose", ticket="EC-1", choices=ANSWERS[:60], more=35),
    ],
)
def test_a_list_that_was_queued_before_there_were_pages_begins_on_the_first(queued: Delivery) -> None:
    said = words_of(queued, "ru")
    check_sendable(said)
    shown = [each.text.partition(" ")[0] for each in buttons(said)]
    assert shown[:-2] == [f"n{number}" for number in range(ON_A_PAGE)]
    assert shown[-1] == "▶️"
