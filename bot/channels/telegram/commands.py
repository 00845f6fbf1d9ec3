"""The command menus that Telegram shows, per language, kind of chat and person."""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence

from aiogram import Bot
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatMember,
)

from bot.channels.telegram.command_table import CUSTOMERS, STAFF, Entry, agents
from bot.channels.telegram.errors import CALL_FAILURES, Trouble, trouble
from bot.channels.telegram.limits import Limiter, in_passing
from bot.i18n import FALLBACK, gettext_for, languages
from bot.services.menu_ports import GivenMenus, Menu
from bot.services.ports import StorageUnavailable

log = logging.getLogger(__name__)


async def learn_own_name(bot: Bot) -> None:
    """Commands with the bot's name in them are compared with it: asked before an update waits for it."""
    try:
        await bot.me()
    except CALL_FAILURES as error:
        log.warning("the bot's own name is not known yet: %s", type(error).__name__)


class Menus:
    """Best effort: without a menu everything works, it only has to be typed.

    A menu stays until it is taken back, and Telegram does not tell who has one: that is kept.
    """

    def __init__(self, bot: Bot, limiter: Limiter, *, given: GivenMenus, admins: Sequence[int] = ()) -> None:
        self.bot = bot
        self.limiter = limiter
        self.given = given
        self.admins = admins

    async def show(self, groups: Mapping[int, str]) -> None:
        """At the start. `groups`: their languages; what others have, or who administers no more, is taken
        back."""
        await self._show_to_customers()
        try:
            for chat_id, language in groups.items():
                await self._show_to_group(chat_id, language)
            wanted = {each for chat_id in groups for each in self._of(chat_id)}
            await self._take_back(await self.given.given_menus() - wanted)
        except StorageUnavailable as trouble:
            log.warning("command menus of groups wait for the next start: %s", trouble)

    async def show_in(self, chat_id: int, language: str) -> None:
        """The group is a staff group, and reads this language."""
        try:
            await self._show_to_group(chat_id, language)
        except StorageUnavailable as trouble:
            log.warning("command menu of group %s not set: %s", chat_id, trouble)

    async def hide_in(self, chat_id: int) -> None:
        """The group is no staff group any more."""
        try:
            known = await self.given.given_menus()
            await self._take_back([each for each in known if each.chat_id == chat_id])
        except StorageUnavailable as trouble:
            log.warning("command menu of group %s not taken back: %s", chat_id, trouble)

    async def _show_to_customers(self) -> None:
        private = BotCommandScopeAllPrivateChats()
        try:
            for language in languages():
                menu = _commands(CUSTOMERS, language)
                async with in_passing(self.limiter):
                    await self.bot.set_my_commands(menu, scope=private, language_code=language)
            async with in_passing(self.limiter):
                await self.bot.set_my_commands(_commands(CUSTOMERS, FALLBACK), scope=private)
        except CALL_FAILURES as error:
            log.warning("command menus not set: %s", type(error).__name__)

    def _of(self, chat_id: int) -> Sequence[Menu]:
        """The agents' first; administrators of the bot see theirs in its place."""
        return [Menu(chat_id), *(Menu(chat_id, person) for person in self.admins)]

    async def _show_to_group(self, chat_id: int, language: str) -> None:
        wanted = self._of(chat_id)
        fresh = await self.given.menus_about_to_be_given(wanted)
        given: set[Menu] = set()
        for each in wanted:
            if await self._give(each, language):
                given.add(each)
            elif each.person is None:
                break
        await self.given.menus_taken_back(fresh - given)

    async def _give(self, menu: Menu, language: str) -> bool:
        """False: it is certain that it was not given. One who is not in the group is refused a menu there."""
        commands = _commands(STAFF if menu.person else agents(), language)
        try:
            async with in_passing(self.limiter):
                await self.bot.set_my_commands(commands, scope=_scope(menu))
        except CALL_FAILURES as error:
            level = logging.INFO if menu.person else logging.WARNING
            log.log(level, "%s not set: %s", _named(menu), type(error).__name__)
            return trouble(error) is Trouble.NO_ANSWER
        return True

    async def _take_back(self, unwanted: Collection[Menu]) -> None:
        """What Telegram does not let go of is tried again at the next start."""
        gone = []
        for each in unwanted:
            try:
                async with in_passing(self.limiter):
                    await self.bot.delete_my_commands(scope=_scope(each))
            except CALL_FAILURES as error:
                log.info("%s not taken back: %s", _named(each), type(error).__name__)
            else:
                gone.append(each)
        await self.given.menus_taken_back(gone)


def _scope(menu: Menu) -> BotCommandScopeChat | BotCommandScopeChatMember:
    if menu.person is None:
        return BotCommandScopeChat(chat_id=menu.chat_id)
    return BotCommandScopeChatMember(chat_id=menu.chat_id, user_id=menu.person)


def _named(menu: Menu) -> str:
    whose = f"of {menu.person} in" if menu.person else "of"
    return f"command menu {whose} group {menu.chat_id}"


def _commands(commands: Iterable[Entry], language: str) -> list[BotCommand]:
    _ = gettext_for(language)
    return [BotCommand(command=each.name, description=_(each.menu)) for each in commands]
