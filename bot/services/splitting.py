"""A second problem in a ticket becomes a ticket of its own."""

from collections.abc import Sequence

from bot.domain import errors
from bot.domain.answers import Answer
from bot.domain.delivery import card, copy_to_desk, words_to_customer, words_to_desk
from bot.domain.draft import Addition, Draft, DraftStatus, FilledBy
from bot.domain.intake import Form
from bot.domain.kinds import KINDS
from bot.domain.message import Message, Source
from bot.domain.people import Actor, Agent
from bot.domain.states import Event
from bot.domain.ticket import Ticket
from bot.domain.ties import split
from bot.services.drafts import Drafts
from bot.services.effects import Effects
from bot.services.intake import Intake

OF_ONE_PROBLEM = {"text", "long_text", "period"}
"""Kinds of answer that tell of a problem, and not of who has it and where."""

SHOWN = 5
"""How many of the messages a preview repeats."""


class Splitting:
    """For agents: one reply and one press. The customer learns the new number, and why there is one."""

    def __init__(self, drafts: Drafts, intake: Intake, *, effects: Effects) -> None:
        self.drafts = drafts
        self.uow = drafts.uow
        self.intake = intake
        self.effects = effects

    def explain(self, ticket: Ticket) -> None:
        """`Split`: only a reply can say where the other problem begins."""
        self.uow.deliver(words_to_desk(ticket.id, "split_how"))

    async def offer(self, ticket: Ticket, target: Source | None) -> None:
        """`/split`, as a reply to the message that begins the second problem."""
        first = await self._customers(ticket, target)
        if first is None:
            raise errors.SplitFromWhere
        messages = await self.uow.messages.said_from(first)
        self.uow.deliver(
            words_to_desk(
                ticket.id,
                "split_preview",
                ticket=ticket.name,
                said=[each.says for each in messages[:SHOWN]],
                number=len(messages),
                first=first.id,
                last=messages[-1].id,
            )
        )

    async def split(self, agent: Agent, ticket: Ticket, first_id: int, last_id: int) -> None:
        """These messages and those between them; the originals stay where they are."""
        first = next(iter(await self.uow.messages.get([first_id])), None)
        if first is None or first.ticket_id != ticket.id or first.author.kind != "customer":
            raise errors.OutdatedButton
        for entry in await self.uow.tickets.log(ticket.id):
            if entry.event is Event.SPLIT and first_id in entry.data["messages"]:
                raise errors.AlreadySubmitted(ticket=entry.data["other"])
        messages = [each for each in await self.uow.messages.said_from(first) if each.id <= last_id]
        now = self.drafts.clock.now()
        form = await self._form(agent, ticket, messages)
        off = await self.intake.register(form, at=now, split_from=ticket.name)
        ids = [each.id for each in messages]
        transition = split(ticket, off, ids, by=Actor.agent(agent.id), at=now)
        await self.effects.carry_out(ticket, transition)
        await self.intake.completion.entitlements.turns.give_out(off, is_new=True)
        self.uow.deliver(
            card(off.id),
            *(copy_to_desk(off.id, (each,)) for each in off.enclosed),
            words_to_customer(
                off.customer_id,
                "split_off",
                ticket_id=off.id,
                ticket=off.name,
                subject=off.subject,
                other=ticket.name,
            ),
        )
        await self.intake.completion.entitlements.check(off, beside=ticket)

    async def _customers(self, ticket: Ticket, target: Source | None) -> Message | None:
        """The customer's message that the agents' copy stands for."""
        link = await self.uow.links.at(target) if target else None
        found = await self.uow.messages.get([link.copy_of]) if link and link.copy_of else []
        return next((each for each in found if _is_customers(each, ticket)), None)

    async def _form(self, agent: Agent, ticket: Ticket, messages: Sequence[Message]) -> Form:
        """The ticket's own form, told anew: who asks stays, what happened is in the messages."""
        now = self.drafts.clock.now()
        draft = await self.uow.drafts.add(
            Draft(
                id=0,
                customer_id=ticket.customer_id,
                created_at=now,
                updated_at=now,
                product_id=self.drafts.product(ticket.product_id).id,
                type_id=ticket.type_id,
                status=DraftStatus.SUBMITTED,
                filled_by=FilledBy(agent.id, 0, None),
                additions=tuple(Addition(each.id) for each in messages),
            )
        )
        if not self.drafts.is_served(draft):
            raise errors.OutdatedButton
        for each in ticket.form:
            if each.value and each.kind not in OF_ONE_PROBLEM and not KINDS[each.kind].takes_files:
                draft.answers[each.key] = Answer(each.value)
        form = self.drafts.form(draft)
        words = "\n".join(each.says for each in messages if each.says)
        with_files = tuple(each.id for each in messages if each.attachment)
        for kind, told in (
            ("text", Answer(" ".join(words.split("\n", 1)[0].split()))),
            ("long_text", Answer(words)),
            ("files", Answer(messages=with_files, files=len(with_files))),
        ):
            asked = next((each for each in form.fields if each.kind == kind), None)
            if asked and (told.value or told.files):
                draft.answers[asked.key] = told
        return form


def _is_customers(message: Message, ticket: Ticket) -> bool:
    return message.ticket_id == ticket.id and message.author.kind == "customer"
