"""What administrators set for a staff group, in one message that its buttons change."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any

from bot.domain import errors
from bot.domain.acts import Act, ActKind
from bot.domain.delivery import Recipient, words_to_chat
from bot.domain.group import StaffGroup, command_menu
from bot.domain.message import Source
from bot.services.admins import require_admin
from bot.services.alarms import Alarms
from bot.services.ports import Clock, UnitOfWork


class Setting(StrEnum):
    LANGUAGE = "language"
    TOPICS = "topics"
    WEEKLY_REPORT = "report"
    ROUND_ROBIN = "robin"


class GroupSettings:
    def __init__(self, uow: UnitOfWork, clock: Clock, alarms: Alarms) -> None:
        self.uow = uow
        self.clock = clock
        self.admins = alarms.admins

    def show(self, admin: int, where: Recipient, group: StaffGroup) -> None:
        """`/settings`."""
        require_admin(self.admins, admin)
        self._tell(where, group)

    async def change(
        self,
        admin: int,
        where: Recipient,
        shown: Source,
        group: StaffGroup,
        *,
        setting: str,
        value: str,
        languages: Sequence[str],
    ) -> None:
        """A button says what is wanted, not "the other one": pressed twice, it changes nothing more."""
        require_admin(self.admins, admin)
        match setting, value:
            case Setting.LANGUAGE, _ if value in languages:
                wanted: dict[str, Any] = {"language": value}
            case Setting.TOPICS, "0" | "1":
                wanted = {"topics": value == "1"}
            case Setting.WEEKLY_REPORT, "0" | "1":
                wanted = {"weekly_report": value == "1"}
            case Setting.ROUND_ROBIN, "0" | "1":
                wanted = {"round_robin": value == "1"}
            case _:
                raise errors.OutdatedButton
        await self.uow.groups.set(group.chat_id, wanted)
        # Another administrator may have changed something else since the group was read.
        changed = await self.uow.groups.find(group.chat_id) or replace(group, **wanted)
        act = Act(ActKind.SETTINGS, admin, self.clock.now(), group.chat_id, {"name": setting, "value": value})
        await self.uow.acts.record(act)
        self._tell(where, changed, instead_of=shown)
        if changed.language != group.language:
            self.uow.deliver(command_menu(group.chat_id))

    def _tell(self, where: Recipient, group: StaffGroup, *, instead_of: Source | None = None) -> None:
        self.uow.deliver(
            words_to_chat(
                where.id,
                "group_settings",
                thread=where.thread,
                instead_of=instead_of,
                topics=group.topics,
                report=group.weekly_report,
                robin=group.round_robin,
            )
        )
