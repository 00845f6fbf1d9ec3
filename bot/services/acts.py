"""The log of administrative acts, for administrators to read."""

from bot.domain.acts import Act
from bot.domain.delivery import Recipient, words_to_chat
from bot.services.admins import require_admin
from bot.services.alarms import Alarms
from bot.services.ports import UnitOfWork

SHOWN = 10


class ActLog:
    """Whatever does an administrative act records it: `uow.acts.record(Act(…))`, in its own transaction."""

    def __init__(self, uow: UnitOfWork, alarms: Alarms) -> None:
        self.uow = uow
        self.admins = alarms.admins

    async def recent(self) -> list[tuple[Act, str]]:
        """The last ones, newest first, each with the name of who did it, if it is known."""
        return await self.uow.acts.recent(SHOWN)

    async def show(self, person: int, where: Recipient) -> None:
        """`Log`."""
        require_admin(self.admins, person)
        told = [
            {
                "kind": act.kind.value,
                "at": act.at.isoformat(),
                "who": name or str(act.person),
                "about": dict(act.data),
            }
            for act, name in await self.recent()
        ]
        self.uow.deliver(words_to_chat(where.id, "acts", thread=where.thread, acts=told))
