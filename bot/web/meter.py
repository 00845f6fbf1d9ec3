"""Counts for Prometheus. Labels are few and known: no customer, ticket, chat or person is ever one."""

from collections.abc import Sequence
from datetime import timedelta

from prometheus_client import CollectorRegistry, Counter, Histogram

from bot.domain.delivery import Urgency
from bot.domain.timers import TimerKind
from bot.services.meter import Mishap, Scope, Settled
from bot.services.sending import Accepted, Failed, Later, Outcome, Parcel, Unreachable

QUICK = (0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
CALLS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
FULL = "The database takes nothing new: it is full, or its disk is. Make room."
AWAY = "The database takes nothing new; the log says why."
LATENESS = (1.0, 2.0, 5.0, 15.0, 60.0, 300.0, 3600.0, 86400.0)


class PrometheusMeter:
    """Of one bot, with a registry of its own: several may run in a process."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.takes_nothing: str | None = None
        """What is wrong with the database since it was last written to, in words for an operator."""

        def counter(name: str, help_: str, *labels: str) -> Counter:
            return Counter(f"support_{name}", help_, labels, registry=registry)

        def histogram(name: str, help_: str, buckets: Sequence[float], *labels: str) -> Histogram:
            return Histogram(f"support_{name}", help_, labels, buckets=buckets, registry=registry)

        self._received = counter("updates_received", "Updates stored that were not known before.")
        self._handled = histogram("update_seconds", "From an update's turn to its commit.", QUICK)
        self._failed = counter("updates_failed", "Attempts at an update that broke our own code.")
        self._dead = counter("updates_dead", "Updates put aside after the last attempt.")
        self._refusals = counter("refusals", "What people asked for and could not have.", "code")
        self._sends = counter(
            "sends",
            "Deliveries that a channel was given, by what became of them.",
            *("matter", "urgency", "outcome", "reason"),
        )
        self._send_seconds = histogram("send_seconds", "What a channel took for a call.", CALLS, "matter")
        self._limited = counter(
            "limit_waits", "How often a send had to wait for Telegram's limits to be kept.", "urgency"
        )
        self._limited_seconds = counter("limit_wait_seconds", "For how long, in all.", "urgency")
        self._floods = counter("floods", "Calls that Telegram refused as too many (429).", "scope")
        self._flood_seconds = counter("flood_seconds", "For how long it told us to wait.", "scope")
        self._settled = counter(
            "targets",
            "Clocks that were stopped, by whether they kept their target.",
            *("clock", "product", "priority", "outcome"),
        )
        self._late = histogram(
            "timer_lateness_seconds", "From a timer's moment to its end.", LATENESS, "kind"
        )
        self._statements = counter("database_errors", "Statements that failed.", "why")
        self._rolled_back = counter("transactions_failed", "Transactions rolled back.", "why")
        for why in Mishap:
            self._statements.labels(why)
            self._rolled_back.labels(why)
        for scope in Scope:
            self._floods.labels(scope)
            self._flood_seconds.labels(scope)

    def received(self, updates: int) -> None:
        self._received.inc(updates)

    def handled(self, seconds: float) -> None:
        self._handled.observe(seconds)

    def failed(self) -> None:
        self._failed.inc()

    def buried(self) -> None:
        self._dead.inc()

    def refused(self, code: str) -> None:
        self._refusals.labels(code).inc()

    def sent(self, parcels: Sequence[Parcel], outcome: Outcome | None, seconds: float) -> None:
        self._send_seconds.labels(parcels[0].delivery.matter.value).observe(seconds)
        for index, parcel in enumerate(parcels):
            delivery = parcel.delivery
            became, reason = _told(outcome, index)
            self._sends.labels(delivery.matter.value, delivery.urgency.name.lower(), became, reason).inc()

    def limited(self, urgency: Urgency, seconds: float) -> None:
        self._limited.labels(urgency.name.lower()).inc()
        self._limited_seconds.labels(urgency.name.lower()).inc(seconds)

    def told_to_wait(self, scope: Scope, seconds: float) -> None:
        self._floods.labels(scope).inc()
        self._flood_seconds.labels(scope).inc(seconds)

    def rung(self, kind: TimerKind, late: timedelta) -> None:
        self._late.labels(kind).observe(max(0.0, late.total_seconds()))

    def settled(self, settled: Settled) -> None:
        outcome = "met" if settled.kept else "breached"
        self._settled.labels(settled.clock, settled.product_id, settled.priority, outcome).inc()

    def statement_failed(self, why: Mishap) -> None:
        self._statements.labels(why).inc()

    def rolled_back(self, why: Mishap) -> None:
        self._rolled_back.labels(why).inc()

    def written(self) -> None:
        self.takes_nothing = None

    def unwritten(self, *, full: bool) -> None:
        self.takes_nothing = FULL if full else AWAY


def _told(outcome: Outcome | None, index: int) -> tuple[str, str]:
    """What became of one of a call's parcels, and the reason where there are several."""
    match outcome:
        case None:
            return "bug", ""
        case Accepted(parcels=arrived):
            return ("accepted", "") if arrived is None or index < arrived else ("later", "")
        case Failed(reason):
            return "refused", reason
        case Unreachable(reason):
            return "unreachable", reason
        case Later():
            return "later", ""
        case _:
            return "unknown", ""
