"""What buttons carry fits into Telegram's 64 bytes, with the longest names that product files allow."""

import pytest
from aiogram.filters.callback_data import CallbackData

from bot.channels.telegram import callbacks, list_callbacks
from bot.channels.telegram.callbacks import (
    ActsPress,
    BindPress,
    CallPress,
    CannedDo,
    CannedPress,
    ConsentPress,
    DeskDo,
    DeskPress,
    DutyPress,
    FormDo,
    FormPress,
    HolidayDo,
    HolidayPress,
    LanguagePress,
    MenuItem,
    MenuPress,
    OptionPress,
    ProductPress,
    ProductsDo,
    ProductsPress,
    SearchPress,
    SettingsPress,
    TicketDo,
    TicketPress,
    TypePress,
)
from bot.channels.telegram.list_callbacks import ListDo, ListPress
from bot.domain.duty import Duty
from bot.domain.product import Department
from bot.domain.states import AGENTS_REASONS
from bot.i18n import languages
from bot.services.group_settings import Setting

ID = 2_147_483_647
PRODUCT = "p" * 32
KEY = "k-_" * 6 + "kk"

LONGEST: list[CallbackData] = [
    ProductPress(product=PRODUCT),
    TypePress(product=PRODUCT, type=KEY),
    *(MenuPress(item=each, product=PRODUCT) for each in MenuItem),
    *(ConsentPress(draft=ID, agreed=each) for each in (True, False)),
    *(FormPress(draft=ID, do=each, key=KEY) for each in FormDo),
    FormPress(draft=ID, do=FormDo.CHOOSE, key=KEY, option=KEY),
    FormPress(draft=ID, do=FormDo.RESTART, key=PRODUCT),
    *(TicketPress(ticket=ID, do=each, no=ID) for each in TicketDo),
    OptionPress(ticket=ID, question=ID, number=5),
    *(DeskPress(ticket=ID, do=each, arg=str(ID)) for each in DeskDo),
    *(DeskPress(ticket=ID, do=DeskDo.CLOSE_FOR, arg=each.value) for each in AGENTS_REASONS),
    *(ListPress(do=each, by="det", number=ID, agent=ID, product=PRODUCT) for each in ListDo),
    *(DutyPress(duty=each) for each in Duty),
    CallPress(product=PRODUCT, type=KEY),
    *(SettingsPress(setting=each.value, value="en") for each in Setting),
    SearchPress(id=ID, page=ID),
    *(CannedPress(do=each, id=ID) for each in CannedDo),
    DeskPress(ticket=ID, do=DeskDo.CANNED_SEND, arg=f"{ID}-ffffffff"),
    *(BindPress(product=PRODUCT, department=each.value) for each in Department),
    *(ProductsPress(do=each, product=PRODUCT) for each in ProductsDo),
    *(HolidayPress(do=each, country="RU", at="2026-12-31") for each in HolidayDo),
    ActsPress(),
    *(LanguagePress(language=each) for each in languages()),
]


@pytest.mark.parametrize("data", LONGEST, ids=repr)
def test_a_button_fits_and_comes_back_as_it_went(data: CallbackData) -> None:
    packed = data.pack()

    assert len(packed.encode()) <= 64
    assert type(data).unpack(packed) == data


def kinds() -> list[type[CallbackData]]:
    modules = (callbacks, list_callbacks)
    found = {each for module in modules for each in vars(module).values() if isinstance(each, type)}
    return [each for each in found if issubclass(each, CallbackData) and each is not CallbackData]


def test_every_kind_of_button_is_among_these() -> None:
    assert {type(each) for each in LONGEST} == set(kinds())


def test_kinds_of_buttons_are_told_apart_and_carry_a_version() -> None:
    """Old buttons outlive deploys: a changed kind gets another number."""
    prefixes = [each.__prefix__ for each in kinds()]

    assert len(set(prefixes)) == len(prefixes)
    assert all(prefix[-1].isdigit() for prefix in prefixes)
