"""Solutions that the customer chooses from: a question with a button for each."""

from bot.domain import errors
from bot.domain.completion import missing
from bot.domain.delivery import Then, words_to_customer
from bot.domain.message import Message, Purpose
from bot.domain.offer import read_options
from bot.domain.people import Agent, Customer
from bot.domain.product import RequiredFor
from bot.domain.ticket import Ticket
from bot.services.effects import Effects
from bot.services.ports import Clock, UnitOfWork
from bot.services.tickets import own_ticket


class Options:
    """The ticket waits for the customer once the question has arrived, as after any other."""

    def __init__(self, uow: UnitOfWork, clock: Clock, *, effects: Effects) -> None:
        self.uow = uow
        self.clock = clock
        self.effects = effects

    async def ask(self, agent: Agent, ticket: Ticket, message: Message, _key: str = "") -> None:
        """`/options A | B | C`, or a message with one on each line."""
        ticket.require_active()
        options = read_options(message.text)
        message.ticket_id, message.purpose = ticket.id, Purpose.QUESTION
        message.as_is = False  # the customer gets it in another form, which an edit does not change
        await self.uow.messages.add(message)
        if ticket.assignee_id is None and not missing(ticket.form, RequiredFor.TAKE):
            await self.effects.carry_out(ticket, ticket.take(agent.id, at=message.happened_at))
        else:
            await self.uow.tickets.save(ticket)  # a delivery that is being settled meanwhile looks again
        self.uow.deliver(
            words_to_customer(
                ticket.customer_id,
                "options",
                ticket_id=ticket.id,
                then=Then.QUESTION_ASKED,
                messages=(message.id,),
                ticket=ticket.name,
                question=message.id,
                choices=options,
            )
        )

    async def choose(self, customer: Customer, ticket_id: int, question: int, number: int) -> None:
        """The customer pressed an option; an outdated one changes nothing."""
        ticket = await own_ticket(self.uow, customer, ticket_id)
        offer = ticket.offer
        if offer is None or offer.question != question:
            await self._wait_for_settling(question)
            raise errors.OutdatedButton
        if not 0 <= number < len(offer.options):
            raise errors.OutdatedButton
        outcome = ticket.choose_option(question, offer.options[number], at=self.clock.now())
        await self.effects.carry_out(ticket, outcome)

    async def _wait_for_settling(self, question: int) -> None:
        """A quick customer presses before we have noted that the question arrived."""
        if await self.uow.outbox.has_copy(question):
            raise errors.VersionMismatch
