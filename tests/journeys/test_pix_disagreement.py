"""PIX Task Mining: who does not accept the answer registers a new request; the old one stays completed."""

import pytest
from sqlalchemy import select

from bot.app import App
from bot.catalog.loader import load_catalog
from bot.channels.telegram.callbacks import TicketDo, TicketPress
from bot.sandbox.world import World
from bot.settings import Settings
from storage.tables import drafts, messages, tickets
from tests.journeys.helpers import (
    answered,
    catch_up,
    find_ticket,
    photo,
    press,
    press_data,
    resolve,
    running_with,
    stored,
)
from tests.people import AgentPerson, CustomerPerson, Message, body, labels
from tests.running import running

NEW_REQUEST = TicketPress(ticket=1, do=TicketDo.NEW).pack()
FAULT = {"ru": "Неисправность", "en": "Fault"}
QUESTIONS = [
    ("Не пишется экран", None),
    (None, "Yes"),
    ("Запись останавливается через минуту после начала", None),
    ("files", "Done"),
    ("Windows 11 23H2", None),
    (None, "Skip"),
    ("AB12-CD34", None),
]


@pytest.fixture
async def number(bot: App, customer: CustomerPerson) -> str:
    """A fault of PIX Task Mining, registered."""
    return await registers(customer)


async def registers(customer: CustomerPerson) -> str:
    customer.starts("pix-task-mining")
    menu = await customer.reads()
    await press(customer, menu, FAULT[customer.language])
    await press(customer, await customer.reads(), customer._("Agree"))
    await fills_in(customer, await customer.reads())
    assert "PIX-1" in body(await customer.reads("PIX-"))
    return "PIX-1"


async def fills_in(customer: CustomerPerson, shown: Message) -> None:
    """From the first question on."""
    for words, label in QUESTIONS:
        if words == "files":
            customer.attaches(photo())
            shown = await customer.reads()
        elif words:
            customer.writes(words)
        if label:
            await press(customer, shown, customer._(label))
        shown = await customer.reads()
    if customer._("Another problem") in labels(shown):
        await press(customer, shown, customer._("Another problem"))
        shown = await customer.reads()
    await press(customer, shown, customer._("Submit"))


async def test_what_was_said_beside_the_form_comes_along_too(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    customer.writes("Это срочно: у нас показ в пятницу")
    await customer.reads()
    ticket = await find_ticket(agent, await registers(customer))
    question = await resolve(agent, customer, ticket)
    await press(customer, question, customer._("Not resolved"))
    await customer.reads()
    customer.writes("Не помогло, экран всё ещё не пишется")
    await customer.reads("PIX-1")

    assert "Это срочно: у нас показ в пятницу" in body(await customer.reads())


async def test_disagreeing_prepares_a_linked_request_and_one_press_registers_it(
    bot: App, customer: CustomerPerson, agent: AgentPerson, number: str
) -> None:
    ticket = await find_ticket(agent, number)
    question = await resolve(agent, customer, ticket)
    assert labels(question) == [customer._("Confirm"), customer._("Not resolved")]

    await press(customer, question, customer._("Not resolved"))
    await customer.reads()
    customer.writes("Не помогло, экран всё ещё не пишется")
    told = await customer.reads("PIX-1")
    assert body(told).startswith(customer._("Thank you. {ticket} stays completed.").format(ticket="PIX-1"))
    preview = await customer.reads()
    for words in ("Не пишется экран", "Windows 11 23H2", "Не помогло, экран всё ещё не пишется"):
        assert words in body(preview)
    assert await stored(bot, select(tickets.c.state)) == [("resolved",)]

    await press(customer, preview, customer._("Submit"))
    await customer.reads("PIX-2")
    card = await agent.reads("PIX-2", thread=await agent.topic_of("PIX-2"))
    assert agent._("Follow-up of {ticket}").format(ticket="PIX-1") in body(card)
    assert "Не помогло, экран всё ещё не пишется" in body(card)
    first, second = await stored(bot, select(tickets).order_by(tickets.c.id))
    assert (first.state, second.state, second.follow_up_of) == ("resolved", "new", first.id)
    catch_up(agent, ticket.thread)
    await agent.until(
        lambda: any(
            agent._(
                "↩️ The customer says the problem is not solved and is preparing a new request. "
                "This ticket stays completed."
            )
            == body(each)
            for each in agent.from_bot(ticket.thread)
        )
    )


@pytest.mark.parametrize("language", ["ru"])
async def test_the_old_ticket_can_still_be_confirmed(
    bot: App, customer: CustomerPerson, agent: AgentPerson, number: str
) -> None:
    question = await resolve(agent, customer, await find_ticket(agent, number))
    await press(customer, question, "Не решено")
    await customer.reads()
    customer.writes("Всё ещё не пишется")
    await customer.reads()
    preview = await customer.reads()
    await press(customer, preview, "Отмена")
    await press(customer, question, customer._("Confirm"))

    await customer.reads("5")
    assert await stored(bot, select(tickets.c.state)) == [("closed",)]
    assert [row.status for row in await stored(bot, select(drafts).order_by(drafts.c.id))] == [
        "submitted",
        "cancelled",
    ]


@pytest.mark.parametrize("language", ["ru"])
async def test_another_form_that_is_open_is_set_aside(
    bot: App, customer: CustomerPerson, agent: AgentPerson, number: str
) -> None:
    question = await resolve(agent, customer, await find_ticket(agent, number))
    customer.starts("e-comet")
    await press(customer, await customer.reads("e-Comet"), "Инцидент")
    await press(customer, await customer.reads(), "Даю согласие")
    await customer.reads("1 из 4")
    await press(customer, question, "Не решено")
    await customer.reads()
    customer.writes("Всё ещё не пишется")

    aside = await customer.reads("e-Comet · Инцидент")
    await customer.reads("PIX-1")
    await press(customer, await customer.reads("Всё ещё не пишется"), "Отправить")
    await customer.reads("PIX-2")
    await press(customer, aside, "Продолжить")
    await customer.reads("1 из 4")


@pytest.mark.parametrize("language", ["ru"])
async def test_one_resolution_leads_to_one_new_request(
    bot: App, customer: CustomerPerson, agent: AgentPerson, number: str
) -> None:
    question = await resolve(agent, customer, await find_ticket(agent, number))
    await press(customer, question, "Не решено")
    await customer.reads()
    customer.writes("Всё ещё не пишется")
    await press(customer, await customer.reads("Windows 11"), "Отправить")
    await customer.reads("PIX-2")

    assert "PIX-2" in ((await press(customer, question, "Не решено")).text or "")
    assert len(await stored(bot, select(tickets))) == 2


@pytest.mark.parametrize("language", ["ru"])
async def test_the_reason_is_kept_when_the_product_is_served_no_longer(
    settings: Settings, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    catalog = load_catalog()
    others = type(catalog)([each for each in catalog.all() if each.id != "pix-task-mining"])
    async with running(settings):
        await registers(customer)
        question = await resolve(agent, customer, await find_ticket(agent, "PIX-1"))
    async with running_with(settings, others) as bot:
        await press(customer, question, "Не решено")
        await customer.reads()
        customer.writes("Всё ещё не пишется")
        await customer.reads("Здравствуйте")
        assert ("Всё ещё не пишется",) in await stored(bot, select(messages.c.text))


@pytest.mark.parametrize("language", ["ru"])
async def test_a_new_request_about_another_problem_does_not_take_the_place_of_disagreeing(
    bot: App, customer: CustomerPerson, agent: AgentPerson, number: str
) -> None:
    """The button stands under messages of before, such as the news of a closing that was taken back."""
    question = await resolve(agent, customer, await find_ticket(agent, number))
    await answered(customer, press_data(customer, question, NEW_REQUEST))
    await press(customer, await customer.reads(), FAULT["ru"])
    await fills_in(customer, await customer.reads())
    await customer.reads("PIX-2")

    pressed = await press(customer, question, customer._("Not resolved"))
    assert "PIX-2" not in (pressed.text or "")
    await customer.reads(customer._("What is still wrong? Write a few words or send a screenshot."))
    customer.writes("Всё ещё не пишется")
    await press(customer, await customer.reads("Windows 11"), customer._("Submit"))
    await customer.reads("PIX-3")
    assert "PIX-3" in ((await press(customer, question, customer._("Not resolved"))).text or "")
