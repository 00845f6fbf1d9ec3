"""Whom an agent probably means by a name that nobody has, or that several have."""

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from bot.domain.people import Agent

ALIKE_FROM = 60.0
"""Of 100: "Максм" is meant to be "Максим"."""

MEANT_AT_MOST = 3


def probably_meant(given: Sequence[str], agents: Iterable[Agent]) -> list[str]:
    """How those can be called who have a name like one of the given, the most alike first."""
    said = [_plain(each) for each in given]
    scored = [
        (max(fuzz.ratio(one, name) for one in said for name in _names(agent)), agent) for agent in agents
    ]
    near = sorted((pair for pair in scored if pair[0] >= ALIKE_FROM), key=lambda pair: -pair[0])
    called = dict.fromkeys(f"@{agent.username}" if agent.username else agent.name for _, agent in near)
    return [each for each in called if _plain(each) not in said][:MEANT_AT_MOST]


def _names(agent: Agent) -> list[str]:
    """Whole, and each part: people are called by the first or the last one."""
    whole = _plain(agent.name)
    return [whole, *whole.split(), *([_plain(agent.username)] if agent.username else [])]


def _plain(name: str) -> str:
    return " ".join(name.removeprefix("@").casefold().replace("ё", "е").split())
