"""How things stand, for Prometheus: asked of the database when it asks us."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.domain.delivery import Urgency
from bot.services.vitals import Pile, Queue, Queues, Work

UPDATES = {Queue.UPDATES: "waiting", Queue.DEAD: "dead"}
DELIVERIES = {Queue.QUEUED: "queued", Queue.HELD: "held"}
TIMERS = {Queue.TIMERS: "due", Queue.LATE: "late", Queue.BURIED: "buried"}
DRAFTS = {Queue.DRAFTS: "customer", Queue.CALLS: "agent"}


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known at the moment."""

    ready: bool
    heard_ago: float | None
    queues: Queues | None
    work: Work | None


class Gauges(Collector):
    """`seen` is put here before the registry is asked, which cannot wait for a database."""

    def __init__(self, *, version: str) -> None:
        self.version = version
        self.seen = Seen(ready=False, heard_ago=None, queues=None, work=None)

    def describe(self) -> Iterable[Metric]:
        """Nothing that could be taken already."""
        return ()

    def collect(self) -> Iterator[Metric]:
        seen = self.seen
        yield _one("ready", "1 where /readyz says 200.", float(seen.ready))
        yield _one("database_up", "1 where the database answers.", float(seen.queues is not None))
        yield self._build(seen.queues)
        if seen.heard_ago is not None:
            yield _one(
                "updates_heard_seconds", "Since Telegram last handed over what it has.", seen.heard_ago
            )
        if seen.queues:
            yield from _of_queues(seen.queues)
        if seen.work:
            yield from _of_work(seen.work)

    def _build(self, queues: Queues | None) -> Metric:
        build = _many("build_info", "The version, and the database's schema.", "version", "schema")
        build.add_metric((self.version, queues.schema if queues else ""), 1.0)
        return build


def _of_queues(queues: Queues) -> Iterator[Metric]:
    inbox = _many("inbox_updates", "Updates not handled yet, and those put aside.", "status")
    inbox_age = _many("inbox_oldest_seconds", "Age of the oldest of them.", "status")
    for queue, status in UPDATES.items():
        inbox.add_metric((status,), _count(queues, queue))
        inbox_age.add_metric((status,), _age(queues, queue))
    yield from (inbox, inbox_age)
    outbox = _many("outbox_deliveries", "Deliveries that have not arrived yet.", "status", "urgency")
    outbox_age = _many("outbox_oldest_seconds", "Age of the oldest of them.", "status", "urgency")
    for queue, status in DELIVERIES.items():
        for urgency in Urgency:
            labels = (status, urgency.name.lower())
            outbox.add_metric(labels, _count(queues, queue, urgency))
            outbox_age.add_metric(labels, _age(queues, queue, urgency))
    yield from (outbox, outbox_age)
    timers = _many("timers", "Timers whose moment has come: due, late by a minute, put aside.", "status")
    for queue, status in TIMERS.items():
        timers.add_metric((status,), _count(queues, queue))
    yield timers
    yield _one("timer_overdue_seconds", "Of the timer that is latest.", _age(queues, Queue.TIMERS))
    yield _one("files_to_fetch", "Files of people's that are not archived yet.", _count(queues, Queue.FILES))
    drafts = _many("drafts_open", "Forms begun and not submitted.", "by")
    for queue, by in DRAFTS.items():
        drafts.add_metric((by,), _count(queues, queue))
    yield drafts


def _of_work(work: Work) -> Iterator[Metric]:
    tickets = _many("tickets", "Tickets that have not ended.", "product", "state")
    for (product, state), number in work.open.items():
        tickets.add_metric((product, state), number)
    breached = _many("tickets_breached", "Tickets being worked on that have missed a target.", "product")
    for product, number in work.breached.items():
        breached.add_metric((product,), number)
    yield from (tickets, breached)


def _piles(queues: Queues, queue: Queue, urgency: Urgency | None) -> list[Pile]:
    return [each for each in queues.piles if each.queue is queue and urgency in {None, each.urgency}]


def _count(queues: Queues, queue: Queue, urgency: Urgency | None = None) -> float:
    return sum(each.count for each in _piles(queues, queue, urgency))


def _age(queues: Queues, queue: Queue, urgency: Urgency | None = None) -> float:
    return max((queues.age(each) for each in _piles(queues, queue, urgency)), default=0.0)


def _one(name: str, help_: str, value: float) -> Metric:
    return GaugeMetricFamily(f"support_{name}", help_, value=value)


def _many(name: str, help_: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"support_{name}", help_, labels=labels)
