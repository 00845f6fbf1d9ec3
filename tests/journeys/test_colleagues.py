"""Colleagues under one shared record read each other's tickets, and change nothing in them."""

import pytest

from bot.app import App
from bot.channels.telegram.callbacks import TicketDo, TicketPress
from bot.sandbox.world import World
from tests.journeys.helpers import answer, find_ticket, new_customer, press, press_data
from tests.journeys.helpers import answered as press_answered
from tests.journeys.rights import CONTRACT, asks_micropvr, imported, row
from tests.people import AgentPerson, CustomerPerson, body, labels


async def test_a_colleagues_ticket_is_listed_apart_and_can_be_read(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    _ = customer._
    await imported(bot, row("micropvr", CONTRACT, shared="yes"))
    boris = new_customer(world)
    ticket = await find_ticket(agent, await asks_micropvr(boris))
    agent.writes("// он из соседнего отдела", thread=ticket.thread)
    await answer(agent, boris, ticket, "Сейчас пришлём.")
    await asks_micropvr(customer)

    customer.writes("/tickets")
    told = await customer.reads(_("Your colleagues' tickets"))
    own, _title, others = body(told).partition(_("Your colleagues' tickets"))
    assert "PVR-2" in own
    assert "PVR-1" in others
    assert "Борис" in others
    customer.writes("/ticket PVR-1")
    shown = await customer.reads("PVR-1")
    assert _("In progress") in body(shown)
    assert labels(shown) == [_("History")]
    await press(customer, shown, _("History"))
    history = body(await customer.reads("PVR-1"))
    assert _("we answered") in history
    assert "соседнего" not in history

    for do in (TicketDo.WRITE, TicketDo.WITHDRAW, TicketDo.COMPLETE, TicketDo.CORRECT):
        data = TicketPress(ticket=1, do=do).pack()
        late = await press_answered(customer, press_data(customer, shown, data))
        assert late.text == _("This button is out of date. Nothing was changed.")


@pytest.mark.parametrize("language", ["ru"])
async def test_without_sharing_everybody_sees_their_own(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await imported(bot, row("micropvr", CONTRACT), row("micropvr", "2/26", shared="yes"))
    for person, contract in (
        (new_customer(world), CONTRACT),
        (new_customer(world, "Вера"), "2/26"),
        (customer, CONTRACT),
    ):
        await asks_micropvr(person, contract)

    customer.writes("/tickets")
    told = body(await customer.reads())
    assert "PVR-3" in told
    assert "PVR-1" not in told
    assert "PVR-2" not in told
    for number in ("PVR-1", "PVR-2"):
        customer.writes(f"/ticket {number}")
        assert customer._("You have no ticket {number}. All your tickets: /tickets").format(
            number=number
        ) in body(await customer.reads())
