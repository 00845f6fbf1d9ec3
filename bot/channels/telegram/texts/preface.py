"""What stands before a copy that cannot tell by itself where its words come from, or what they are about."""

from aiogram.utils.formatting import BlockQuote, Bold, Italic, Text, TextLink

from bot.channels.telegram.texts.base import clip, fill, lines
from bot.domain.message import Message
from bot.domain.origin import Origin
from bot.i18n import Gettext

QUOTED = 1024
"""UTF-16 units of somebody's words, as Telegram limits a quote."""


LONGEST_NAME = 200
"""UTF-16 units of a file's name."""


def is_told(origin: Origin | None, *, to_agents: bool) -> bool:
    """Customers learn only of what anybody can read: what agents forward may come from anywhere."""
    return origin is not None and (to_agents or origin.is_public)


def preface(_: Gettext, message: Message, *, to_agents: bool, origin: bool, quote: bool) -> Text | None:
    """`origin`, `quote`: the copy itself does not show them."""
    told = message.origin if origin and is_told(message.origin, to_agents=to_agents) else None
    quoted = message.quote if quote and to_agents else None
    automatic = message.automatic and to_agents
    if not (told or quoted or automatic):
        return None
    return lines(
        Italic(_("🤖 Sent automatically")) if automatic else None,
        Italic(fill(_("↪️ Forwarded from {origin}"), origin=_named(told))) if told else None,
        Italic(_("The customer quotes:")) if quoted else None,
        BlockQuote(clip(quoted.text, QUOTED)) if quoted else None,
    )


def carries(message: Message) -> bool:
    """Something beside words."""
    return message.attachment is not None or message.thing is not None


def forbidden(_: Gettext, message: Message) -> Text:
    """Instead of what a group does not let its members send."""
    if message.attachment:
        return fill(
            _("📎 {file} cannot be shown here: this group forbids files of its kind. The file is kept."),
            file=Bold(clip(message.attachment.name, LONGEST_NAME)),
        )
    told = Text(_("This group forbids messages of this kind; in words:"))
    return lines(Italic(told), message.thing.words if message.thing else "")


def _named(origin: Origin) -> Text:
    if origin.username is None:
        return Text(origin.name)
    post = f"/{origin.post}" if origin.post else ""
    return TextLink(origin.name, url=f"https://t.me/{origin.username}{post}")
