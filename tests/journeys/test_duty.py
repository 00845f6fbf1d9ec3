"""On duty and away: who is there, what goes back to the queue, and whose turn it is."""

import asyncio
from functools import partial

from sqlalchemy import select, update

from bot.app import App
from storage.tables import agents, groups, tickets
from tests.journeys.desk import (
    asks,
    changes,
    colleague,
    general,
    kind,
    language,
    numbers,
    staff_group,
    there_are,
)
from tests.journeys.helpers import eventually, new_customer, press, register, stored, unread
from tests.people import AgentPerson, CustomerPerson, Message, body, labels, settled

__all__ = ["colleague", "kind", "language", "staff_group"]


async def in_turn(bot: App) -> None:
    """The setting of the group, as soon as there is one."""

    async def change() -> bool:
        async with bot.engine.begin() as connection:
            return (await connection.execute(update(groups).values(round_robin=True))).rowcount > 0

    await eventually(change)


async def on_duty(agent: AgentPerson, name: str) -> Message:
    return await asks(agent, "/duty", agent._("{agent} is on duty.").format(agent=name))


async def has(bot: App, number: str) -> int | None:
    query = select(tickets.c.assignee_id).where(tickets.c.number == int(number.partition("-")[2]))
    ((found,),) = await stored(bot, query)
    return found  # type: ignore[no-any-return]


async def agent_ids(bot: App, *people: AgentPerson) -> list[int]:
    """Ids that they have once they have been seen."""
    rows = await stored(bot, select(agents.c.address, agents.c.id))
    known = {row.address: row.id for row in rows}
    return [known[str(each.id)] for each in people]


async def test_the_roster_names_who_is_on_duty_and_away_with_how_much_each_has(
    bot: App, agent: AgentPerson, colleague: AgentPerson
) -> None:
    shown = await on_duty(agent, "Ольга")
    (olga,) = await agent_ids(bot, agent)
    await there_are(bot, agent, [{"assignee_id": olga}, {"assignee_id": olga}, {}])
    colleague.writes("/away")
    shown = await asks(agent, "/duty", agent._("Away: {people}").format(people="Максим (0)"))

    assert agent._("On duty: {people}").format(people="Ольга (2)") in body(shown)
    assert labels(shown) == [agent._("I am on duty"), agent._("I am away")]
    text = "В очереди 3 запроса, свободных: 1." if agent.language == "ru" else "3 tickets, 1 of them free."
    assert text in body(shown), "who comes back is told how many wait"


async def test_the_buttons_change_the_roster_where_it_stands(
    bot: App, agent: AgentPerson, colleague: AgentPerson
) -> None:
    shown = await on_duty(agent, "Ольга")
    both = agent._("On duty: {people}").format(people="Максим (0), Ольга (0)")
    shown = await changes(
        colleague, shown, agent._("I am on duty"), agent._("{agent} is on duty.").format(agent="Максим")
    )
    assert both in body(shown) or "Ольга (0), Максим (0)" in body(shown)
    await changes(agent, shown, agent._("I am away"), agent._("Away: {people}").format(people="Ольга (0)"))
    assert len([each for each in agent.from_bot(general(agent)) if labels(each)]) == 1


async def test_who_goes_away_gives_back_what_they_have_not_begun(
    bot: App, customer: CustomerPerson, agent: AgentPerson, colleague: AgentPerson
) -> None:
    touched, untouched = await register(customer), await register(customer, "service", subject="Второй")
    for number in (touched, untouched):
        await press(agent, await agent.until(partial(_card, agent, number)), agent._("Take"))
    card = await agent.until(partial(_card, agent, touched))
    agent.writes("Смотрю.", thread=card.get("message_thread_id"), reply_to=_reply(agent, card))
    await customer.reads("Смотрю.")

    told = await asks(agent, "/away", agent._("Back in the queue: {tickets}").format(tickets=untouched))
    assert numbers(told)[0] == untouched
    assert touched not in body(told)
    assert await has(bot, untouched) is None
    assert await has(bot, touched) is not None
    assert unread(customer) == [], "the customer is not bothered"
    history = await _history(agent, untouched)
    assert agent._("{who} went away: the ticket is back in the queue").format(who="Ольга") in history


async def test_what_waits_for_the_customer_stays_with_who_asked(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    number = await register(customer)
    card = await agent.until(lambda: _card(agent, number))
    agent.writes("/ask Какой браузер?", thread=card.get("message_thread_id"), reply_to=_reply(agent, card))
    await customer.reads("Какой браузер?")
    told = await asks(agent, "/away", agent._("{agent} is away.").format(agent="Ольга"))

    assert number not in body(told)


async def test_new_tickets_are_given_in_turn_and_the_card_names_whose_they_are(
    bot: App, customer: CustomerPerson, agent: AgentPerson, colleague: AgentPerson
) -> None:
    await in_turn(bot)
    await on_duty(agent, "Ольга")
    await on_duty(colleague, "Максим")
    ids = await agent_ids(bot, agent, colleague)
    calls = len(agent.world.calls)
    found = []
    for subject, type_ in (("Один", "incident"), ("Два", "service"), ("Три", "problem")):
        number = await register(customer, type_, subject=subject)
        found.append(await has(bot, number))
    assert found == [ids[0], ids[1], ids[0]]

    card = await agent.until(lambda: _card(agent, "EC-1"))
    assert agent._("Assignee: {agent}").format(agent="Ольга") in body(card)
    mentions = [each["user"]["id"] for each in card["entities"] if each["type"] == "text_mention"]
    assert mentions == [agent.id]
    await settled()
    made = [call.method for call in agent.world.calls[calls:] if call.params.get("chat_id") == agent.chat_id]
    assert "editMessageText" not in made, "naming the assignee costs no call"
    assert agent._("given in turn to {whom}").format(whom="Ольга") in await _history(agent, "EC-1")


async def test_with_nobody_on_duty_a_ticket_stays_in_the_queue(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await in_turn(bot)
    await asks(agent, "/away", "Ольга")
    number = await register(customer)
    assert await has(bot, number) is None


async def test_without_the_setting_nothing_is_given_out(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await on_duty(agent, "Ольга")
    assert await has(bot, await register(customer)) is None


async def test_what_comes_back_goes_to_whose_turn_it_is_who_is_called_by_name(
    bot: App, customer: CustomerPerson, agent: AgentPerson, colleague: AgentPerson
) -> None:
    await in_turn(bot)
    await on_duty(agent, "Ольга")
    await on_duty(colleague, "Максим")
    (olga, maxim) = await agent_ids(bot, agent, colleague)
    number = await register(customer)
    assert await has(bot, number) == olga
    told = await asks(agent, "/away", f"{number} → Максим")

    assert [each["user"]["id"] for each in told["entities"] if each["type"] == "text_mention"] == [
        colleague.id
    ]
    assert await has(bot, number) == maxim


async def test_two_that_register_at_once_go_to_two(
    bot: App, agent: AgentPerson, colleague: AgentPerson, customer: CustomerPerson
) -> None:
    await in_turn(bot)
    await on_duty(agent, "Ольга")
    await on_duty(colleague, "Максим")
    other = new_customer(agent.world, language=agent.language)
    both = await asyncio.gather(register(customer), register(other))

    assert {await has(bot, each) for each in both} == set(await agent_ids(bot, agent, colleague))


def _card(agent: AgentPerson, number: str) -> Message | None:
    """Wherever it stands."""
    threads: list[int | None] = [topic.message_thread_id for topic in agent.world.topics(agent.chat_id)]
    said = [each for thread in threads or [None] for each in agent.from_bot(thread)]
    cards = (each for each in said if body(each).startswith(f"{number} · "))
    return next((each for each in cards if agent._("More") in labels(each)), None)


def _reply(agent: AgentPerson, card: Message) -> int | None:
    return None if general(agent) else int(card["message_id"])


async def _history(agent: AgentPerson, number: str) -> str:
    card = await agent.until(lambda: _card(agent, number))
    thread = card.get("message_thread_id") if general(agent) else None
    agent.writes("/history", thread=thread, reply_to=_reply(agent, card))
    title = agent._("{ticket}: history").format(ticket=number)
    return body(await agent.reads(title, thread=thread))
