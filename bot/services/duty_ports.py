"""What the use cases need from storage of who is on duty."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.duty import Duty, Member


class Members(Protocol):
    """The agents of a staff group who have been seen there."""

    async def all(self, chat_id: int, *, limit: int) -> Sequence[Member]:
        """Who was active last comes first."""

    async def is_in_any(self, agent_id: int, chats: Collection[int | None]) -> bool:
        """Whether the agent has been seen in one of the groups, and has not left it."""

    async def set_duty(self, chat_id: int, agent_id: int, duty: Duty, *, at: datetime) -> bool:
        """False: they have said so before."""

    async def next_in_turn(self, chat_id: int, *, at: datetime) -> int | None:
        """Who of those on duty has waited longest; their turn is over with that. Nobody else asks the group
        until the end of the transaction."""

    async def untouched(self, chat_id: int, agent_id: int) -> Sequence[int]:
        """The agent's tickets with the group that wait for agents, and about which the agent has sent the
        customer nothing; in the order of the queue."""
