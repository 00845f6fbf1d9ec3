"""Records of rights to support, and the ways to tickets that are checked by them."""

import re
from datetime import UTC, datetime, timedelta

from bot.app import App
from bot.services.alarms import Alarms
from bot.services.entitlement_imports import Tally
from bot.services.use_cases import UseCases
from storage.migrate import migrate
from tests.journeys.helpers import Ticket, catch_up, find_ticket, press
from tests.people import AgentPerson, CustomerPerson, Message, body, labels
from tests.running import built_in

HEAD = "product,key,holder,level,valid_from,valid_until,shared"
SERIAL = "AB12-CD34"
CONTRACT = "12/24-ТП"
HOLDER = "ООО «Ромашка»"


def on_day(days: int) -> str:
    """Of today, or so many days later."""
    return f"{datetime.now(UTC) + timedelta(days=days):%Y-%m-%d}"


def row(
    product: str, key: str, *, since: int = -100, until: int = 100, level: str = "full", shared: str = "no"
) -> str:
    return f"{product},{key},{HOLDER},{level},{on_day(since)},{on_day(until)},{shared}"


def listed(*rows: str) -> bytes:
    return "\n".join([HEAD, *rows, ""]).encode()


async def imported(bot: App, *rows: str) -> Tally:
    """As any import does it, without a file."""
    await migrate(bot.engine)  # as the command does: the bot may not have come so far
    async with bot.database.begin() as uow:
        alarms = Alarms(())
        imports = UseCases(uow, built_in(), bot.clock, alarms).entitlement_imports
        return await imports.take_in(imports.read(listed(*rows)))


async def _begins(customer: CustomerPerson, product: str, title: dict[str, str]) -> Message:
    customer.starts(product)
    await press(customer, await customer.reads(), title[customer.language])
    shown = await customer.reads()
    if customer._("Agree") in labels(shown):
        await press(customer, shown, customer._("Agree"))
        shown = await customer.reads()
    return shown


async def _answers(customer: CustomerPerson, shown: Message, *answers: str) -> Message:
    """Each by words, or by the button that has them; the preview."""
    for each in answers:
        if customer._(each) in labels(shown):
            await press(customer, shown, customer._(each))
        else:
            customer.writes(each)
        shown = await customer.reads()
        if customer._("Another problem") in labels(shown):
            await press(customer, shown, customer._("Another problem"))
            shown = await customer.reads()
    return shown


async def submitted(customer: CustomerPerson, preview: Message) -> str:
    """The number of the ticket."""
    await press(customer, preview, customer._("Submit"))
    told = re.search(r"(PIX|PVR|EC|LH)-\d+", body(await customer.reads("-")))
    assert told
    return told.group()


async def asks_pix(customer: CustomerPerson, serial: str = SERIAL) -> str:
    """A question about PIX Task Mining; the serial number may be left out with `Skip`."""
    return await submitted(customer, await would_ask_pix(customer, serial))


async def would_ask_pix(customer: CustomerPerson, serial: str = SERIAL) -> Message:
    """At the preview."""
    shown = await _begins(customer, "pix-task-mining", {"ru": "Вопрос", "en": "Question"})
    return await _answers(customer, shown, "Как записать экран", "Весь экран сразу", "Skip", "Skip", serial)


async def asks_micropvr(customer: CustomerPerson, contract: str = CONTRACT) -> str:
    """For a document."""
    shown = await _begins(customer, "micropvr", {"ru": "Документация", "en": "Documentation"})
    return await submitted(customer, await _answers(customer, shown, contract, "Описание API", "Skip"))


async def stopped_micropvr(customer: CustomerPerson, contract: str = CONTRACT) -> str:
    """A fault that leaves subscribers without service."""
    shown = await _begins(customer, "micropvr", {"ru": "Ошибка в работе", "en": "Fault"})
    answers = (contract, "Нет записи", "Yes", "Все каналы", "Skip", "Skip")
    return await submitted(customer, await _answers(customer, shown, *answers))


async def asks_loyalhub(customer: CustomerPerson) -> str:
    """A product whose form has no number."""
    titles = {"ru": "Запрос на обслуживание", "en": "Service request"}
    shown = await _begins(customer, "loyalhub", titles)
    return await submitted(customer, await _answers(customer, shown, "Отчёт", "Где он", "Skip"))


async def held(customer: CustomerPerson, agent: AgentPerson, number: str) -> tuple[Message, Ticket]:
    """What the customer is told of the hold, and the ticket, read so far."""
    _ = customer._
    words = _("⏸ {ticket} has to wait: we must check your right to support first.").format(ticket=number)
    explained = await customer.reads(words)
    ticket = await find_ticket(agent, number)
    await agent.sees_on_card(
        ticket.thread, agent._("State: {state}").format(state=agent._("Checking your support contract"))
    )
    await agent.until(lambda: any("⏸" in body(each) for each in agent.from_bot(ticket.thread)))
    catch_up(agent, ticket.thread)
    return explained, ticket


async def begins(customer: CustomerPerson, number: str) -> Message:
    """The customer hears that their right is confirmed."""
    text = customer._("✅ {ticket}: your right to support is confirmed, and work begins.")
    return await customer.reads(text.format(ticket=number))
