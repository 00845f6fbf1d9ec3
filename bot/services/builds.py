"""A new build as the outcome: its file, with the version, size, checksum and how to install it.

The checksum is computed from our own copy of the file, which is fetched in the background. Until then the
build waits in the database, and nothing waits for it; once the copy is kept, it goes out in the same
transaction.
"""

import re
from collections.abc import Callable

from bot.domain import errors
from bot.domain.delivery import words_to_desk
from bot.domain.message import Archive, Audience, Message, Purpose
from bot.domain.people import Agent
from bot.domain.ticket import Ticket
from bot.services.desk_ports import Build, Intent, IntentKind
from bot.services.effects import Effects
from bot.services.linking import Linking
from bot.services.outcomes import build_told
from bot.services.ports import Catalog, Clock, UnitOfWork
from bot.services.relay import Relay

LONGEST_VERSION = 40
"""Characters."""

_SHA256 = re.compile(r"(?:sha-?256[:=]?\s*)?([0-9a-f]{64})", re.IGNORECASE)
_CAPTION = re.compile(
    rf"(?P<version>\S+)(?:\s+{_SHA256.pattern}(?!\S))?(?:\s+(?P<note>.*))?", re.IGNORECASE | re.DOTALL
)


class NewBuilds:
    """For products that give builds to their customers."""

    def __init__(
        self,
        uow: UnitOfWork,
        catalog: Catalog,
        clock: Clock,
        *,
        effects: Effects,
        relay: Relay,
        linking: Linking,
    ) -> None:
        self.uow = uow
        self.catalog = catalog
        self.clock = clock
        self.effects = effects
        self.relay = relay
        self.linking = linking

    async def bring(self, agent: Agent, ticket: Ticket, message: Message) -> None:
        """A file with the caption `/build VERSION [SHA256] [note]`."""
        product = self.catalog.find(ticket.product_id)
        if product is None or not product.gives_builds:
            raise errors.NoBuilds
        caption = _CAPTION.fullmatch(message.text.strip())
        if message.attachment is None or message.album or not caption:
            raise errors.BuildWanted
        version, given = caption["version"], caption[2]
        if len(version) > LONGEST_VERSION:
            raise errors.ReleaseTooLong(length=len(version), limit=LONGEST_VERSION)
        ticket.require_ready_to_resolve(at=self.clock.now())
        message.text, message.entities = (caption["note"] or "").strip(), ()
        message.ticket_id, message.purpose = ticket.id, Purpose.RESOLUTION
        await self.uow.messages.add(message)
        if ticket.assignee_id is None:
            await self.effects.carry_out(ticket, ticket.take(agent.id, at=message.happened_at))
        checksum = given.lower() if given else None
        build = Build(message.id, ticket.id, agent.id, version, checksum)
        await self.uow.builds.add(build)
        if message.attachment.archive is Archive.PENDING:
            self.uow.deliver(
                words_to_desk(ticket.id, "build_waits", reply_to=message.source, version=version)
            )
        else:
            await self._without_copy(build, ticket, message)

    async def file_settled(self, file_id: int) -> bool:
        """Our copy of a file is there, or never will be; whether a build waited for that."""
        build = await self.uow.builds.of_file(file_id)
        if build is None:
            return False
        ticket = await self.uow.tickets.get(build.ticket_id)
        (message,) = await self.uow.messages.get([build.message_id])
        file = message.attachment
        if file is None or message.purpose is None:  # taken back meanwhile
            await self.uow.builds.drop(build.message_id)
        elif file.archive is Archive.TOO_BIG:
            await self._without_copy(build, ticket, message)
        elif file.archive is Archive.FAILED or file.sha256 is None:
            await self._give_up(build, message, lambda: self._tell(message, "build_gone", build))
        elif build.checksum and build.checksum != file.sha256:
            await self._give_up(build, message, lambda: self._tell(message, "build_differs", build))
        else:
            await self._send(build, ticket, message, file.sha256)
        return True

    async def checksum_given(self, agent: Agent, ticket: Ticket, message: Message, key: str) -> None:
        """What the agent answers when they are asked for it."""
        found = _SHA256.fullmatch(message.text.strip())
        if found is None:
            raise errors.ChecksumUnreadable(given=message.text)
        message.ticket_id, message.audience = ticket.id, Audience.NOTE
        await self.uow.messages.add(message)
        await self._send_waiting(agent, ticket, int(key), found[1].lower())

    async def without_checksum(self, agent: Agent, ticket: Ticket, message_id: int) -> None:
        """`Send without it`: the customer is told that there is none."""
        await self.uow.intents.forget(agent.id, ticket.id)
        await self._send_waiting(agent, ticket, message_id, None)

    async def _send_waiting(
        self, agent: Agent, ticket: Ticket, message_id: int, checksum: str | None
    ) -> None:
        build = await self.uow.builds.waiting(message_id)
        (message,) = await self.uow.messages.get([message_id]) if build else (None,)
        if build is None or message is None or message.purpose is None or build.ticket_id != ticket.id:
            raise errors.NotYourButton(agent=agent.name)
        ticket.require_ready_to_resolve(at=self.clock.now())
        await self._send(build, ticket, message, checksum)

    async def _without_copy(self, build: Build, ticket: Ticket, message: Message) -> None:
        """Over what the channel lets us fetch: only the agent can know the checksum."""
        if build.checksum:
            await self._send(build, ticket, message, build.checksum)
            return
        intent = Intent(IntentKind.CHECKSUM, self.clock.now(), str(message.id))
        await self.uow.intents.expect(build.agent_id, ticket.id, intent)
        agent = await self.uow.agents.get(build.agent_id)
        self.uow.deliver(
            words_to_desk(
                ticket.id,
                "build_checksum",
                reply_to=message.source,
                agent=agent.name,
                message_id=message.id,
                version=build.version,
            )
        )

    async def _send(self, build: Build, ticket: Ticket, message: Message, checksum: str | None) -> None:
        try:
            ticket.require_ready_to_resolve(at=self.clock.now())
        except errors.Refusal:  # it has ended while the file was being fetched
            await self._give_up(build, message, lambda: self._tell(message, "build_needless", build))
            return
        await self.uow.builds.drop(message.id)
        form = {"version": build.version, "sha256": checksum}
        await self.relay.to_customer(ticket, message, Purpose.RESOLUTION, build=form)
        self.uow.deliver(build_told(ticket, message, form))
        await self.linking.offer(ticket, message)

    async def _give_up(self, build: Build, message: Message, tell: Callable[[], None]) -> None:
        await self.uow.builds.drop(build.message_id)
        await self.uow.messages.take_back(message)
        tell()

    def _tell(self, message: Message, code: str, build: Build) -> None:
        self.uow.deliver(words_to_desk(build.ticket_id, code, reply_to=message.source, version=build.version))
