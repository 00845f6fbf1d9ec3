"""A customer who blocked the bot: agents see it, what was to be said waits, and goes out on their return."""

from bot.app import App
from bot.sandbox.faults import Fault
from bot.settings import Settings
from tests.journeys.helpers import (
    Ticket,
    answer,
    document,
    find_ticket,
    marked,
    names,
    press,
    reaction,
    register,
    resolve,
    sees_state,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, body, labels, settled
from tests.running import running

WARNING = "⚠️ The customer has blocked the bot. Answers will be delivered once they unblock it."
BLOCKED = "the customer has blocked the bot"
WAITS = "It will be delivered when the customer is back."


async def hears_that_it_waits(agent: AgentPerson, ticket: Ticket, message: int) -> None:
    told = await agent.reads(
        agent._("⚠️ Not delivered: {reason}.").format(reason=agent._(BLOCKED)), thread=ticket.thread
    )
    assert agent._(WAITS) in body(told)
    assert told["reply_to_message"]["message_id"] == message


async def test_blocking_shows_on_the_card_and_unblocking_clears_it(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    customer.world.block(customer.id)
    await agent.sees_on_card(ticket.thread, agent._(WARNING))
    customer.world.unblock(customer.id)

    await agent.until(lambda: agent._(WARNING) not in body(agent.card(ticket.thread)))


async def test_an_answer_to_a_customer_who_left_waits_and_goes_out_on_their_return(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    customer.world.block(customer.id)
    written = agent.writes("Обновите страницу.", thread=taken.thread)
    await hears_that_it_waits(agent, taken, written["message_id"])
    assert reaction(agent, written) is None
    customer.starts()

    await customer.reads("Обновите страницу.")
    await marked(agent, written)
    await agent.until(lambda: agent._(WARNING) not in body(agent.card(taken.thread)))


async def test_a_blocking_that_nobody_reported_is_noticed_by_the_answer(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    blocked = Fault(
        "copyMessage",
        chat_id=customer.id,
        kind="error",
        status=403,
        description="Forbidden: bot was blocked by the user",
    )
    agent.world.faults.add(blocked)
    written = agent.writes("Обновите страницу.", thread=taken.thread)
    await hears_that_it_waits(agent, taken, written["message_id"])
    await agent.sees_on_card(taken.thread, agent._(WARNING))
    customer.writes("Есть новости?")

    await customer.reads("Обновите страницу.")
    await marked(agent, written)


async def test_who_comes_back_while_telegrams_refusal_is_on_its_way_gets_the_answer(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    """The refusal is older than the return: nothing may wait for another one."""
    world = agent.world
    world.block(customer.id)
    await agent.sees_on_card(taken.thread, agent._(WARNING))
    world.faults.add(Fault("copyMessage", chat_id=customer.id, kind="slow", seconds=2.0, effect="after"))
    written = agent.writes("Обновите страницу.", thread=taken.thread)
    await world.wait_for(lambda: not len(world.faults))
    world.unblock(customer.id)

    await customer.reads("Обновите страницу.")
    await marked(agent, written)
    await agent.until(lambda: agent._(WARNING) not in body(agent.card(taken.thread)))


async def test_several_answers_and_files_go_out_in_order(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    customer.world.block(customer.id)
    agent.writes("Первое.", thread=taken.thread)
    agent.attaches(document("guide.pdf"), thread=taken.thread)
    agent.writes("Третье.", thread=taken.thread)
    await agent.until(
        lambda: (
            sum(agent._(WAITS) in body(x) for x in unread(agent, taken.thread)) >= 1
            and customer.world.updates_pending() == 0
        )
    )
    await settled()
    customer.world.unblock(customer.id)

    assert body(await customer.reads()) == "Первое."
    assert names([await customer.reads()]) == ["guide.pdf"]
    assert body(await customer.reads()) == "Третье."


async def test_a_resolution_completes_the_ticket_only_on_the_customers_return(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    customer.world.block(customer.id)
    agent.writes("/resolve Обновите страницу.", thread=taken.thread)
    await agent.reads(agent._(WAITS), thread=taken.thread)
    assert agent._("In progress") in body(agent.card(taken.thread))
    customer.world.unblock(customer.id)

    await customer.reads("Обновите страницу.")
    assert customer._("Confirm") in labels(await customer.reads())
    await sees_state(agent, taken, "Completed")


async def test_a_question_waits_too_and_so_does_the_state(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    customer.world.block(customer.id)
    agent.writes("/ask Какой браузер?", thread=taken.thread)
    await agent.reads(agent._(WAITS), thread=taken.thread)
    assert agent._("In progress") in body(agent.card(taken.thread))
    customer.starts()

    await customer.reads("Какой браузер?")
    await sees_state(agent, taken, "Waiting for your answer")


async def test_what_waits_survives_a_restart(
    settings: Settings, customer: CustomerPerson, agent: AgentPerson
) -> None:
    async with running(settings):
        ticket = await find_ticket(agent, await register(customer))
        customer.world.block(customer.id)
        written = agent.writes("Обновите страницу.", thread=ticket.thread)
        await agent.reads(agent._(WAITS), thread=ticket.thread)
    customer.starts()
    async with running(settings):
        await customer.reads("Обновите страницу.")
        await marked(agent, written)


async def test_both_tickets_of_the_customer_show_it(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    other = await find_ticket(agent, await register(customer, subject="Второй"))
    customer.world.block(customer.id)

    await agent.sees_on_card(ticket.thread, agent._(WARNING))
    await agent.sees_on_card(other.thread, agent._(WARNING))


async def test_a_deleted_account_is_told_as_such(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    customer.world.deactivate(customer.id)
    agent.writes("Обновите страницу.", thread=taken.thread)

    told = body(await agent.reads("⚠️", thread=taken.thread))

    assert agent._("the customer's Telegram account is deleted") in told


async def test_the_card_of_a_deleted_account_does_not_speak_of_blocking(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    customer.world.deactivate(customer.id)
    agent.writes("Обновите страницу.", thread=taken.thread)
    card = await agent.sees_on_card(taken.thread, "⚠️")

    assert agent._(WARNING) not in body(card)


async def test_a_customer_whom_the_bot_may_not_write_first_is_told_as_such(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    """A moved account, or a chat that Telegram forgot."""
    never = Fault(
        "copyMessage",
        chat_id=customer.id,
        kind="error",
        status=403,
        description="Forbidden: bot can't initiate conversation with a user",
    )
    agent.world.faults.add(never)
    written = agent.writes("Обновите страницу.", thread=taken.thread)
    told = body(await agent.reads("⚠️", thread=taken.thread))
    assert agent._("the customer has not started the bot") in told
    customer.starts()

    await customer.reads("Обновите страницу.")
    await marked(agent, written)


async def test_a_blocked_customer_holds_up_nobody_else(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    user = customer.world.create_user("Борис", language_code=customer.language)
    other = CustomerPerson(customer.world, user.id, user.id, customer.language)
    theirs = await find_ticket(agent, await register(other))
    customer.world.block(customer.id)
    agent.writes("Первому", thread=taken.thread)

    await answer(agent, other, theirs, "Второму")


async def test_who_comes_back_by_a_message_gets_what_waited_and_is_heard(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    customer.world.block(customer.id)
    agent.writes("Обновите страницу.", thread=taken.thread)
    await agent.reads(agent._(WAITS), thread=taken.thread)
    customer.world.unblock(customer.id)
    customer.writes("Я снова здесь")

    await customer.reads("Обновите страницу.")
    await agent.reads("Я снова здесь", thread=taken.thread)
    question = await resolve(agent, customer, taken, "Готово.")
    await press(customer, question, customer._("Confirm"))
