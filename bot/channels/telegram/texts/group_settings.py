"""A staff group's settings, each with the buttons that change it."""

from aiogram.types import InlineKeyboardButton
from aiogram.utils.formatting import Bold, Text

from bot.channels.telegram.callbacks import SettingsPress
from bot.channels.telegram.keyboards import button, keyboard
from bot.channels.telegram.texts.acts import log_button
from bot.channels.telegram.texts.base import Said, Teller, Telling, fill, lines
from bot.channels.telegram.texts.labels import LANGUAGE_NAMES
from bot.i18n import languages
from bot.services.group_settings import Setting


def group_settings(it: Telling) -> Said:
    _, topics, report, robin = it._, it.data["topics"], it.data["report"], it.data["robin"]
    stand = (
        _("each has a topic of its own, where the group has topics")
        if topics
        else _("each is a card, and you answer by replying to it; those in topics stay there")
    )
    turns = (
        _("those on duty get them in turn; nobody has to press “Take”")
        if robin
        else _("they wait in the queue until somebody takes them")
    )
    return Said(
        lines(
            Bold(_("Settings of this group")),
            Text(""),
            _named(it, _("Language"), LANGUAGE_NAMES.get(it.language, it.language)),
            _named(it, _("Tickets"), stand),
            _named(it, _("New tickets"), turns),
            _named(it, _("Report on Mondays at 9:00"), _("on") if report else _("off")),
        ),
        keyboard(
            [_language(each) for each in languages() if each != it.language],
            [_switch(Setting.TOPICS, topics, _("Cards instead of topics"), _("Topics instead of cards"))],
            [
                _switch(
                    Setting.ROUND_ROBIN, robin, _("Let them wait in the queue"), _("Give them out in turn")
                )
            ],
            [_switch(Setting.WEEKLY_REPORT, report, _("No weekly report"), _("Send a weekly report"))],
            [log_button(_)],
        ),
    )


def _named(it: Telling, what: str, value: str) -> Text:
    return fill(it._("{setting}: {value}"), setting=Bold(what), value=value)


def _language(code: str) -> InlineKeyboardButton:
    return button(LANGUAGE_NAMES.get(code, code), SettingsPress(setting=Setting.LANGUAGE, value=code))


def _switch(setting: Setting, is_on: bool, off: str, on: str) -> InlineKeyboardButton:
    return button(off if is_on else on, SettingsPress(setting=setting, value="0" if is_on else "1"))


TELLERS: dict[str, Teller] = {group_settings.__name__: group_settings}
