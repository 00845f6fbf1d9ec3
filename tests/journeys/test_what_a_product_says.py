"""What a customer learns of a product beside its forms: hours, links, suggestions, privacy."""

from datetime import UTC, datetime

import pytest

from bot.app import App
from bot.sandbox.world import World
from bot.settings import Settings
from tests.journeys.helpers import PREVIEW, press, reach, running_in_world_time
from tests.people import AgentPerson, CustomerPerson, body, labels
from tests.running import built_in


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        (
            datetime(2036, 11, 20, 14, 0, tzinfo=UTC),
            {
                "ru": "Поддержка работает до 21:00 (часовой пояс: Москва).",
                "en": "Support is open until 21:00 (Moscow time).",
            },
        ),
        (
            datetime(2036, 11, 20, 19, 30, tzinfo=UTC),
            {
                "ru": "Поддержка снова на связи: пятница, 21 ноября, 09:00 (часовой пояс: Москва).",
                "en": "Support is back on Friday, 21 November, 09:00 (Moscow time).",
            },
        ),
    ],
)
async def test_registration_tells_when_support_is_at_work(
    settings: Settings, world: World, customer: CustomerPerson, moment: datetime, told: dict[str, str]
) -> None:
    world.clock.move(moment - world.clock.now())
    async with running_in_world_time(settings, world):
        await press(customer, await reach(customer, PREVIEW), customer._("Submit"))
        assert told[customer.language] in body(await customer.reads("EC-1"))


def test_no_built_in_product_promises_a_time() -> None:
    assert all(product.promise is None for product in built_in().all())


async def test_contacts_have_hours_and_links(bot: App, customer: CustomerPerson) -> None:
    customer.writes("/contacts")
    told = await customer.reads()
    for words in (
        "support@microimpuls.com",
        "@microimpuls",
        "+7 (900) 351-90-50",
        "8 (495) 782-13-15",
        "help@pix.ru",
    ):
        assert words in body(told)
    assert {"ru": "ежедневно 9:00–21:00", "en": "every day 9:00–21:00"}[customer.language] in body(told)
    links = {each["url"] for each in told["entities"] if each["type"] == "text_link"}
    assert "https://micro.im/docs/smarty-lite/backup-and-recovery" in links


async def test_suggestions_for_micropvr_go_to_its_channel(bot: App, customer: CustomerPerson) -> None:
    customer.starts("micropvr")
    await press(customer, await customer.reads(), customer._("Suggest a feature"))
    assert "@microimpuls" in body(await customer.reads())

    customer.writes("/suggest")
    where = await customer.reads()
    assert labels(where) == ["e-Comet", "Loyalhub", "MicroPVR", "MixVel"]
    await press(customer, where, "MicroPVR")
    assert "@microimpuls" in body(await customer.reads())


async def test_pix_has_no_place_for_suggestions(bot: App, customer: CustomerPerson) -> None:
    customer.starts("pix-task-mining")
    assert customer._("Suggest a feature") not in labels(await customer.reads())


async def test_privacy_names_what_is_kept_and_what_was_agreed_to(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    customer.writes("/privacy")
    told = body(await customer.reads())
    assert customer._("What we keep about you") in told
    assert customer._("Your consents") not in told

    await reach(customer, 1)
    customer.writes("/privacy")
    told = body(await customer.reads())
    assert customer._("Your consents") in told
    assert "• e-Comet, ООО «Е-КОМЕТ», " in told
