"""Tells the administrators that something needs their hands."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.delivery import words_to_chat
from bot.domain.ticket import Ticket
from bot.services.ports import UnitOfWork

REPEATED_AFTER = timedelta(hours=1)
CLOCKS_DIFFER = timedelta(minutes=5)
"""By no more than this do we and the channel."""


class Alarms:
    """Of the same thing once, however many deliveries and replicas it holds up, and however long it lasts."""

    def __init__(self, admins: Sequence[int]) -> None:
        self.admins = tuple(admins)

    async def group_unreachable(self, uow: UnitOfWork, chat_id: int | None, group: str, reason: str) -> None:
        """What agents are to get waits; `group` is called so, `reason` is the channel's."""
        if await uow.alarms.begins(_out_of(chat_id)):
            for admin in self.admins:
                uow.deliver(words_to_chat(admin, "group_unreachable", group=group, reason=reason))

    async def group_lost(self, uow: UnitOfWork, chat_id: int, group: str, *, at: datetime) -> None:
        """Said when it happened, unless a send that failed for it has said so already."""
        if await uow.alarms.begins(_out_of(chat_id), since=at - CLOCKS_DIFFER):
            for admin in self.admins:
                uow.deliver(words_to_chat(admin, "group_lost", group=group))

    async def group_found(self, uow: UnitOfWork, chat_id: int, group: str, *, is_new: bool) -> None:
        """The bot has come back, as the channel says; to a new group it has only come."""
        if await uow.alarms.ends(_out_of(chat_id)) and not is_new:
            for admin in self.admins:
                uow.deliver(words_to_chat(admin, "group_found", group=group))

    async def group_reached(self, uow: UnitOfWork, chat_id: int, group: str) -> None:
        """What waited has arrived, whatever the channel said or did not say."""
        await uow.alarms.ends(_out_of(None))
        if await uow.alarms.ends(_out_of(chat_id)):
            for admin in self.admins:
                uow.deliver(words_to_chat(admin, "group_reached", group=group))

    async def group_moved(self, uow: UnitOfWork, group: str, new_id: int) -> None:
        """Telegram says so in the old group and in the new one."""
        if await uow.alarms.is_news(f"moved to {new_id}", for_=REPEATED_AFTER):
            for admin in self.admins:
                uow.deliver(words_to_chat(admin, "group_moved", group=group, id=new_id))

    def update_failed(self, uow: UnitOfWork, *, incident: str, update: int | None, error: str) -> None:
        """An update was put aside."""
        for admin in self.admins:
            uow.deliver(words_to_chat(admin, "incident_page", number=incident, update=update, error=error))

    def timer_failed(self, uow: UnitOfWork, *, incident: str, ticket: str, error: str) -> None:
        """A timer was put aside."""
        for admin in self.admins:
            uow.deliver(words_to_chat(admin, "timer_page", number=incident, ticket=ticket, error=error))

    def calendar_missing(self, uow: UnitOfWork, year: int, products: Sequence[str]) -> None:
        """The public holidays of that year are not known yet, by which these products count."""
        for admin in self.admins:
            uow.deliver(words_to_chat(admin, "calendar_missing", year=year, products=list(products)))

    async def disagreed_again(self, uow: UnitOfWork, ticket: Ticket, words: str) -> None:
        """Two answers did not help: somebody above the agent should look. `words`: what is still wrong."""
        place = await uow.places.get(ticket.id)
        group = await uow.groups.serving(ticket.product_id, ticket.department)
        for chat in dict.fromkeys((*([group] if group else []), *self.admins)):
            uow.deliver(
                words_to_chat(
                    chat,
                    "disagreed_again",
                    ticket=ticket.name,
                    subject=ticket.subject,
                    product=ticket.product_id,
                    words=words,
                    stands={"chat": place.chat_id, "thread": place.thread},
                )
            )


def _out_of(chat_id: int | None) -> str:
    """The alarm that stands while nothing can be said in that group; of None, while there is no group."""
    return f"out of {chat_id}"
