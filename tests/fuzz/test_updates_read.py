"""Whatever comes in place of an update is kept for a person, or is none; reading it never fails."""

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.decoding import Unreadable, decode
from bot.ingest.lane import NOWHERE
from bot.ingest.storing import NotAnUpdate, Storing
from bot.services.incoming import RawUpdate
from tests.fuzz.driving import DICE, tries
from tests.fuzz.mutating import mutated, nested
from tests.ingest.conftest import storing_in
from tests.storage.making import StandingClock

MESSAGE: dict[str, Any] = {
    "update_id": 5,
    "message": {
        "message_id": 9,
        "date": 1793620800,
        "message_thread_id": 3,
        "is_topic_message": True,
        "chat": {"id": -1001234567890, "type": "supergroup", "title": "Staff"},
        "from": {"id": 7, "is_bot": False, "first_name": "Анна"},
        "text": "Здравствуйте",
        "entities": [{"type": "bold", "offset": 0, "length": 4}],
    },
}
PRESS: dict[str, Any] = {
    "update_id": 6,
    "callback_query": {
        "id": "1",
        "from": {"id": 7, "is_bot": False, "first_name": "Анна"},
        "chat_instance": "1",
        "data": "m1:tickets:",
        "message": {"message_id": 8, "date": 0, "chat": {"id": 7, "type": "private"}},
    },
}


@pytest.fixture(scope="module")
def storing() -> Storing:
    return storing_in(None, StandingClock(), [])  # type: ignore[arg-type]  # nothing is stored here


def read(storing: Storing, text: str) -> RawUpdate | None:
    """What a database takes, or None where it is no update."""
    try:
        found = storing.read_text(text)
    except NotAnUpdate:
        return None
    found.payload.encode()
    assert "\0" not in found.payload
    try:
        assert "\0" not in repr(decode(found.payload))
    except Unreadable:
        assert found.lane == NOWHERE
    return found


@tries(200)
@given(dice=DICE, document=st.sampled_from([MESSAGE, PRESS]))
def test_a_changed_update_is_one_as_long_as_it_has_its_number(
    storing: Storing, dice: Random, document: dict[str, Any]
) -> None:
    text = json.dumps(mutated(document, dice, keep=("update_id",)))
    found = read(storing, text)
    assert found is not None
    assert found.update_id == document["update_id"]


@tries(100)
@given(text=st.text(max_size=20))
def test_any_text_is_read_without_harm(storing: Storing, text: str) -> None:
    read(storing, text)
    read(storing, '{"update_id": 5, "message": ' + text)


@pytest.mark.parametrize("levels", [150, 400, 900, 990, 5_000, 100_000])
def test_what_is_nested_without_end_is_kept(storing: Storing, levels: int) -> None:
    found = read(storing, '{"update_id": 5, "message": ' + "[" * levels + "]" * levels + "}")
    assert found is not None
    assert found.update_id == 5


def test_a_number_of_thousands_of_digits_is_kept(storing: Storing) -> None:
    found = read(storing, '{"update_id": 5, "message": {"chat": {"id": ' + "9" * 5_000 + "}}}")
    assert found is not None
    assert "9" * 5_000 in found.payload


@pytest.mark.parametrize("text", ['{"update_id": 5, "message": {"te', '{"update_id": 5', ""])
def test_half_an_update_is_none(storing: Storing, text: str) -> None:
    """The whole of it will come: a proxy has cut it off."""
    assert read(storing, text) is None


def test_a_number_of_an_update_beyond_all_numbers_is_none(storing: Storing) -> None:
    assert read(storing, '{"update_id": ' + "9" * 400 + ', "x": ' + "[" * 5_000 + "]" * 5_000 + "}") is None


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("a\0b", "a\ufffdb"),
        ("\\u0000", "\\u0000"),
        ("\\\0", "\\\ufffd"),
        ("\ud83d!", "?!"),
        ("😀\0", "😀\ufffd"),
    ],
)
def test_formatting_still_fits_the_words_that_could_not_be_kept_as_they_were(
    storing: Storing, written: str, kept: str
) -> None:
    found = read(storing, json.dumps({"update_id": 5, "message": {"text": written}}))
    assert found is not None
    assert json.loads(found.payload)["message"]["text"] == kept
    assert len(written.encode("utf-16-le", "surrogatepass")) == len(kept.encode("utf-16-le"))


def test_depth_alone_is_no_fault_of_an_ordinary_answer() -> None:
    many = json.dumps({"ok": True, "result": [MESSAGE] * 100})
    assert decode(many)["result"][99] == MESSAGE
    with pytest.raises(Unreadable):
        decode(json.dumps([nested(300), *[{}] * 300]))
