"""Statistics as agents get them: a picture with words, asked for or on Monday morning."""

from io import BytesIO

from PIL import Image
from sqlalchemy import select

from bot.app import App
from bot.sandbox.world import World
from storage.tables import reports
from tests.journeys.helpers import (
    Ticket,
    answer,
    catch_up,
    confirm,
    eventually,
    press,
    resolve,
    stored,
)
from tests.people import AgentPerson, CustomerPerson, Message, body

GENERAL = 1


def picture(world: World, message: Message) -> Image.Image:
    """As somebody's phone has it."""
    file = world.files.get(message["photo"][-1]["file_id"])
    assert file
    assert file.content
    return Image.open(BytesIO(file.content))


async def test_an_agent_asks_and_gets_a_picture_with_the_figures_in_words(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    await answer(agent, customer, taken, "Смотрим.")
    stars = await confirm(customer, await resolve(agent, customer, taken))
    await press(customer, stars, "5")
    catch_up(agent, GENERAL)

    asked = agent.writes("/stats")
    sent = await agent.reads(thread=GENERAL)

    assert sent["reply_to_message"]["message_id"] == asked["message_id"]
    shown = picture(world, sent)
    assert shown.format == "PNG"
    assert shown.width == 1280
    words = body(sent)
    assert agent._("New tickets: {number}").format(number=1) in words
    percent = {"ru": "100\xa0%", "en": "100%"}[agent.language]
    kept = agent._("in time {kept} of {aimed} ({percent})").format(kept=1, aimed=1, percent=percent)
    assert words.count(kept) == 2
    assert agent._("Reopened: {number}").format(number=0) in words
    assert {"ru": "5,0 ★", "en": "5.0 ★"}[agent.language] in words
    assert agent._("By agent") in words
    assert "Ольга: 2 " in words
    assert await eventually_no_reports(bot)


async def eventually_no_reports(bot: App) -> bool:
    async def none() -> bool:
        return not await stored(bot, select(reports.c.id))

    return await eventually(none)
