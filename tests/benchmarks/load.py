"""Many people at once, and a clock on when the bot's answer to each of their messages comes."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle

from bot.sandbox.model import Call

Key = tuple[str, int, int]
"""By what an answer is known: where something is said, or of what a copy is made."""

Write = Callable[[], Key]
"""Somebody writes the next message; what answers it."""

QUIET_SECONDS = 1.0
LONGEST = 600.0


def said(chat: int, thread: int = 0) -> Key:
    return "said", chat, thread


def copied(chat: int, message: int) -> Key:
    return "copied", chat, message


def answers(call: Call) -> Iterator[Key]:
    """What a call may be the answer to; what only decorates answers nothing."""
    values = call.params
    if call.status != 200:
        return
    if call.method in {"sendMessage", "sendPhoto"}:
        yield said(int(values["chat_id"]), int(values.get("message_thread_id") or 0))
    elif call.method == "copyMessage":
        yield copied(int(values["from_chat_id"]), int(values["message_id"]))
    elif call.method == "copyMessages":
        ids = values["message_ids"]
        for each in json.loads(ids) if isinstance(ids, str) else ids:
            yield copied(int(values["from_chat_id"]), int(each))


class Stopwatch(list[Call]):
    """The stand-in's list of calls, which notes when what was written is answered."""

    def __init__(self) -> None:
        super().__init__()
        self.latencies: list[float] = []
        self.last_call = time.perf_counter()
        self._waiting: dict[Key, tuple[float, Callable[[], None] | None]] = {}
        self._none_waits = asyncio.Event()
        self._none_waits.set()

    def wrote(self, key: Key, then: Callable[[], None] | None = None) -> None:
        """`then`: what follows the answer."""
        self._waiting[key] = time.perf_counter(), then
        self._none_waits.clear()

    def append(self, call: Call) -> None:
        super().append(call)
        if call.method == "getUpdates":
            return
        self.last_call = time.perf_counter()
        for key in answers(call):
            self._answered(key)

    def _answered(self, key: Key) -> None:
        waiting = self._waiting.pop(key, None)
        if waiting is None:
            return
        since, then = waiting
        self.latencies.append(self.last_call - since)
        if then is not None:
            asyncio.get_running_loop().call_soon(then)
        if not self._waiting:
            self._none_waits.set()

    async def all_answered(self) -> None:
        async with asyncio.timeout(LONGEST):
            await self._none_waits.wait()

    async def quiet(self) -> None:
        """Until nothing comes any more: what only decorates comes last."""
        async with asyncio.timeout(LONGEST):
            while time.perf_counter() < self.last_call + QUIET_SECONDS:  # noqa: ASYNC110 - there is no end to hear of
                await asyncio.sleep(0.05)


async def steady(watch: Stopwatch, writers: Sequence[Write], *, rate: float, number: int) -> list[float]:
    """`number` messages, `rate` a second, whatever becomes of them; how long each waited."""
    watch.latencies.clear()
    began = time.perf_counter()
    for index, write in zip(range(number), cycle(writers), strict=False):
        await asyncio.sleep(max(0.0, began + index / rate - time.perf_counter()))
        watch.wrote(write())
    await watch.all_answered()
    return list(watch.latencies)


async def flood(watch: Stopwatch, writers: Sequence[Write], *, number: int) -> float:
    """Everybody writes again as soon as they are answered, `number` messages in all; answers a second."""
    left = number

    def goes_on(write: Write) -> None:
        nonlocal left
        if left > 0:
            left -= 1
            watch.wrote(write(), lambda: goes_on(write))

    watch.latencies.clear()
    began = time.perf_counter()
    for write in writers:
        goes_on(write)
    async with asyncio.timeout(LONGEST + number / 10):
        while len(watch.latencies) < number:
            await watch.all_answered()
            await asyncio.sleep(0)
    return number / (time.perf_counter() - began)
