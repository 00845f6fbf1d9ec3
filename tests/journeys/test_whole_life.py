"""A ticket from `/start` to the closing, as the customer and the agent live it, in both languages."""

import pytest

from bot.app import App
from bot.sandbox.model import Upload
from bot.sandbox.world import World
from bot.settings import Settings
from tests.people import PNG, AgentPerson, CustomerPerson, body, labels
from tests.running import by_webhook

TYPES = {"ru": "Инцидент", "en": "Incident"}


@pytest.fixture(params=["polling", "webhook"])
def settings(settings: Settings, world: World, request: pytest.FixtureRequest) -> Settings:
    return by_webhook(settings, world) if request.param == "webhook" else settings


async def test_from_start_to_rating(bot: App, customer: CustomerPerson, agent: AgentPerson) -> None:
    _ = customer._
    await customer.chooses_type(TYPES[customer.language])
    await customer.reads(_("{number} of {total}").format(number=1, total=4))
    customer.writes("Экспорт не работает")
    await customer.reads(_("{number} of {total}").format(number=2, total=4))
    customer.writes("104582")
    await customer.reads(_("{number} of {total}").format(number=3, total=4))
    customer.writes("Файл скачивается пустым.")
    await customer.reads(_("{number} of {total}").format(number=4, total=4))
    customer.attaches(Upload("screen.png", PNG, kind="photo"))
    await customer.presses(_("Done"))
    preview = await customer.reads(_("Please check your request and press “Submit”."))
    assert "104582" in body(preview)
    await customer.presses(_("Submit"))
    assert "EC-1" in body(await customer.reads("EC-1"))

    topic = await agent.topic_of("EC-1")
    card = await agent.reads("EC-1", thread=topic)
    assert "Файл скачивается пустым." in body(card)
    assert labels(card)[:4] == [agent._("Take"), agent._("Ask"), agent._("Resolve"), agent._("More")]
    await agent.until(lambda: any("photo" in each for each in agent.messages(topic)))

    await agent.presses(agent._("Take"), thread=topic)
    await agent.sees_on_card(topic, "Ольга")
    answer = agent.writes("Обновите страницу и попробуйте ещё раз.", thread=topic)
    await customer.reads("Обновите страницу")
    await agent.until(lambda: agent.world.find_post(agent.chat_id, answer["message_id"]).reactions)

    await agent.presses(agent._("Resolve"), thread=topic)
    await customer.reads("EC-1")
    await customer.presses(_("Confirm"))
    await customer.presses("5")
    customer.writes("Быстро помогли, спасибо")
    await customer.reads(_("Thank you, your comment has been passed on."))
    await agent.sees_on_card(topic, agent._("Closed ({reason})").format(reason=agent._("confirmed")))
