"""The figures counted once more, the slow way: every log from its beginning, one entry after the other.

Working time is what lies between two entries of a log, where the clock did not stand in the state between
them; nothing of the clocks' own arithmetic is used.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from math import floor
from statistics import multimode
from typing import Any

from sqlalchemy import select

from bot.domain.calendar import BusinessCalendar
from bot.domain.priorities import Priority
from bot.domain.product import Product
from bot.domain.report_period import ReportPeriod
from bot.domain.targets import ClockKind, Targets
from storage.tables import agents, events, policies, tickets
from storage.unit_of_work import SqlDatabase
from tests.replaying import replayed

OVER = {"resolved", "closed", "merged"}
SENT = {"agent_wrote", "question_delivered", "resolution_delivered"}
CLOCKS = ("first_response", "resolution")


async def recount(database: SqlDatabase, period: ReportPeriod, products: Sequence[Product]) -> dict[str, Any]:
    async with database.begin() as uow:
        found = [await uow.tickets.get(each) for each in await _all(database, tickets.c.id)]
        logs = {each.id: await _log(database, each.id) for each in found}
        told = {each.id: replayed(each, await uow.tickets.log(each.id)).clocks for each in found}
    async with database.read() as connection:
        names = {row.id: row.name for row in await connection.execute(select(agents))}
        bodies = {
            (row.product_id, row.version): row.body for row in await connection.execute(select(policies))
        }
    by_id = {each.id: each for each in products}
    rows: list[dict[str, Any]] = []
    shares: dict[int, dict[str, int]] = {}
    for ticket in found:
        if ticket.product_id not in by_id:
            continue
        calendar = by_id[ticket.product_id].hours.calendar
        targets = Targets.from_json(bodies[ticket.product_id, ticket.policy_version]["targets"])
        breached = {kind.value: run.told >= 100 for kind, run in told[ticket.id].items() if kind in CLOCKS}
        row = _of_ticket(logs[ticket.id], calendar, targets, ticket.priority, period, shares, breached)
        rows.append({"product": ticket.product_id, **row})
    order = [each.id for each in products]
    grouped = {each: [row for row in rows if row["product"] == each] for each in order}
    bars = period.bars()
    volume = {
        each: [
            sum(_bar(row["submitted"], bars, period) == number for row in group)
            for number in range(len(bars))
        ]
        for each, group in grouped.items()
        if any(row["submitted"] for row in group)
    }
    return {
        "total": _part(rows),
        "products": {each: _part(group) for each, group in grouped.items() if _happened(group)},
        "agents": sorted(
            ({"id": each, "name": names[each], **share} for each, share in shares.items()),
            key=lambda it: (-it["answers"], -it["resolved"], -it["rated"], it["id"]),
        ),
        "volume": volume,
    }


def _of_ticket(  # noqa: C901, PLR0912 - one pass over a log, told from beginning to end
    log: Sequence[Any],
    calendar: BusinessCalendar,
    targets: Targets,
    priority: Priority,
    period: ReportPeriod,
    shares: dict[int, dict[str, int]],
    breached: Mapping[str, bool],
) -> dict[str, Any]:
    changes = [each for each in log if each.event == "priority_changed"]
    priority = Priority(changes[0].data["was"]) if changes else priority
    level, state, held, eta, department = None, "new", False, None, "support"
    used = dict.fromkeys(CLOCKS, timedelta())
    before: datetime | None = None
    last_of_resolutions: list[tuple[int, int | None]] = []
    first: dict[str, Any] | None = None
    resolutions: list[dict[str, Any]] = []
    warned: dict[str, int] = {}
    row: dict[str, Any] = {"submitted": None, "reopened": False, "rated": 0, "stars": 0}

    def inside(entry: Any) -> bool:
        return bool(period.since <= entry.happened_at < period.until)

    def settled(clock: str, entry: Any) -> dict[str, Any]:
        target = targets.of(ClockKind(clock), priority, level)
        return {"entry": entry, "used": used[clock], "target": target}

    for entry in log:
        at = entry.happened_at
        if before is not None:
            since, to = max(before, log[0].happened_at), max(at, log[0].happened_at)
            worked = calendar.worked(since, to) if to > since else timedelta()
            on_hold = held or state == "entitlement_hold"
            if not on_hold and state not in OVER and first is None:
                used["first_response"] += worked
            waits = state == "pending" or (state == "escalated" and department == "development" and eta)
            if not on_hold and state not in OVER and not waits:
                used["resolution"] += worked
        before = max(before, at) if before else at
        agent = entry.actor_id if entry.actor_kind == "agent" else None
        if entry.event in SENT and agent and entry.data["message_id"] is not None:
            if inside(entry):
                _share(shares, agent)["answers"] += 1
            if first is None and state not in OVER:
                first = settled("first_response", entry)
        if entry.event == "submitted" and inside(entry):
            row["submitted"] = at
        if entry.event == "resolution_delivered":
            last_of_resolutions.append((entry.id, agent))
            if entry.to == "resolved" and inside(entry):
                resolutions.append({**settled("resolution", entry), "agent": agent})
        if entry.event == "resolution_undone" and inside(entry) and resolutions:
            resolutions.pop()
        if entry.event in {"disagreed", "reopened"} and entry.to != "resolved" and inside(entry):
            row["reopened"] = True
        if entry.event == "rated" and inside(entry):
            row["rated"] += 1
            row["stars"] += entry.data["stars"]
            if last_of_resolutions and last_of_resolutions[-1][1]:
                share = _share(shares, last_of_resolutions[-1][1])
                share["rated"] += 1
                share["stars"] += entry.data["stars"]
        if entry.event == "sla_warned" and inside(entry):
            for clock, percent in entry.data["told"].items():
                if percent >= 100:
                    warned[clock] = entry.id
        if entry.event == "priority_changed":
            priority = Priority(entry.data["priority"])
        if entry.event in {"entitlement_passed", "entitlement_failed"}:
            right = entry.data["right"]
            level = right["level"] if entry.event == "entitlement_passed" else None
        if entry.event == "eta_set":
            eta = entry.data["eta"]
        if entry.event == "escalated":
            department, eta = entry.data["department"], None
        if entry.event == "returned":
            department, eta = "support", None
        state = entry.to
    done = {"first_response": first if first and inside(first["entry"]) else None}
    done["resolution"] = resolutions[-1] if resolutions else None
    if resolutions and resolutions[-1]["agent"]:
        _share(shares, resolutions[-1]["agent"])["resolved"] += 1
    for clock, found in done.items():
        missed = clock in warned and (breached[clock] if not found else warned[clock] > found["entry"].id)
        aimed = found["target"] is not None if found else missed
        kept = bool(found and aimed and found["used"] <= found["target"] and not missed)
        row[clock] = {"found": found, "aimed": aimed, "kept": kept}
    row["answered"] = any(each.event in SENT and inside(each) for each in log)
    return row


def _share(shares: dict[int, dict[str, int]], agent: int) -> dict[str, int]:
    return shares.setdefault(agent, {"answers": 0, "resolved": 0, "rated": 0, "stars": 0})


def _part(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "registered": sum(row["submitted"] is not None for row in rows),
        "first_response": _times([row["first_response"] for row in rows]),
        "resolution": _times([row["resolution"] for row in rows]),
        "reopened": sum(row["reopened"] for row in rows),
        "rated": sum(row["rated"] for row in rows),
        "stars": sum(row["stars"] for row in rows),
    }


def _times(clocks: Sequence[dict[str, Any]]) -> dict[str, Any]:
    taken = [each["found"]["used"] for each in clocks if each["found"]]
    aims = [
        each["found"]["target"] for each in clocks if each["found"] and each["found"]["target"] is not None
    ]
    return {
        "count": len(taken),
        "median": _smallest_that_covers(taken, 0.5),
        "ninety": _smallest_that_covers(taken, 0.9),
        "target": floor(min(multimode(aims)).total_seconds()) if aims else None,
        "aimed": sum(each["aimed"] for each in clocks),
        "kept": sum(each["kept"] for each in clocks),
    }


def _smallest_that_covers(taken: Sequence[timedelta], share: float) -> int | None:
    enough = [each for each in taken if sum(other <= each for other in taken) >= share * len(taken) - 1e-9]
    return floor(min(enough).total_seconds()) if enough else None


def _happened(rows: Sequence[dict[str, Any]]) -> bool:
    part = _part(rows)
    clocks = (part["first_response"], part["resolution"])
    return bool(
        part["registered"]
        or part["reopened"]
        or part["rated"]
        or any(it["count"] or it["aimed"] for it in clocks)
    )


def _bar(at: datetime | None, bars: Sequence[Any], period: ReportPeriod) -> int | None:
    if at is None:
        return None
    day = at.astimezone(period.zone).date()
    return max(number for number, begin in enumerate(bars) if begin <= day)


async def _all(database: SqlDatabase, column: Any) -> list[int]:
    async with database.read() as connection:
        return list((await connection.execute(select(column).order_by(column))).scalars())


async def _log(database: SqlDatabase, ticket_id: int) -> list[Any]:
    async with database.read() as connection:
        query = select(events).where(events.c.ticket_id == ticket_id, events.c.transition != "")
        return list(await connection.execute(query.order_by(events.c.id)))
