"""The questions of a product file."""

import difflib
from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from bot.catalog.schema_texts import Key, Part, QuestionTextPart, ShortTextPart, require_unique
from bot.domain.draft import ALIKE, PREVIEW
from bot.domain.kinds import KINDS
from bot.domain.kinds.options import NO, YES

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


Stage = Literal["submit", "take", "resolve"]


def _required_for(given: Any) -> Any:
    """`true` and `false` are what most questions need."""
    if isinstance(given, bool):
        return "submit" if given else None
    if given in get_args(Stage):
        return given
    near = difflib.get_close_matches(str(given), get_args(Stage), n=1)
    raise PydanticCustomError(
        "unknown_stage",
        "{given} is not allowed; {remedy}",
        {
            "given": repr(given),
            "remedy": f"did you mean {near[0]}?" if near else "use submit, take, resolve or false",
        },
    )


RequiredForPart = Annotated[
    Stage | None,
    BeforeValidator(_required_for, json_schema_input_type=Literal["submit", "take", "resolve", True, False]),
]


class OptionPart(Part):
    """One of the answers to a choice; each becomes a button."""

    key: Key = Field(description="What is stored. Do not change it once tickets have it.")
    title: ShortTextPart


class WhenPart(Part):
    """Ask only after certain answers."""

    field: Key = Field(description="An earlier question of this form: a choice, or a yes_no.")
    is_: Annotated[tuple[Key, ...], Field(min_length=1, alias="is")] = Field(
        description="The options after which to ask; yes and no for a yes_no."
    )


class FieldPart(Part):
    """A question of the form."""

    key: Key = Field(description="What is stored. Do not change it once tickets have it.")
    kind: FieldKind = Field(description="How the answer is read.")
    ask: QuestionTextPart = Field(description="The question, as the customer reads it.")
    label: ShortTextPart = Field(description="What the answer is called in the preview and on the card.")
    hint: QuestionTextPart | None = Field(None, description="A line below the question.")
    required: RequiredForPart = Field(
        "submit",
        description="What has to wait for the answer: submit (or true), take, resolve; false: nothing. "
        "Where it is not submit, the customer may skip the question and answer it later.",
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
        if self.key in {PREVIEW, ALIKE}:
            raise PydanticCustomError("reserved_key", "the key is reserved; choose another")
        if kind.takes_options and len(self.options) < 2:
            raise PydanticCustomError("few_options", "a choice needs at least two options; add them")
        if self.options and not kind.takes_options:
            raise PydanticCustomError(
                "needless_options", "only a choice has options; remove them or set kind to choice"
            )
        if self.blocker and self.kind != "yes_no":
            raise PydanticCustomError("needless_blocker", "only a yes_no can say that; remove blocker")
        require_unique([option.key for option in self.options], "option")
        return self

    @property
    def answers(self) -> set[str]:
        """What a condition can ask for."""
        return {YES, NO} if self.kind == "yes_no" else {option.key for option in self.options}


class TypePart(Part):
    """A kind of request with a form of its own."""

    title: ShortTextPart
    hint: ShortTextPart | None = Field(None, description="When to choose this type, in one line.")
    priority: Literal["low", "normal", "high", "critical"] = "normal"
    blocker: bool = Field(False, description="True: the customer's work is stopped; served first.")
    improvement: bool = Field(False, description="True: `Suggest a feature` leads here.")
    update: bool = Field(
        False, description="True: something gets updated; customers are told outcomes.before_update."
    )
    form: Annotated[tuple[FieldPart, ...], Field(min_length=1, max_length=30)] = Field(
        description="Asked in this order."
    )

    @model_validator(mode="after")
    def _keys_are_unique(self) -> "TypePart":
        require_unique([field.key for field in self.form], "question")
        return self

    @model_validator(mode="after")
    def _conditions_can_be_met(self) -> "TypePart":
        before: dict[str, FieldPart] = {}
        for field in self.form:
            if field.when:
                _require_answers(field, before)
            before[field.key] = field
        return self


def _require_answers(field: FieldPart, before: Mapping[str, FieldPart]) -> None:
    when = field.when
    if when is None:
        return
    earlier = before.get(when.field)
    if earlier is None or not earlier.answers:
        raise PydanticCustomError(
            "unknown_condition",
            "{key} depends on {field}, which is not a choice or yes_no before it; name one",
            {"key": field.key, "field": when.field},
        )
    for wanted in when.is_:
        if wanted not in earlier.answers:
            raise PydanticCustomError(
                "unknown_condition_answer",
                "{key} waits for {wanted}, which is not an answer to {field}; use one of {answers}",
                {
                    "key": field.key,
                    "wanted": wanted,
                    "field": when.field,
                    "answers": ", ".join(sorted(earlier.answers)),
                },
            )
