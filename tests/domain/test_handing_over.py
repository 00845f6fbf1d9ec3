"""Departments as people call them, promised days, and solutions to choose from."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain import errors
from bot.domain.agenda import timers_of
from bot.domain.calendar import BusinessCalendar
from bot.domain.delivery import HOME
from bot.domain.departments import read_department
from bot.domain.handing_over import EtaStage
from bot.domain.offer import Offer, read_options
from bot.domain.people import Actor
from bot.domain.product import Department
from bot.domain.promises import moment_of, read_eta, release_like, same_release, warned_already
from bot.domain.ticket import Ticket
from bot.domain.timers import TimerKind
from bot.domain.transitions import Transition
from tests.domain.building import HOURS, NOON, a_ticket

MOSCOW = ZoneInfo("Europe/Moscow")
FRIDAY = date(2026, 11, 20)
MONDAY, SATURDAY = FRIDAY + timedelta(days=3), FRIDAY + timedelta(days=1)
BY = Actor.agent(11)


def calendar(*windows: list[str]) -> BusinessCalendar:
    weekly = {str(day): list(windows) for day in range(5)}
    return BusinessCalendar.parse(
        {"tz": "Europe/Moscow", "versions": [{"from": "1970-01-01", "weekly": weekly}]}
    )


def moscow(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=MOSCOW)


def promised(eta: date, *, warned: EtaStage | None = None) -> Ticket:
    ticket = a_ticket()
    ticket.escalate(Department.DEVELOPMENT, "Доработка", message_id=1, by=BY, at=NOON)
    ticket.set_eta(eta, "2.4.6", warned=warned, by=BY, at=NOON)
    return ticket


# Departments.


@pytest.mark.parametrize(
    ("said", "department", "rest"),
    [
        ("engineering модуль тарифов", Department.ENGINEERING, "модуль тарифов"),
        ("Вторая линия: модуль тарифов", Department.ENGINEERING, "модуль тарифов"),
        ("вторую линию\nмодуль\nтарифов", Department.ENGINEERING, "модуль\nтарифов"),
        ("2-я линия модуль", Department.ENGINEERING, "модуль"),
        ("Разработка", Department.DEVELOPMENT, ""),
        ("в разработку нужна доработка", Department.DEVELOPMENT, "нужна доработка"),
        ("DEV fix it", Department.DEVELOPMENT, "fix it"),
        ("поддержка готово", Department.SUPPORT, "готово"),
    ],
)
def test_a_department_is_called_in_many_ways(said: str, department: Department, rest: str) -> None:
    assert read_department(said, Department) == (department, rest)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("enginering модуль", "engineering"),
        ("разрабтка модуль", "development"),
        ("втарая линия модуль", "engineering"),
        ("бухгалтерия модуль", None),
        ("", None),
    ],
)
def test_a_slip_is_told_with_what_was_meant(said: str, meant: str | None) -> None:
    with pytest.raises(errors.UnknownDepartment) as refused:
        read_department(said, Department)

    assert refused.value.data["meant"] == meant


# Days.


@pytest.mark.parametrize(
    ("said", "refusal", "meant"),
    [
        ("25.11.2026", errors.EtaUnreadable, "2026-11-25"),
        ("25.11", errors.EtaUnreadable, "2026-11-25"),
        ("25.10", errors.EtaUnreadable, "2027-10-25"),
        ("25/11/26", errors.EtaUnreadable, "2026-11-25"),
        ("2026-11-31", errors.EtaUnreadable, None),
        ("31.02", errors.EtaUnreadable, None),
        ("завтра", errors.EtaUnreadable, None),
        ("", errors.EtaUnreadable, None),
        ("2026-11-19", errors.EtaPassed, None),
        ("2062-11-25", errors.EtaTooFar, None),
    ],
)
def test_what_is_no_day_to_come_is_refused(
    said: str, refusal: type[errors.Refusal], meant: str | None
) -> None:
    with pytest.raises(refusal) as refused:
        read_eta(said, today=FRIDAY)

    assert refused.value.data.get("meant") == meant


@pytest.mark.parametrize("said", ["2026-11-20", "2026-11-25"])
def test_today_and_later_days_can_be_promised(said: str) -> None:
    assert read_eta(said, today=FRIDAY) == date.fromisoformat(said)


@pytest.mark.parametrize(
    ("eta", "windows", "soon", "passed"),
    [
        (MONDAY, [["09:00", "18:00"]], moscow(FRIDAY, 9), moscow(MONDAY, 18)),
        (MONDAY, [["10:00", "13:00"], ["14:00", "19:00"]], moscow(FRIDAY, 9), moscow(MONDAY, 19)),
        (SATURDAY, [["09:00", "18:00"]], moscow(FRIDAY, 9), moscow(SATURDAY + timedelta(days=1), 0)),
        (MONDAY, [["20:00", "32:00"]], moscow(FRIDAY, 9), moscow(MONDAY + timedelta(days=1), 0)),
    ],
)
def test_agents_are_warned_on_the_working_day_before_and_when_the_day_is_over(
    eta: date, windows: list[list[str]], soon: datetime, passed: datetime
) -> None:
    office = calendar(*windows)

    assert moment_of(EtaStage.SOON, eta, office) == soon
    assert moment_of(EtaStage.PASSED, eta, office) == passed
    assert warned_already(eta, office, at=soon - timedelta(seconds=1)) is None
    assert warned_already(eta, office, at=soon) is EtaStage.SOON
    assert warned_already(eta, office, at=passed) is EtaStage.PASSED


def test_round_the_clock_a_day_is_over_at_midnight() -> None:
    whole = BusinessCalendar.parse(
        {
            "tz": "Europe/Moscow",
            "versions": [
                {"from": "1970-01-01", "weekly": {str(day): [["00:00", "24:00"]] for day in range(7)}}
            ],
        }
    )

    assert moment_of(EtaStage.PASSED, MONDAY, whole) == moscow(MONDAY + timedelta(days=1), 0)
    assert moment_of(EtaStage.SOON, MONDAY, whole) == moscow(MONDAY - timedelta(days=1), 9)


def test_each_warning_is_a_timer_until_it_was_given() -> None:
    def keys(ticket: Ticket) -> list[str]:
        timers = timers_of(ticket, HOURS.calendar)
        return [each.key for each in timers if each.kind is TimerKind.ETA_WARNING]

    ticket = promised(MONDAY)
    assert keys(ticket) == ["2026-11-23:soon", "2026-11-23:passed"]
    ticket.warn_of_eta(EtaStage.SOON, at=NOON)
    assert keys(ticket) == ["2026-11-23:passed"]
    ticket.question_delivered(5, by=BY, at=NOON)
    assert keys(ticket) == ["2026-11-23:passed"], "the promise stands while the customer owes an answer"
    ticket.warn_of_eta(EtaStage.PASSED, at=NOON)
    assert keys(ticket) == []
    assert keys(promised(MONDAY, warned=EtaStage.SOON)) == ["2026-11-23:passed"]


def test_nothing_is_warned_of_once_the_release_is_out_or_the_ticket_is_back() -> None:
    shipped, back = promised(MONDAY), promised(MONDAY)
    shipped.ship("2.4.6", by=BY, at=NOON)
    back.return_("Сделано", message_id=2, by=BY, at=NOON)

    assert timers_of(shipped, HOURS.calendar) == timers_of(back, HOURS.calendar) == []
    assert (back.department, back.eta, back.awaited) == (Department.SUPPORT, None, None)


def test_a_promise_after_a_release_that_did_not_help_is_warned_of_again() -> None:
    ticket = promised(MONDAY)
    ticket.ship("2.4.6", by=BY, at=NOON)
    ticket.set_eta(MONDAY + timedelta(days=2), "2.4.7", warned=None, by=BY, at=NOON)

    assert [each.key for each in timers_of(ticket, HOURS.calendar) if each.kind is TimerKind.ETA_WARNING] == [
        "2026-11-25:soon",
        "2026-11-25:passed",
    ]
    assert ticket.shipped is None, "the preview of the release before is out of date"


@pytest.mark.parametrize("days", [0, 2])
def test_a_recalled_release_that_is_promised_again_can_be_shipped_again(days: int) -> None:
    ticket = promised(MONDAY)
    ticket.ship("2.4.6", by=BY, at=NOON)

    ticket.set_eta(MONDAY + timedelta(days=days), "2.4.6", warned=None, by=BY, at=NOON)
    ticket.ship("2.4.6", by=BY, at=NOON)

    assert ticket.shipped == "2.4.6"


def test_a_ticket_that_is_open_again_is_the_first_lines() -> None:
    ticket = promised(MONDAY)
    ticket.resolution_delivered(3, by=BY, at=NOON)
    ticket.disagree([4], at=NOON)

    assert (ticket.department, ticket.eta) == (Department.SUPPORT, None)


def test_releases_are_the_same_with_and_without_a_v() -> None:
    assert same_release("v2.4.6", "2.4.6")
    assert not same_release("2.4.6", "2.4.60")
    assert release_like("2.46", ["2.4.6", "3.0"]) == "2.4.6"
    assert release_like("осень", ["2.4.6"]) is None


# Solutions.


def test_options_stand_between_bars_or_on_lines() -> None:
    assert read_options("Откатить |  Обновить сервер ") == ("Откатить", "Обновить сервер")
    assert read_options("Откатить\n\nОбновить сервер\n") == ("Откатить", "Обновить сервер")


@pytest.mark.parametrize(
    ("said", "option"),
    [("1", "Откатить"), ("№2.", "Обновить сервер"), ("обновить  СЕРВЕР", "Обновить сервер"), ("3", None)]
    + [(each, None) for each in ("0", "12", "откатить?", "")],
)
def test_an_option_is_meant_by_its_words_or_its_number(said: str, option: str | None) -> None:
    assert Offer(5, ("Откатить", "Обновить сервер")).meant(said) == option


@pytest.mark.parametrize("end", ["words", "undone", "resolved", "withdrawn"])
def test_an_offer_ends_with_any_answer(end: str) -> None:
    ticket = a_ticket()
    ticket.question_delivered(5, by=BY, at=NOON, options=["A", "B"])
    match end:
        case "words":
            ticket.hear_customer(6, at=NOON)
        case "undone":
            ticket.undo_question(5, by=BY, at=NOON)
        case "resolved":
            ticket.resolution_delivered(6, by=BY, at=NOON)
        case "withdrawn":
            ticket.withdraw(at=NOON)

    assert ticket.offer is None


def test_an_offer_outlives_a_hand_over() -> None:
    """The customer may still choose while specialists look at it."""
    ticket = a_ticket()
    ticket.question_delivered(5, by=BY, at=NOON, options=["A", "B"])
    ticket.escalate(Department.ENGINEERING, "Сложный случай", message_id=7, by=BY, at=NOON)

    assert ticket.choose_option(5, "A", at=NOON).id == "T34o"


# A department with a group of its own.


def shared() -> Ticket:
    ticket = a_ticket()
    ticket.escalate(Department.ENGINEERING, "Сложный случай", message_id=1, by=BY, at=NOON, apart=True)
    return ticket


def resolved(ticket: Ticket) -> Ticket:
    ticket.resolution_delivered(2, by=BY, at=NOON)
    return ticket


LEAVING: dict[str, Callable[[Ticket], Transition]] = {
    "returned": lambda it: it.return_("Настройка", message_id=3, by=BY, at=NOON),
    "passed on": lambda it: it.escalate(Department.DEVELOPMENT, "Код", message_id=3, by=BY, at=NOON),
    "not accepted": lambda it: resolved(it).disagree([3], button_no=1, at=NOON),
    "taken back": lambda it: resolved(it).undo_resolution(2, by=BY, at=NOON),
}


@pytest.mark.parametrize("leave", LEAVING.values(), ids=LEAVING)
def test_a_desk_that_a_ticket_leaves_is_named_once(leave: Callable[[Ticket], Transition]) -> None:
    ticket = shared()
    leave(ticket)
    assert (ticket.left_desk, ticket.works_at) == (Department.ENGINEERING.value, HOME)

    ticket.left_desk = None
    ticket.hear_customer(4, at=NOON)
    ticket.assign(12, by=BY, at=NOON)
    assert ticket.left_desk is None


def test_no_desk_is_left_while_the_department_has_the_ticket() -> None:
    ticket = shared()
    ticket.question_delivered(4, by=BY, at=NOON)
    ticket.hear_customer(5, at=NOON)
    resolved(ticket).confirm(1, at=NOON)

    assert ticket.left_desk is None
    ticket.reopen(at=NOON)
    assert ticket.left_desk == Department.ENGINEERING.value


def test_a_ticket_that_the_first_line_has_anyway_leaves_no_desk() -> None:
    ticket = a_ticket()
    ticket.escalate(Department.ENGINEERING, "Сложный случай", message_id=1, by=BY, at=NOON)
    resolved(ticket).disagree([3], button_no=1, at=NOON)

    assert ticket.left_desk is None


@pytest.mark.parametrize("to", [Department.ENGINEERING, Department.DEVELOPMENT])
def test_a_department_without_a_group_of_its_own_works_where_the_ticket_stood_first(to: Department) -> None:
    ticket = shared()
    ticket.return_("Настройка", message_id=3, by=BY, at=NOON)
    ticket.escalate(to, "Снова", message_id=4, by=BY, at=NOON)

    assert (ticket.is_shared, ticket.works_at, ticket.other_desk) == (False, HOME, HOME)
    assert a_ticket().other_desk is None
