"""Walking through forms and tickets, and looking into the database as a second session would."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import Row, select
from sqlalchemy.sql import Executable

from bot.app import App
from bot.catalog.products import Catalog
from bot.sandbox.model import Press, Upload
from bot.sandbox.world import World
from bot.services.ports import Clock
from bot.settings import Settings
from storage.tables import messages
from tests.patience import PATIENCE
from tests.people import PNG, AgentPerson, CustomerPerson, Message, Reader, body, labels, settled
from tests.running import WorldClock, built_in, running

T = TypeVar("T")

TITLES = {
    "incident": {"ru": "Инцидент", "en": "Incident"},
    "problem": {"ru": "Проблема", "en": "Problem"},
    "service": {"ru": "Запрос на обслуживание", "en": "Service request"},
    "development": {"ru": "Запрос на развитие", "en": "Development request"},
}
SUBJECT = "Экспорт не работает"
ACCOUNT = "104582"
STORY = "Файл скачивается пустым, уже второй день."
PREVIEW = 5
"""The step after the fourth and last question."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A registered ticket, as the agents find it."""

    number: str
    thread: int


# Reading and pressing.


def unread(person: Reader, thread: int | None = None) -> list[Message]:
    """What the bot has sent since the person last read."""
    seen = person._seen.get(thread, 0)
    return [each for each in person.from_bot(thread) if each["message_id"] > seen]


def catch_up(person: Reader, thread: int | None = None) -> None:
    """The person has read everything so far."""
    person._seen[thread] = max((each["message_id"] for each in person.messages(thread)), default=0)


async def press(person: Reader, message: Message, label: str) -> Press:
    """The button of exactly this message; returns when the bot has answered the press."""
    made = presses_at_once(person, message, label)
    return await answered(person, made)


def presses_at_once(person: Reader, message: Message, label: str) -> Press:
    """The press alone, for those who do not wait for its answer."""
    return press_data(person, message, callback_data(message, label))


def press_data(person: Reader, message: Message, data: str) -> Press:
    """With any data: a phone may show a keyboard that is gone, a modified client sends what it likes."""
    post = person.world.find_post(person.chat_id, message["message_id"])
    now = post.data
    keyboard = {"inline_keyboard": [[{"text": "button", "callback_data": data}]]}
    post.data = {**now, "reply_markup": keyboard}
    try:
        return person.world.press(person.id, person.chat_id, message["message_id"], data=data)
    finally:
        post.data = now


async def answered(person: Reader, made: Press) -> Press:
    await person.world.wait_for(lambda: made.answered, timeout=PATIENCE)
    return made


def callback_data(message: Message, label: str) -> str:
    buttons = [each for row in message["reply_markup"]["inline_keyboard"] for each in row]
    return str(buttons[labels(message).index(label)]["callback_data"])


def reaction(person: Reader, message: Message) -> str | None:
    """The bot's mark on a message of the person."""
    post = person.world.find_post(person.chat_id, message["message_id"])
    return post.reactions.get(person.world.bot.id)


async def marked(person: Reader, message: Message) -> None:
    """Until the person sees that the message arrived."""
    await person.until(lambda: reaction(person, message) == "👌")


def progress(person: Reader, number: int, total: int = 4) -> str:
    return person._("{number} of {total}").format(number=number, total=total)


# Customers.


def new_customer(world: World, name: str = "Борис", language: str | None = "ru") -> CustomerPerson:
    user = world.create_user(name, language_code=language)
    return CustomerPerson(world, user.id, user.id, "ru" if language == "ru" else "en")


PRODUCTS = ["e-Comet", "Loyalhub", "MicroPVR", "MixVel", "PIX Task Mining"]
"""All that `/start` offers."""


async def reach(
    customer: CustomerPerson, step: int, kind: str = "incident", subject: str = SUBJECT
) -> Message:
    """From `/start` to a question, 1 to 4, or to the preview; what the bot shows there."""
    catch_up(customer)
    customer.starts()
    await press(customer, await customer.reads(), "e-Comet")
    await press(customer, await customer.reads(), TITLES[kind][customer.language])
    shown = await customer.reads()
    if customer._("Agree") in labels(shown):
        await press(customer, shown, customer._("Agree"))
        shown = await customer.reads()
    for words in (subject, ACCOUNT, STORY)[: step - 1]:
        customer.writes(words)
        shown = await customer.reads()
    if step == PREVIEW:
        await press(customer, shown, customer._("Skip"))
        shown = await customer.reads()
        if customer._("Another problem") in labels(shown):
            await press(customer, shown, customer._("Another problem"))
            shown = await customer.reads()
    return shown


async def submit(customer: CustomerPerson, preview: Message) -> str:
    """The number of the registered ticket."""
    await press(customer, preview, customer._("Submit"))
    told = await customer.reads("EC-")
    return body(told).partition("EC-")[1] + body(told).partition("EC-")[2].split()[0]


async def register(customer: CustomerPerson, kind: str = "incident", subject: str = SUBJECT) -> str:
    return await submit(customer, await reach(customer, PREVIEW, kind, subject))


# Agents.


async def find_ticket(agent: AgentPerson, number: str) -> Ticket:
    thread = await agent.topic_of(number)
    catch_up(agent, thread)
    return Ticket(number, thread)


async def answer(agent: AgentPerson, customer: CustomerPerson, ticket: Ticket, text: str) -> Message:
    """An agent's message that the customer has read; what the agent wrote."""
    written = agent.writes(text, thread=ticket.thread)
    await customer.reads(text)
    await marked(agent, written)
    return written


async def resolve(
    agent: AgentPerson, customer: CustomerPerson, ticket: Ticket, text: str = "Обновите страницу."
) -> Message:
    """The question whether the problem is solved, as the customer got it."""
    agent.writes(f"/resolve {text}", thread=ticket.thread)
    await customer.reads(text)
    return await customer.reads(ticket.number)


async def confirm(customer: CustomerPerson, question: Message) -> Message:
    """The request for a rating."""
    await press(customer, question, customer._("Confirm"))
    return await customer.reads("5")


async def sees_state(agent: AgentPerson, ticket: Ticket, state: str, **parts: str) -> Message:
    """The card, once it shows the state; `state` is the catalogue's id of its label."""
    words = agent._(state).format(**parts)
    return await agent.sees_on_card(ticket.thread, agent._("State: {state}").format(state=words))


# The database.


async def stored(bot: App, query: Executable) -> list[Row[Any]]:
    async with bot.database.read() as connection:
        return list((await connection.execute(query)).all())


async def eventually(look: Callable[[], Awaitable[T]]) -> T:
    """The first truthy value of something that is not seen in Telegram."""
    async with asyncio.timeout(PATIENCE):
        while not (found := await look()):
            await settled(0.02)
        return found


async def stored_message(bot: App, message: Message) -> Row[Any]:
    """What is kept of something that a person wrote."""
    (row,) = await stored(
        bot,
        select(messages).where(
            messages.c.chat_id == message["chat"]["id"], messages.c.message_id == message["message_id"]
        ),
    )
    return row


# Time.


def running_in_world_time(settings: Settings, world: World) -> AbstractAsyncContextManager[App]:
    return running_with(settings, built_in(), clock=WorldClock(world))


def running_with(
    settings: Settings, catalog: Catalog, *, clock: Clock | None = None
) -> AbstractAsyncContextManager[App]:
    """The bot with products or a clock of the test's own."""
    return running(settings, catalog=catalog, clock=clock)


async def pass_time(world: World, span: timedelta) -> None:
    """In hops of at most eleven hours, after each of which the bot has asked what there is."""
    while span > timedelta(0):
        hop = min(span, timedelta(hours=11))
        span -= hop
        await world.wait_for(lambda: world.queue.poller is not None or _by_webhook(world))
        asked = _asked(world)
        world.clock.move(hop)
        await world.wait_for(lambda asked=asked: _asked(world) > asked)  # type: ignore[misc]


def _asked(world: World) -> int:
    method = "getWebhookInfo" if _by_webhook(world) else "getUpdates"
    return sum(call.method == method for call in world.calls)


def _by_webhook(world: World) -> bool:
    return bool(world.profile.webhook.get("url"))


# Files.


def photo(name: str = "screen.png", content: bytes = PNG) -> Upload:
    return Upload(name, content, kind="photo")


def document(name: str = "log.txt", content: bytes = b"2026-11-21 12:00 ERROR export", **more: Any) -> Upload:
    return Upload(name, content, kind="document", **more)


def names(messages: list[Message]) -> list[str]:
    """Of the documents among the messages."""
    return [each["document"]["file_name"] for each in messages if "document" in each]
