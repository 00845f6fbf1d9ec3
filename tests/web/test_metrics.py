"""What Prometheus reads: every metric is in docs/metrics.md, and says what happened."""

import re
from collections.abc import AsyncIterator, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from aiohttp import ClientSession
from prometheus_client.core import Metric
from prometheus_client.parser import text_string_to_metric_families

from bot.domain.delivery import Urgency, words_to_customer
from bot.domain.priorities import Priority
from bot.domain.targets import ClockKind
from bot.domain.timers import TimerKind
from bot.services.meter import Meter, Mishap, Scope, Settled, Uncounted
from bot.services.sending import Accepted, Failed, Later, Parcel, Unknown, Unreachable
from bot.services.vitals import Queue
from bot.web.metrics import Metrics
from tests.storage.making import StandingClock
from tests.web.watched import Watched, get, watching

DOCS = Path(__file__).parent.parent.parent / "docs" / "metrics.md"
ROW = re.compile(r"^\| `(\w+)` \| (\w+) \| (.*?) \|", re.MULTILINE)

T = TypeVar("T")


@pytest.fixture
async def watched() -> AsyncIterator[Watched]:
    async with watching(StandingClock()) as watched:
        yield watched


def parcels(count: int = 1) -> list[Parcel]:
    return [Parcel(number, words_to_customer(7, "which"), 0) for number in range(count)]


def everything_once(meter: Meter) -> None:
    meter.received(3)
    meter.handled(0.02)
    meter.failed()
    meter.buried()
    meter.refused("already_taken")
    meter.sent(parcels(3), Accepted(parcels=2), 0.1)
    for outcome in (Failed("topic_gone"), Unreachable("blocked"), Later(3.0), Unknown("TimeoutError"), None):
        meter.sent(parcels(), outcome, 0.1)
    meter.limited(Urgency.AGENT, 1.5)
    meter.told_to_wait(Scope.GROUP, 30.0)
    meter.rung(TimerKind.CLOSING, timedelta(seconds=3))
    meter.settled(Settled(ClockKind.TAKE, "e-comet", Priority.NORMAL, kept=False))
    meter.statement_failed(Mishap.AWAY)
    meter.rolled_back(Mishap.CONFLICT)


async def scraped(watched: Watched) -> dict[str, Metric]:
    """By name, counters with their ending."""
    async with watched.served() as address:
        status, text = await get(f"{address}/metrics")
    assert status == 200
    return {
        each.name + ("_total" if each.type == "counter" else ""): each
        for each in text_string_to_metric_families(text)
    }


def value(metrics: dict[str, Metric], name: str, **labels: str) -> float:
    found = [
        sample.value
        for sample in metrics[name].samples
        if sample.name in {name, f"{name}_count"} and sample.labels == labels
    ]
    return one(found)


def one(found: Iterable[T]) -> T:
    (each,) = found
    return each


def labels(metric: Metric) -> set[str]:
    return {label for sample in metric.samples for label in sample.labels} - {"le"}


async def test_the_list_in_the_documentation_is_what_is_served(watched: Watched) -> None:
    everything_once(watched.metrics.meter)
    listed = {
        name: (kind, set(re.findall(r"`(\w+)`", of)))
        for name, kind, of in ROW.findall(DOCS.read_text(encoding="utf-8"))
    }

    served = {name: (metric.type, labels(metric)) for name, metric in (await scraped(watched)).items()}

    assert served == listed


async def test_what_happened_is_counted(watched: Watched) -> None:
    everything_once(watched.metrics.meter)

    metrics = await scraped(watched)

    assert value(metrics, "support_updates_received_total") == 3
    assert value(metrics, "support_update_seconds") == 1
    assert value(metrics, "support_updates_failed_total") == 1
    assert value(metrics, "support_updates_dead_total") == 1
    assert value(metrics, "support_refusals_total", code="already_taken") == 1
    for outcome, reason, times in (
        ("accepted", "", 2),
        ("later", "", 2),
        ("refused", "topic_gone", 1),
        ("unreachable", "blocked", 1),
        ("unknown", "", 1),
        ("bug", "", 1),
    ):
        given = {"matter": "words", "urgency": "customer", "outcome": outcome, "reason": reason}
        assert value(metrics, "support_sends_total", **given) == times, outcome
    assert value(metrics, "support_send_seconds", matter="words") == 6
    assert value(metrics, "support_limit_wait_seconds_total", urgency="agent") == 1.5
    assert value(metrics, "support_flood_seconds_total", scope="group") == 30
    assert value(metrics, "support_timer_lateness_seconds", kind="closing") == 1
    settled = {"clock": "take", "product": "e-comet", "priority": "normal", "outcome": "breached"}
    assert value(metrics, "support_targets_total", **settled) == 1
    assert value(metrics, "support_database_errors_total", why="away") == 1
    assert value(metrics, "support_transactions_failed_total", why="conflict") == 1


async def test_how_things_stand_is_asked_of_the_database(watched: Watched) -> None:
    watched.waits(Queue.UPDATES, seconds=5, count=2)
    watched.waits(Queue.QUEUED, seconds=7, to="customer")
    watched.waits(Queue.QUEUED, seconds=9, count=2, to="desk")
    watched.waits(Queue.BURIED)
    watched.waits(Queue.CALLS)

    metrics = await scraped(watched)

    assert value(metrics, "support_ready") == 1
    assert value(metrics, "support_build_info", version="1.2.3", schema=watched.schema) == 1
    assert value(metrics, "support_inbox_updates", status="waiting") == 2
    assert value(metrics, "support_inbox_oldest_seconds", status="waiting") == 5
    assert value(metrics, "support_inbox_updates", status="dead") == 0
    assert value(metrics, "support_outbox_deliveries", status="queued", urgency="customer") == 3
    assert value(metrics, "support_outbox_oldest_seconds", status="queued", urgency="customer") == 9
    assert value(metrics, "support_timers", status="buried") == 1
    assert value(metrics, "support_drafts_open", by="agent") == 1
    assert value(metrics, "support_tickets", product="e-comet", state="open") == 3
    assert value(metrics, "support_tickets_breached", product="e-comet") == 1


async def test_without_the_database_the_rest_is_served(watched: Watched) -> None:
    watched.away = True

    metrics = await scraped(watched)

    assert value(metrics, "support_database_up") == 0
    assert value(metrics, "support_ready") == 0
    assert "support_inbox_updates" not in metrics
    assert "process_resident_memory_bytes" in metrics


async def test_two_bots_in_a_process_count_apart() -> None:
    first, second = Metrics(version="1"), Metrics(version="1")
    first.meter.received(1)

    def counted(metrics: Metrics) -> Any:
        return metrics.registry.get_sample_value("support_updates_received_total")

    assert (counted(first), counted(second)) == (1, 0)


async def test_a_scraper_gets_the_format_that_it_asks_for(watched: Watched) -> None:
    asks = {"Accept": "application/openmetrics-text; version=1.0.0"}
    async with (
        watched.served() as address,
        ClientSession(headers=asks) as session,
        session.get(f"{address}/metrics") as response,
    ):
        assert response.content_type == "application/openmetrics-text"
        assert (await response.text()).endswith("# EOF\n")


def test_where_nobody_watches_everything_may_happen_too() -> None:
    everything_once(Uncounted())
