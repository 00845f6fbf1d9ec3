"""What a customer and an agent see of a ticket whose words are gone, and what /privacy says of it before."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.catalog.loader import load_catalog
from bot.catalog.products import Catalog
from bot.i18n import gettext_for
from bot.sandbox.world import World
from bot.settings import Settings
from tests.catalog.building import GOOD
from tests.journeys.helpers import find_ticket, press, running_with, sees_state
from tests.people import AgentPerson, CustomerPerson, body, labels
from tests.running import WorldClock

KEPT = "retention: {messages: 24 months, files: 1 year}\n"
SUBJECT = "Пропала витрина"


class Later(WorldClock):
    """More than two years on, as the bot sees it."""

    def now(self) -> datetime:
        return super().now() + timedelta(days=800)


@pytest.fixture
def shop(tmp_path: Path) -> Catalog:
    folder = tmp_path / "products"
    folder.mkdir()
    (folder / "shop.yaml").write_text(GOOD + KEPT, encoding="utf-8")
    return load_catalog(folder)


async def closed_ticket(customer: CustomerPerson) -> None:
    """SH-1, registered and withdrawn."""
    _ = customer._
    customer.starts("shop")
    await press(customer, await customer.reads(), {"ru": "Инцидент", "en": "Incident"}[customer.language])
    await customer.presses(_("Agree"))
    await customer.reads("1 ")
    customer.writes(SUBJECT)
    await customer.reads("2 ")
    await customer.presses(_("Skip"))
    await customer.presses(_("Submit"))
    await customer.reads("SH-1")
    await customer.presses(_("Withdraw"))
    await customer.presses(_("Yes, withdraw"))
    await customer.reads(_("{ticket} is withdrawn and closed.").format(ticket="SH-1"))


async def test_the_number_stays_and_the_words_are_gone(
    world: World, customer: CustomerPerson, agent: AgentPerson, settings: Settings, shop: Catalog
) -> None:
    _ = customer._
    async with running_with(settings, shop, clock=WorldClock(world)):
        await closed_ticket(customer)
        ticket = await find_ticket(agent, "SH-1")
        await sees_state(agent, ticket, "Closed ({reason})", reason=agent._("withdrawn"))
        assert SUBJECT in body(agent.card(ticket.thread))
        customer.writes("/privacy")
        told = body(await customer.reads())
    assert _("Until you ask us to erase it.") not in told
    for text, time in (
        (
            "{product}: messages, forms and files for {time} after a request is closed.",
            ("{number} month", 24),
        ),
        ("{product}: files for {time} after a request is closed.", ("{number} year", 1)),
    ):
        one, number = time
        assert _(text).format(product="Shop", time=plural(customer, one, number)) in told

    async with running_with(settings, shop, clock=Later(world)):
        gone = agent._("What was said in this ticket has been erased: the time for which we keep it is over.")
        await agent.sees_on_card(ticket.thread, gone)
        assert SUBJECT not in body(agent.card(ticket.thread))
        customer.writes("/tickets")
        listed = await customer.reads("SH-1")
        assert labels(listed)[0] == f"SH-1 · {_('erased')}"
        await press(customer, listed, labels(listed)[0])
        shown = await customer.reads(
            _("What was said in this ticket has been erased: the time for which we keep it is over.")
        )
        assert labels(shown) == [_("New request"), _("History")]
        await press(customer, shown, _("History"))
        assert _("what was said was erased: its time was over") in body(await customer.reads("SH-1"))

        agent.writes("// что это было?", thread=ticket.thread)
        await agent.reads(refused(agent), thread=ticket.thread)
        registered = next(each for each in customer.from_bot() if _("Add a message") in labels(each))
        assert (await press(customer, registered, _("Add a message"))).text == refused(customer)
        customer.writes("А помните?")
        assert "SH-1" not in body(await customer.reads()), "what they write begins something new"


def refused(person: CustomerPerson | AgentPerson) -> str:
    return person._(
        "What was said in this ticket has been erased, so nothing can be added to it. "
        "A new request is needed."
    )


def plural(person: CustomerPerson, one: str, number: int) -> str:
    return gettext_for(person.language).ngettext(one, f"{one}s", number).format(number=number)
