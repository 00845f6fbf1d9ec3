"""What agents are shown of a ticket when they ask."""

from bot.domain.delivery import words_to_desk
from bot.domain.states import Event
from bot.domain.ticket import Ticket
from bot.services import history
from bot.services.ports import Clock, UnitOfWork


class DeskViews:
    def __init__(self, uow: UnitOfWork, clock: Clock) -> None:
        self.uow = uow
        self.clock = clock

    async def show_more(self, ticket: Ticket) -> None:
        """`More`: the buttons that the card has no room for."""
        self.uow.deliver(
            words_to_desk(
                ticket.id,
                "more",
                ticket=ticket.name,
                live=ticket.is_live,
                active=ticket.is_active,
                taken=ticket.allows(Event.RELEASED, at=self.clock.now()),
                missing=bool(ticket.missing),
                state=ticket.state.value,
                linked=ticket.ties.incident_of is not None,
            )
        )

    async def history(self, ticket: Ticket) -> None:
        """Everything that happened, with the names of who did it."""
        told = await history.for_agents(self.uow, ticket)
        ban = (await self.uow.customers.get(ticket.customer_id)).banned(self.clock.now())
        self.uow.deliver(
            words_to_desk(
                ticket.id,
                "desk_history",
                ticket=ticket.name,
                product=ticket.product_id,
                lines=told.lines,
                earlier=told.earlier,
                ban=ban and ban.as_json(),
            )
        )
