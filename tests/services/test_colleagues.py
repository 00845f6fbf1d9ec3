"""Which colleague is meant by a name that nobody has."""

import pytest

from bot.domain.people import Agent
from bot.services.colleagues import probably_meant

AGENTS = [
    Agent(1, "1", "Ольга Петрова", "olga"),
    Agent(2, "2", "Максим"),
    Agent(3, "3", "Семён Семёнов", "SemSem"),
    Agent(4, "4", "Ольга Орлова", "orlova"),
]


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (["Максм"], ["Максим"]),
        (["Мак"], ["Максим"]),
        (["@olgaa"], ["@olga"]),
        (["семена"], ["@SemSem"]),
        (["Петрова Олга", "Петрова"], ["@olga", "@orlova"]),
        (["Максиму надо перезвонить", "Максиму надо", "Максиму"], ["Максим"]),
        (["Ольга"], ["@olga", "@orlova"]),
        (["Василий"], []),
        (["@"], []),
    ],
)
def test_those_with_a_name_like_it_the_most_alike_first(given: list[str], meant: list[str]) -> None:
    assert probably_meant(given, AGENTS) == meant


def test_two_of_one_name_are_not_told_apart_by_it() -> None:
    assert probably_meant(["Иван"], [Agent(1, "1", "Иван"), Agent(2, "2", "Иван")]) == []
