"""The right to support: checked, held, proved, answered for."""

from bot.domain.guards import (
    HOLDS,
    ONLY_FLAGS,
    WAS_HELD,
    WAS_NOT_HELD,
)
from bot.domain.states import LIVE, Event, State
from bot.domain.transitions import Effect, Goal, Transition, row

S, E, G, F = State, Event, Goal, Effect
_PROVED = (F.SAY_WORK_BEGINS, F.TELL_AGENTS, F.REFRESH_CARD)

ROWS: tuple[Transition, ...] = (
    row("T2", {S.NEW}, E.ENTITLEMENT_FAILED, S.ENTITLEMENT_HOLD, when=(HOLDS,), then=(F.TELL_AGENTS,)),
    row("T3", {S.NEW}, E.ENTITLEMENT_FAILED, G.SAME, when=(ONLY_FLAGS,)),
    row("T3a", LIVE - {S.NEW}, E.ENTITLEMENT_FAILED, G.SAME),
    row("T2e", {S.ENTITLEMENT_HOLD, S.PENDING}, E.HOLD_EXPLAINED, G.SAME),
    row("T4", {S.ENTITLEMENT_HOLD}, E.ENTITLEMENT_PASSED, S.NEW, then=_PROVED),
    row("T4a", {S.PENDING}, E.ENTITLEMENT_PASSED, G.SAME, when=(WAS_HELD,), then=_PROVED),
    row("T4b", LIVE - {S.ENTITLEMENT_HOLD}, E.ENTITLEMENT_PASSED, G.SAME, when=(WAS_NOT_HELD,)),
    row("T4c", {S.ENTITLEMENT_HOLD}, E.LET_PASS, S.NEW, then=_PROVED),
    row("T4d", {S.PENDING}, E.LET_PASS, G.SAME, when=(WAS_HELD,), then=_PROVED),
)
