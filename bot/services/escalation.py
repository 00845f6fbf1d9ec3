"""Other departments: handing a ticket over, getting it back, and what the customer is promised meanwhile."""

from datetime import UTC, date
from zoneinfo import ZoneInfo

from bot.domain import errors
from bot.domain.delivery import words_to_desk
from bot.domain.departments import read_department
from bot.domain.message import Audience, Message
from bot.domain.people import Actor, Agent
from bot.domain.product import Department
from bot.domain.promises import read_eta, read_release, waits_for_update, warned_already
from bot.domain.ticket import Ticket
from bot.domain.timers import Timer
from bot.services.desk_ports import Intent, IntentKind
from bot.services.effects import Effects
from bot.services.expecting import expect_words
from bot.services.linking import Linking
from bot.services.ports import Catalog, Clock, UnitOfWork
from bot.services.sharing import Sharing
from bot.services.timekeeping import Ringing


class Escalation:
    """The ticket keeps its topic; where the department works in another group, it gets a second one there."""

    def __init__(
        self,
        uow: UnitOfWork,
        catalog: Catalog,
        clock: Clock,
        *,
        effects: Effects,
        linking: Linking,
        sharing: Sharing,
    ) -> None:
        self.uow = uow
        self.catalog = catalog
        self.clock = clock
        self.effects = effects
        self.sharing = sharing
        self.linking = linking

    async def offer(self, ticket: Ticket) -> None:
        """`Escalate`: to which department?"""
        ticket.require_active()
        self.uow.deliver(
            words_to_desk(
                ticket.id,
                "escalate_where",
                ticket=ticket.name,
                departments=[each.value for each in self._others(ticket)],
            )
        )

    async def choose(self, agent: Agent, ticket: Ticket, given: str) -> None:
        """A department's button: the next message says why, or what came out of it."""
        wanted = next((each for each in self._others(ticket) if each.value == given), None)
        if wanted is None:
            raise errors.OutdatedButton
        await self._expect(agent, ticket, wanted)

    async def escalate(self, agent: Agent, ticket: Ticket, message: Message) -> None:
        """`/escalate DEPARTMENT REASON`; without a reason, the next message gives it."""
        ticket.require_active()
        others = self._others(ticket)
        department, message.text = read_department(message.text, others)
        message.entities = ()
        if department not in others:
            if department is ticket.department:
                raise errors.AlreadyThere(department=department.value)
            raise errors.UnknownDepartment(
                given=department.value, known=[each.value for each in others], meant=None
            )
        if not message.text and not message.attachment:
            await self._expect(agent, ticket, department)
        elif department is Department.SUPPORT:
            await self.return_(agent, ticket, message)
        else:
            await self.hand_over(agent, ticket, message, department.value)

    async def hand_over(self, agent: Agent, ticket: Ticket, message: Message, department: str) -> None:
        """The message is the reason. It stays among agents."""
        await self._note(ticket, message)
        to, by, at = Department(department), Actor.agent(agent.id), self.clock.now()
        apart = await self.sharing.has_own_group(ticket, to)
        outcome = ticket.escalate(to, message.text, message_id=message.id, by=by, at=at, apart=apart)
        await self.effects.carry_out(ticket, outcome)
        if apart:
            await self.sharing.bring(agent, ticket, message)

    async def expect_return(self, agent: Agent, ticket: Ticket) -> None:
        """`/return` alone."""
        if not ticket.is_with_specialists:
            raise errors.NotEscalated
        await self._expect(agent, ticket, Department.SUPPORT)

    async def return_(self, agent: Agent, ticket: Ticket, message: Message, _key: str = "") -> None:
        """`/return TEXT`: back to the first line, with a word for the colleagues there."""
        if not ticket.is_with_specialists:
            raise errors.NotEscalated
        await self._note(ticket, message)
        if message.attachment:
            await self.sharing.agent_said(ticket, message)
        by, at = Actor.agent(agent.id), self.clock.now()
        outcome = ticket.return_(message.text, message_id=message.id, by=by, at=at)
        await self.effects.carry_out(ticket, outcome)

    async def promise(self, agent: Agent, ticket: Ticket, given: str) -> None:
        """`/eta YYYY-MM-DD [RELEASE]`: the customer learns when the update comes out; a release that is
        not named again stays."""
        if not (ticket.is_with_specialists and ticket.is_active):
            raise errors.NotEscalated
        at = self.clock.now()
        day, _, release = given.strip().partition(" ")
        eta = read_eta(day, today=self._today(ticket))
        product = self.catalog.find(ticket.product_id)
        outcome = ticket.set_eta(
            eta,
            read_release(release) or ticket.awaited,
            warned=warned_already(eta, product.hours.calendar, at=at) if product else None,
            by=Actor.agent(agent.id),
            at=at,
        )
        await self.effects.carry_out(ticket, outcome)
        await self.linking.offer_promise(ticket)

    async def eta_due(self, timer: Timer) -> Ringing:
        """Agents learn that a promised day is near, or over, while nothing has come out."""
        ticket = await self.uow.tickets.get(timer.ticket_id or 0)
        product = self.catalog.find(ticket.product_id)
        if product is None or ticket.eta is None or not waits_for_update(ticket):
            return Ringing.DONE
        at = self.clock.now()
        stage = warned_already(ticket.eta, product.hours.calendar, at=at)
        if stage and stage is not ticket.eta_warned:
            await self.effects.carry_out(ticket, ticket.warn_of_eta(stage, at=at))
        return Ringing.DONE

    # How it is done.

    def _others(self, ticket: Ticket) -> list[Department]:
        """Where the ticket can go from where it is."""
        product = self.catalog.find(ticket.product_id)
        known = product.departments if product else tuple(Department)
        return [each for each in Department if each in known and each is not ticket.department]

    async def _expect(self, agent: Agent, ticket: Ticket, department: Department) -> None:
        ticket.require_active()
        back = department is Department.SUPPORT
        kind = IntentKind.RETURN if back else IntentKind.ESCALATION
        intent = Intent(kind, self.clock.now(), department.value)
        await expect_words(self.uow, agent, ticket, intent)

    async def _note(self, ticket: Ticket, message: Message) -> None:
        message.ticket_id, message.audience = ticket.id, Audience.NOTE
        await self.uow.messages.add(message)

    def _today(self, ticket: Ticket) -> date:
        product = self.catalog.find(ticket.product_id)
        return self.clock.now().astimezone(ZoneInfo(product.zone) if product else UTC).date()
