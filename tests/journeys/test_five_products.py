"""Every request type of every product, from the deep link to the card, in both languages."""

import pytest

from bot.app import App
from bot.domain.product import Product
from tests.journeys.forms import SAID, fills_in
from tests.journeys.helpers import catch_up, press
from tests.people import AgentPerson, CustomerPerson, body, labels
from tests.running import built_in

PRODUCTS = {product.id: product for product in built_in().all()}


@pytest.fixture(params=PRODUCTS)
def product(request: pytest.FixtureRequest) -> Product:
    return PRODUCTS[request.param]


async def test_every_type_of_the_product_becomes_a_ticket(
    bot: App, customer: CustomerPerson, agent: AgentPerson, product: Product
) -> None:
    for number, request_type in enumerate(product.types, start=1):
        customer.starts(product.id)
        menu = await customer.reads(product.title.in_language(customer.language))
        assert {each.title.in_language(customer.language) for each in product.types} <= set(labels(menu))
        await press(customer, menu, request_type.title.in_language(customer.language))
        preview = await fills_in(customer, product, request_type)
        await press(customer, preview, customer._("Submit"))

        name = f"{product.prefix}-{number}"
        told = await customer.reads(name)
        if product.acknowledgement:
            assert product.acknowledgement.in_language(customer.language) in body(told)
        card = await agent.reads(name, thread=await agent.topic_of(name))
        assert request_type.title.in_language(agent.language) in body(card)
        for field in request_type.form:
            if field.kind in {"text", "account_number", "contract_number", "serial_number", "version", "os"}:
                assert SAID[field.kind] in body(card)
            assert field.label.in_language(agent.language) in body(card)
        catch_up(customer)
