"""Which canned answer is meant by a name that there is not."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process

MEANT_FROM = 60.0
MEANT_AT_MOST = 3
NAMED_AT_MOST = 20
"""Where nothing comes near; there may be hundreds, and a message has an end."""


def meant_by(given: str, known: Iterable[str]) -> list[str]:
    names = list(dict.fromkeys(known))
    near = process.extract(given, names, scorer=fuzz.WRatio, limit=MEANT_AT_MOST, score_cutoff=MEANT_FROM)
    return [each[0] for each in near] or names[:NAMED_AT_MOST]
