"""Which updates wait for each other: those of one private chat, of one topic, of one group without topics."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.lane import NOWHERE, lane_of

PRIVATE = {"id": 7, "type": "private"}
GROUP = {"id": -1001234567890, "type": "supergroup"}
FORUM = GROUP | {"is_forum": True}
IN_TOPIC = {"message_id": 1, "chat": FORUM, "message_thread_id": 5, "is_topic_message": True}
LONGEST = 60
"""Characters of a lane that the inbox has room for."""


def of(kind: str, event: Any) -> str:
    return lane_of({"update_id": 1, kind: event})


@pytest.mark.parametrize(
    "kind",
    [
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "business_message",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
        "message_reaction",
        "message_reaction_count",
        "chat_boost",
        "a_kind_of_next_year",
    ],
)
def test_an_update_of_a_chat_is_in_its_lane(kind: str) -> None:
    assert of(kind, {"chat": PRIVATE}) == "chat:7"
    assert of(kind, {"chat": GROUP}) == "chat:-1001234567890"


@pytest.mark.parametrize(
    ("kind", "event"),
    [
        ("inline_query", {"id": "1", "from": {"id": 7}, "query": ""}),
        ("poll", {"id": "1"}),
        ("poll_answer", {"poll_id": "1", "user": {"id": 7}}),
        ("callback_query", {"id": "1", "from": {"id": 7}, "inline_message_id": "x"}),
        ("shipping_query", {"id": "1", "from": {"id": 7}}),
    ],
)
def test_an_update_of_no_chat_is_nowhere(kind: str, event: dict[str, Any]) -> None:
    assert of(kind, event) == NOWHERE


def test_every_topic_is_a_lane_of_its_own() -> None:
    assert of("message", IN_TOPIC) == "chat:-1001234567890:5"
    assert of("message", IN_TOPIC | {"message_thread_id": 6}) == "chat:-1001234567890:6"
    assert of("message", {"chat": FORUM}) == "chat:-1001234567890"


def test_a_press_waits_for_the_messages_of_its_place() -> None:
    assert of("callback_query", {"id": "1", "message": {"chat": PRIVATE, "message_id": 3}}) == "chat:7"
    assert of("callback_query", {"id": "1", "message": IN_TOPIC}) == of("message", IN_TOPIC)
    gone = {"chat": PRIVATE, "message_id": 3, "date": 0}
    assert of("callback_query", {"id": "1", "message": gone}) == "chat:7"


def test_replies_in_a_group_without_topics_are_no_lane_of_their_own() -> None:
    """Telegram gives them a thread too; it is a topic only where the message says so."""
    reply = {"chat": GROUP, "message_id": 9, "message_thread_id": 5, "reply_to_message": {"message_id": 5}}
    assert of("message", reply) == of("message", {"chat": GROUP, "message_id": 10})


def test_a_private_chat_is_one_lane_whatever_threads_it_has() -> None:
    """A customer has one conversation: its threads share the form, the focus and the tickets."""
    threaded = {"chat": PRIVATE, "message_id": 9, "message_thread_id": 5, "is_topic_message": True}
    assert of("message", threaded) == of("message", {"chat": PRIVATE, "message_id": 10})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)
CHATS = st.fixed_dictionaries({}, optional={"id": JSON, "type": JSON})
EVENTS = st.fixed_dictionaries(
    {},
    optional={
        "chat": CHATS | JSON,
        "message": st.fixed_dictionaries({}, optional={"chat": CHATS | JSON}) | JSON,
        "message_thread_id": JSON,
        "is_topic_message": JSON,
    },
)
UPDATES = st.dictionaries(
    st.sampled_from(["update_id", "message", "callback_query", "my_chat_member", "nonsense"]), EVENTS | JSON
)


@given(UPDATES)
def test_whatever_comes_finds_a_lane(update: dict[str, Any]) -> None:
    lane = lane_of(update)
    assert lane == NOWHERE or lane.startswith("chat:")
    assert lane == lane_of(update)


IDS = st.integers(min_value=-(2**52), max_value=2**52)


@given(IDS, IDS)
def test_lanes_fit_where_they_are_stored_and_differ_as_their_places_do(chat_id: int, thread: int) -> None:
    chat = {"id": chat_id, "type": "supergroup", "is_forum": True}
    general = of("message", {"chat": chat})
    topic = of("message", IN_TOPIC | {"chat": chat, "message_thread_id": thread})
    assert len(topic) <= LONGEST
    assert topic != general
