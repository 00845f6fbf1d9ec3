"""What an ordinary update costs the database, counted end to end."""

import re
from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, event

from bot.app import App
from tests.people import AgentPerson, CustomerPerson

MOST = 8
FOR_A_CLOCK = 2
"""More, where an answer is due to the message from now on: its timer is looked up, and set."""

CONTROL = re.compile("BEGIN|SAVEPOINT|RELEASE")
"""They frame a transaction, always the same three, and carry nothing."""

HANDLED = re.compile("UPDATE inbox SET status")
STORED = re.compile("INSERT INTO messages")


class Statements:
    """Of each connection since its last commit; kept when the transaction was an update's."""

    def __init__(self, app: App) -> None:
        self.of_updates: list[list[str]] = []
        self._open: dict[Connection, list[str]] = defaultdict(list)
        engine = app.engine.sync_engine
        event.listen(engine, "before_cursor_execute", self._executed)
        event.listen(engine, "commit", self._committed)
        event.listen(engine, "rollback", self._rolled_back)

    def _executed(self, connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        self._open[connection].append(" ".join(statement.split()))

    def _committed(self, connection: Connection) -> None:
        statements = self._open.pop(connection, [])
        if any(map(HANDLED.match, statements)):
            self.of_updates.append(statements)

    def _rolled_back(self, connection: Connection) -> None:
        self._open.pop(connection, None)


async def test_a_form_answer_and_a_free_message_cost_at_most_eight_statements_each(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    counted = Statements(bot)

    async def cost_of(text: str) -> list[str]:
        """Of the one update that stores somebody's words."""

        def found() -> list[str] | None:
            return next((each for each in counted.of_updates if any(map(STORED.match, each))), None)

        counted.of_updates.clear()
        customer.writes(text)
        return await customer.until(found)

    await customer.chooses_type("Инцидент")
    await customer.reads("1 ")
    form_answer = await cost_of("Экспорт не работает")
    await customer.reads("2 ")
    customer.writes("104582")
    await customer.reads("3 ")
    customer.writes("Файл скачивается пустым.")
    await customer.reads("4 ")
    await customer.presses(customer._("Skip"))
    await customer.presses(customer._("Submit"))
    await customer.reads("EC-1")
    topic = await agent.topic_of("EC-1")
    free_message = await cost_of("И вот ещё что: так со вчерашнего дня.")
    await agent.reads("И вот ещё что", thread=topic)

    agent.writes("Смотрим.", thread=topic)
    await customer.reads("Смотрим.")
    starting_a_clock = await cost_of("Спасибо, жду.")

    for what, statements, most in (
        ("a form answer", form_answer, MOST),
        ("a free message", free_message, MOST),
        ("a free message that starts a clock", starting_a_clock, MOST + FOR_A_CLOCK),
    ):
        framing = [each for each in statements if CONTROL.match(each)]
        head = f"{what}: {len(statements) - len(framing)} statements, {len(framing)} around them"
        figures = "\n  ".join([head, *(each[:100] for each in statements)])
        assert len(statements) - len(framing) <= most, figures
        assert len(framing) <= len(("BEGIN", "SAVEPOINT", "RELEASE")), figures
