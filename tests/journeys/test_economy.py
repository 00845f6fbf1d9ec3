"""What a ticket costs: the customer in taps and messages, Telegram in calls."""

from collections import Counter

import pytest

from bot.app import App
from bot.domain.product import Product, RequestType
from bot.sandbox.world import World
from tests.journeys.forms import SAID, asked
from tests.journeys.helpers import find_ticket, marked, photo
from tests.people import AgentPerson, CustomerPerson, Message, body, labels, settled
from tests.running import built_in

PRODUCTS = {product.id: product for product in built_in().all()}
AROUND = 4
"""The product's link, the request type, the consent, and `Submit`."""


class Economical:
    """A customer who does no more than they must; every tap and message is counted."""

    def __init__(self, customer: CustomerPerson) -> None:
        self.customer = customer
        self.actions = 0
        self.questions = 0

    async def registers(self, product: Product, request_type: RequestType) -> str:
        customer, _ = self.customer, self.customer._
        customer.starts(product.id)
        self.actions += 1
        await self.presses(request_type.title.in_language(customer.language))
        await self.presses(_("Agree"))
        shown = await customer.reads("1 ")
        while _("Submit") not in labels(shown):
            self.questions += 1
            if _("Skip") in labels(shown):
                await self.presses(_("Skip"))
            else:
                await self.answers(request_type, shown)
            shown = await customer.reads()
        await self.presses(_("Submit"))
        return body(await customer.reads(f"{product.prefix}-1"))

    async def answers(self, request_type: RequestType, shown: Message) -> None:
        customer, field = self.customer, asked(request_type, shown, self.customer.language)
        match field.kind:
            case "files":
                customer.attaches(photo())
                self.actions += 1
                await customer.reads()
                await self.presses(customer._("Done"))
            case "choice":
                await self.presses(field.options[0].title.in_language(customer.language))
            case "yes_no":
                await self.presses(customer._("No"))
            case kind:
                customer.writes(SAID[kind])
                self.actions += 1

    async def presses(self, label: str) -> None:
        await self.customer.presses(label)
        self.actions += 1


@pytest.mark.parametrize("product", PRODUCTS.values(), ids=list(PRODUCTS))
async def test_a_request_costs_one_action_for_each_question_and_four_around_them(
    bot: App, customer: CustomerPerson, product: Product
) -> None:
    request_type = product.types[0]
    someone = Economical(customer)
    await someone.registers(product, request_type)

    must_attach = sum(each.kind == "files" and each.required for each in request_type.form)
    assert someone.actions == AROUND + someone.questions + must_attach


async def test_a_ticket_costs_the_group_two_calls_and_one_for_each_message(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    """Beside those, 👌 marks and the card's edits are cosmetic: they go when nothing else waits."""
    await agent.reads(agent._("This is a support staff group."), thread=1)
    before = len(world.calls)
    ticket = await find_ticket(agent, await customer.registers())
    for number in range(3):
        written = agent.writes(f"Вопрос {number}", thread=ticket.thread)
        await customer.reads(f"Вопрос {number}")
        await marked(agent, written)
        answered = customer.writes(f"Ответ {number}")
        await agent.reads(f"Ответ {number}", thread=ticket.thread)
        await marked(customer, answered)
    agent.writes("/resolve Готово", thread=ticket.thread)
    await customer.presses(customer._("Confirm"))
    await customer.presses("5")
    await customer.reads()
    await settled(1.0)

    made = [call for call in world.calls[before:] if call.params.get("chat_id") is not None]
    to_group = Counter(each.method for each in made if int(each.params["chat_id"]) == agent.chat_id)
    assert to_group["createForumTopic"] == 1
    assert to_group["sendMessage"] == 3  # the card, the confirmation, the rating
    assert to_group["copyMessage"] + to_group["copyMessages"] == 3
    assert to_group["editMessageText"] <= 5  # the card: taken, answered, resolved, closed, rated
