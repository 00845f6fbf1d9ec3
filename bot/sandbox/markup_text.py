"""The HTML of `parse_mode`, as far as a bot needs it."""

from html.parser import HTMLParser

from bot.sandbox.entities import utf16_length
from bot.sandbox.errors import bad_request
from bot.sandbox.model import JSON

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
}


def parse(text: str, mode: str) -> tuple[str, list[JSON]]:
    """The bare text and its entities.

    Raises ApiError for a fault in the HTML, and for Markdown, which is not supported here: send entities.
    """
    if mode.lower() != "html":
        raise bad_request(
            "unsupported parse_mode"
            if "markdown" not in mode.lower()
            else "the sandbox reads HTML or entities only"
        )
    parser = _Parser()
    parser.feed(text)
    parser.close()
    if parser.open:
        raise _wrong(f'can\'t find end tag corresponding to start tag "{parser.open[-1][0]}"')
    return parser.text, sorted(parser.entities, key=lambda entity: (entity["offset"], -entity["length"]))


def _wrong(what: str) -> Exception:
    return bad_request(f"can't parse entities: {what}")


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.entities: list[JSON] = []
        self.open: list[tuple[str, JSON]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        kind = "spoiler" if tag == "span" and given.get("class") == "tg-spoiler" else _TAGS.get(tag)
        if kind is None:
            raise _wrong(f'unsupported start tag "{tag}"')
        entity: JSON = {"type": kind, "offset": utf16_length(self.text)}
        if kind == "text_link":
            entity["url"] = given.get("href") or ""
        elif kind == "custom_emoji":
            entity["custom_emoji_id"] = given.get("emoji-id") or ""
        elif kind == "blockquote" and "expandable" in given:
            entity["type"] = "expandable_blockquote"
        self.open.append((tag, entity))

    def handle_endtag(self, tag: str) -> None:
        if not self.open:
            raise _wrong("unexpected end tag")
        expected, entity = self.open.pop()
        if tag != expected:
            raise _wrong(f'unmatched end tag, expected "</{expected}>", found "</{tag}>"')
        entity["length"] = utf16_length(self.text) - entity["offset"]
        if entity["length"] and entity.get("url", "-"):
            self.entities.append(entity)

    def handle_data(self, data: str) -> None:
        self.text += data
