"""The replicas that share the limits, as one of them has seen them in the list of replicas."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.channels.telegram.limits import UNANSWERED_SECONDS, Budget, Limits
from bot.services.replicas import LOOK_SECONDS, SILENT_LOOKS, Listed

LISTED_SECONDS = SILENT_LOOKS * LOOK_SECONDS
"""Who has not seen the list for so long may have been struck off it: others may count without it."""

CURRENT_SECONDS = 5.0
"""Who reaches Redis may go by a list that old."""

NEW_SECONDS = CURRENT_SECONDS + UNANSWERED_SECONDS + 0.5
"""Who has come to the list so lately may be unknown to others, who then keep nothing for it."""

OUTDATED_SECONDS = LISTED_SECONDS + UNANSWERED_SECONDS + 1.0
"""So long after the list has changed, somebody's call may still be counted which went by the list before."""


@dataclass(frozen=True, slots=True)
class Other:
    """Another replica, for which its part of the budgets may have to be kept."""

    id: int
    is_listed: bool
    """Else it was, not long ago."""
    seen: Sequence[frozenset[int]]
    """The lists that had it."""
    known_since: float | None
    """It was there before us: so long have we been in the list with it."""

    def part(self, budget: Budget, now: float) -> int:
        """The most that it may take of a budget without Redis: it keeps to the longest list of late. Who saw
        a list before us may go by that one for a while, and we do not know what it was."""
        if self.known_since is not None and now < self.known_since + budget.seconds + OUTDATED_SECONDS:
            return budget.calls
        return budget.divided(min(map(len, self.seen))).calls


class Company:
    """What one replica remembers of the list, as long as what was sent meanwhile may count."""

    def __init__(self, listed: Callable[[], Listed], monotonic: Callable[[], float], limits: Limits) -> None:
        self.remembered = limits.longest + OUTDATED_SECONDS + CURRENT_SECONDS
        self.mine: int | None = None
        """Our id; None: we are not in the list."""
        self.listed_since: float | None = None
        """We have been in the list without a break since then."""
        self._listed = listed
        self._monotonic = monotonic
        self._at = 0.0
        self._seen: list[tuple[float, frozenset[int]]] = []
        """Since when the list was so."""

    def look(self) -> None:
        """To be done so often that no list is missed."""
        now, listed = self._monotonic(), self._listed()
        self.mine = listed.mine
        if listed.mine is None:
            return
        if self.listed_since is None or listed.at - self._at >= LISTED_SECONDS:
            self.listed_since = now
            self._seen = []
        self._at = listed.at
        if not self._seen or self._seen[-1][1] != listed.ids:
            self._seen.append((now, listed.ids))
        while len(self._seen) > 1 and self._seen[1][0] <= now - self.remembered:
            del self._seen[0]

    @property
    def is_listed(self) -> bool:
        """For certain: nobody can have struck us off it."""
        return self.mine is not None and self._monotonic() < self._at + LISTED_SECONDS

    @property
    def is_current(self) -> bool:
        """The others that we know are all there are, but for who has only just come or is leaving."""
        return self.mine is None or self._monotonic() < self._at + CURRENT_SECONDS

    @property
    def most(self) -> int:
        """That there were while what they have sent may count: the part of one that has died is nobody's
        until then."""
        return max((len(ids) for _, ids in self._seen), default=1)

    @property
    def has_long_been_alone(self) -> bool:
        """So long that nothing of anybody else counts."""
        return (
            self.most == 1
            and self.listed_since is not None
            and self._monotonic() >= self.listed_since + self.remembered
        )

    def others(self) -> Iterator[Other]:
        lists = [ids for _, ids in self._seen]
        for each in frozenset[int]().union(*lists) - {self.mine}:
            was_here = each in lists[0]
            yield Other(
                each,
                each in lists[-1],
                [ids for ids in lists if each in ids],
                self.listed_since if was_here else None,
            )
