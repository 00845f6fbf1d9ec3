"""What people say in a generated history, and the stems by which it is found."""

import random
from dataclasses import dataclass
from itertools import product

from bot.services.stems import stems

COMMON = (
    "экспорт",
    "отчёт",
    "не",
    "открывается",
    "ошибка",
    "после",
    "обновления",
    "файл",
    "пустой",
    "спасибо",
)
RARE_WORDS = 4_000
SENTENCES = 20_000
COMMON_WORD = "ошибка"
"""In about a quarter of all messages, and so in most tickets."""


@dataclass(frozen=True, slots=True)
class Said:
    text: str
    stems: str


def sentences(number: int = SENTENCES) -> list[Said]:
    """The same in each run: of seven words that everybody uses and three that few do."""
    chance = random.Random(1)
    syllables = (
        "ба",
        "во",
        "ги",
        "ду",
        "за",
        "ко",
        "лу",
        "ми",
        "но",
        "пе",
        "ра",
        "си",
        "то",
        "фу",
        "хи",
        "ша",
    )
    rare = ["".join(each) + "т" for each in product(syllables, repeat=3)][:RARE_WORDS]
    found = []
    for _ in range(number):
        words = chance.choices(COMMON, weights=range(len(COMMON), 0, -1), k=4)
        words += chance.choices(rare, k=4)
        chance.shuffle(words)
        text = " ".join(words).capitalize() + "."
        found.append(Said(text, stems(text)))
    return found


def order_number(ticket: int) -> str:
    """That only one ticket's customer mentions; too short for a phone number."""
    return f"7{ticket:08d}"
