"""Entities of any text."""

from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.entities import formatted, split, utf16_length

PIECES = st.sampled_from(
    [
        "/help",
        "@support_bot",
        "https://example.org/a",
        "me@example.org",
        "#заявка",
        "😀",
        "я",
        " ",
        "\n",
        "+79001234567",
    ]
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.lists(PIECES).map("".join)


def utf16_slice(text: str, offset: int, length: int) -> str:
    """The part an entity covers."""
    return text.encode("utf-16-le")[offset * 2 : (offset + length) * 2].decode("utf-16-le")


@given(TEXTS)
def test_what_telegram_marks_lies_in_the_text_and_overlaps_nothing(text):
    said = formatted(text)

    end = 0
    for entity in said.entities:
        assert entity["offset"] >= end
        end = entity["offset"] + entity["length"]
        assert utf16_slice(said.text, entity["offset"], entity["length"]).strip()
    assert end <= utf16_length(said.text)


@given(TEXTS, st.data())
def test_a_style_stays_on_its_words_when_the_text_is_trimmed(text, data):
    units = utf16_length(text)
    edges = [utf16_length(text[:index]) for index in range(len(text) + 1)]
    begin, end = sorted([data.draw(st.sampled_from(edges)), data.draw(st.sampled_from(edges))])
    given_ = [{"type": "bold", "offset": begin, "length": end - begin}] if end > begin else []

    said = formatted(text, given_)

    assert units == edges[-1]
    for entity in said.entities:
        if entity["type"] == "bold":
            kept = utf16_slice(said.text, entity["offset"], entity["length"])
            assert kept.strip() == utf16_slice(text, begin, end - begin).strip()


@given(TEXTS, st.integers(2, 10))
def test_a_paste_is_cut_without_loss(text, limit):
    parts = split(text, limit)

    assert "".join(parts) == text
    assert all(utf16_length(part) <= limit for part in parts)
