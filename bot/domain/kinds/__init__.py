"""The kinds of question that a form can ask. A new kind is one class, and its name here."""

from bot.domain.kinds.base import Kind
from bot.domain.kinds.files import FilesKind
from bot.domain.kinds.numbers import AccountNumberKind, ContractNumberKind, SerialNumberKind
from bot.domain.kinds.options import ChoiceKind, YesNoKind
from bot.domain.kinds.period import PeriodKind
from bot.domain.kinds.reach import EmailKind, PhoneKind
from bot.domain.kinds.words import LongTextKind, SystemKind, TextKind, VersionKind

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        TextKind(),
        LongTextKind(),
        ChoiceKind(),
        YesNoKind(),
        PeriodKind(),
        VersionKind(),
        SystemKind(),
        AccountNumberKind(),
        ContractNumberKind(),
        SerialNumberKind(),
        EmailKind(),
        PhoneKind(),
        FilesKind(),
    )
}
