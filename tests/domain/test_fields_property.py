"""Whatever people write: a kind answers or refuses, and never does anything else."""

import json

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.domain.answers import Answer
from bot.domain.errors import Refusal
from bot.domain.kinds import KINDS
from bot.domain.product import Field
from tests.domain.building import ACCOUNT, ASKING, LOGS, PLACE, SHOTS, STORY, SUBJECT, a_field, words

ANYTHING = st.text(max_size=300)
NEAR_NUMBERS = st.text(alphabet="0123456789 №#:.-/ноmуерakccсчётаNO\n", max_size=70)
WORDED = st.sampled_from([SUBJECT, STORY, ACCOUNT, a_field("tiny", max_length=1), PLACE, LOGS, SHOTS])


def read(field: Field, said: str) -> Answer | None:
    """The answer, or None for a refusal; anything else that is raised fails the test."""
    try:
        return KINDS[field.kind].read(field, words(9, said), ASKING)
    except Refusal:
        return None


@settings(max_examples=300)
@given(field=WORDED, said=ANYTHING | NEAR_NUMBERS)
def test_any_text_is_answered_or_refused(field: Field, said: str) -> None:
    answer = read(field, said)
    if answer is None:
        return

    assert answer.value == answer.value.strip()
    assert 1 <= len(answer.value) <= field.max_length
    assert answer.messages == (9,)
    assert not answer.files


@settings(max_examples=300)
@given(field=WORDED, said=ANYTHING | NEAR_NUMBERS)
def test_an_answer_repeated_is_the_same_answer(field: Field, said: str) -> None:
    answer = read(field, said)
    assume(answer is not None)
    assert answer

    again = read(field, answer.value)

    assert again == answer


@given(said=ANYTHING)
def test_no_word_of_a_line_or_a_story_is_lost(said: str) -> None:
    for field in (SUBJECT, STORY):
        answer = read(field, said)
        if answer:
            assert answer.value.split() == said.split()


@given(said=NEAR_NUMBERS)
def test_no_digit_of_an_account_number_is_lost(said: str) -> None:
    answer = read(ACCOUNT, said)
    assume(answer is not None)
    assert answer

    assert [each for each in answer.value if each.isdigit()] == [each for each in said if each.isdigit()]


@given(
    value=st.text(max_size=50),
    messages=st.lists(st.integers(min_value=1, max_value=2**62), max_size=5),
    files=st.integers(min_value=0, max_value=100),
)
def test_an_answer_survives_the_database(value: str, messages: list[int], files: int) -> None:
    answer = Answer(value, tuple(messages), files)

    assert Answer.from_json(json.loads(json.dumps(answer.as_json()))) == answer
