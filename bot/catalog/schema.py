"""The form of a product file, as its editor sees it. `product.schema.json` is made from this."""

import json
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from bot.catalog.schema_closing import ClosingPart
from bot.catalog.schema_form import TypePart
from bot.catalog.schema_hours import HoursPart
from bot.catalog.schema_retention import RetentionPart
from bot.catalog.schema_sla import Sla
from bot.catalog.schema_texts import (
    Key,
    LocalTextPart,
    Part,
    QuestionTextPart,
    ShortTextPart,
    Words,
    require_unique,
)
from bot.domain.entitlement import LEVELS

Extension = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{1,10}$")]


class FilesPart(Part):
    """Which files customers may send."""

    max_count: int = Field(10, ge=1, le=100, description="Files in one form.")
    max_mb: int = Field(
        2000, ge=1, le=4000, description="Of one file. Over 20 MB only Telegram keeps a copy."
    )
    refused_extensions: tuple[Extension, ...] = Field((), description="Without the dot, lower case.")


class ConsentPart(Part):
    """Consent to the processing of personal data, asked once before the first registration."""

    version: Annotated[str, Field(min_length=1, max_length=40)] = Field(
        description="Change it with the text: customers are then asked again."
    )
    text: LocalTextPart


class ContactPart(Part):
    """Another way to reach the product's support."""

    kind: Literal["site", "email", "phone", "telegram"]
    value: Words


class LinkPart(Part):
    """A page that customers of the product may need."""

    title: ShortTextPart
    url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=500)]


class BuildPart(Part):
    """New builds that agents send to a customer, with `/build`."""

    install: QuestionTextPart = Field(description="How a build is installed; comes with each.")


class OutcomesPart(Part):
    """What comes with certain answers."""

    before_update: QuestionTextPart | None = Field(
        None,
        description="What customers do before an update, such as a back-up. Said when a request of a type "
        "with update: true is registered, and with its answer; also with the answer that a release is out.",
    )
    build: BuildPart | None = Field(None, description="Leave it out, and no builds can be sent.")


def _no_level_twice(levels: tuple[str, ...]) -> tuple[str, ...]:
    require_unique(list(levels), "level")
    return levels


class EntitlementPart(Part):
    """Who has a right to support. The records are imported as a list; a form's account, contract or serial
    number is what one is found by."""

    enforcement: Literal["soft", "hold"] = Field(
        "soft",
        description="Of a new request without a valid record: soft shows agents a flag, hold lets it wait "
        "until the right is proved. While the product has no records, nothing is checked.",
    )
    levels: Annotated[
        tuple[Annotated[Words, StringConstraints(max_length=40)], ...],
        Field(min_length=1),
        AfterValidator(_no_level_twice),
    ] = Field(LEVELS, description="Levels of support that a record may name.")
    warn_days: Annotated[tuple[Annotated[int, Field(ge=1, le=365)], ...], Field(max_length=5)] = Field(
        (30, 7), description="Days before the end on which customers and agents are told; at 9:00."
    )


def _both_languages(value: Any) -> Any:
    """A name that is the same in every language may be written once."""
    return {"ru": value, "en": value} if isinstance(value, str) else value


def _one_improvement(types: dict[str, TypePart]) -> dict[str, TypePart]:
    if sum(part.improvement for part in types.values()) > 1:
        raise PydanticCustomError(
            "two_improvement_types", "only one type may have improvement: true; remove the others"
        )
    return types


class ProductFile(Part):
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
    hours: HoursPart
    types: Annotated[
        dict[Key, TypePart], Field(min_length=1, max_length=20), AfterValidator(_one_improvement)
    ]
    files: FilesPart = FilesPart()
    consent: ConsentPart
    contacts: Annotated[tuple[ContactPart, ...], Field(min_length=1)]
    links: tuple[LinkPart, ...] = Field(
        (), description="Pages that customers may need; shown with the contacts."
    )
    suggestions_channel: Annotated[str, StringConstraints(pattern=r"^@[A-Za-z]\w{3,31}$")] | None = Field(
        None, description="Where suggestions go when no type is improvement: true; a Telegram channel, @name."
    )
    acknowledgement: QuestionTextPart | None = Field(
        None, description="Said once a request is registered: what happens next, how to follow it."
    )
    promise: QuestionTextPart | None = Field(
        None, description="How soon you promise to react. Leave it out, and nothing is promised."
    )
    sla: Sla = Field({})
    entitlement: EntitlementPart = EntitlementPart()
    disagreement: Literal["continue", "new_request"] = Field(
        "continue",
        description="After a reasoned disagreement with the resolution: work on the ticket goes on, "
        "or the customer registers a new request that is linked to it.",
    )
    departments: tuple[Literal["engineering", "development"], ...] = Field(
        ("engineering", "development"), description="Who tickets can be escalated to."
    )
    outcomes: OutcomesPart = OutcomesPart()
    reopening_days: int = Field(
        7, ge=0, le=365, description="Days in which a closed ticket can be reopened; 0: never."
    )
    retention: RetentionPart = Field(
        RetentionPart(), description="How long what was said about a closed ticket is kept."
    )
    closing: ClosingPart = Field(
        ClosingPart(mode="never"), description="What follows when a customer says nothing about an answer."
    )

    @model_validator(mode="after")
    def _keeps_what_can_be_reopened(self) -> Self:
        self.retention.require_longer_than(self.reopening_days)
        return self


def json_schema() -> str:
    """For editors: `bot/catalog/product.schema.json` holds this text."""
    schema = ProductFile.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
