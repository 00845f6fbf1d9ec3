"""The form of a product file, as its editor sees it. `product.schema.json` is made from this."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from bot.domain.draft import PREVIEW
from bot.domain.kinds import KINDS
from bot.domain.kinds.options import NO, YES

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,19}$")]
"""Short, because it travels in a button's 64 bytes."""

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
MESSAGE_LENGTH = 3000
"""UTF-16 units of a text that is a message of its own; Telegram takes 4096 with what we add."""

FieldKind = Literal[
    "text",
    "long_text",
    "choice",
    "yes_no",
    "period",
    "version",
    "os",
    "account_number",
    "contract_number",
    "serial_number",
    "email",
    "phone",
    "files",
]
Extension = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{1,10}$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LocalTextPart(_Part):
    """A text in each language."""

    ru: Annotated[Words, StringConstraints(max_length=MESSAGE_LENGTH)]
    en: Annotated[Words, StringConstraints(max_length=MESSAGE_LENGTH)]


class ShortTextPart(_Part):
    """A label or a line, in each language."""

    ru: Annotated[Words, StringConstraints(max_length=100)]
    en: Annotated[Words, StringConstraints(max_length=100)]


class QuestionTextPart(_Part):
    """A question or a hint, in each language."""

    ru: Annotated[Words, StringConstraints(max_length=800)]
    en: Annotated[Words, StringConstraints(max_length=800)]


class OptionPart(_Part):
    """One of the answers to a choice; each becomes a button."""

    key: Key = Field(description="What is stored. Do not change it once tickets have it.")
    title: ShortTextPart


class WhenPart(_Part):
    """Ask only after certain answers."""

    field: Key = Field(description="An earlier question of this form: a choice, or a yes_no.")
    is_: Annotated[tuple[Key, ...], Field(min_length=1, alias="is")] = Field(
        description="The options after which to ask; yes and no for a yes_no."
    )


class FieldPart(_Part):
    """A question of the form."""

    key: Key = Field(description="What is stored. Do not change it once tickets have it.")
    kind: FieldKind = Field(description="How the answer is read.")
    ask: QuestionTextPart = Field(description="The question, as the customer reads it.")
    label: ShortTextPart = Field(description="What the answer is called in the preview and on the card.")
    hint: QuestionTextPart | None = Field(None, description="A line below the question.")
    required: Literal[True, False, "submit", "take", "resolve"] = Field(
        True,
        description="False: the customer may skip the question. take, resolve: they may, too, but agents "
        "cannot take or resolve the ticket without the answer. True is the same as submit.",
    )
    max_length: int | None = Field(
        None,
        ge=1,
        le=100_000,
        description="Characters; 200 for most kinds and 20000 for long_text and files by default.",
    )
    options: Annotated[tuple[OptionPart, ...], Field(max_length=50)] = Field(
        (), description="For a choice: at least two."
    )
    when: WhenPart | None = Field(None, description="Ask only after certain answers to an earlier question.")
    blocker: bool = Field(False, description="For a yes_no: yes says that the customer's work is stopped.")

    @model_validator(mode="after")
    def _fits_its_kind(self) -> "FieldPart":
        kind = KINDS[self.kind]
        if self.key == PREVIEW:
            raise PydanticCustomError("reserved_key", "the key is reserved; choose another")
        if kind.takes_options and len(self.options) < 2:
            raise PydanticCustomError("few_options", "a choice needs at least two options; add them")
        if self.options and not kind.takes_options:
            raise PydanticCustomError(
                "needless_options", "only a choice has options; remove them or set kind to choice"
            )
        if self.blocker and self.kind != "yes_no":
            raise PydanticCustomError("needless_blocker", "only a yes_no says that; remove blocker")
        _require_unique([option.key for option in self.options], "option")
        return self

    @property
    def answers(self) -> set[str]:
        """What a condition can ask for."""
        return {YES, NO} if self.kind == "yes_no" else {option.key for option in self.options}


class TypePart(_Part):
    """A kind of request with a form of its own."""

    title: ShortTextPart
    hint: ShortTextPart | None = Field(None, description="When to choose this type, in one line.")
    priority: Literal["low", "normal", "high", "critical"] = "normal"
    blocker: bool = Field(False, description="True: the customer's work is stopped; served first.")
    improvement: bool = Field(False, description="True: `Suggest a feature` leads here.")
    form: Annotated[tuple[FieldPart, ...], Field(min_length=1, max_length=30)] = Field(
        description="Asked in this order."
    )

    @model_validator(mode="after")
    def _keys_are_unique(self) -> "TypePart":
        _require_unique([field.key for field in self.form], "question")
        return self

    @model_validator(mode="after")
    def _conditions_can_be_met(self) -> "TypePart":
        before: dict[str, FieldPart] = {}
        for field in self.form:
            if field.when:
                _require_answers(field, before)
            before[field.key] = field
        return self


class FilesPart(_Part):
    """Which files customers may send."""

    max_count: int = Field(10, ge=1, le=100, description="Files in one form.")
    max_mb: int = Field(
        2000, ge=1, le=4000, description="Of one file. Over 20 MB only Telegram keeps a copy."
    )
    refused_extensions: tuple[Extension, ...] = Field((), description="Without the dot, lower case.")


class ConsentPart(_Part):
    """Consent to the processing of personal data, asked once before the first registration."""

    version: Annotated[str, Field(min_length=1, max_length=40)] = Field(
        description="Change it with the text: customers are then asked again."
    )
    text: LocalTextPart


class ContactPart(_Part):
    """Another way to reach the product's support."""

    kind: Literal["site", "email", "phone", "telegram"]
    value: Words


def _both_languages(value: Any) -> Any:
    """A name that is the same in every language may be written once."""
    return {"ru": value, "en": value} if isinstance(value, str) else value


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise PydanticCustomError(
            "unknown_zone", "{name} is no time zone; write it like Europe/Moscow", {"name": name}
        )
    return name


def _one_improvement(types: dict[str, TypePart]) -> dict[str, TypePart]:
    if sum(part.improvement for part in types.values()) > 1:
        raise PydanticCustomError(
            "two_improvement_types", "only one type may have improvement: true; remove the others"
        )
    return types


class ProductFile(_Part):
    """A product: what its customers are asked, and the policy that its regulation sets."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,31}$")] = Field(
        description="Also the payload of the product's deep link."
    )
    prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,6}$")] = Field(
        description="Of the ticket numbers: EC gives EC-1."
    )
    title: Annotated[
        ShortTextPart, BeforeValidator(_both_languages, json_schema_input_type=str | ShortTextPart)
    ]
    owner: Words = Field(description="The legal entity that the consent is given to.")
    zone: Annotated[str, AfterValidator(_known_zone)] = Field(
        description="Of the support office, as in the IANA data base: Europe/Moscow."
    )
    types: Annotated[
        dict[Key, TypePart], Field(min_length=1, max_length=20), AfterValidator(_one_improvement)
    ]
    files: FilesPart = FilesPart()
    consent: ConsentPart
    contacts: Annotated[tuple[ContactPart, ...], Field(min_length=1)]
    disagreement: Literal["continue"] = Field(
        "continue",
        description="After a reasoned disagreement with the resolution, work on the ticket goes on.",
    )
    reopening_days: int = Field(
        7, ge=0, le=365, description="Days in which a closed ticket can be reopened; 0: never."
    )


def _require_answers(field: FieldPart, before: Mapping[str, FieldPart]) -> None:
    when = field.when
    if when is None:
        return
    earlier = before.get(when.field)
    if earlier is None or not earlier.answers:
        raise PydanticCustomError(
            "unknown_condition",
            "{key} depends on {field}, which is no choice or yes_no before it; name one",
            {"key": field.key, "field": when.field},
        )
    for wanted in when.is_:
        if wanted not in earlier.answers:
            raise PydanticCustomError(
                "unknown_condition_answer",
                "{key} waits for {wanted}, which is no answer to {field}; take one of {answers}",
                {
                    "key": field.key,
                    "wanted": wanted,
                    "field": when.field,
                    "answers": ", ".join(sorted(earlier.answers)),
                },
            )


def _require_unique(keys: list[str], what: str) -> None:
    for key in keys:
        if keys.count(key) > 1:
            raise PydanticCustomError(
                "duplicate_key",
                "two {what}s have the key {key}; rename one",
                {"what": what, "key": key},
            )


def json_schema() -> str:
    """For editors: `bot/catalog/product.schema.json` holds this text."""
    schema = ProductFile.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
