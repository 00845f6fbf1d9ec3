"""What can be done where somebody stands."""

from bot.domain.delivery import Recipient, words_to_chat
from bot.domain.message import Source
from bot.domain.ticket import Ticket
from bot.services.alarms import Alarms
from bot.services.ports import UnitOfWork


class Help:
    def __init__(self, uow: UnitOfWork, alarms: Alarms) -> None:
        self.uow = uow
        self.admins = alarms.admins

    async def in_ticket(self, person: int, where: Recipient, asked: Source, ticket: Ticket) -> None:
        """What can be done with this ticket as it stands now."""
        self.uow.deliver(
            words_to_chat(
                where.id,
                "help_in_ticket",
                thread=where.thread,
                reply_to=asked,
                ticket=ticket.name,
                state=ticket.state.value,
                department=ticket.department.value,
                reason=ticket.closing_reason and ticket.closing_reason.value,
                into=ticket.ties.merged_into,
                taken=ticket.assignee_id is not None,
                is_admin=person in self.admins,
            )
        )

    async def in_group(self, person: int, where: Recipient) -> None:
        """Lists and search; what a ticket's place offers is told there."""
        self.uow.deliver(
            words_to_chat(where.id, "help_in_group", thread=where.thread, is_admin=person in self.admins)
        )
