"""Many questions, few trips: what waits while one trip is under way goes with the next, together."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

Question = TypeVar("Question")
Answer = TypeVar("Answer")

MOST = 100
"""Questions of one trip."""


@dataclass(slots=True, eq=False)
class _Waiting(Generic[Question, Answer]):
    question: Question
    is_settled: bool = False
    answer: Answer | None = None
    trouble: Exception | None = None


class Grouped(Generic[Question, Answer]):
    """Nobody waits for company: who comes first asks at once, and whoever comes meanwhile is next."""

    def __init__(self, ask_all: Callable[[Sequence[Question]], Awaitable[Sequence[Answer]]]) -> None:
        """`ask_all`: an answer for each question, in their order."""
        self._ask_all = ask_all
        self._waiting: list[_Waiting[Question, Answer]] = []
        self._turn = asyncio.Lock()

    async def ask(self, question: Question) -> Answer:
        """Raises what asking it, together with others, raised. It is asked even if nobody waits any more; and
        again if whoever asked for all went away meanwhile."""
        mine = _Waiting[Question, Answer](question)
        self._waiting.append(mine)
        async with self._turn:
            while not mine.is_settled:
                await self._trip()
        if mine.trouble:
            raise mine.trouble
        return cast("Answer", mine.answer)

    async def _trip(self) -> None:
        batch = self._waiting[:MOST]
        try:
            answers = await self._ask_all([each.question for each in batch])
        except Exception as trouble:  # noqa: BLE001 - each that waits for it raises it
            for each in batch:
                each.trouble = trouble
        else:
            for each, answer in zip(batch, answers, strict=True):
                each.answer = answer
        self._waiting = self._waiting[len(batch) :]
        for each in batch:
            each.is_settled = True
