"""Which of a customer's tickets looks like what they are about to send."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from rapidfuzz import fuzz, utils

from bot.domain.intake import Form
from bot.domain.ticket import Ticket

ALIKE_FROM = 80.0
"""Of 100: how much of the words is the same, in whatever order and with small differences in endings."""

STORY_WORDS = 6
"""Shorter stories have too many words in common with anything."""

SHOWN = 3
STAYS_ALIKE = timedelta(days=14)


def look_alikes(form: Form, tickets: Sequence[Ticket]) -> list[Ticket]:
    """The customer's live tickets of the same product that tell nearly the same, the most alike first."""
    lines, story = _words_of_form(form)
    scored = [
        (max(_of_lines(lines, each.subject), _of_stories(story, _story(each))), each)
        for each in tickets
        if each.is_live and each.product_id == form.product.id and not _long_completed(each, form.now)
    ]
    alike = sorted((pair for pair in scored if pair[0] >= ALIKE_FROM), key=lambda pair: -pair[0])
    return [ticket for _, ticket in alike[:SHOWN]]


def _long_completed(ticket: Ticket, now: datetime) -> bool:
    """Some products never close a completed ticket by themselves."""
    return ticket.resolved_at is not None and now - ticket.resolved_at > STAYS_ALIKE


def _words_of_form(form: Form) -> tuple[str, str]:
    said = {
        kind: next(
            (
                form.draft.answers[each.key].value
                for each in form.fields
                if each.kind == kind and each.key in form.draft.answers
            ),
            "",
        )
        for kind in ("text", "long_text")
    }
    return said["text"], said["long_text"]


def _story(ticket: Ticket) -> str:
    return next((each.value for each in ticket.form if each.kind == "long_text"), "")


def _of_lines(one: str, other: str) -> float:
    one, other = utils.default_process(one), utils.default_process(other)
    return fuzz.token_sort_ratio(one, other) if one and other else 0.0


def _of_stories(one: str, other: str) -> float:
    if min(len(one.split()), len(other.split())) < STORY_WORDS:
        return 0.0
    return fuzz.token_sort_ratio(one, other, processor=utils.default_process)
