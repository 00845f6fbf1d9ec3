"""Agents look for tickets: by number, customer, serial number or words."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.domain import errors
from bot.domain.delivery import Delivery, Recipient, rewording, words_to_chat
from bot.domain.message import Source
from bot.domain.paging import pages
from bot.services.ports import Clock, UnitOfWork
from bot.services.search_ports import Found, Hit, Number
from bot.services.stems import Term, marks, terms

PAGE = 10
KEPT = timedelta(days=7)
"""How long the buttons of a list of tickets turn its pages."""

EXCERPT = 100
"""Characters around the words that were found."""

BEFORE = 30
SUBJECT = 50
NAME = 30
MARKED_AT_MOST = 4
"""Words of one excerpt: Telegram counts every piece of formatting in a message, up to 100."""

_NUMBER = re.compile(r"[#№\s]*(?:(?P<prefix>[^\W\d_]{1,10})[-‐‑–\s]*)?(?P<number>\d{1,9})\s*")
_LOOK_ALIKE = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")
"""Cyrillic letters in a Latin prefix: nobody sees the difference."""

Pieces = list[tuple[str, bool]]
"""A text in pieces, and whether each is a word that was looked for."""


class Search:
    """An agent finds every ticket, whichever group it stands in: agents are one team."""

    def __init__(self, uow: UnitOfWork, clock: Clock) -> None:
        self.uow = uow
        self.clock = clock

    async def look(self, question: str, where: Recipient, asked: Source, *, language: str) -> None:
        """`/search WORDS`; without words it asks for them."""
        question = question.strip()
        if not question:
            self.uow.deliver(words_to_chat(where.id, "search_what", thread=where.thread, reply_to=asked))
            return
        if not terms(question):
            raise errors.NothingToSearch
        at = self.clock.now()
        kept = question.replace("\0", "")
        search_id = await self.uow.searches.keep(kept, at=at, forget_before=at - KEPT)
        listed = await self._listed(search_id, question, 0, where, language)
        self.uow.deliver(replace(listed, reply_to=asked))

    async def turn(
        self, search_id: int, page: int, where: Recipient, shown: Source, *, language: str
    ) -> None:
        """The same list shows another page, as things are now."""
        question = await self.uow.searches.kept(search_id)
        if question is None:
            raise errors.OutdatedButton
        self.uow.deliver(rewording(shown, await self._listed(search_id, question, page, where, language)))

    async def _listed(
        self, search_id: int, question: str, page: int, where: Recipient, language: str
    ) -> Delivery:
        wanted = terms(question)
        found = await self._find(wanted, question, page, language)
        if not found.hits and page:
            page = 0
            found = await self._find(wanted, question, page, language)
        return words_to_chat(
            where.id,
            "found",
            thread=where.thread,
            search_id=search_id,
            looked_for=question[:SUBJECT],
            total=found.total,
            is_all=found.is_all,
            page=page,
            pages=pages(found.total, PAGE),
            hits=[told(each, wanted) for each in found.hits],
        )

    async def _find(self, wanted: Sequence[Term], question: str, page: int, language: str) -> Found:
        return await self.uow.searches.find(
            wanted, number_in(question), offset=page * PAGE, limit=PAGE, language=language
        )


def number_in(question: str) -> Number | None:
    """The ticket's number, where the question is nothing else: EC-12, ec 12, 12."""
    found = _NUMBER.fullmatch(question)
    if found is None:
        return None
    prefix = found["prefix"]
    return Number(prefix.upper().translate(_LOOK_ALIKE) if prefix else None, int(found["number"]))


def told(hit: Hit, wanted: Sequence[Term]) -> dict[str, Any]:
    """A ticket as an entry of the list, with the place where the words were found."""
    where, text = _where(hit, wanted)
    return {
        "ticket": hit.name,
        "state": hit.state,
        "department": hit.department,
        "reason": hit.reason,
        "into": hit.into,
        "assignee": hit.assignee[:NAME] if hit.assignee else None,
        "subject": excerpt(hit.subject, wanted, length=SUBJECT),
        "customer": excerpt(hit.customer, wanted, length=NAME),
        "where": where,
        "excerpt": excerpt(text, wanted),
        "stands": {"chat": hit.place.chat_id, "thread": hit.place.thread, "card": hit.place.card_id},
    }


def _where(hit: Hit, wanted: Sequence[Term]) -> tuple[str, str]:
    """What says most of the words; nothing, where the entry's own lines say as many."""
    places = [
        ("", f"{hit.subject} {hit.customer}"),
        ("note" if hit.is_note else "message", hit.message or ""),
        *(("form", each) for each in hit.answers),
        ("customer", " ".join(filter(None, (hit.username and f"@{hit.username}", hit.address)))),
        ("record", hit.right),
    ]
    return max(places, key=lambda place: len({number for _, _, number in marks(place[1], wanted)}))


LOOKED_AT = 100
"""Found words among which the best place is chosen: somebody may have written one word a thousand times."""


def excerpt(text: str, wanted: Sequence[Term], *, length: int = EXCERPT) -> Pieces:
    """So much of a text that most of the words are seen in it."""
    text = " ".join(text.split())
    found = marks(text, wanted)[:LOOKED_AT]
    start = max(
        (max(0, first - BEFORE) for first, _, _ in found),
        key=lambda start: (len({n for s, e, n in found if s >= start and e <= start + length}), -start),
        default=0,
    )
    if len(text) <= length:
        start = 0
    elif start:
        start = min(text.find(" ", start, start + BEFORE) + 1 or start, len(text) - 1)
    end = start + length
    pieces: Pieces = [("…", False)] if start else []
    shown = [(s, min(e, end)) for s, e, _ in found if start <= s < end]
    for begins, ends in _apart(shown)[:MARKED_AT_MOST]:
        pieces += [(text[start:begins], False), (text[begins:ends], True)]
        start = ends
    pieces.append((text[start:end] + ("…" if end < len(text) else ""), False))
    return [piece for piece in pieces if piece[0]]


def _apart(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """A phone number's span has its parts' in it."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept
