"""A sixth product is one more file beside the five."""

import shutil
from pathlib import Path

import pytest

from bot.catalog.files import BUILT_IN
from bot.catalog.loader import load_catalog
from bot.settings import Settings
from tests.catalog.building import GOOD
from tests.journeys.helpers import PRODUCTS, press, running_with
from tests.people import AgentPerson, CustomerPerson, body, labels


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "products"
    shutil.copytree(BUILT_IN, folder)
    (folder / "shop.yaml").write_text(GOOD, encoding="utf-8")
    return folder


async def test_it_is_offered_asked_about_and_numbered_like_the_others(
    settings: Settings, folder: Path, customer: CustomerPerson, agent: AgentPerson
) -> None:
    _ = customer._
    russian = customer.language == "ru"
    async with running_with(settings, load_catalog(folder)):
        customer.starts()
        offered = await customer.reads()
        assert labels(offered) == [*PRODUCTS, "Shop"]
        await press(customer, offered, "Shop")
        await press(customer, await customer.reads(), "Инцидент" if russian else "Incident")
        consent = await customer.reads()
        assert body(consent) == ("Согласны?" if russian else "Do you agree?")
        await press(customer, consent, _("Agree"))
        await customer.reads()
        customer.writes("Не открывается корзина")
        await press(customer, await customer.reads(), "Приложение" if russian else "App")
        await press(customer, await customer.reads(), _("Submit"))

        assert "SH-1" in body(await customer.reads("SH-"))
        card = await agent.reads("SH-1", thread=await agent.topic_of("SH-1"))
        assert ("Где: Приложение" if russian else "Place: App") in body(card)
