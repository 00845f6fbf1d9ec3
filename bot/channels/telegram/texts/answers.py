"""How the answers of a form are read by people: values, buttons, what a part of an answer still lacks."""

from datetime import date, datetime

from aiogram.utils.formatting import Bold, Italic, Text
from babel.dates import format_date, format_datetime

from bot.channels.telegram.texts.base import Telling, fill, lines
from bot.channels.telegram.texts.hours import city
from bot.domain.answers import FormAnswer
from bot.domain.kinds.options import NO, YES
from bot.domain.kinds.period import ONCE, OTHER_DAY, STILL, TODAY, WHOLE_DAY, YESTERDAY, Stage
from bot.domain.periods import Period
from bot.domain.product import Field, Product
from bot.i18n import N_, Gettext

OPTIONS = {
    YES: N_("Yes"),
    NO: N_("No"),
    TODAY: N_("Today"),
    YESTERDAY: N_("Yesterday"),
    OTHER_DAY: N_("Other day"),
    WHOLE_DAY: N_("All day"),
    ONCE: N_("Just at that moment"),
    STILL: N_("It is still going on"),
}
"""What the buttons are called that no product file names."""


def value(_: Gettext, answer: FormAnswer) -> str:
    """The answer as people read it."""
    if answer.value_label:
        return answer.value_label.in_language(_.language)
    if answer.kind == "yes_no" and answer.value in OPTIONS:
        label = OPTIONS[answer.value]
        return _(label)
    if answer.kind == "period":
        understood, comma, words = answer.value.partition(", ")
        period = Period.parse(understood)
        return _period(_, period) + comma + words if period else answer.value
    return answer.value


def files(_: Gettext, answer: FormAnswer) -> str:
    """How many, and whether text was pasted with them; empty without any."""
    number = _.ngettext("{number} file", "{number} files", answer.files).format(number=answer.files)
    pasted = _("pasted text")
    return ", ".join([*([number] if answer.files else []), *([pasted] if answer.value else [])])


def option_label(_: Gettext, field: Field, key: str) -> str:
    """Of a button that answers the question, or a part of it."""
    titles = {option.key: option.title.in_language(_.language) for option in field.options}
    if key in titles:
        return titles[key]
    if key in OPTIONS:
        label = OPTIONS[key]
        return _(label)
    if key.isdigit():
        return f"{key[:2]}:{key[2:]}"
    return format_date(date.fromisoformat(key), "EEE, d MMM", locale=_.language)


def part_asked(it: Telling, asked: Field) -> Text | None:
    """What to say instead of the whole question, when a part of the answer is there."""
    stage, current = it.data["stage"], it.data["current"]
    if not stage or stage == Stage.DAY:
        return None
    _ = it._
    so_far = current["value"]
    match asked.kind:
        case "period":
            return _period_part(_, stage, so_far)
        case "os":
            return lines(
                fill(_("Which version of {system}?"), system=Bold(so_far)),
                _("If you do not know it, press “Done”."),
            )
        case _:
            number = _.ngettext("{number} character received.", "{number} characters received.", len(so_far))
            return lines(
                number.format(number=len(so_far)),
                _("If there is more, send it as the next message. If that was all, press “Done”."),
            )


def zone_line(_: Gettext, product: Product) -> Text:
    """By which clock the question's times are meant."""
    return Italic(_("Time zone: {city}.").format(city=city(_, product)))


def _period_part(_: Gettext, stage: str, so_far: str) -> Text:
    match stage:
        case Stage.WHICH_DAY:
            return lines(Bold(_("Which day was it?")), _("Choose it, or write the date, for example 18.11."))
        case Stage.START:
            day = format_date(date.fromisoformat(so_far), "d MMMM", locale=_.language)
            return lines(
                Bold(_("{day}: from what time?").format(day=day)),
                _("Choose it, or write the time, for example 14:30."),
            )
        case _:
            start = _point(_, datetime.fromisoformat(so_far), zone=False)
            return lines(
                Bold(_("From {start}: until what time?").format(start=start)),
                _("Choose it, or write the time, for example 16:00."),
            )


def _period(_: Gettext, period: Period) -> str:
    start, end = period.start, period.end
    if period.goes_on:
        return _("since {start}, still going on").format(start=_point(_, start))
    if end is None:
        return _point(_, start)
    if isinstance(start, datetime) and isinstance(end, datetime) and start.date() == end.date():
        day = format_date(start, "d MMMM y", locale=_.language)
        return f"{day}, {start:%H:%M}–{end:%H:%M}{_offset(start)}"
    return f"{_point(_, start, zone=False)} – {_point(_, end)}"


def _point(_: Gettext, point: date | datetime, *, zone: bool = True) -> str:
    if not isinstance(point, datetime):
        return format_date(point, "d MMMM y", locale=_.language)
    # tzinfo given, or Babel would show the moment in UTC
    text = format_datetime(point, "d MMMM y, HH:mm", tzinfo=point.tzinfo, locale=_.language)
    return text + (_offset(point) if zone else "")


def _offset(moment: datetime) -> str:
    offset = moment.utcoffset()
    minutes = int(offset.total_seconds()) // 60 if offset else 0
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return f" (UTC{sign}{hours}:{rest:02})" if rest else f" (UTC{sign}{hours})"
