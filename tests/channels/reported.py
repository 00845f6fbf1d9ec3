"""Figures as reports tell them, with somebody's words where they may stand."""

from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.report_period import ReportPeriod
from tests.channels.rendering import products
from tests.domain.building import NOON

NAME_LENGTH = 128
HUNDRED_HOURS = 360_000 + 59 * 60


def times(count: int = 99_999, **more: int | None) -> dict[str, Any]:
    known: dict[str, Any] = {
        "count": count,
        "median": HUNDRED_HOURS,
        "ninety": 9 * HUNDRED_HOURS,
        "target": 4 * 3600,
        "aimed": 99_999,
        "kept": 88_888,
    }
    return known | more


NO_TIMES = times(0, median=None, ninety=None, target=None, aimed=0, kept=0)
OVERDUE_ALONE = times(0, median=None, ninety=None, target=None, aimed=2, kept=0)


def part(**more: Any) -> dict[str, Any]:
    known: dict[str, Any] = {
        "registered": 99_999,
        "first_response": times(),
        "resolution": times(),
        "reopened": 99_999,
        "rated": 99_999,
        "stars": 450_000,
    }
    return known | more


NOTHING = part(registered=0, first_response=NO_TIMES, resolution=NO_TIMES, reopened=0, rated=0, stars=0)


def told(
    words: str, *, ids: list[str] | None = None, agents: int = 30, days: int = 7, **more: Any
) -> dict[str, Any]:
    """All of the products, unless others are named."""
    ids = [each.id for each in products().all()] if ids is None else ids
    period = ReportPeriod.last_days(days, ZoneInfo("Europe/Moscow"), NOON)
    bars = [each.isoformat() for each in period.bars()]
    share = {"answers": 99_999, "resolved": 99_999, "rated": 99_999, "stars": 450_000}
    known: dict[str, Any] = {
        "kind": "asked",
        "period": {**period.as_json(), "grain": period.grain.value, "bars": bars},
        "total": part(),
        "products": {each: part() for each in ids},
        "agents": [{"id": each, "name": words[:NAME_LENGTH] or "?", **share} for each in range(agents)],
        "volume": {each: [number % 7 for number in range(len(bars))] for each in ids},
        "together": False,
        "drawn": True,
    }
    return known | more


def variants() -> list[dict[str, Any]]:
    """What changes what is said."""
    return [
        {},
        {"told": told("Ольга", ids=["e-comet"], agents=3, together=True, drawn=False, scope=["e-comet"])},
        {"told": told("Ольга", agents=3, together=True, drawn=False, forbidden=True)},
        {"told": told("Ольга", kind="weekly", days=1, total=NOTHING, products={}, agents=0, together=True)},
        {
            "told": told(
                "Ольга", total=part(first_response=OVERDUE_ALONE), products={"e-comet": NOTHING}, agents=1
            )
        },
    ]
