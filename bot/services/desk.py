"""What agents do with a ticket in the staff group."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from bot.domain import errors
from bot.domain.amends import topic_look
from bot.domain.completion import missing
from bot.domain.delivery import words_to_desk
from bot.domain.message import NOTE_SIGN, Audience, Message, Purpose
from bot.domain.people import Actor, Agent
from bot.domain.product import RequiredFor
from bot.domain.states import AGENTS_REASONS, ClosingReason, State
from bot.domain.ticket import Ticket
from bot.services.desk_ports import Intent, IntentKind
from bot.services.effects import Effects
from bot.services.expecting import expect_words
from bot.services.filling_in import FillingIn
from bot.services.linking import Linking
from bot.services.ports import Clock, UnitOfWork
from bot.services.relay import Relay, check_can_be_sent
from bot.services.sharing import Sharing

INTENT_LASTS = timedelta(minutes=15)
"""How long a pressed `Ask`, `Resolve` or `Note` waits for its words."""

A_MOMENT = timedelta(minutes=5)
"""Who answers so soon after a colleague may not have seen it."""

_PURPOSES = {IntentKind.QUESTION: Purpose.QUESTION, IntentKind.RESOLUTION: Purpose.RESOLUTION}
_OF_WORK = {*_PURPOSES, IntentKind.ESCALATION, IntentKind.RETURN, IntentKind.OPTIONS}
"""What makes no sense once the ticket has ended: a message is then a plain one."""

Heard = Callable[[Agent, Ticket, Message, str], Awaitable[None]]
"""A message that was expected, and what about."""


class Desk:
    """Answering, asking, noting, resolving, closing."""

    def __init__(
        self,
        uow: UnitOfWork,
        clock: Clock,
        *,
        effects: Effects,
        relay: Relay,
        sharing: Sharing,
        filling_in: FillingIn,
        linking: Linking,
        hearing: Mapping[IntentKind, Heard],
    ) -> None:
        """`hearing`: where what agents were asked for by other use cases goes to."""
        self.uow = uow
        self.filling_in = filling_in
        self.linking = linking
        self.hearing = {IntentKind.ANSWER: filling_in.write} | dict(hearing)
        self.clock = clock
        self.effects = effects
        self.relay = relay
        self.sharing = sharing

    # Words.

    async def wrote(self, agent: Agent, ticket: Ticket, message: Message) -> None:
        """A plain message in a ticket's place: a note, an answer, or a question to its author."""
        ticket.require_words()
        message.ticket_id = ticket.id
        mates = await self.uow.messages.of_album(message.author, message.album) if message.album else []
        if message.text.startswith(NOTE_SIGN) or await self._replies_to_colleague(agent, ticket, message):
            await self._note(ticket, message)
            return
        if mates:
            await self._follow(agent, ticket, message, mates[-1])
            return
        intent = await self._expected(agent, ticket)
        expected = intent.kind if intent else None
        if expected in _OF_WORK and not (ticket.is_active or ticket.is_held):
            expected = None  # the ticket ended while the agent was writing
        if expected is IntentKind.NOTE:
            await self._note(ticket, message)
        elif intent and expected in self.hearing:
            await self.hearing[expected](agent, ticket, message, intent.key)
        elif expected:
            await self._send(agent, ticket, message, _PURPOSES[expected])
        elif ticket.assignee_id in {None, agent.id}:
            await self._send(agent, ticket, message, Purpose.ANSWER)
        else:
            await self._hold(agent, ticket, message)

    async def answer(self, agent: Agent, ticket: Ticket, message: Message) -> None:
        """Words that were ready before go the way of what the agent would have written now."""
        ticket.require_words()
        message.ticket_id = ticket.id
        intent = await self._expected(agent, ticket)
        purpose = _PURPOSES.get(intent.kind) if intent and ticket.is_active else None
        if purpose or ticket.assignee_id in {None, agent.id}:
            await self._send(agent, ticket, message, purpose or Purpose.ANSWER)
        else:
            await self._hold(agent, ticket, message)

    async def ask(self, agent: Agent, ticket: Ticket, message: Message) -> None:
        """`/ask TEXT`."""
        await self._send(agent, ticket, message, Purpose.QUESTION)

    async def note(self, ticket: Ticket, message: Message) -> None:
        """`/note TEXT`."""
        ticket.require_words()
        message.ticket_id = ticket.id
        await self._note(ticket, message)

    async def resolve_with(self, agent: Agent, ticket: Ticket, message: Message) -> None:
        """`/resolve TEXT`."""
        await self._send(agent, ticket, message, Purpose.RESOLUTION)

    async def resolve(self, agent: Agent, ticket: Ticket) -> bool:
        """The assignee's last answer becomes the resolution; with none, the next message does (False)."""
        ticket.require_ready_to_resolve(at=self.clock.now())
        last = await self.uow.messages.last_from_agent(ticket.id, ticket.assignee_id or agent.id)
        if last is None or last.purpose is not Purpose.ANSWER or not await self._arrives(last):
            await self.expect(agent, ticket, IntentKind.RESOLUTION)
            return False
        last.purpose = Purpose.RESOLUTION
        await self.uow.messages.save(last)
        at = self.clock.now()
        if last.delivered_at is None:
            await self.relay.queue_resolution(ticket, last, at=at)
        else:
            outcome = ticket.resolution_delivered(last.id, by=last.author, at=at)
            await self.effects.carry_out(ticket, outcome)
        await self.linking.offer(ticket, last)
        return True

    async def _arrives(self, message: Message) -> bool:
        """The customer has it, or it is still on its way."""
        return message.delivered_at is not None or await self.uow.outbox.has_copy(message.id)

    async def expect(self, agent: Agent, ticket: Ticket, kind: IntentKind) -> None:
        """A button was pressed: the agent's next message in the ticket is this."""
        if kind is IntentKind.MERGE:
            ticket.require_live()
        elif kind is IntentKind.QUESTION:
            ticket.require_askable()
        elif kind is not IntentKind.NOTE:
            ticket.require_active()
        await expect_words(self.uow, agent, ticket, Intent(kind, self.clock.now()))

    async def never_mind(self, agent: Agent, ticket: Ticket, whose: int) -> None:
        """The next message is a plain one again."""
        if whose != agent.id:
            raise errors.NotYourButton
        await self.uow.intents.forget(agent.id, ticket.id)

    async def send_held(self, agent: Agent, ticket: Ticket, message_id: int) -> None:
        """`Send`: an agent who does not have the ticket meant the customer."""
        for message in await self._held(agent, ticket, message_id):
            await self.relay.to_customer(ticket, message, Purpose.ANSWER)
            await self.linking.offer(ticket, message)

    async def note_held(self, agent: Agent, ticket: Ticket, message_id: int) -> None:
        """`Note`: it was for the colleagues."""
        for message in await self._held(agent, ticket, message_id):
            message.audience = Audience.NOTE
            await self.uow.messages.save(message)
            await self.sharing.agent_said(ticket, message)

    # The end.

    async def close(self, agent: Agent, ticket: Ticket, reason: str) -> None:
        if reason not in set(AGENTS_REASONS):
            raise errors.UnknownClosingReason(given=reason)
        transition = ticket.close(ClosingReason(reason), by=Actor.agent(agent.id), at=self.clock.now())
        await self.effects.carry_out(ticket, transition)

    async def ask_closing_reason(self, ticket: Ticket) -> None:
        ticket.require_live()
        self.uow.deliver(words_to_desk(ticket.id, "close_why", ticket=ticket.name))

    # How it is done.

    async def _send(self, agent: Agent, ticket: Ticket, message: Message, purpose: Purpose) -> None:
        """To the customer. A ticket that nobody has becomes the author's."""
        check_can_be_sent(ticket, message)
        message.ticket_id = ticket.id
        if purpose is Purpose.QUESTION:
            ticket.require_askable()
        elif purpose is Purpose.RESOLUTION:
            ticket.require_active()
        await self.uow.messages.add(message)
        if ticket.assignee_id is None and ticket.is_active and self._takes(ticket, purpose):
            await self.effects.carry_out(ticket, ticket.take(agent.id, at=message.happened_at))
        await self.relay.to_customer(ticket, message, purpose)
        if purpose is not Purpose.QUESTION:
            await self.linking.offer(ticket, message)

    def _takes(self, ticket: Ticket, purpose: Purpose) -> bool:
        """Who asks takes the ticket too, but may ask where work cannot begin yet."""
        return purpose is not Purpose.QUESTION or not missing(ticket.form, RequiredFor.TAKE)

    async def _follow(self, agent: Agent, ticket: Ticket, message: Message, mate: Message) -> None:
        """The parts of an album stay together."""
        answered = next((each.key for each in ticket.form if each.files and mate.id in each.messages), None)
        if answered:
            await self.filling_in.write(agent, ticket, message, answered)
        elif mate.audience is Audience.HELD:
            await self._hold(agent, ticket, message)
        elif mate.audience is Audience.NOTE:
            await self._note(ticket, message)
        else:
            asks = mate.purpose is Purpose.QUESTION and ticket.is_held
            purpose = mate.purpose if ticket.is_active or asks else None
            await self._send(agent, ticket, message, purpose or Purpose.ANSWER)

    async def _note(self, ticket: Ticket, message: Message) -> None:
        message.audience = Audience.NOTE
        await self.uow.messages.add(message)
        await self.sharing.agent_said(ticket, message)
        if ticket.state is State.CLOSED:
            self.uow.deliver(topic_look(ticket.id))

    async def _hold(self, agent: Agent, ticket: Ticket, message: Message) -> None:
        check_can_be_sent(ticket, message)
        assignee = await self.uow.agents.get(ticket.assignee_id or 0)
        message.audience = Audience.HELD
        await self.uow.messages.add(message)
        last = await self.uow.messages.last_from_agent(ticket.id, assignee.id)
        is_fresh = last is not None and message.happened_at - last.happened_at <= A_MOMENT
        self.uow.deliver(
            words_to_desk(
                ticket.id,
                "send_or_note",
                reply_to=message.source,
                slot=f"held:{agent.id}:{message.album}" if message.album else None,
                album=message.album,
                message_id=message.id,
                agent=agent.name,
                assignee=assignee.name,
                answered=last.says if last and is_fresh else None,
            )
        )

    async def _held(self, agent: Agent, ticket: Ticket, message_id: int) -> list[Message]:
        """The message the button asks about, and the rest of its album."""
        held = await self.uow.messages.held_by_agent(agent.id, ticket.id)
        asked = next((each for each in held if each.id == message_id), None)
        if asked is None:
            raise errors.NotYourButton
        return [each for each in held if each is asked or (asked.album and each.album == asked.album)]

    async def _replies_to_colleague(self, agent: Agent, ticket: Ticket, message: Message) -> bool:
        """A reply to another agent's message stays among agents; so does one to what the other desk said."""
        if message.reply_to is None:
            return False
        target = await self.uow.messages.at(message.reply_to)
        if target is None and ticket.other_desk is not None:
            link = await self.uow.links.at(message.reply_to)
            (target,) = await self.uow.messages.get([link.copy_of]) if link and link.copy_of else (None,)
        return target is not None and target.author.kind == "agent" and target.author.id != agent.id

    async def _expected(self, agent: Agent, ticket: Ticket) -> Intent | None:
        expected = await self.uow.intents.expected(agent.id, ticket.id)
        if expected is None:
            return None
        await self.uow.intents.forget(agent.id, ticket.id)
        return expected if self.clock.now() - expected.since <= INTENT_LASTS else None
