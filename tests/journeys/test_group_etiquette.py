"""What the group is spared: finished topics put themselves away, many tickets at once are announced."""

import pytest

from bot.app import App
from bot.channels.telegram.limits import Budget, Limits
from bot.sandbox.model import Topic
from bot.sandbox.world import World
from bot.settings import Settings
from tests.journeys.helpers import (
    Ticket,
    confirm,
    new_customer,
    press,
    register,
    resolve,
)
from tests.people import AgentPerson, CustomerPerson, body, labels, settled
from tests.running import running

CHECK_MARK = "5237699328843200968"


def topic(agent: AgentPerson, ticket: Ticket) -> Topic:
    return next(each for each in agent.world.topics(agent.chat_id) if each.message_thread_id == ticket.thread)


async def test_a_finished_topic_is_marked_and_closed_and_comes_back_with_its_ticket(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    thanks = await confirm(customer, await resolve(agent, customer, taken, "Исправили."))
    await agent.until(lambda: topic(agent, taken).closed)
    assert topic(agent, taken).icon_custom_emoji_id == CHECK_MARK

    customer.writes("Опять не работает!", reply_to=thanks["message_id"])
    offered = await customer.reads(taken.number)
    assert customer._("Reopen") in labels(offered)
    await press(customer, offered, customer._("Reopen"))
    await agent.until(lambda: not topic(agent, taken).closed)
    await agent.until(lambda: topic(agent, taken).icon_custom_emoji_id != CHECK_MARK)
    await agent.reads("Опять не работает!", thread=taken.thread)


async def test_words_for_a_finished_ticket_arrive_in_its_closed_topic(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    thanks = await confirm(customer, await resolve(agent, customer, taken, "Исправили."))
    await agent.until(lambda: topic(agent, taken).closed)
    customer.writes("Спасибо ещё раз!", reply_to=thanks["message_id"])
    await agent.reads("Спасибо ещё раз!", thread=taken.thread)
    await settled()
    assert topic(agent, taken).closed


async def test_who_wants_to_note_something_in_a_closed_topic_finds_it_open_until_they_have(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    await confirm(customer, await resolve(agent, customer, taken, "Исправили."))
    await agent.until(lambda: topic(agent, taken).closed)
    await press(agent, agent.card(taken.thread), agent._("More"))
    await agent.presses(agent._("Note"), thread=taken.thread)
    await agent.until(lambda: not topic(agent, taken).closed)
    agent.writes("Был старый тариф.", thread=taken.thread)

    await agent.until(lambda: topic(agent, taken).closed)
    assert not any("тариф" in body(each) for each in customer.from_bot())


FEW = Limits(Budget(10_000, 1.0), Budget(1_000, 1.0), Budget(5, 60.0))
"""To a group: its greeting, which is pinned, one ticket, and a word."""


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_more_than_ten_tickets_that_wait_are_announced_once_with_the_blockers_by_name(
    settings: Settings, world: World, agent: AgentPerson
) -> None:
    async with running(settings):
        pass
    async with running(settings, FEW):
        people = [new_customer(world, f"Клиент {number}", agent.language) for number in range(13)]
        for number, person in enumerate(people):
            await register(person, kind="problem" if number == 5 else "incident")
        told = await agent.reads(agent._("🔴 Blockers among them: {names}").format(names="EC-6"))
        assert "20" in body(told)
        await settled(6.0)
        assert sum("EC-6" in body(each) for each in agent.from_bot()) == 1
