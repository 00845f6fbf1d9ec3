"""A product whose questions may be answered after the registration, and the way through its form."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.app import App
from bot.catalog.loader import load_catalog
from bot.sandbox.model import Press
from bot.services.ports import Clock
from bot.settings import Settings
from tests.catalog.building import GOOD
from tests.journeys.helpers import Ticket, answered, find_ticket, press, presses_at_once, running_with
from tests.people import AgentPerson, CustomerPerson, Message, body, labels

LATER = """\
      - key: serial
        kind: serial_number
        required: take
        label: {ru: Серийный номер, en: Serial number}
        ask: {ru: "Какой серийный номер?", en: "Which serial number?"}
      - key: place
        kind: choice
        required: take
        label: {ru: Где, en: Place}
        ask: {ru: "Где?", en: "Where?"}
        options:
          - {key: web, title: {ru: Сайт, en: Site}}
          - {key: app, title: {ru: Приложение, en: App}}
      - key: version
        kind: version
        when: {field: place, is: [app]}
        label: {ru: Версия, en: Version}
        ask: {ru: "Какая версия?", en: "Which version?"}
      - key: logs
        kind: files
        required: resolve
        label: {ru: Логи, en: Logs}
        ask: {ru: "Приложите логи.", en: "Attach the logs."}
"""
NAMES = {
    "serial": {"ru": "Серийный номер", "en": "Serial number"},
    "place": {"ru": "Где", "en": "Place"},
    "version": {"ru": "Версия", "en": "Version"},
    "logs": {"ru": "Логи", "en": "Logs"},
    "app": {"ru": "Приложение", "en": "App"},
    "web": {"ru": "Сайт", "en": "Site"},
}
ONE_LANGUAGE = pytest.mark.parametrize("language", ["en"])
OUTDATED = "This button is out of date. Nothing was changed."
SUBJECT = "Не включается"
SERIAL = "ABCD-1234-5678"


@asynccontextmanager
async def shop_running(
    settings: Settings, tmp_path: Path, *, questions: str = LATER, clock: Clock | None = None
) -> AsyncIterator[App]:
    begin, place, end = GOOD.index("      - key: place"), GOOD.index("  wish:"), len(GOOD)
    folder = tmp_path / "shop"
    folder.mkdir(exist_ok=True)
    (folder / "shop.yaml").write_text(GOOD[:begin] + questions + GOOD[place:end], encoding="utf-8")
    async with running_with(settings, load_catalog(folder), clock=clock) as app:
        yield app


def name(person: CustomerPerson | AgentPerson, key: str) -> str:
    return NAMES[key][person.language]


def button_of(person: CustomerPerson) -> str:
    return person._("Complete the form")


async def skips(customer: CustomerPerson, shown: Message) -> Message:
    await press(customer, shown, customer._("Skip"))
    return await customer.reads()


async def puts_off_all(customer: CustomerPerson) -> Message:
    """From `/start` to the preview; every question that may wait is skipped."""
    customer.starts("shop")
    await press(customer, await customer.reads(), {"ru": "Инцидент", "en": "Incident"}[customer.language])
    shown = await customer.reads()
    if customer._("Agree") in labels(shown):
        await press(customer, shown, customer._("Agree"))
        shown = await customer.reads()
    customer.writes(SUBJECT)
    shown = await customer.reads()
    for _ in ("serial", "place", "logs"):
        shown = await skips(customer, shown)
    if customer._("Another problem") in labels(shown):
        await press(customer, shown, customer._("Another problem"))
        shown = await customer.reads()
    return shown


async def registers_incomplete(customer: CustomerPerson) -> Message:
    """What the customer is told of the ticket, SH-1."""
    await press(customer, await puts_off_all(customer), customer._("Submit"))
    return await customer.reads("SH-")


async def found(agent: AgentPerson, number: str = "SH-1") -> Ticket:
    return await find_ticket(agent, number)


async def presses_on_card(agent: AgentPerson, ticket: Ticket, label: str) -> Press:
    return await press(agent, agent.card(ticket.thread), agent._(label))


async def presses_under_more(agent: AgentPerson, ticket: Ticket, label: str) -> Press:
    await presses_on_card(agent, ticket, "More")
    more = await agent.reads(ticket.number, thread=ticket.thread)
    return await press(agent, more, agent._(label))


async def completes_all(customer: CustomerPerson, question: Message) -> None:
    """From the first question of what is missing to the last."""
    assert name(customer, "serial") in body(question)
    customer.writes(SERIAL)
    await press(customer, await customer.reads(), name(customer, "app"))
    assert name(customer, "version") in body(await customer.reads())
    customer.writes("2.14")
    assert name(customer, "logs") in body(await customer.reads())


async def pressed_twice(customer: CustomerPerson, message: Message, label: str) -> None:
    first, second = (presses_at_once(customer, message, label) for _ in range(2))
    await answered(customer, first)
    await answered(customer, second)
