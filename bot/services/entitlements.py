"""The right to support: looked up when a ticket is registered, and again when something new is known."""

from datetime import date
from zoneinfo import ZoneInfo

from bot.domain import errors
from bot.domain.completion import Later
from bot.domain.delivery import Then, card_refresh, words_to_chat, words_to_customer, words_to_desk
from bot.domain.entitlement import KEY_KINDS, KEY_LENGTH, Entitlement, Right, Standing, normalise
from bot.domain.message import Audience, Message
from bot.domain.people import SYSTEM, Actor, Agent
from bot.domain.ticket import Ticket
from bot.services.departments import group_of
from bot.services.desk_ports import Intent, IntentKind
from bot.services.effects import Effects
from bot.services.ports import Catalog, Clock, UnitOfWork
from bot.services.turns import Turns

CALLED = 20
"""How many agents are called by name to a ticket that cannot wait."""


class Entitlements:
    """While a product has no records at all, nothing is checked and nothing is said."""

    def __init__(
        self, uow: UnitOfWork, catalog: Catalog, clock: Clock, *, effects: Effects, turns: Turns
    ) -> None:
        self.uow = uow
        self.catalog = catalog
        self.clock = clock
        self.effects = effects
        self.turns = turns

    # Looking.

    async def check(self, ticket: Ticket, *, beside: Ticket | None = None) -> None:
        """Of a ticket that has just been registered. One that cannot wait is checked by people at once.

        `beside`: what it was split off; while that is held, nothing else is known of the other.
        """
        right = await self._look_up(ticket)
        if right is None and beside and beside.is_held:
            right = beside.right
        if right is None:
            return
        await self._learn(ticket, right)
        if ticket.is_held:
            self.explain(ticket)
        await self.call_out(ticket)

    async def call_out(self, ticket: Ticket, *, called: bool = False) -> None:
        """Where a ticket on hold cannot wait, the department is to check it at once. `called`: it was so
        before already."""
        if ticket.is_called_out and not called:
            await self._call_department(ticket)

    async def answered(self, ticket: Ticket, answers: Later, *, called: bool) -> None:
        """The form has new answers; one of them may be the number that proves the right."""
        if any(each.kind in KEY_KINDS for each in answers.answers):
            await self._look_again(ticket)
        await self.call_out(ticket, called=called)

    async def _look_again(self, ticket: Ticket) -> None:
        right = await self._look_up(ticket) if self._is_open_to_change(ticket) else None
        if right is None:
            return
        if right.is_valid or not ticket.was_let_pass:
            await self._learn(ticket, right)
            self.uow.deliver(card_refresh(ticket.id))
        if ticket.is_held:
            self.explain(ticket)

    async def heard(self, ticket: Ticket, message: Message) -> None:
        """A number among the customer's words proves as much as in the form."""
        if not ticket.is_held or len(message.text) > KEY_LENGTH:
            return
        words = [message.text, *(each for each in message.words if any(map(str.isdigit, each)))]
        for record in await self._records(ticket.product_id, *words):
            right = Right.by(record, self._today(ticket.product_id))
            if right.is_valid:
                await self._learn(ticket, right)
                return

    async def records_changed(self, ticket: Ticket) -> None:
        """A list was imported: it may let a ticket pass, and never takes one back."""
        right = await self._look_up(ticket)
        if right and right.is_valid and right != ticket.right:
            await self._learn(ticket, right)
            self.uow.deliver(card_refresh(ticket.id))

    # What agents decide.

    async def entitle(self, agent: Agent, ticket: Ticket, words: str) -> None:
        """`/entitle`: by a record's number, or for a reason in words."""
        ticket.require_live()
        found = await self._records(ticket.product_id, words)
        if found:
            await self._by_record(agent, ticket, found[0])
        elif not words:
            await self.ask_reason(agent, ticket)
        elif len(words.split()) < 2 or not ticket.is_held:
            raise errors.RecordUnknown(given=words)
        else:
            await self._let_pass(agent, ticket, words)

    async def ask_reason(self, agent: Agent, ticket: Ticket) -> None:
        """`Let it pass`: the agent's next message says why."""
        if not ticket.is_held:
            raise errors.NothingToProve(ticket=ticket.name)
        await self.uow.intents.expect(agent.id, ticket.id, Intent(IntentKind.LET_PASS, self.clock.now()))
        self.uow.deliver(words_to_desk(ticket.id, "expect_let_pass", agent=agent.name, agent_id=agent.id))

    async def reason_given(self, agent: Agent, ticket: Ticket, message: Message, _key: str = "") -> None:
        """It stays among agents."""
        message.audience = Audience.NOTE
        await self.uow.messages.add(message)
        if not ticket.is_held:
            return  # something else has let it pass meanwhile
        if not message.words:
            raise errors.PassReasonWanted
        await self._let_pass(agent, ticket, message.text)

    # How it is done.

    def explain(self, ticket: Ticket) -> None:
        """What is missing, how to prove it, and whom to ask. The ticket learns whether it arrived."""
        right = ticket.right or Right(Standing.NO_KEY)
        asked = ticket.key_asked
        self.uow.deliver(
            words_to_customer(
                ticket.customer_id,
                "hold_explained",
                ticket_id=ticket.id,
                slot=f"hold:{ticket.id}",
                then=Then.HOLD_EXPLAINED,
                ticket=ticket.name,
                product=ticket.product_id,
                right=right.as_json(),
                asked=dict(asked.label.by_language) if asked else None,
            )
        )

    async def _look_up(self, ticket: Ticket) -> Right | None:
        """By the number of the form, else by the record that the customer's last ticket went by."""
        asked = ticket.key_asked
        key = asked.value if asked else ""
        if key:
            found = await self._records(ticket.product_id, key)
            record = found[0] if found else None
        else:
            record = await self.uow.entitlements.remembered(ticket.customer_id, ticket.product_id)
        if record:
            return Right.by(record, self._today(ticket.product_id))
        if not await self.uow.entitlements.any_of(ticket.product_id):
            return None
        return Right(Standing.UNKNOWN, key) if key else Right(Standing.NO_KEY)

    async def _records(self, product_id: str, *numbers: str) -> list[Entitlement]:
        references = {reference for each in numbers if (reference := normalise(each))}
        return await self.uow.entitlements.with_references(product_id, references) if references else []

    def _today(self, product_id: str) -> date:
        """By the product's own clock."""
        product = self.catalog.find(product_id)
        return self.clock.now().astimezone(ZoneInfo(product.zone if product else "UTC")).date()

    def _is_open_to_change(self, ticket: Ticket) -> bool:
        return ticket.is_live and ticket.entitlement_id is None

    async def _learn(self, ticket: Ticket, right: Right, *, by: Actor = SYSTEM) -> None:
        at, was_held = self.clock.now(), ticket.is_held
        outcome = ticket.learn_right(right, by=by, at=at, used=self.effects.agenda.used(ticket, at=at))
        await self.effects.carry_out(ticket, outcome)
        if was_held:
            await self.turns.give_out(ticket)

    async def _by_record(self, agent: Agent, ticket: Ticket, record: Entitlement) -> None:
        right = Right.by(record, self._today(ticket.product_id))
        if not right.is_valid:
            raise errors.RightIsOver(
                given=record.key,
                holder=record.holder,
                since=record.valid_from.isoformat(),
                until=record.valid_until.isoformat(),
            )
        was_held = ticket.is_held
        await self._learn(ticket, right, by=Actor.agent(agent.id))
        if not was_held:
            self.uow.deliver(
                card_refresh(ticket.id),
                words_to_desk(ticket.id, "entitlement_noted", right=right.as_json()),
            )

    async def _let_pass(self, agent: Agent, ticket: Ticket, words: str) -> None:
        transition = ticket.let_pass(words, by=Actor.agent(agent.id), at=self.clock.now())
        await self.effects.carry_out(ticket, transition)
        await self.turns.give_out(ticket)

    async def _call_department(self, ticket: Ticket) -> None:
        group = await group_of(self.uow, ticket.product_id, ticket.department)
        if group is not None:
            agents = await self.uow.agents.all(chat_id=group, limit=CALLED)
            self.uow.deliver(
                words_to_chat(
                    group, "blocker_held", ticket=ticket.name, agents=[each.as_json() for each in agents]
                ).about_blocker()
            )
