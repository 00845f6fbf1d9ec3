"""Every command that handlers listen to stands in the table that menus and help are made from."""

from aiogram import Router
from aiogram.filters import Command

from bot.channels.telegram.command_table import CUSTOMERS, STAFF
from handlers.routers import create_routers

NOT_SHOWN = {"start"}
"""Telegram shows a button for it; in groups it is help."""


def listened_to(*, staff: bool) -> set[str]:
    routers = [each for router in create_routers() for each in router.chain_tail]
    return {name for router in routers for name in _of(router, staff=staff)}


def _of(router: Router, *, staff: bool) -> set[str]:
    if router.name.startswith("handlers.customer") is staff:
        return set()
    filters = [each.callback for handler in router.message.handlers for each in handler.filters or ()]
    found = [each for each in filters if isinstance(each, Command)]
    return {str(name) for each in found for name in each.commands} - NOT_SHOWN


def test_every_staff_command_is_in_the_table() -> None:
    assert listened_to(staff=True) == {each.name for each in STAFF}


def test_every_customer_command_is_in_the_table() -> None:
    assert listened_to(staff=False) == {each.name for each in CUSTOMERS}
