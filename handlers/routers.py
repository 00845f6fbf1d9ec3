"""All routers, in the order in which they are asked."""

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.types import CallbackQuery

from bot.domain.errors import OutdatedButton
from handlers.context import GROUPS
from handlers.customer import banned, form, menu
from handlers.customer import commands as customer_commands
from handlers.customer import ticket as customer_ticket
from handlers.customer import words as customer_words
from handlers.filters import FromAgent, FromPeople, InStaffGroup, LooksLikeCommand, Replies, Where
from handlers.staff import acts as staff_acts
from handlers.staff import bans as staff_bans
from handlers.staff import buttons as staff_buttons
from handlers.staff import calls as staff_calls
from handlers.staff import canned as staff_canned
from handlers.staff import commands as staff_commands
from handlers.staff import duty as staff_duty
from handlers.staff import entitlements as staff_entitlements
from handlers.staff import groups as staff_groups
from handlers.staff import help as staff_help
from handlers.staff import holidays as staff_holidays
from handlers.staff import lists as staff_lists
from handlers.staff import outcomes as staff_outcomes
from handlers.staff import products as staff_products
from handlers.staff import reports as staff_reports
from handlers.staff import search as staff_search
from handlers.staff import settings as staff_settings
from handlers.staff import ties as staff_ties
from handlers.staff import words as staff_words


async def outdated(press: CallbackQuery) -> None:
    """A button of an earlier version, or one pressed where it does not belong."""
    raise OutdatedButton


def create_routers() -> list[Router]:
    return [_staff(), _customers(), _last_resort()]


def _staff() -> Router:
    router = Router(name="staff")
    in_groups = Where(F.chat.type.in_(GROUPS))
    router.message.filter(in_groups, FromPeople())
    router.edited_message.filter(in_groups, FromPeople())
    router.callback_query.filter(Where(F.message.chat.type.in_(GROUPS)), FromPeople())
    router.include_routers(
        staff_groups.create_router(),
        _answers_to_questions(),
        _staff_commands(),
        staff_buttons.create_router(),
        staff_words.create_router(),
        staff_calls.create_words_router(),
    )
    return router


def _answers_to_questions() -> Router:
    """Words that were asked for in a reply, whatever they begin with."""
    router = Router(name="answers of agents")
    router.message.filter(Replies(), InStaffGroup(), FromAgent())
    router.include_routers(staff_canned.create_words_router(), staff_search.create_words_router())
    return router


def _staff_commands() -> Router:
    """All that they take from messages is commands; they have buttons, too."""
    router = Router(name="staff commands")
    router.message.filter(LooksLikeCommand())
    router.include_routers(
        staff_settings.create_router(),
        staff_search.create_router(),
        staff_canned.create_router(),
        staff_calls.create_router(),
        staff_duty.create_router(),
        staff_lists.create_router(),
        staff_ties.create_router(),
        staff_outcomes.create_router(),
        staff_entitlements.create_router(),
        staff_bans.create_router(),
        staff_products.create_router(),
        staff_acts.create_router(),
        staff_help.create_router(),
        staff_holidays.create_router(),
        staff_reports.create_router(),
        staff_commands.create_router(),
    )
    return router


def _customers() -> Router:
    router = Router(name="customers")
    in_private = Where(F.chat.type == ChatType.PRIVATE)
    router.message.filter(in_private, FromPeople())
    router.edited_message.filter(in_private, FromPeople())
    router.callback_query.filter(Where(F.message.chat.type == ChatType.PRIVATE), FromPeople())
    router.include_routers(
        banned.create_router(),
        customer_commands.create_router(),
        menu.create_router(),
        form.create_router(),
        customer_ticket.create_router(),
        customer_words.create_router(),
    )
    return router


def _last_resort() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(outdated)
    return router
