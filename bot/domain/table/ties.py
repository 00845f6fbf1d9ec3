"""Ties to other tickets: of two that move at once, each has a row."""

from bot.domain.guards import (
    ANOTHER_TICKET,
    IS_LINKED,
    NO_INCIDENTS,
    NOT_LINKED_YET,
    OTHER_GOES_ON,
    OTHER_IS_NO_INCIDENT,
    SAME_ORGANISATION,
    SAME_PRODUCT,
    WAS_NOT_HELD,
)
from bot.domain.states import ACTIVE, LIVE, Event, State
from bot.domain.transitions import Effect, Goal, Transition, row

S, E, G, F = State, Event, Goal, Effect
_NO_CHAINS = (OTHER_IS_NO_INCIDENT, NO_INCIDENTS, NOT_LINKED_YET)
_BOTH_SEE = (F.TELL_AGENTS, F.REFRESH_CARD)

ROWS: tuple[Transition, ...] = (
    row("T19n", State, E.FOLLOWED_UP, G.SAME, then=(F.REFRESH_CARD,)),
    row(
        "T29",
        ACTIVE | {S.RESOLVED},
        E.MERGED,
        S.MERGED,
        when=(WAS_NOT_HELD, ANOTHER_TICKET, SAME_ORGANISATION, OTHER_GOES_ON, NO_INCIDENTS),
        then=(F.SAY_MERGED, *_BOTH_SEE),
    ),
    row("T29t", LIVE, E.TOOK_IN, G.SAME, then=_BOTH_SEE),
    row("T29w", {S.MERGED}, E.CUSTOMER_WROTE, G.SAME, then=(F.SHOW_TO_AGENTS,)),
    row("T38", {S.MERGED}, E.UNMERGED, G.BACK, then=(F.SAY_UNMERGED, *_BOTH_SEE)),
    row("T38t", State, E.GAVE_BACK, G.SAME, then=_BOTH_SEE),
    row("T30", State, E.SPLIT, G.SAME, then=(F.TELL_AGENTS,)),
    row(
        "T33",
        ACTIVE,
        E.LINKED,
        G.SAME,
        when=(WAS_NOT_HELD, ANOTHER_TICKET, SAME_PRODUCT, OTHER_GOES_ON, *_NO_CHAINS),
        then=_BOTH_SEE,
    ),
    row("T33t", LIVE, E.GOT_INCIDENT, G.SAME, then=_BOTH_SEE),
    row("T33u", State, E.UNLINKED, G.SAME, when=(IS_LINKED,), then=_BOTH_SEE),
    row("T33v", State, E.LOST_INCIDENT, G.SAME, then=_BOTH_SEE),
)
