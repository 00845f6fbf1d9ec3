"""What people get to see when a ticket moves: the effects of the lifecycle's table, carried out."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.domain.amends import topic_look
from bot.domain.delivery import Then, card_refresh, words_to_customer, words_to_desk
from bot.domain.entry import Entry
from bot.domain.lifecycle import Effect, Ignored, Transition
from bot.domain.people import SYSTEM
from bot.domain.states import ClosingReason, Event, State
from bot.domain.ticket import Ticket
from bot.services.about import learnt
from bot.services.agenda import Agenda
from bot.services.ports import Catalog, UnitOfWork
from bot.services.sharing import Sharing
from bot.services.tickets import closing_told, missing_told

_BY_USE_CASES = {
    Effect.SHOW_TO_AGENTS,
    Effect.PREPARE_NEW_REQUEST,
    Effect.REMIND_TO_CONFIRM,
    Effect.HAND_OVER,
    Effect.PREPARE_ANSWER,
    Effect.WARN_AGENTS,
    Effect.REMIND_CUSTOMER,
}
"""Effects that need what only the use case has: the message, the form, the moment."""


class Effects:
    """Queues what a transition has people see, in the transaction of the transition."""

    def __init__(self, uow: UnitOfWork, catalog: Catalog) -> None:
        self.uow = uow
        self.catalog = catalog
        self.agenda = Agenda(uow, catalog)
        self.sharing = Sharing(uow)
        self._do: Mapping[Effect, Callable[[Ticket, Entry], None]] = {
            Effect.REFRESH_CARD: self._refresh_card,
            Effect.ASK_CONFIRMATION: self._ask_confirmation,
            Effect.ASK_MEANING: self._ask("meaning"),
            Effect.SAY_REVERTED: self._say_reverted,
            Effect.SAY_CLOSED_BY_SILENCE: self._say_closed_by_silence,
            Effect.ASK_REASON: self._ask("reason_wanted"),
            Effect.ASK_REASON_AGAIN: self._ask("reason_wanted_again"),
            Effect.ASK_AFTER_OUTAGE: self._ask("answer_may_be_lost"),
            Effect.SAY_WORK_GOES_ON: self._to_customer("work_goes_on"),
            Effect.THANK_AND_ASK_RATING: self._thank_and_ask_rating,
            Effect.SAY_CLOSED: self._say_closed,
            Effect.SAY_WITHDRAWN: self._to_customer("withdrawn"),
            Effect.SAY_REOPENED: self._to_customer("reopened"),
            Effect.SAY_NOTED: self._to_customer("noted"),
            Effect.THANK_FOR_COMMENT: self._to_customer("comment_noted"),
            Effect.OFFER_REOPENING: self._offer_reopening,
            Effect.THANK_FOR_RATING: self._to_customer("rated"),
            Effect.THANK_FOR_ANSWERS: self._thank_for_answers,
            Effect.TELL_AGENTS: self._tell_agents,
            Effect.SAY_MERGED: self._to_customer("merged"),
            Effect.SAY_UNMERGED: self._to_customer("unmerged"),
            Effect.SAY_HANDED_OVER: self._say_handed_over,
            Effect.SAY_ETA: self._say_eta,
            Effect.SAY_CHOSEN: self._to_customer("option_noted"),
            Effect.SAY_BACK_UP: self._say_back_up,
            Effect.SAY_LESS_URGENT: self._say_less_urgent,
            Effect.SAY_WORK_BEGINS: self._to_customer("work_begins"),
            Effect.SAY_WHOM_TO_CONTACT: self._say_whom_to_contact,
        }

    async def carry_out(self, ticket: Ticket, outcome: Transition | Ignored) -> None:
        """Save the ticket with its timers, and queue the effects of its last entry, and of what follows."""
        learnt(ticket=ticket.name, ticket_id=ticket.id)
        entry, follows = ticket.news[-1], None
        if ticket.left_desk is not None:
            follows = await self._leave_desk(ticket, entry)
        last = ticket.news[-1]
        self.agenda.look_ahead(ticket)
        await self.uow.tickets.save(ticket)
        await self.agenda.keep(ticket)
        self.uow.count(*self.agenda.settled(ticket, at=entry.happened_at))
        if isinstance(outcome, Transition):
            await self._show(ticket, entry, outcome)
        if follows:
            await self._show(ticket, last, follows)

    async def _leave_desk(self, ticket: Ticket, entry: Entry) -> Transition | None:
        """Who works there learns why the ticket is not theirs any more; where one of them alone has it, it
        goes back to the queue."""
        stays_behind = await self.sharing.given_back(ticket, entry)
        ticket.left_desk = None
        if stays_behind and ticket.allows(Event.RELEASED, at=entry.happened_at):
            return ticket.release(by=SYSTEM, at=entry.happened_at)
        return None

    async def _show(self, ticket: Ticket, entry: Entry, outcome: Transition) -> None:
        if (entry.to is State.CLOSED) is not (outcome.sources == {State.CLOSED}):
            self.uow.deliver(topic_look(ticket.id))
        if ticket.card_is_old and Effect.REFRESH_CARD not in outcome.effects:
            self._refresh_card(ticket, entry)
        ticket.card_is_old = False
        for effect in outcome.effects:
            if effect is Effect.CANCEL_QUEUED:
                await self.uow.outbox.cancel_for(ticket.id, ticket.customer_id)
            elif effect is Effect.CALL_ASSIGNEE:
                await self._call_assignee(ticket)
            elif effect is Effect.TELL_ASSIGNEE:
                await self._tell_assignee(ticket, entry)
            elif effect not in _BY_USE_CASES:
                self._do[effect](ticket, entry)

    async def _call_assignee(self, ticket: Ticket) -> None:
        """By name: whose question has been answered should not have to look."""
        if ticket.assignee_id is not None:
            agent = await self.uow.agents.get(ticket.assignee_id)
            self.uow.deliver(
                words_to_desk(
                    ticket.id, "customer_answered", slot=f"answered:{ticket.id}", to=agent.as_json()
                )
            )

    async def _tell_assignee(self, ticket: Ticket, entry: Entry) -> None:
        """What happened, to all agents where the work is now; whose ticket it is, is called by name."""
        agent = await self.uow.agents.get(ticket.assignee_id) if ticket.assignee_id is not None else None
        self.uow.deliver(
            words_to_desk(
                ticket.id,
                f"desk_{entry.event}",
                messages=_of_colleague(entry),
                ticket=ticket.name,
                to=agent.as_json() if agent else None,
                awaited=ticket.awaited,
                **entry.data,
            ).at_desk(ticket.works_at)
        )

    def _say(self, ticket: Ticket, code: str, slot: str | None = None, **data: Any) -> None:
        """To the customer, about their ticket."""
        self.uow.deliver(
            words_to_customer(
                ticket.customer_id, code, ticket_id=ticket.id, slot=slot, ticket=ticket.name, **data
            )
        )

    def _thank_and_ask_rating(self, ticket: Ticket, entry: Entry) -> None:
        """A rating is asked for once, also where the ticket was reopened after it."""
        self._to_customer("rate" if ticket.rating is None else "confirmed")(ticket, entry)

    def _say_handed_over(self, ticket: Ticket, _entry: Entry) -> None:
        self._say(ticket, "handed_over", department=ticket.department.value)

    def _say_eta(self, ticket: Ticket, entry: Entry) -> None:
        """Also when it changes."""
        told = {field: entry.data[field] for field in ("eta", "release", "before")}
        self._say(ticket, "eta_told", **told)

    def _say_back_up(self, ticket: Ticket, _entry: Entry) -> None:
        """Where the answer means that the customer updates something."""
        product = self.catalog.find(ticket.product_id)
        if product and product.before_update and (product.updates(ticket.type_id) or ticket.awaited):
            self._say(ticket, "back_up", product=product.id)

    def _to_customer(self, code: str) -> Callable[[Ticket, Entry], None]:
        def say(ticket: Ticket, entry: Entry) -> None:
            self._say(ticket, code, no=ticket.resolution_no, **entry.data)

        return say

    def _refresh_card(self, ticket: Ticket, _entry: Entry) -> None:
        self.uow.deliver(card_refresh(ticket.id))

    def _ask_confirmation(self, ticket: Ticket, _entry: Entry) -> None:
        self._say(
            ticket,
            "confirm",
            no=ticket.resolution_no,
            disagreement=ticket.policy.disagreement.value,
            closes=closing_told(self.catalog, ticket),
        )

    def _ask(self, code: str) -> Callable[[Ticket, Entry], None]:
        """About the answer that the customer has: from its arrival on, silence counts anew."""

        def ask(ticket: Ticket, _entry: Entry) -> None:
            self.uow.deliver(
                words_to_customer(
                    ticket.customer_id,
                    code,
                    ticket_id=ticket.id,
                    slot=f"asked:{ticket.id}",
                    then=Then.ASKED_ABOUT_ANSWER,
                    ticket=ticket.name,
                    no=ticket.resolution_no,
                    disagreement=ticket.policy.disagreement.value,
                    closes=closing_told(self.catalog, ticket),
                )
            )

        return ask

    def _say_reverted(self, ticket: Ticket, entry: Entry) -> None:
        self._ask("reverted")(ticket, entry)
        self.uow.deliver(words_to_desk(ticket.id, "desk_reverted", ticket=ticket.name))

    def _thank_for_answers(self, ticket: Ticket, _entry: Entry) -> None:
        self._say(ticket, "form_thanks", missing=missing_told(ticket))

    def _say_less_urgent(self, ticket: Ticket, entry: Entry) -> None:
        self._say(ticket, "less_urgent", priority=entry.data["priority"], because=entry.data["because"])

    def _say_closed(self, ticket: Ticket, entry: Entry) -> None:
        if ticket.closing_reason is not ClosingReason.SPAM:
            self._to_customer("closed")(ticket, entry)

    def _say_closed_by_silence(self, ticket: Ticket, entry: Entry) -> None:
        can_reopen = ticket.allows(Event.REOPENED, at=entry.happened_at)
        self._say(ticket, "closed_by_silence", f"closing:{ticket.id}", can_reopen=can_reopen)

    def _say_whom_to_contact(self, ticket: Ticket, _entry: Entry) -> None:
        self._say(ticket, "refused_support", product=ticket.product_id)

    def _offer_reopening(self, ticket: Ticket, entry: Entry) -> None:
        can_reopen = ticket.allows(Event.REOPENED, at=entry.happened_at)
        self._say(ticket, "wrote_to_closed", f"closed:{ticket.id}", can_reopen=can_reopen)

    def _tell_agents(self, ticket: Ticket, entry: Entry) -> None:
        """Where they asked for it; what nobody asked for, where the work is."""
        told = words_to_desk(
            ticket.id,
            f"desk_{entry.event}",
            ticket=ticket.name,
            agent_id=entry.actor_id if entry.actor_kind == "agent" else None,
            state=entry.to.value,
            **entry.data,
        )
        self.uow.deliver(told.at_desk(ticket.works_at) if entry.actor_kind == SYSTEM.kind else told)


def _of_colleague(entry: Entry) -> tuple[int, ...]:
    """The colleague's message that our words repeat: a reply to them is a reply to the colleague."""
    message = entry.data.get("message_id")
    return (message,) if entry.actor_kind == "agent" and message else ()
