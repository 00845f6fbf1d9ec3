"""Customers and agents who do as the script says, whatever happens to the bot meanwhile."""

import re
from collections.abc import Awaitable, Callable

from bot.catalog.products import Catalog
from bot.domain.product import Field, Product, RequestType
from bot.sandbox.model import Upload
from tests.people import PNG, AgentPerson, CustomerPerson, Message, body, labels
from tests.simulation.script import Act, Deed, Story
from tests.simulation.stage import Stage

SAID = {
    "text": "Не проходит оплата",
    "long_text": "После обновления форма оплаты не открывается ни в одном браузере",
    "account_number": "104582",
    "contract_number": "МИ-12/24",
    "serial_number": "AB12-CD34",
    "version": "2.14.3",
    "os": "Windows 11 23H2",
    "period": "вчера с 14 до 16",
    "email": "anna@example.org",
    "phone": "+7 900 000-00-00",
}
LANGUAGE = "ru"


class Players:
    """The people of the stories. Each thing is done once, and then everybody waits until it is handled."""

    def __init__(self, stage: Stage, catalog: Catalog, stories: list[Story]) -> None:
        self.stage = stage
        self.catalog = catalog
        self.stories = stories
        olga = stage.world.create_user("Ольга", side="staff")
        stage.world.join(stage.group, olga.id, status="member")
        self.agent = AgentPerson(stage.world, olga.id, stage.group, LANGUAGE)
        self.customers = [self._customer(story) for story in stories]
        self.numbers: dict[int, str] = {}
        self._deeds: dict[Deed, Callable[[int], Awaitable[None]]] = {
            Deed.REGISTER: self.register,
            Deed.TAKE: self.take,
            Deed.ASK: self.ask,
            Deed.ANSWER_QUESTION: self.write,
            Deed.WRITE: self.write,
            Deed.RESOLVE: self.resolve,
            Deed.CONFIRM: self.confirm,
            Deed.RATE: self.rate,
            Deed.DISAGREE: self.disagree,
            Deed.JUST_A_NOTE: self.just_a_note,
            Deed.WITHDRAW: self.withdraw,
            Deed.CLOSE_WITHOUT_ANSWER: self.close_without_answer,
        }

    async def do(self, act: Act) -> None:
        await self._deeds[act.deed](act.story)
        await self.stage.idle()

    # Customers.

    async def register(self, story: int) -> None:
        customer, product = self.customers[story], self._product(story)
        request_type = product.types[story % len(product.types)]
        customer.starts(product.id)
        await self.stage.idle()
        await self._press(customer, request_type.title.in_language(LANGUAGE))
        while True:
            shown = customer.from_bot()[-1]
            if found := re.search(rf"{product.prefix}-\d+", body(shown)):
                self.numbers[story] = found.group()
                return
            await self._next_step(customer, request_type, shown)

    async def write(self, story: int) -> None:
        self.customers[story].writes("Пришлю подробности отдельно, но проблема та же.")

    async def confirm(self, story: int) -> None:
        await self._press(self.customers[story], self._("Confirm"))

    async def rate(self, story: int) -> None:
        await self._press(self.customers[story], "5")

    async def disagree(self, story: int) -> None:
        customer = self.customers[story]
        await self._press(customer, self._("Not resolved"))
        customer.writes("Ничего не изменилось, ошибка та же.")

    async def just_a_note(self, story: int) -> None:
        await self._press(self.customers[story], self._("Just a note"))

    async def withdraw(self, story: int) -> None:
        customer = self.customers[story]
        customer.writes(f"/ticket {self.numbers[story]}")
        await self.stage.idle()
        await self._press(customer, self._("Withdraw"))
        await self._press(customer, self._("Yes, withdraw"))

    # The agent.

    async def take(self, story: int) -> None:
        self._in_topic(story, "/take")

    async def ask(self, story: int) -> None:
        self._in_topic(story, "/ask Какая у вас версия?")

    async def resolve(self, story: int) -> None:
        self._in_topic(story, "/resolve Обновите страницу, пожалуйста: исправлено.")

    async def close_without_answer(self, story: int) -> None:
        self._in_topic(story, "/close no_answer")

    # How it is done.

    def _in_topic(self, story: int, words: str) -> None:
        number = self.numbers[story]
        topics = self.stage.world.topics(self.stage.group)
        topic = next(each for each in topics if each.name.split(" ")[0] == number and not each.deleted)
        self.agent.writes(words, thread=topic.message_thread_id)

    async def _press(self, customer: CustomerPerson, label: str) -> None:
        message = next(each for each in reversed(customer.from_bot()) if label in labels(each))
        rows = message["reply_markup"]["inline_keyboard"]
        text = next(
            button["text"]
            for row in rows
            for button in row
            if re.sub(r"^\W+(?=\w)", "", button["text"]) == label
        )
        customer.world.press(customer.id, customer.chat_id, message["message_id"], text=text)
        await self.stage.idle()

    async def _next_step(self, customer: CustomerPerson, request_type: RequestType, shown: Message) -> None:
        offered = labels(shown)
        for label in ("Agree", "Submit", "Another problem"):
            if self._(label) in offered:
                await self._press(customer, self._(label))
                return
        field = next(each for each in request_type.form if each.ask.in_language(LANGUAGE) in body(shown))
        await self._answer(customer, field)

    async def _answer(self, customer: CustomerPerson, field: Field) -> None:
        match field.kind:
            case "files":
                customer.attaches(Upload("screen.png", PNG, kind="photo"))
                await self.stage.idle()
                await self._press(customer, self._("Done"))
            case "choice":
                await self._press(customer, field.options[0].title.in_language(LANGUAGE))
            case "yes_no":
                await self._press(customer, self._("No"))
            case kind:
                customer.writes(SAID[kind])
                await self.stage.idle()

    def _customer(self, story: Story) -> CustomerPerson:
        user = self.stage.world.create_user(f"Анна {story.number}", language_code=LANGUAGE)
        return CustomerPerson(self.stage.world, user.id, user.id, LANGUAGE)

    def _product(self, story: int) -> Product:
        product = self.catalog.find(self.stories[story].product)
        assert product
        return product

    def _(self, text: str) -> str:
        return self.agent._(text)
