"""Reads product files into the domain's products."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import time, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ValidationError
from ruamel.yaml.comments import CommentedMap

from bot.catalog.diagnosis import content_faults
from bot.catalog.files import BUILT_IN, CALENDARS, files_of, fingerprint_of
from bot.catalog.products import Catalog
from bot.catalog.reading import parse
from bot.catalog.schema import ProductFile
from bot.catalog.schema_closing import ClosingPart
from bot.catalog.schema_form import FieldPart, TypePart
from bot.catalog.schema_hours import CalendarFile, HoursPart
from bot.catalog.schema_sla import TargetsPart, working_time
from bot.catalog.schema_texts import LocalTextPart, QuestionTextPart, ShortTextPart
from bot.domain.calendar import BusinessCalendar
from bot.domain.closing import ClosingMode
from bot.domain.closing_rule import NEVER, ClosingRule
from bot.domain.entitlement import Enforcement
from bot.domain.kinds import KINDS
from bot.domain.policy import Disagreement, Policy
from bot.domain.priorities import Priority
from bot.domain.product import (
    Condition,
    ConsentText,
    Contact,
    Department,
    Field,
    FileRules,
    Hours,
    Link,
    LocalText,
    Option,
    Product,
    RequestType,
    RequiredFor,
)
from bot.domain.targets import ClockKind, Targets
from bot.faults import Fault, Faulty


def load_catalog(folder: Path | None = None) -> Catalog:
    """Every `*.yaml` of the folder, or the built-in products; raises `Faulty` with all faults at once."""
    folder = folder or BUILT_IN
    fingerprint = fingerprint_of(folder)
    paths = files_of(folder)
    if not paths:
        raise Faulty(
            [Fault(str(folder), None, "", "no product files (*.yaml) here; add one, or unset PRODUCTS_DIR")]
        )
    faults: list[Fault] = []
    loaded: list[tuple[Path, Product]] = []
    for path in paths:
        try:
            loaded.append((path, load_product(path)))
        except Faulty as found:
            faults += found.faults
    faults += _clashes(loaded)
    if faults:
        raise Faulty(list(dict.fromkeys(faults)))
    return Catalog([product for _, product in loaded], fingerprint)


def load_product(path: Path) -> Product:
    """One product file; raises `Faulty`."""
    file = _read(path, ProductFile)
    return _product(file, _calendar(file.hours, path.parent))


File = TypeVar("File", bound=BaseModel)


def _read(path: Path, model: type[File]) -> File:
    data = parse(path)
    if not isinstance(data, CommentedMap):
        kind, first = ("calendar", "short") if model is CalendarFile else ("product", "id")
        raise Faulty([Fault(path.name, 1, "", f"a {kind} file is a mapping; begin with `{first}: …`")])
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise Faulty(_once(content_faults(path, data, error.errors(), model))) from error


def _once(faults: Sequence[Fault]) -> list[Fault]:
    """What stands behind an alias is faulty at every place that uses it, and is mended at one."""
    return list({(fault.line, fault.problem): fault for fault in reversed(faults)}.values())[::-1]


def _clashes(loaded: Sequence[tuple[Path, Product]]) -> list[Fault]:
    faults = []
    seen: dict[str, Path] = {}
    for path, product in loaded:
        for field, value in (("id", product.id), ("prefix", product.prefix)):
            if (first := seen.setdefault(f"{field} {value}", path)) is not path:
                faults.append(
                    Fault(path.name, None, field, f"{first.name} has {value} already; choose another")
                )
    return faults


def _product(file: ProductFile, calendar: BusinessCalendar) -> Product:
    return Product(
        id=file.id,
        prefix=file.prefix,
        title=_text(file.title),
        owner=file.owner,
        hours=Hours(calendar, _text(file.hours.text)),
        types=tuple(_type(type_id, part) for type_id, part in file.types.items()),
        files=FileRules(
            max_count=file.files.max_count,
            max_mb=file.files.max_mb,
            refused_extensions=frozenset(file.files.refused_extensions),
        ),
        consent=ConsentText(file.consent.version, _text(file.consent.text)),
        contacts=tuple(Contact(each.kind, each.value) for each in file.contacts),
        links=tuple(Link(_text(each.title), each.url) for each in file.links),
        suggestions_channel=file.suggestions_channel,
        acknowledgement=_text(file.acknowledgement) if file.acknowledgement else None,
        promise=_text(file.promise) if file.promise else None,
        policy=Policy(
            disagreement=Disagreement(file.disagreement),
            reopening=timedelta(days=file.reopening_days),
            closing=_closing(file.closing, zone=file.hours.tz),
            targets=_targets(file.sla),
            enforcement=Enforcement(file.entitlement.enforcement),
        ),
        policy_version=_digest(file),
        levels=file.entitlement.levels,
        warned_before=file.entitlement.warn_days,
        departments=(Department.SUPPORT, *(Department(each) for each in file.departments)),
        before_update=_text(file.outcomes.before_update) if file.outcomes.before_update else None,
        build_install=_text(file.outcomes.build.install) if file.outcomes.build else None,
        retention=file.retention.as_rule(),
    )


def _targets(levels: Mapping[str, TargetsPart]) -> Targets:
    return Targets(
        {
            level: {
                clock: {priority: working_time(getattr(times, priority.value)) for priority in Priority}
                for clock in ClockKind
                if (times := getattr(part, clock.value))
            }
            for level, part in levels.items()
        }
    )


def _calendar(part: HoursPart, folder: Path) -> BusinessCalendar:
    mapping = part.model_dump(by_alias=True)
    if part.holidays:
        mapping["holidays"] = {"country": part.holidays} | _country(part, folder)
    return BusinessCalendar.parse(mapping)


def _country(part: HoursPart, folder: Path) -> dict[str, Any]:
    """What the calendar file says of the product's country, if there is one."""
    name = f"{part.holidays}.yaml"
    path = next((each for each in (folder / "calendars" / name, CALENDARS / name) if each.is_file()), None)
    known = _read(path, CalendarFile).model_dump() if path else {}
    return known if part.short_by is None else known | {"short_by": part.short_by}


def _closing(part: ClosingPart, *, zone: str) -> ClosingRule:
    hours, _, minutes = (part.reminder_at or "").partition(":")
    return ClosingRule(
        mode=None if part.mode == NEVER else ClosingMode(part.mode),
        days=part.days or 0,
        zone=ZoneInfo(part.zone or zone),
        shift_to_workday=part.shift_to_workday,
        reminder_at=time(int(hours), int(minutes)) if hours else None,
        reminder_days=part.reminder_days or 0,
    )


def _digest(file: ProductFile) -> str:
    canonical = json.dumps(file.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def _type(type_id: str, part: TypePart) -> RequestType:
    return RequestType(
        id=type_id,
        title=_text(part.title),
        hint=_text(part.hint) if part.hint else None,
        form=tuple(_field(each) for each in part.form),
        priority=Priority(part.priority),
        blocker=part.blocker,
        improvement=part.improvement,
        update=part.update,
    )


def _field(part: FieldPart) -> Field:
    return Field(
        key=part.key,
        kind=part.kind,
        ask=_text(part.ask),
        label=_text(part.label),
        hint=_text(part.hint) if part.hint else None,
        required_for=RequiredFor(part.required) if part.required else None,
        max_length=part.max_length or KINDS[part.kind].default_length,
        options=tuple(Option(each.key, _text(each.title)) for each in part.options),
        when=Condition(part.when.field, frozenset(part.when.is_)) if part.when else None,
        blocker=part.blocker,
    )


def _text(part: LocalTextPart | ShortTextPart | QuestionTextPart) -> LocalText:
    return LocalText(part.model_dump())
