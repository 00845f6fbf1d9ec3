"""The table of `docs/inputs.md`, row by row: whatever is sent, the cell says what becomes of it."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.app import App
from tests.journeys.helpers import (
    ACCOUNT,
    STORY,
    SUBJECT,
    Ticket,
    answer,
    catch_up,
    find_ticket,
    marked,
    press,
    progress,
    reach,
    reaction,
    sees_state,
    submit,
    unread,
)
from tests.journeys.inputs import INPUTS, LOG, WORDS, Sender
from tests.people import AgentPerson, CustomerPerson, Message, body, labels

DOCUMENT = Path(__file__).parents[2] / "docs" / "inputs.md"
ADDED = "Добавлено к вашему запросу."
IN_WORDS = "Ответьте, пожалуйста, текстом."
NOT_TAKEN = "Такое сообщение передать не получится. Опишите его словами"


@pytest.fixture
def language() -> str:
    return "ru"


def _tables() -> list[dict[str, list[str]]]:
    """The two tables of the document: the cells of each row by its name."""
    tables: list[dict[str, list[str]]] = []
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        cells = [each.strip() for each in line.strip("|").split("|")]
        if line.startswith("| input"):
            tables.append({})
        elif line.startswith("|") and not line.startswith("|---"):
            tables[-1][cells[0]] = cells[1:]
    return tables


CUSTOMERS, AGENTS = _tables()
ROWS = list(INPUTS)


def test_every_row_of_the_document_is_sent_here() -> None:
    assert list(CUSTOMERS) == list(AGENTS) == ROWS


def of(table: Mapping[str, list[str]], column: int, *beginnings: str) -> list[str]:
    """The rows whose cell begins so; "the same" is as in the row above."""
    found, above = [], ""
    for name, cells in table.items():
        above = above if cells[column] == "the same" else cells[column]
        if above.startswith(beginnings):
            found.append(name)
    return found


def test_every_cell_says_one_of_what_is_tested() -> None:
    for column, outcomes in (
        (0, ("the answer", "one answer", "its caption answers", "kept", "refused", "ignored")),
        (1, ("collected", "counts", "one pasted log", "kept", "refused", "ignored")),
        (2, ("shown", "refused", "ignored")),
    ):
        assert of(CUSTOMERS, column, *outcomes) == ROWS
    assert of(AGENTS, 0, "sent", "refused", "ignored") == ROWS


def sent_by(customer: CustomerPerson, row: str) -> list[Message]:
    return INPUTS[row].send(Sender(customer, reply_to=customer.from_bot()[-1]))


async def shown_in_topic(agent: AgentPerson, thread: int, row: str) -> None:
    await agent.until(lambda: INPUTS[row].shown(agent.from_bot(thread)))


async def submitted(customer: CustomerPerson, agent: AgentPerson, question: Message) -> Ticket:
    """From the files question to the ticket."""
    done = "Готово" if "Готово" in labels(question) else "Пропустить"
    await press(customer, question, done)
    return await find_ticket(agent, await submit(customer, await customer.reads("Проверьте запрос")))


# Where the form asks for words.


@pytest.mark.parametrize("row", of(CUSTOMERS, 0, "the answer", "one answer", "its caption answers"))
async def test_words_where_words_are_asked_for_are_the_answer(
    bot: App, customer: CustomerPerson, agent: AgentPerson, row: str
) -> None:
    await reach(customer, 3)
    sent_by(customer, row)
    asked = await customer.reads(progress(customer, 4))
    ticket = await submitted(customer, agent, asked)

    said = {"long paste": "а" * 300, "pasted log": LOG.splitlines()[0]}.get(row, WORDS)
    assert said in body(agent.card(ticket.thread))
    if row.startswith("forwarded"):
        await agent.until(lambda: any("forward_origin" in each for each in agent.from_bot(ticket.thread)))
    if row == "quote reply":
        await agent.reads("цитирует", thread=ticket.thread)


@pytest.mark.parametrize("row", of(CUSTOMERS, 0, "kept"))
async def test_what_is_no_words_is_kept_and_the_question_stands(
    bot: App, customer: CustomerPerson, agent: AgentPerson, row: str
) -> None:
    await reach(customer, 3)
    sent_by(customer, row)
    told = await customer.reads(ADDED)
    assert progress(customer, 3) in body(told)
    assert unread(customer) == [], "several files are answered once"
    customer.writes(STORY)
    ticket = await submitted(customer, agent, await customer.reads(progress(customer, 4)))

    await shown_in_topic(agent, ticket.thread, row)


@pytest.mark.parametrize("row", of(CUSTOMERS, 0, "refused"))
async def test_what_is_no_answer_is_refused_in_words(bot: App, customer: CustomerPerson, row: str) -> None:
    await reach(customer, 3)
    sent_by(customer, row)
    assert body(await customer.reads()).startswith(IN_WORDS if row in {"sticker", "dice"} else NOT_TAKEN)
    customer.writes(STORY)

    assert progress(customer, 4) in body(await customer.reads())


# Where it asks for files.


@pytest.mark.parametrize("row", of(CUSTOMERS, 1, "collected", "counts", "one pasted log"))
async def test_files_where_files_are_asked_for_are_collected(
    bot: App, customer: CustomerPerson, agent: AgentPerson, row: str
) -> None:
    await reach(customer, 4)
    sent_by(customer, row)
    told = await customer.reads("Получен")
    if row == "long paste":
        catch_up(customer)
        await customer.until(lambda: ADDED in body(customer.from_bot()[-1]))  # its last piece is a remark
    else:
        assert unread(customer) == []
    ticket = await submitted(customer, agent, told)

    if row != "long paste":
        await shown_in_topic(agent, ticket.thread, row)
    else:
        await agent.until(lambda: any(body(each)[:1] == "в" for each in agent.from_bot(ticket.thread)))


@pytest.mark.parametrize("row", of(CUSTOMERS, 1, "kept"))
async def test_what_is_no_file_is_kept_with_the_request(
    bot: App, customer: CustomerPerson, agent: AgentPerson, row: str
) -> None:
    await reach(customer, 4)
    sent_by(customer, row)
    ticket = await submitted(customer, agent, await customer.reads(ADDED))

    if row == "text":
        assert WORDS in body(agent.card(ticket.thread))
    else:
        await shown_in_topic(agent, ticket.thread, row)


@pytest.mark.parametrize("row", of(CUSTOMERS, 1, "refused"))
async def test_what_cannot_be_passed_on_is_refused_where_files_are_asked_for(
    bot: App, customer: CustomerPerson, row: str
) -> None:
    await reach(customer, 4)
    sent_by(customer, row)

    assert body(await customer.reads()).startswith(NOT_TAKEN)


# To a ticket.


@pytest.mark.parametrize("row", of(CUSTOMERS, 2, "shown"))
async def test_agents_are_shown_what_a_customer_sends(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket, row: str
) -> None:
    await answer(agent, customer, taken, "Проверяем ваш отчёт.")
    sent = sent_by(customer, row)

    await shown_in_topic(agent, taken.thread, row)
    await customer.until(lambda: any(reaction(customer, each) == "👌" for each in sent))
    if row.startswith("forwarded"):
        copy = agent.from_bot(taken.thread)[-1]
        assert copy["forward_origin"]["type"] == sent[0]["forward_origin"]["type"]
    if row == "quote reply":
        assert agent.from_bot(taken.thread)[-1]["quote"]["text"] == "Проверяем"


@pytest.mark.parametrize("row", of(CUSTOMERS, 2, "refused"))
async def test_a_customer_is_told_what_cannot_be_passed_on(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, row: str
) -> None:
    (sent,) = sent_by(customer, row)

    told = await customer.reads(NOT_TAKEN)
    assert told["reply_to_message"]["message_id"] == sent["message_id"]


# What nobody wrote.


async def test_service_messages_are_nobodys_words(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    assert of(CUSTOMERS, 2, "ignored") == of(AGENTS, 0, "ignored") == ["service message"]
    await reach(customer, 1)
    for step, words in ((2, SUBJECT), (3, ACCOUNT), (4, STORY)):
        sent_by(customer, "service message")
        customer.writes(words)
        assert progress(customer, step) in body(await customer.reads())
    sent_by(customer, "service message")
    await press(customer, customer.from_bot()[-1], "Пропустить")
    assert "Проверьте запрос" in body(await customer.reads())
    ticket = await find_ticket(agent, await submit(customer, customer.from_bot()[-1]))
    sent_by(customer, "service message")
    INPUTS["service message"].send(Sender(agent, ticket.thread))
    await answer(agent, customer, ticket, "Проверяем.")

    assert unread(customer) == []


async def test_what_was_sent_automatically_answers_nothing_and_moves_nothing(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    """It is shown with a mark; the question of a form stands, and so does the ticket's own."""
    row = "automatic message"
    assert of(CUSTOMERS, 0, "ignored") == of(CUSTOMERS, 1, "ignored") == [row, "service message"]
    agent.writes("/ask Какой браузер?", thread=taken.thread)
    await customer.reads("Какой браузер?")
    await sees_state(agent, taken, "Waiting for your answer")
    await reach(customer, 3, subject="Другое")
    sent_by(customer, row)
    await agent.reads("🤖", thread=taken.thread)
    assert body(await agent.reads(thread=taken.thread)) == WORDS
    assert unread(customer) == []

    customer.writes(STORY)
    assert progress(customer, 4) in body(await customer.reads())
    await sees_state(agent, taken, "Waiting for your answer")


# From an agent.


@pytest.mark.parametrize("row", of(AGENTS, 0, "sent"))
async def test_customers_get_what_an_agent_sends(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket, row: str
) -> None:
    customer.writes("Где кнопка отчёта?")
    asked = await agent.reads("Где кнопка", thread=taken.thread)
    sent = INPUTS[row].send(Sender(agent, taken.thread, reply_to=asked))

    await customer.until(lambda: INPUTS[row].shown(customer.from_bot()))
    await agent.until(lambda: any(reaction(agent, each) == "👌" for each in sent))
    got = customer.from_bot()[-1]
    assert ("forward_origin" in got) == (row == "forwarded from a channel")
    if row == "quote reply":
        assert got["quote"]["text"] == "Где"


@pytest.mark.parametrize("row", of(AGENTS, 0, "refused"))
async def test_an_agent_is_told_what_cannot_be_sent(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket, row: str
) -> None:
    (sent,) = INPUTS[row].send(Sender(agent, taken.thread))
    told = await agent.reads("Спросите словами" if row == "poll" else NOT_TAKEN, thread=taken.thread)
    assert told["reply_to_message"]["message_id"] == sent["message_id"]
    await answer(agent, customer, taken, "Дальше.")

    assert unread(customer) == []


async def test_a_poll_among_agents_is_a_note(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    await agent.presses("Ещё", thread=taken.thread)
    await agent.presses("Заметка", thread=taken.thread)
    await agent.reads("заметк", thread=taken.thread)
    INPUTS["poll"].send(Sender(agent, taken.thread))
    written = await answer(agent, customer, taken, "Дальше.")

    await marked(agent, written)
    assert not any("poll" in each for each in customer.from_bot())
