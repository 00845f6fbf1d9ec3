"""What agents do about a form that lacks answers: ask the customer for them, or fill them in."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.domain import errors
from bot.domain.answers import Answer, Asking, FormAnswer
from bot.domain.completion import come_later
from bot.domain.delivery import Then, words_to_customer, words_to_desk
from bot.domain.kinds import KINDS
from bot.domain.kinds.files import check_file
from bot.domain.kinds.period import OTHER_DAY
from bot.domain.message import Audience, Message
from bot.domain.people import Actor, Agent
from bot.domain.product import Field
from bot.domain.ticket import Ticket
from bot.services.desk_ports import Intent, IntentKind
from bot.services.drafts import Drafts, said
from bot.services.effects import Effects
from bot.services.entitlements import Entitlements
from bot.services.tickets import missing_told

BY_BUTTON = {"choice", "yes_no"}
"""Kinds of question that an agent answers by a press, too."""


class FillingIn:
    """For agents. An answer of theirs stays among agents, as a note does."""

    def __init__(self, drafts: Drafts, *, effects: Effects, entitlements: Entitlements) -> None:
        self.entitlements = entitlements
        self.drafts = drafts
        self.uow = drafts.uow
        self.effects = effects

    async def ask_customer(self, agent: Agent, ticket: Ticket) -> None:
        """`Ask for what is missing`: the ticket waits for the customer once the question has arrived."""
        ticket.require_askable()
        self._require_missing(ticket)
        missing = missing_told(ticket)
        self.uow.deliver(
            words_to_customer(
                ticket.customer_id,
                "complete_form",
                ticket_id=ticket.id,
                slot=f"complete:{ticket.id}",
                then=Then.FORM_ASKED,
                ticket=ticket.name,
                missing=missing,
                agent_id=agent.id,
            ),
            words_to_desk(ticket.id, "missing_asked", agent=agent.name, missing=missing),
        )

    async def choose(self, agent: Agent, ticket: Ticket) -> None:
        """`Fill in`: which answer? Where only one is missing, it is that."""
        ticket.require_live()
        self._require_missing(ticket)
        if len(ticket.missing) == 1:
            await self.expect(agent, ticket, ticket.missing[0].key)
            return
        fields = [{"key": each.key, "label": dict(each.label.by_language)} for each in ticket.missing]
        self.uow.deliver(words_to_desk(ticket.id, "fill_in_which", ticket=ticket.name, fields=fields))

    async def expect(self, agent: Agent, ticket: Ticket, key: str) -> None:
        """The agent's next message in the ticket is the answer."""
        ticket.require_live()
        field = self._field(ticket, self._missing(ticket, key))
        await self._wait_for_words(agent, ticket, key)
        options = KINDS[field.kind].options(field, self._asking(ticket)) if field.kind in BY_BUTTON else ()
        titles = {each.key: dict(each.title.by_language) for each in field.options}
        self.uow.deliver(
            words_to_desk(
                ticket.id,
                "fill_in",
                agent=agent.name,
                agent_id=agent.id,
                key=key,
                kind=field.kind,
                label=dict(field.label.by_language),
                options=[{"key": each, "title": titles.get(each)} for each in options],
            )
        )

    async def press(self, agent: Agent, ticket: Ticket, key: str, option: str) -> None:
        """One of the answers to a choice, or a yes or no."""
        field = self._field(ticket, self._missing(ticket, key))
        answer = KINDS[field.kind].choose(field, option, self._asking(ticket))
        await self.uow.intents.forget(agent.id, ticket.id)
        await self._record(agent, ticket, field, answer)

    async def write(self, agent: Agent, ticket: Ticket, message: Message, key: str) -> None:
        """What the question's kind cannot read is refused, and the next message is read again."""
        known = next((each for each in ticket.form if each.key == key), None)
        product = self.drafts.catalog.find(ticket.product_id)
        if message.attachment and product:
            check_file(message.attachment, product.files)
        message.audience = Audience.NOTE
        await self.uow.messages.add(message)
        if known is None or not ticket.is_live:  # another answer, or the ticket's end, made it needless
            self.uow.deliver(words_to_desk(ticket.id, "answer_needless", reply_to=message.source))
            return
        field = self._field(ticket, known)
        before = await self._begun(agent, known)
        answer = KINDS[field.kind].read(field, said(message), self._asking(ticket, before))
        if answer.unfinished and answer.value == OTHER_DAY:
            raise errors.DayWanted
        await self._record(agent, ticket, field, answer, message=message)
        if KINDS[field.kind].takes_files or (answer.unfinished and field.kind == "long_text"):
            await self._wait_for_more(agent, ticket, field, album=message.album)

    async def _begun(self, agent: Agent, known: FormAnswer) -> Answer | None:
        """The agent's own answer so far: more files, or the rest of a paste, are added to it."""
        so_far = await self.uow.messages.get(known.messages[-1:])
        if not any(each.author == Actor.agent(agent.id) for each in so_far):
            return None
        return Answer(known.value, known.messages, known.files, unfinished=known.kind == "long_text")

    async def _wait_for_words(self, agent: Agent, ticket: Ticket, key: str) -> None:
        intent = Intent(IntentKind.ANSWER, self.drafts.clock.now(), key)
        await self.uow.intents.expect(agent.id, ticket.id, intent)

    async def _wait_for_more(self, agent: Agent, ticket: Ticket, field: Field, *, album: str | None) -> None:
        """What follows at once is more of the same, and must not go to the customer."""
        await self._wait_for_words(agent, ticket, field.key)
        self.uow.deliver(
            words_to_desk(
                ticket.id,
                "fill_in_more",
                slot=f"more:{agent.id}:{ticket.id}",
                album=album,
                agent=agent.name,
                agent_id=agent.id,
            )
        )

    async def _record(
        self, agent: Agent, ticket: Ticket, field: Field, answer: Answer, *, message: Message | None = None
    ) -> None:
        filled = FormAnswer.of(field, replace(answer, unfinished=False))
        later = come_later(self.drafts.type_of(ticket), ticket.form, [filled])
        called = ticket.is_called_out
        transition = ticket.fill_in(later, by=Actor.agent(agent.id), at=self.drafts.clock.now())
        await self.effects.carry_out(ticket, transition)
        await self.entitlements.answered(ticket, later, called=called)
        self.uow.deliver(
            words_to_desk(
                ticket.id,
                "filled_in",
                reply_to=message.source if message else None,
                slot=f"filled:{ticket.id}:{field.key}",
                album=message.album if message else None,
                answer=filled.as_json(),
                missing=missing_told(ticket),
            )
        )

    def _require_missing(self, ticket: Ticket) -> None:
        if not ticket.missing:
            raise errors.NothingMissing(ticket=ticket.name)

    def _missing(self, ticket: Ticket, key: str) -> FormAnswer:
        """A button's question, if it has no answer yet."""
        asked = next((each for each in ticket.missing if each.key == key), None)
        if asked is None:
            raise errors.OutdatedButton
        return asked

    def _field(self, ticket: Ticket, asked: FormAnswer) -> Field:
        """As the product asks it; as words, where it is asked no more."""
        request_type = self.drafts.type_of(ticket)
        for each in request_type.form if request_type else ():
            if each.key == asked.key and each.kind == asked.kind:
                return each
        kind = "text" if KINDS[asked.kind].takes_options else asked.kind
        return Field(asked.key, kind, asked.label, asked.label, required_for=asked.required_for)

    def _asking(self, ticket: Ticket, current: Answer | None = None) -> Asking:
        product = self.drafts.catalog.find(ticket.product_id)
        return Asking(
            self.drafts.clock.now().astimezone(ZoneInfo(product.zone if product else "UTC")), current
        )
