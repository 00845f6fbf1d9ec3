"""Every administrative act stands in a log that administrators can read in the group."""

from bot.app import App
from tests.journeys.administration import admin, settings
from tests.journeys.helpers import Ticket, press
from tests.people import AgentPerson, body

__all__ = ["admin", "settings"]


async def test_the_log_names_who_did_what_newest_first(
    bot: App, admin: AgentPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    admin.writes("/bind e-comet engineering")
    await admin.reads("e-Comet", thread=1)
    admin.writes("/holidays add 2026-12-30 off")
    await admin.reads("✏️", thread=1)
    admin.writes("/ban 7 спам", thread=ticket.thread)
    await admin.reads("🚫", thread=ticket.thread)
    admin.writes("/products")
    shown = await admin.reads("e-Comet (EC)", thread=1)

    pressed = await press(agent, shown, admin._("Log"))
    assert "ADMIN_IDS" in (pressed.text or "")
    await press(admin, shown, admin._("Log"))
    log = await admin.reads(admin._("What administrators did last"), thread=1)
    told = body(log).splitlines()[1:]
    assert ticket.number in told[0]
    assert "спам" in told[0]
    assert "RU" in told[1]
    assert "e-Comet" in told[2]
    assert all("Админ" in each for each in told)
    assert len(told) == 3
