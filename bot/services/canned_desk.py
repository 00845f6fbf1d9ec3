"""Canned answers in a ticket's place: chosen, looked at, sent."""

from collections.abc import Callable
from datetime import datetime

from bot.domain import errors
from bot.domain.canned import ON_A_PAGE, Canned, Words, best, fill, units, wanted
from bot.domain.delivery import rewording, words_to_desk
from bot.domain.due_times import due_times
from bot.domain.message import Message, Source
from bot.domain.paging import within
from bot.domain.people import Actor, Agent, Customer
from bot.domain.targets import ClockKind
from bot.domain.ticket import Ticket
from bot.services.canned_names import meant_by
from bot.services.desk import Desk
from bot.services.ports import Catalog, Clock, UnitOfWork
from bot.services.relay import check_can_be_sent

SHOWN_WITH_BUTTONS = 3000
"""UTF-16 units of a text that one message has room for beside what is said about it."""

Moment = Callable[[datetime, str, str], str]
"""A moment in words, in a zone, for a reader of a language."""


class CannedDesk:
    def __init__(self, uow: UnitOfWork, catalog: Catalog, clock: Clock, *, desk: Desk) -> None:
        self.uow = uow
        self.catalog = catalog
        self.clock = clock
        self.desk = desk

    async def offer(self, ticket: Ticket, page: int = 0, shown: Source | None = None) -> None:
        """`Canned answers`, and `/c` alone: the names of what suits the ticket; another page in the place of
        the one that is shown."""
        customer = await self.uow.customers.get(ticket.customer_id)
        answers = await self._fitting(ticket, customer)
        if not answers:
            raise errors.NoCanned
        asked = words_to_desk(
            ticket.id,
            "canned_choose",
            slot=f"canned:{ticket.id}",
            ticket=ticket.name,
            choices=[{"id": each.id, "name": each.name} for each in answers],
            page=within(page, len(answers), ON_A_PAGE),
        )
        self.uow.deliver(rewording(shown, asked) if shown else asked)

    async def preview(self, ticket: Ticket, canned_id: int, moment: Moment) -> None:
        """A name was pressed: the text as the customer would get it."""
        answer = await self._get(ticket, canned_id)
        customer = await self.uow.customers.get(ticket.customer_id)
        self._show(ticket, answer, customer, self._filled(ticket, answer, customer, moment))

    async def send(self, agent: Agent, ticket: Ticket, arg: str, shown: Source, moment: Moment) -> None:
        """`Send`: exactly what was shown, once."""
        canned_id, _, mark = arg.partition("-")
        if not canned_id.isdecimal() or await self.uow.messages.at(shown):
            raise errors.OutdatedButton
        answer = await self._get(ticket, int(canned_id))
        customer = await self.uow.customers.get(ticket.customer_id)
        words = self._filled(ticket, answer, customer, moment)
        if words.mark != mark:
            raise errors.OutdatedButton
        message = Message(Actor.agent(agent.id), shown, self.clock.now(), words.text, words.entities)
        message.as_is = False
        await self.desk.answer(agent, ticket, message)

    async def drop(self, ticket: Ticket, shown: Source) -> None:
        """`Cancel`: the preview has no buttons any more."""
        self.uow.deliver(rewording(shown, words_to_desk(ticket.id, "canned_dropped")))

    async def say(self, agent: Agent, ticket: Ticket, name: str, said: Message, moment: Moment) -> None:
        """`/c NAME`: sent at once, where it is in the customer's language; else it is shown first."""
        customer = await self.uow.customers.get(ticket.customer_id)
        answer = self._named(name, await self._fitting(ticket, customer))
        words = self._filled(ticket, answer, customer, moment)
        if answer.language != customer.language:
            self._show(ticket, answer, customer, words)
            return
        said.text, said.entities, said.as_is, said.attachment = words.text, words.entities, False, None
        self.uow.deliver(words_to_desk(ticket.id, "canned_said", reply_to=said.source, text=words.text))
        await self.desk.answer(agent, ticket, said)

    def _show(self, ticket: Ticket, answer: Canned, customer: Customer, words: Words) -> None:
        formatted = list(words.entities)
        is_long = units(words.text) > SHOWN_WITH_BUTTONS
        if is_long:
            self.uow.deliver(words_to_desk(ticket.id, "canned_text", text=words.text, formatted=formatted))
        self.uow.deliver(
            words_to_desk(
                ticket.id,
                "canned_preview",
                name=answer.name,
                canned_id=answer.id,
                mark=words.mark,
                language=answer.language,
                wanted=customer.language,
                text="" if is_long else words.text,
                formatted=[] if is_long else formatted,
            )
        )

    def _filled(self, ticket: Ticket, answer: Canned, customer: Customer, moment: Moment) -> Words:
        check_can_be_sent(ticket, Message(Actor.customer(customer.id), Source(0, 0), self.clock.now()))
        product = self.catalog.find(ticket.product_id)
        due = self._due(ticket) if "due" in wanted(answer.text) else None
        values = {
            "number": ticket.name,
            "name": customer.name,
            "product": product.title.in_language(answer.language) if product else None,
            "due": moment(due, product.zone, answer.language) if due and product else None,
        }
        return fill(answer, values)

    def _due(self, ticket: Ticket) -> datetime | None:
        """Until when the ticket is to be solved, while that clock goes."""
        product = self.catalog.find(ticket.product_id)
        known = due_times(ticket, product.hours.calendar) if product else []
        return next((each.at for each in known if each.clock is ClockKind.RESOLUTION), None)

    async def _get(self, ticket: Ticket, canned_id: int) -> Canned:
        answer = await self.uow.canned.get(canned_id)
        if answer is None or not answer.fits(ticket.product_id):
            raise errors.OutdatedButton
        return answer

    async def _fitting(self, ticket: Ticket, customer: Customer) -> list[Canned]:
        known = await self.uow.canned.all()
        return best(known, product_id=ticket.product_id, language=customer.language)

    def _named(self, given: str, answers: list[Canned]) -> Canned:
        name = given.casefold()
        found = next((each for each in answers if each.name == name), None)
        if found:
            return found
        if not answers:
            raise errors.NoCanned
        raise errors.UnknownCanned(given=given, known=meant_by(given, (each.name for each in answers)))
