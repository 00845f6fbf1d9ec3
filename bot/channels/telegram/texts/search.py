"""What agents read when they look for tickets."""

from collections.abc import Iterable, Mapping
from typing import Any

from aiogram.utils.formatting import Bold, Italic, Text, TextLink, Underline

from bot.channels.telegram.callbacks import SearchPress
from bot.channels.telegram.keyboards import keyboard, turning
from bot.channels.telegram.texts.base import Said, Teller, Telling, clip, fill, lines, units
from bot.channels.telegram.texts.labels import state
from bot.i18n import N_

SUPERGROUP = -1_000_000_000_000
WORDS_LENGTH = 120
MESSAGE_LENGTH = 4096
PLACES = {
    "message": N_("message"),
    "note": N_("internal note"),
    "form": N_("form"),
    "customer": N_("customer"),
    "record": N_("right to support"),
}


def search_what(it: Telling) -> Said:
    """The command is named, so that replies to this text are known without a look at the database."""
    text = it._(
        "What are you looking for? Reply to this message with a ticket number, the customer's name or phone "
        "number, a serial number, or words from the ticket. You can also write /search WORDS at once."
    )
    return Said(Text(text))


def found(it: Telling) -> Said:
    _, total = it._, it.data["total"]
    words = clip(it.data["looked_for"], WORDS_LENGTH)
    if not total:
        text = _("Nothing was found for “{words}”. Try fewer words, or a part of the number.")
        return Said(fill(text, words=words))
    head = _.ngettext("Found {number} ticket", "Found {number} tickets", total).format(number=total)
    listed = _list(it, Bold(head, ": ", words), excerpts=True)
    if units(listed.render()[0]) > MESSAGE_LENGTH:
        listed = _list(it, Bold(head, ": ", words), excerpts=False)
    return Said(listed, _turning(it))


def _list(it: Telling, head: Text, *, excerpts: bool) -> Text:
    more = it._("These are the newest, there are more. Add a word to see fewer.")
    # A search that was queued before it could be cut short found all.
    cut = () if it.data.get("is_all", True) else (Text(more),)
    return lines(head, *cut, *(_entry(it, each, excerpts=excerpts) for each in it.data["hits"]))


def _entry(it: Telling, hit: Mapping[str, Any], *, excerpts: bool) -> Text:
    _ = it._
    address = place_address(**hit["stands"])
    number = TextLink(hit["ticket"], url=address) if address else Bold(hit["ticket"])
    whose = f" · {hit['assignee']}" if hit["assignee"] else ""
    label = PLACES.get(hit["where"])
    return lines(
        Text(""),
        Text(number, f" · {state(_, hit)}{whose}"),
        Text(*_pieces(hit["subject"]), " · ", *_pieces(hit["customer"])),
        Text(Italic(_(label), ": "), *_pieces(hit["excerpt"])) if label and excerpts else None,
    )


def _pieces(pieces: Iterable[tuple[str, bool]]) -> list[Text | str]:
    return [Bold(Underline(text)) if is_found else text for text, is_found in pieces]


def _turning(it: Telling) -> Any:
    search = it.data["search_id"]
    return keyboard(turning(it.data["page"], it.data["pages"], lambda to: SearchPress(id=search, page=to)))


def place_address(*, chat: int | None, thread: int | None, card: int | None) -> str | None:
    """Of a topic, or of a card where there are none, for those who are in its group; plain groups have no
    addresses."""
    if not chat or chat >= SUPERGROUP or not (thread or card):
        return None
    return "https://t.me/c/" + "/".join(str(each) for each in (SUPERGROUP - chat, thread, card) if each)


TELLERS: dict[str, Teller] = {teller.__name__: teller for teller in (search_what, found)}
