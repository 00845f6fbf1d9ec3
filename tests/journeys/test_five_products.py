"""Every request type of every product, from the deep link to the card, in both languages."""

import pytest

from bot.app import App
from bot.catalog.loader import load_catalog
from bot.domain.product import Field, Product, RequestType
from tests.journeys.helpers import catch_up, photo, press
from tests.people import AgentPerson, CustomerPerson, Message, body, labels

SAID = {
    "text": "Не проходит оплата",
    "long_text": "После обновления форма оплаты не открывается ни в одном браузере",
    "account_number": "104582",
    "contract_number": "МИ-12/24 от 01.02.2024",
    "serial_number": "AB12-CD34",
    "version": "2.14.3",
    "os": "Windows 11 23H2",
    "period": "вчера с 14 до 16",
}
"""What a customer answers to a question of each kind that is answered in words."""

PRODUCTS = {product.id: product for product in load_catalog().all()}


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


async def fills_in(customer: CustomerPerson, product: Product, request_type: RequestType) -> Message:
    """Answers every question; the preview."""
    _ = customer._
    shown = await customer.reads()
    if _("Agree") in labels(shown):
        assert product.owner in body(shown)
        await press(customer, shown, _("Agree"))
        shown = await customer.reads()
    while _("Submit") not in labels(shown):
        if _("Another problem") in labels(shown):
            await press(customer, shown, _("Another problem"))
        else:
            await answer(customer, asked(request_type, shown, customer.language), shown)
        shown = await customer.reads()
    return shown


def asked(request_type: RequestType, shown: Message, language: str) -> Field:
    return next(each for each in request_type.form if each.ask.in_language(language) in body(shown))


async def answer(customer: CustomerPerson, field: Field, shown: Message) -> None:
    if field.hint:
        assert field.hint.in_language(customer.language) in body(shown)
    match field.kind:
        case "files":
            customer.attaches(photo())
            await press(customer, await customer.reads(), customer._("Done"))
        case "choice":
            await press(customer, shown, field.options[0].title.in_language(customer.language))
        case "yes_no":
            await press(customer, shown, customer._("Yes"))
        case kind:
            customer.writes(SAID[kind])
