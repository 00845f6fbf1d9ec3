"""Tells the administrators that something needs their hands."""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.delivery import words_to_chat
from bot.domain.ticket import Ticket
from bot.services.ports import UnitOfWork

REPEATED_AFTER = timedelta(hours=1)


class Alarms:
    """Of the same thing at most once an hour, however many deliveries and replicas it holds up."""

    def __init__(self, admins: Sequence[int]) -> None:
        self.admins = tuple(admins)

    async def group_unreachable(self, uow: UnitOfWork, group: str, reason: str) -> None:
        """What agents are to get waits; `group` is called so, `reason` is the channel's."""
        if await uow.alarms.is_news(f"{group} {reason}", for_=REPEATED_AFTER):
            for admin in self.admins:
                uow.deliver(words_to_chat(admin, "group_unreachable", group=group, reason=reason))

    def group_lost(self, uow: UnitOfWork, group: str) -> None:
        for admin in self.admins:
            uow.deliver(words_to_chat(admin, "group_lost", group=group))

    def group_found(self, uow: UnitOfWork, group: str) -> None:
        for admin in self.admins:
            uow.deliver(words_to_chat(admin, "group_found", group=group))

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
