"""When what was said is erased, and what stays is the number, the states and the times."""

from bot.domain.guards import FILES_ARE_KEPT, WORDS_ARE_KEPT
from bot.domain.states import Event, State
from bot.domain.transitions import Effect, Goal, Transition, row

S, E, G, F = State, Event, Goal, Effect

ROWS: tuple[Transition, ...] = (
    row("E1", {S.CLOSED}, E.ERASED, G.SAME, when=(WORDS_ARE_KEPT,), then=(F.REFRESH_CARD,)),
    row("E1m", {S.MERGED}, E.ERASED, G.SAME, when=(WORDS_ARE_KEPT,), then=(F.REFRESH_CARD,)),
    row("E2", {S.CLOSED}, E.FILES_ERASED, G.SAME, when=(FILES_ARE_KEPT,)),
    row("E2m", {S.MERGED}, E.FILES_ERASED, G.SAME, when=(FILES_ARE_KEPT,)),
)
