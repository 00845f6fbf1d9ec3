"""The kinds of updates that are measured, and who writes them."""

from collections.abc import Iterator
from enum import StrEnum
from itertools import count, cycle

from tests.benchmarks.load import Key, Write, copied, said
from tests.benchmarks.scene import Scene


class Kind(StrEnum):
    FORMS = "forms"
    """A customer answers a question of a form, or goes back to it: counted when the next question comes."""
    MESSAGES = "messages"
    """A customer writes to an open ticket: counted when the copy comes to the ticket's topic."""
    ANSWERS = "answers"
    """An agent answers in a topic: counted when the copy comes to the customer."""


TITLES = {
    Kind.FORMS: "form answers",
    Kind.MESSAGES: "customers' free messages",
    Kind.ANSWERS: "agents' answers",
}

FORM = ("Export fails", "104582", "The file is empty since yesterday.", "Back", "Back", "Back")
"""The first three questions of an incident of e-Comet, forth and back."""


def writers(scene: Scene, kind: Kind) -> list[Write]:
    """Of our bot's people, each of whom is to be answered before they write again."""
    match kind:
        case Kind.FORMS:
            return [_filling_in(scene, each) for each in scene.filling_in]
        case Kind.MESSAGES:
            return [_writing(scene, each, each, 0) for each in scene.threads]
        case Kind.ANSWERS:
            return [_writing(scene, scene.agent, scene.group, thread) for thread in scene.threads.values()]


def echoed(scene: Scene) -> list[Write]:
    """Of a bot that knows neither forms nor tickets."""
    return [_echoed(scene, each) for each in scene.filling_in]


def _filling_in(scene: Scene, customer: int) -> Write:
    words = cycle(FORM)

    def write() -> Key:
        scene.world.write(customer, customer, next(words))
        return said(customer)

    return write


def _writing(scene: Scene, person: int, chat: int, thread: int) -> Write:
    numbers = count(1)

    def write() -> Key:
        text = f"It is still the same, I tried again: attempt {next(numbers)}."
        message = scene.world.write(person, chat, text, thread=thread or None)
        return copied(chat, message["message_id"])

    return write


def _echoed(scene: Scene, customer: int) -> Write:
    words: Iterator[str] = cycle(FORM)

    def write() -> Key:
        scene.world.write(customer, customer, next(words))
        return said(customer)

    return write
