"""What is said in and about staff groups as such."""

from collections.abc import Mapping, Sequence
from typing import Any

from aiogram.utils.formatting import Bold, Code, Text

from bot.channels.telegram.callbacks import BindPress
from bot.channels.telegram.keyboards import button, keyboard
from bot.channels.telegram.texts.base import Said, Teller, Telling, fill, lines
from bot.channels.telegram.texts.labels import DEPARTMENTS
from bot.domain.product import Department
from bot.i18n import N_
from bot.services.staff_groups import EVERYTHING, NOTHING

_WITHOUT = {
    "can_manage_topics": N_("“Manage topics”: without it, tickets come as cards instead of topics"),
    "can_pin_messages": N_("“Pin messages”: without it, I cannot pin what is important"),
    "can_delete_messages": N_("“Delete messages”: without it, I cannot tidy up after myself"),
}


BLOCKERS_NAMED = 20


def greeting(it: Telling) -> Said:
    """To a group: what it serves, and what the bot lacks there."""
    _ = it._
    serves, by_default = it.data["serves"], it.data["by_default"]
    if not (serves or by_default):
        return _to_strangers(it)
    return Said(
        lines(
            Bold(_("This is a support staff group.")),
            fill(_("Tickets come here for: {what}."), what=_list(it, serves)) if serves else None,
            _("Tickets of products and departments without a group of their own come here.")
            if by_default
            else None,
            *(_guide(it) if it.data.get("guide") else [_in_short(it)]),
            *_what_is_missing(it),
        )
    )


def _in_short(it: Telling) -> str:
    return it._("Everybody here is an agent: a plain message in a ticket goes to the customer. More: /help")


def _guide(it: Telling) -> Sequence[Text | str | None]:
    """What agents have to know, and no more."""
    _ = it._
    return (
        Text(""),
        Bold(_("How it works")),
        _("• Each ticket gets a topic of its own, with a card on top.")
        if it.data["topics"]
        else _("• Each ticket comes as a card; what you write as a reply to it is about this ticket."),
        _(
            "• Everybody here is an agent. The buttons under the card do everything: Take, Ask, Resolve, "
            "More."
        ),
        _(
            "• A plain message goes to the customer; one that begins with // is a note the customer never "
            "sees."
        ),
        _("• What waits for you: /queue. What can be done where you are: /help."),
        Text(""),
    )


def _what_is_missing(it: Telling) -> Sequence[Text | str | None]:
    _ = it._
    if not it.data["admin"]:
        return (_("⚠️ Make me an administrator: until then I cannot see what you write here."),)
    missing = [Text("• ", _(_WITHOUT[each])) for each in it.data["missing"]]
    topics = _("Topics are off in this group: each ticket is a card, and you answer by replying to it.")
    return (
        None if it.data["topics"] else topics,
        _("⚠️ Please give me these administrator permissions:") if missing else None,
        *missing,
    )


def _to_strangers(it: Telling) -> Said:
    """To a group that serves nothing, or nothing any more."""
    _ = it._
    number = Code(str(it.data["group"]))
    how = (
        _("To change that, an administrator of the bot writes /bind here.")
        if it.data["can_bind"]
        else _("To change that, put its ID {id} into STAFF_CHAT_ID and restart the bot.")
    )
    return Said(lines(_("No tickets come to this group."), fill(how, id=number)))


def _list(it: Telling, serves: Sequence[Mapping[str, Any]]) -> Text:
    return Text(", ".join(_pair(it, each["product"], each["department"]) for each in serves))


def _pair(it: Telling, product: str | None, department: str) -> str:
    label = DEPARTMENTS[department]
    return f"{_title(it, product)} ({it._(label)})"


def _title(it: Telling, product_id: str | None) -> str:
    if product_id is None:
        return it._("all products")
    product = it.catalog.find(product_id)
    return product.title.in_language(it.language) if product else product_id


def bind_what(it: Telling) -> Said:
    """`/bind` alone: first the product, then the department."""
    _ = it._
    serves = it.data["serves"]
    now = fill(_("Tickets come here now for: {what}."), what=_list(it, serves)) if serves else None
    if it.data["chosen"]:
        product = it.data["product"] or EVERYTHING
        rows = [
            [
                button(
                    _(DEPARTMENTS[each.value]).capitalize(), BindPress(product=product, department=each.value)
                )
            ]
            for each in Department
        ]
        title = Bold(_title(it, it.data["product"]) if it.data["product"] else _("All products"))
        return Said(fill(_("{product}: for which department?"), product=title), keyboard(*rows))
    rows = [[button(_title(it, each), BindPress(product=each))] for each in it.data["products"]]
    return Said(
        lines(now, _("Which product's tickets should come to this group?")),
        keyboard(
            [button(_("All products"), BindPress(product=EVERYTHING))],
            *rows,
            [button(_("Unbind this group"), BindPress(product=NOTHING)) if serves else None],
        ),
    )


def many_wait(it: Telling) -> Said:
    """Telegram's limit holds back more tickets than can be shown at once."""
    _, waiting = it._, it.data["waiting"]
    text = _.ngettext(
        "📥 {n} request waits to be shown here: Telegram allows 20 messages a minute in a group.",
        "📥 {n} requests wait to be shown here: Telegram allows 20 messages a minute in a group.",
        waiting,
    )
    named = ", ".join(it.data["names"][:BLOCKERS_NAMED])
    return Said(
        lines(
            fill(text, n=waiting),
            fill(_("🔴 Blockers among them: {names}"), names=Bold(named)) if named else None,
        )
    )


def binding_moved(it: Telling) -> Said:
    """To the group that served it before."""
    text = it._("New tickets for {what} now go to the group “{group}”. Those already here stay here.")
    what = _pair(it, it.data["product"], it.data["department"])
    return Said(fill(text, what=Bold(what), group=it.data["group"]))


# To the administrators.

_NOT_A_MEMBER = N_("it is not in the group; add it as an administrator")
_TROUBLE = {
    "not_started": N_("the bot knows no such group; check STAFF_CHAT_ID"),
    "no_rights": N_("it may not write there; give it the permission"),
}


def group_unreachable(it: Telling) -> Said:
    _ = it._
    if it.data["reason"] == "no_group":
        nowhere = _(
            "⚠️ No staff group is set, so nobody sees new requests. They are accepted and wait. Put the "
            "group's ID into STAFF_CHAT_ID, or write /bind in the group."
        )
        return Said(Text(nowhere))
    reason = _(_TROUBLE.get(it.data["reason"], _NOT_A_MEMBER))
    text = _(
        "⚠️ The bot cannot write to the staff group “{group}”: {reason}. Requests are still accepted; "
        "messages for agents are on hold and will be delivered once this is fixed."
    )
    return Said(fill(text, group=it.data["group"], reason=reason))


def group_lost(it: Telling) -> Said:
    text = it._(
        "⚠️ The bot is no longer in the staff group “{group}”. Requests are still accepted, "
        "but messages for agents are on hold. Add the bot back as an administrator and they "
        "will be delivered automatically."
    )
    return Said(fill(text, group=it.data["group"]))


def group_found(it: Telling) -> Said:
    text = it._("✅ The bot is back in the staff group “{group}”. Waiting messages are being delivered.")
    return Said(fill(text, group=it.data["group"]))


def group_reached(it: Telling) -> Said:
    text = it._(
        "✅ The bot can write to the staff group “{group}” again. Waiting messages are being delivered."
    )
    return Said(fill(text, group=it.data["group"]))


def group_moved(it: Telling) -> Said:
    text = it._(
        "Telegram has given the staff group “{group}” a new ID, and the bot already uses it. When "
        "convenient, put {id} into STAFF_CHAT_ID."
    )
    return Said(fill(text, group=it.data["group"], id=Code(str(it.data["id"]))))


TELLERS: dict[str, Teller] = {
    teller.__name__: teller
    for teller in (
        greeting,
        bind_what,
        binding_moved,
        many_wait,
        group_unreachable,
        group_lost,
        group_found,
        group_reached,
        group_moved,
    )
}
