"""Long pastes: a log where files are asked for, a story of several messages."""

import pytest

from bot.app import App
from tests.journeys.helpers import find_ticket, photo, press, progress, reach, submit
from tests.people import AgentPerson, CustomerPerson, body, labels

LOG = "\n".join(f"2026-11-20 12:00:{second:02} ERROR export failed" for second in range(10))


async def test_a_pasted_log_counts_as_a_file_and_follows_the_card(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await reach(customer, 4)
    customer.attaches(photo())
    await customer.reads()
    customer.writes(LOG)
    shown = await customer.reads()
    assert customer._("pasted text") in body(shown)
    await press(customer, shown, customer._("Done"))
    ticket = await find_ticket(agent, await submit(customer, await customer.reads()))

    await agent.reads(LOG, thread=ticket.thread)
    await agent.until(lambda: any("photo" in each for each in agent.from_bot(ticket.thread)))
    assert agent._("pasted text") in body(agent.card(ticket.thread))


@pytest.mark.parametrize("language", ["ru"])
async def test_the_pieces_of_a_long_paste_are_one_answer(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    shown = await reach(customer, 3)
    pieces = [letter * 4000 for letter in "абв"]
    for piece in pieces:
        customer.writes(piece)
        shown = await customer.reads("Получен")
    assert "12002 символа" in body(shown)
    assert "Готово" in labels(shown)
    customer.writes("и это всё")
    shown = await customer.reads()
    assert progress(customer, 4) in body(shown)
    await press(customer, shown, "Пропустить")
    ticket = await find_ticket(agent, await submit(customer, await customer.reads()))

    for piece in pieces:
        await agent.reads(piece, thread=ticket.thread)
    await agent.reads("и это всё", thread=ticket.thread)


@pytest.mark.parametrize("language", ["ru"])
async def test_a_remark_beside_files_is_kept_as_a_remark(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await reach(customer, 4)
    customer.writes("сейчас пришлю")
    assert "Добавлено" in body(await customer.reads())
    customer.attaches(photo())
    await press(customer, await customer.reads("Получен"), "Готово")
    ticket = await find_ticket(agent, await submit(customer, await customer.reads()))
    assert "сейчас пришлю" in body(agent.card(ticket.thread))
