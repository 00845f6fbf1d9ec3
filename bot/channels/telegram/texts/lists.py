"""The agents' lists: rows that lead to tickets, and buttons that change the list where it stands."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiogram.types import InlineKeyboardButton
from aiogram.utils.formatting import Bold, Italic, Text, TextLink

from bot.channels.telegram.callbacks import DeskDo, DeskPress
from bot.channels.telegram.keyboards import button, keyboard, turning
from bot.channels.telegram.list_callbacks import ListDo, ListPress
from bot.channels.telegram.texts.base import Said, Teller, Telling, clip, fill, lines
from bot.channels.telegram.texts.clocks import by_when, since_when
from bot.channels.telegram.texts.labels import PRIORITIES, department, state_line
from bot.channels.telegram.texts.links import place_link
from bot.domain.desk_list import DueBy, ListView
from bot.i18n import N_, Gettext

SUBJECT_LENGTH = 60
NAME_LENGTH = 40
"""UTF-16 units."""

STATES = {
    "new": N_("new"),
    "open": N_("in work"),
    "escalated": N_("with {department}"),
    "pending": N_("waits for the customer"),
    "entitlement_hold": N_("contract check"),
}
"""As agents say it in a list."""

_MENUS = {
    "product": (ListDo.PRODUCT, N_("Product")),
    "department": (ListDo.DEPARTMENT, N_("Department")),
    "state": (ListDo.STATE, N_("State")),
    "due": (ListDo.DUE, N_("Due")),
}


def ticket_list(it: Telling) -> Said:
    """The queue, or somebody's own tickets."""
    rows = it.data["rows"]
    return Said(
        lines(
            _heading(it),
            _figures(it) if rows else _nothing(it),
            _taken(it),
            *(part for row in rows for part in _row(it, row)),
        ),
        keyboard(*(_choosing(it) if it.data["choosing"] else _usual(it))),
    )


def ticket_at_a_glance(it: Telling) -> Said:
    """One ticket, for who asks for it by its number."""
    _, row = it._, it.data["row"]
    product = it.catalog.find(row["product"])
    named = product.type(it.data["type"]).title if product and product.has_type(it.data["type"]) else None
    where, priority = _link(row), PRIORITIES[it.data["priority"]]
    take = DeskPress(ticket=it.data["id"], do=DeskDo.TAKE)
    return Said(
        lines(
            Text(_sign(it, row), ticket_name(row), f" · {_title(it, row['product'])}"),
            Italic(clip(row["subject"], SUBJECT_LENGTH * 2)),
            state_line(_, row | {"reason": it.data["closed_for"], "into": it.data["into"]}),
            fill(
                _("Type: {type} · Priority: {priority}"),
                type=named.in_language(it.language) if named else it.data["type"],
                priority=_(priority),
            ),
            _due(it, row),
            fill(_("Customer: {customer}"), customer=clip(it.data["customer"], NAME_LENGTH)),
            fill(_("Assignee: {agent}"), agent=clip(row["assignee"] or _("nobody yet"), NAME_LENGTH)),
            TextLink(_("Open the ticket"), url=where) if where else None,
        ),
        keyboard([button(_("Take"), take, style="primary") if it.data["can_take"] else None]),
    )


# What stands above the rows.


def _heading(it: Telling) -> Text:
    _, view = it._, it.data["view"]
    title = (
        fill(_("{agent}: tickets"), agent=clip(it.data["whose"], NAME_LENGTH))
        if view["agent"]
        else Text(_("Queue"))
    )
    chosen = [_label(it, name, view[name]) for name in _MENUS if view[name]]
    return Bold("📋 ", title, *(f" · {each}" for each in chosen))


def _figures(it: Telling) -> Text:
    _, told = it._, it.data
    waiting = _.ngettext("{number} ticket", "{number} tickets", told["total"])
    parts = [
        waiting.format(number=told["total"]),
        _("free: {number}").format(number=told["free"]) if told["free"] else "",
        _("urgent: {number}").format(number=told["blockers"]) if told["blockers"] else "",
        _("overdue: {number}").format(number=told["overdue"]) if told["overdue"] else "",
    ]
    return Italic(" · ".join(filter(None, parts)))


def _nothing(it: Telling) -> Text:
    _, told = it._, it.data
    if told["unfiltered"]:
        text = _.ngettext(
            "Nothing like that here. Without the filter there is {number} ticket.",
            "Nothing like that here. Without the filter there are {number} tickets.",
            told["unfiltered"],
        )
        return Text(text.format(number=told["unfiltered"]))
    if told["view"]["agent"]:
        return Text(_("Nothing is on your desk. “Queue” shows what waits for somebody to take it."))
    return Text(_("Nothing waits: every ticket has its answer, or waits for its customer. 🌿"))


def _taken(it: Telling) -> Text | None:
    taken = it.data["just_taken"]
    if taken is None:
        return None
    text = it._("✅ {agent} took {ticket}: {subject}")
    return fill(
        text,
        agent=Bold(clip(it.data["by"], NAME_LENGTH)),
        ticket=ticket_name(taken),
        subject=clip(taken["subject"], SUBJECT_LENGTH),
    )


# Rows.


def _row(it: Telling, row: Mapping[str, Any]) -> Sequence[Text]:
    """Two lines: what it is, and how it stands."""
    _ = it._
    mine = it.data["view"]["agent"]
    whose = None if mine else clip(row["assignee"], NAME_LENGTH) if row["assignee"] else _("nobody's")
    due = _due(it, row)
    return (
        Text(""),
        Text(_sign(it, row), ticket_name(row), " · ", clip(row["subject"], SUBJECT_LENGTH)),
        Text(
            _state(_, row["state"], row["department"]),
            *([" · ", whose] if whose else []),
            *([" · ", due] if due else []),
        ),
    )


def ticket_name(row: Mapping[str, Any]) -> Text:
    """The number, which leads to where the ticket stands."""
    url = _link(row)
    return Bold(TextLink(row["name"], url=url)) if url else Bold(row["name"])


def _link(row: Mapping[str, Any]) -> str | None:
    return place_link(row["chat"], row["thread"], row["card"])


def _sign(it: Telling, row: Mapping[str, Any]) -> str:
    late = row["due"] and datetime.fromisoformat(row["due"]) < datetime.fromisoformat(it.data["at"])
    return ("🔴 " if row["blocker"] else "") + ("⏰ " if late else "")


def _due(it: Telling, row: Mapping[str, Any]) -> Text | None:
    if not row["due"]:
        return None
    _, due, now = it._, datetime.fromisoformat(row["due"]), datetime.fromisoformat(it.data["at"])
    product = it.catalog.find(row["product"])
    zone = ZoneInfo(product.zone if product else "UTC")
    if due < now:
        return fill(_("overdue since {when}"), when=since_when(_, due, zone))
    return fill(_("due {when}"), when=by_when(_, due, now=now, zone=zone))


# Buttons.


def _usual(it: Telling) -> Sequence[Sequence[InlineKeyboardButton | None]]:
    _, view, told = it._, it.data["view"], it.data
    page = view["page"]
    filters = [_menu(it, name) for name in told["filters"]]
    other = _("My tickets") if view["agent"] is None else _("Queue")
    return (
        [_take(it) if told["first"] else None],
        turning(page, told["pages"], lambda to: _on_page(it, to)),
        filters[:2],
        filters[2:],
        [
            button(other, ListPress(do=ListDo.SHOW, agent=0 if view["agent"] else -1)),
            button(_("Refresh"), _on_page(it, page)),
        ],
    )


def _view(it: Telling) -> ListView:
    return ListView.from_json(it.data["view"])


def _take(it: Telling) -> InlineKeyboardButton:
    data = ListPress.on(_view(it), ListDo.TAKE, it.data["first"])
    return button(it._("Take next"), data, style="primary")


def _on_page(it: Telling, page: int) -> ListPress:
    return ListPress.on(_view(it), ListDo.SHOW, page)


def _menu(it: Telling, name: str) -> InlineKeyboardButton:
    """Opens what there is to choose from; says what is chosen."""
    do, title = _MENUS[name]
    chosen = it.data["view"][name]
    label = f"{it._(title)}: {_label(it, name, chosen)}" if chosen else it._(title)
    return button(label, ListPress.on(_view(it), do))


def _choosing(it: Telling) -> Sequence[Sequence[InlineKeyboardButton]]:
    name, told = it.data["choosing"], it.data["view"]

    def leads_to(value: Any) -> ListPress:
        return ListPress.on(ListView.from_json({**told, name: value, "page": 0}), ListDo.SHOW)

    offered = [
        [
            button(
                f"{_label(it, name, value)} · {number}",
                leads_to(value),
                style="primary" if value == told[name] else None,
            )
        ]
        for value, number in it.data["choices"]
    ]
    return (*offered, [button(it._("All"), leads_to(0 if name == "due" else ""))])


# Labels.


def _label(it: Telling, name: str, value: Any) -> str:
    _ = it._
    match name:
        case "product":
            return _title(it, value)
        case "department":
            return department(_, value)
        case "state":
            return _(STATES[value]).format(department=_("other departments"))
        case _:
            return _("overdue") if value == DueBy.OVERDUE else _("today")


def _state(_: Gettext, state: str, whose: str) -> str:
    return _(STATES[state]).format(department=department(_, whose))


def _title(it: Telling, product_id: str) -> str:
    product = it.catalog.find(product_id)
    return product.title.in_language(it.language) if product else product_id


TELLERS: dict[str, Teller] = {teller.__name__: teller for teller in (ticket_list, ticket_at_a_glance)}
