"""Who of a staff group stands in for its tickets."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.people import Agent


class Duty(StrEnum):
    ON = "on"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Member:
    """An agent as one group knows them."""

    agent: Agent
    duty: Duty | None = None
    """None: they have never said."""
    tickets: int = 0
    """That they work on."""
