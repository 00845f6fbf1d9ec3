"""When it is known whether a clock has kept its target."""

from bot.domain.clocks import Clocks
from bot.domain.entry import Entry
from bot.domain.states import Event, State
from bot.domain.targets import ClockKind


def just_settled(before: Clocks, after: Clocks, entry: Entry) -> list[ClockKind]:
    """The clocks whose targets the entry shows to be kept or missed: those that it stopped, and the clock of
    the solution, which only stands still, when the solution arrives."""
    stopped = [
        kind
        for kind, run in after.items()
        if run.stopped and (kind not in before or before[kind].stopped is None)
    ]
    if entry.event is Event.RESOLUTION_DELIVERED and entry.to is State.RESOLVED:
        stopped.append(ClockKind.RESOLUTION)
    return [kind for kind in stopped if kind is not ClockKind.PERIODIC_UPDATE]
