"""What happens in the simulated weeks: written down before they begin, the same for every run of a seed."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, auto

HOUR = timedelta(hours=1)
DAY = 24 * HOUR
AT_ONCE = HOUR / 2


class Deed(StrEnum):
    """What a customer or an agent does."""

    REGISTER = auto()
    TAKE = auto()
    ASK = auto()
    ANSWER_QUESTION = auto()
    WRITE = auto()
    RESOLVE = auto()
    CONFIRM = auto()
    RATE = auto()
    DISAGREE = auto()
    JUST_A_NOTE = auto()
    WITHDRAW = auto()
    CLOSE_WITHOUT_ANSWER = auto()


@dataclass(frozen=True, slots=True, order=True)
class Act:
    at: datetime
    story: int
    """Which of the stories it belongs to; each has a customer and a ticket of its own."""
    deed: Deed


@dataclass(frozen=True, slots=True)
class Story:
    number: int
    product: str
    acts: tuple[Act, ...]


D = Deed
_WORK = ((3 * HOUR, D.TAKE), (2 * HOUR, D.RESOLVE))
PLOTS: dict[str, Sequence[tuple[timedelta, Deed]]] = {
    "confirmed": (*_WORK, (20 * HOUR, D.CONFIRM), (HOUR, D.RATE)),
    "silence": _WORK,
    "asked": (
        (5 * HOUR, D.TAKE),
        (HOUR, D.ASK),
        (50 * HOUR, D.ANSWER_QUESTION),
        (4 * HOUR, D.RESOLVE),
    ),
    "never answered": ((2 * HOUR, D.TAKE), (HOUR, D.ASK), (15 * DAY, D.CLOSE_WITHOUT_ANSWER)),
    "disagreed": (*_WORK, (30 * HOUR, D.DISAGREE), (8 * HOUR, D.RESOLVE)),
    "free words": (*_WORK, (26 * HOUR, D.WRITE)),
    "just a note": (*_WORK, (26 * HOUR, D.WRITE), (HOUR, D.JUST_A_NOTE)),
    "withdrawn": ((4 * HOUR, D.TAKE), (6 * HOUR, D.WRITE), (20 * HOUR, D.WITHDRAW)),
    "nobody takes it": ((30 * HOUR, D.WRITE),),
}
NEW_REQUEST = {"pix-task-mining"}
"""Where a disagreement means another ticket, the story of the first ends with it."""


def write_stories(
    seed: int, products: Sequence[str], number: int, begin: datetime, spread: timedelta
) -> list[Story]:
    """Stories that begin within `spread`; every product and every plot gets its turn."""
    chance = random.Random(seed)
    plots = list(PLOTS)
    stories = []
    for index in range(number):
        product = products[index % len(products)]
        plot = plots[(index // len(products) + index) % len(plots)]
        at = begin + spread * chance.random()
        stories.append(Story(index, product, tuple(_acts(index, product, plot, at, chance))))
    return stories


def in_order(stories: Sequence[Story]) -> Iterator[list[Act]]:
    """What happens at about the same time happens at once; of one story, one thing after the other."""
    together: list[Act] = []
    for act in sorted(act for story in stories for act in story.acts):
        apart = together and act.at - together[0].at > AT_ONCE
        if apart or any(each.story == act.story for each in together):
            yield together
            together = []
        together.append(act)
    if together:
        yield together


def _apart(at: datetime, number: int) -> datetime:
    """Targets are quarters of an hour: what comes due of one act falls into no moment of the next."""
    return at.replace(minute=at.minute // 15 * 15 + 3 + 2 * number, second=0, microsecond=0)


def _acts(story: int, product: str, plot: str, at: datetime, chance: random.Random) -> Iterator[Act]:
    yield Act(_apart(at, 0), story, D.REGISTER)
    for number, (after, deed) in enumerate(PLOTS[plot], start=1):
        at += after * chance.uniform(0.8, 1.4)
        yield Act(_apart(at, number), story, deed)
        if deed is D.DISAGREE and product in NEW_REQUEST:
            return
