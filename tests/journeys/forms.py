"""Filling in any product's form, as its customers would."""

from bot.domain.product import Field, Product, RequestType
from tests.journeys.helpers import catch_up, photo, press
from tests.people import CustomerPerson, Message, body, labels
from tests.running import built_in

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


async def registers(customer: CustomerPerson, product_id: str, type_id: str) -> str:
    """The number of the ticket."""
    product = built_in().find(product_id)
    assert product
    request_type = product.type(type_id)
    catch_up(customer)
    customer.starts(product.id)
    await press(customer, await customer.reads(), request_type.title.in_language(customer.language))
    await press(customer, await fills_in(customer, product, request_type), customer._("Submit"))
    told = body(await customer.reads(f"{product.prefix}-"))
    return product.prefix + told.partition(product.prefix)[2].split()[0]


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
