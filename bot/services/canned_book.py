"""The canned answers as such: anybody looks, administrators change them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from bot.domain import errors
from bot.domain.acts import Act, ActKind
from bot.domain.canned import ON_A_PAGE, Canned, check_text, read_name
from bot.domain.delivery import Delivery, Recipient, rewording, words_to_chat
from bot.domain.message import Message, Source
from bot.domain.paging import within
from bot.domain.people import Agent
from bot.services.admins import require_admin
from bot.services.canned_names import meant_by
from bot.services.ports import Catalog, Clock, UnitOfWork

ANY = "all"


@dataclass(frozen=True, slots=True)
class _Meant:
    """What an administrator says of an answer; None is what they leave out."""

    name: str
    product: str | None = None
    """May be `ANY`."""
    language: str | None = None

    def fits(self, answer: Canned) -> bool:
        return self.product in {None, answer.product_id or ANY} and self.language in {None, answer.language}


class CannedBook:
    def __init__(self, uow: UnitOfWork, catalog: Catalog, clock: Clock, *, admins: Sequence[int]) -> None:
        self.uow = uow
        self.catalog = catalog
        self.clock = clock
        self.admins = admins

    # Looking.

    async def show_all(self, where: Recipient, shown: Source | None = None, *, page: int = 0) -> None:
        """`/canned`: a button for each, page by page."""
        answers = await self.uow.canned.all()
        listed = words_to_chat(
            where.id,
            "canned_list",
            thread=where.thread,
            answers=[
                {"id": each.id, "name": each.name, "product": each.product_id, "language": each.language}
                for each in answers
            ],
            page=within(page, len(answers), ON_A_PAGE),
        )
        self.uow.deliver(rewording(shown, listed) if shown else listed)

    async def show_around(self, canned_id: int, where: Recipient, shown: Source) -> None:
        """The page of the list on which the answer stands."""
        await self.show_all(where, shown, page=await self._page_of(canned_id))

    async def show(self, canned_id: int, where: Recipient, shown: Source) -> None:
        """One of them takes the place of the list, or of the question whether to delete it."""
        self.uow.deliver(rewording(shown, await self._entry(await self._get(canned_id), where)))

    # Changing.

    async def write(
        self,
        person: int,
        agent: Agent,
        where: Recipient,
        said: Message,
        given: list[str],
        *,
        anew: bool,
        language: str,
        languages: Collection[str],
    ) -> None:
        """`/canned add NAME [PRODUCT] [LANGUAGE]` and `/canned change …`: the message has the text."""
        require_admin(self.admins, person)
        meant = self._read(given, languages)
        check_text(said.text)
        answer = Canned(
            meant.name,
            meant.language or language,
            said.text,
            said.entities,
            None if meant.product == ANY else meant.product,
            updated_by=agent.id,
            updated_at=self.clock.now(),
        )
        if anew:
            kept = await self.uow.canned.put(answer)
            if kept is None:
                raise errors.CannedExists(name=meant.name)
        else:
            kept = replace(answer, id=(await self._like(answer)).id)
            await self.uow.canned.change(kept)
        await self._log(person, where, kept)
        self.uow.deliver(await self._entry(kept, where))

    async def ask_text(self, person: int, canned_id: int, agent: Agent, where: Recipient) -> None:
        """`Change`: the reply to this question has the text."""
        require_admin(self.admins, person)
        answer = await self._get(canned_id)
        self.uow.deliver(
            words_to_chat(
                where.id,
                "canned_wanted",
                thread=where.thread,
                agent=agent.name,
                canned_id=answer.id,
                name=answer.name,
                product=answer.product_id,
                language=answer.language,
            )
        )

    async def change(
        self, person: int, agent: Agent, where: Recipient, canned_id: int, said: Message
    ) -> None:
        """The text has come."""
        require_admin(self.admins, person)
        check_text(said.text)
        answer = replace(
            await self._get(canned_id),
            text=said.text,
            entities=said.entities,
            updated_by=agent.id,
            updated_at=self.clock.now(),
        )
        await self.uow.canned.change(answer)
        await self._log(person, where, answer)
        self.uow.deliver(await self._entry(answer, where))

    async def ask_deletion(self, person: int, canned_id: int, where: Recipient, shown: Source) -> None:
        require_admin(self.admins, person)
        answer = await self._get(canned_id)
        asked = words_to_chat(
            where.id,
            "canned_delete",
            thread=where.thread,
            canned_id=answer.id,
            name=answer.name,
            product=answer.product_id,
            language=answer.language,
        )
        self.uow.deliver(rewording(shown, asked))

    async def delete(
        self, person: int, agent: Agent, canned_id: int, where: Recipient, shown: Source
    ) -> None:
        """By the button; the list is shown without it."""
        require_admin(self.admins, person)
        answer, page = await self._get(canned_id), await self._page_of(canned_id)
        await self._delete(person, agent, answer, where)
        await self.show_all(where, shown, page=page)

    async def delete_named(
        self, person: int, agent: Agent, where: Recipient, given: list[str], *, languages: Collection[str]
    ) -> None:
        """`/canned delete NAME [PRODUCT] [LANGUAGE]`: what is said must mean exactly one."""
        require_admin(self.admins, person)
        meant, known = self._read(given, languages), await self.uow.canned.all()
        named = [each for each in known if each.name == meant.name]
        found = [each for each in named if meant.fits(each)]
        if not named:
            names = meant_by(meant.name, (each.name for each in known))
            raise errors.UnknownCanned(given=meant.name, known=names)
        if len(found) != 1:
            variants = [f"{each.product_id or ANY} {each.language}" for each in found or named]
            raise errors.WhichCanned(name=meant.name, known=variants)
        (answer,) = found
        await self._delete(person, agent, answer, where)
        self.uow.deliver(
            words_to_chat(
                where.id,
                "canned_deleted",
                thread=where.thread,
                name=answer.name,
                product=answer.product_id,
                language=answer.language,
                text=answer.text,
            )
        )

    async def _delete(self, person: int, agent: Agent, answer: Canned, where: Recipient) -> None:
        gone = replace(answer, updated_by=agent.id, updated_at=self.clock.now())
        await self.uow.canned.delete(gone)
        await self._log(person, where, gone)

    async def _entry(self, answer: Canned, where: Recipient) -> Delivery:
        author = await self.uow.agents.get(answer.updated_by)
        return words_to_chat(
            where.id,
            "canned_entry",
            thread=where.thread,
            canned_id=answer.id,
            name=answer.name,
            product=answer.product_id,
            language=answer.language,
            text=answer.text,
            agent=author.name,
            at=answer.updated_at.isoformat() if answer.updated_at else "",
        )

    async def _get(self, canned_id: int) -> Canned:
        answer = await self.uow.canned.get(canned_id)
        if answer is None:
            raise errors.OutdatedButton
        return answer

    async def _page_of(self, canned_id: int) -> int:
        ids = [each.id for each in await self.uow.canned.all()]
        return ids.index(canned_id) // ON_A_PAGE if canned_id in ids else 0

    async def _like(self, answer: Canned) -> Canned:
        """The one of this name, product and language."""
        known = await self.uow.canned.all()
        for each in known:
            if (each.name, each.product_id, each.language) == (
                answer.name,
                answer.product_id,
                answer.language,
            ):
                return each
        names = meant_by(answer.name, (each.name for each in known))
        raise errors.UnknownCanned(given=answer.name, known=names)

    def _read(self, given: list[str], languages: Collection[str]) -> "_Meant":
        """A name, and a product and a language in either order."""
        if not given:
            raise errors.CannedUsage
        meant = _Meant(read_name(given[0]))
        for word in given[1:]:
            if word.lower() in languages:
                meant = replace(meant, language=word.lower())
            else:
                product = ANY if word.lower() == ANY else self._product(word, languages)
                meant = replace(meant, product=product)
        return meant

    def _product(self, given: str, languages: Collection[str]) -> str:
        product = self.catalog.find(given.lower())
        if product is None:
            raise errors.UnknownLanguage(
                given=given, known=[ANY, *(each.id for each in self.catalog.all()), *languages]
            )
        return product.id

    async def _log(self, person: int, where: Recipient, answer: Canned) -> None:
        at, data = self.clock.now(), {"name": answer.name}
        await self.uow.acts.record(Act(ActKind.CANNED, person, at, where.id, data))
