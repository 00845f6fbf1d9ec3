"""A product: what its customers are asked, and the policy that its regulation sets."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.calendar import BusinessCalendar
from bot.domain.entitlement import LEVELS
from bot.domain.policy import Policy
from bot.domain.priorities import Priority
from bot.domain.retention import KEPT_FOR_GOOD, Retention

MEGABYTE = 1_000_000
FALLBACK_LANGUAGE = "en"


class Department(StrEnum):
    SUPPORT = "support"
    ENGINEERING = "engineering"
    DEVELOPMENT = "development"


class RequiredFor(StrEnum):
    """What cannot be done with a request before a question has its answer."""

    SUBMIT = "submit"
    TAKE = "take"
    RESOLVE = "resolve"


@dataclass(frozen=True, slots=True)
class LocalText:
    """A product file's text in each of its languages."""

    by_language: Mapping[str, str]

    def in_language(self, language: str) -> str:
        """The text for a reader of `language`; English, or the first there is, when it is missing."""
        texts = self.by_language
        return texts.get(language) or texts.get(FALLBACK_LANGUAGE) or next(iter(texts.values()))


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers to a choice."""

    key: str
    title: LocalText


@dataclass(frozen=True, slots=True)
class Condition:
    """The question is asked only after one of these answers to an earlier one."""

    field: str
    answers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Field:
    """A question of an intake form."""

    key: str
    kind: str
    ask: LocalText
    label: LocalText
    """What the answer is called in the preview and on the card."""
    hint: LocalText | None = None
    required_for: RequiredFor | None = RequiredFor.SUBMIT
    """None: it may stay without an answer for good."""
    max_length: int = 4096
    """In characters, for the kinds that are text."""
    options: tuple[Option, ...] = ()
    when: Condition | None = None
    blocker: bool = False
    """For yes or no: a yes says that the customer's work is stopped."""

    @property
    def required(self) -> bool:
        """The request is not even registered without it."""
        return self.required_for is RequiredFor.SUBMIT


@dataclass(frozen=True, slots=True)
class FileRules:
    """Which files the product's customers may send."""

    max_count: int
    """In one form."""
    max_mb: int
    """Of one file, in millions of bytes."""
    refused_extensions: frozenset[str]
    """Lower case, without the dot."""


@dataclass(frozen=True, slots=True)
class RequestType:
    """A kind of request with a form of its own."""

    id: str
    title: LocalText
    hint: LocalText | None
    form: tuple[Field, ...]
    priority: Priority = Priority.NORMAL
    blocker: bool = False
    improvement: bool = False
    """A suggestion: asks for a change of the product."""
    update: bool = False
    """What was asked for ends with something updated."""

    def field(self, key: str) -> Field:
        return next(field for field in self.form if field.key == key)

    def called_for(self, values: Mapping[str, str]) -> list[Field]:
        """The questions that these answers call for."""
        called: dict[str, Field] = {}
        for each in self.form:
            when = each.when
            if when is None or (when.field in called and values.get(when.field, "") in when.answers):
                called[each.key] = each
        return list(called.values())


@dataclass(frozen=True, slots=True)
class ConsentText:
    """What a customer agrees to before the first registration. A new version is asked anew."""

    version: str
    text: LocalText


@dataclass(frozen=True, slots=True)
class Contact:
    """Another way to reach the product's support."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Link:
    """A page that customers of the product may need."""

    title: LocalText
    url: str


@dataclass(frozen=True, slots=True)
class Hours:
    """When support is at work."""

    calendar: BusinessCalendar
    text: LocalText
    """The same in words, without the zone."""


@dataclass(frozen=True, slots=True)
class Product:
    id: str
    prefix: str
    title: LocalText
    owner: str
    hours: Hours
    types: tuple[RequestType, ...]
    files: FileRules
    consent: ConsentText
    contacts: tuple[Contact, ...]
    links: tuple[Link, ...]
    suggestions_channel: str | None
    """Where suggestions go, when they are no requests: @name of a Telegram channel."""
    acknowledgement: LocalText | None
    """What a customer should know once a request is registered: what happens next, how to follow it."""
    promise: LocalText | None
    """How soon the operator promises to react. None: nothing is promised."""
    policy: Policy
    policy_version: str
    """A digest of everything above and below: a ticket keeps the policy it was registered under."""
    levels: tuple[str, ...] = LEVELS
    """Of support; a right to it names one of them."""
    warned_before: tuple[int, ...] = (30, 7)
    """Days before a right to support ends."""
    departments: tuple[Department, ...] = tuple(Department)
    """Who may work on the product's tickets; the first line always does."""
    before_update: LocalText | None = None
    """What a customer does before anything is updated."""
    build_install: LocalText | None = None
    """How a new build is installed. None: customers are given no builds."""
    retention: Retention = KEPT_FOR_GOOD

    @property
    def zone(self) -> str:
        """IANA name of the office's time zone, in which moments are shown."""
        return self.hours.calendar.zone.key

    @property
    def gives_builds(self) -> bool:
        return self.build_install is not None

    def updates(self, type_id: str) -> bool:
        """Requests of this type end with something updated."""
        return self.has_type(type_id) and self.type(type_id).update

    def type(self, type_id: str) -> RequestType:
        return next(request_type for request_type in self.types if request_type.id == type_id)

    def has_type(self, type_id: str) -> bool:
        return any(request_type.id == type_id for request_type in self.types)

    @property
    def takes_suggestions(self) -> bool:
        """As requests, or in a channel."""
        return bool(self.improvement_type or self.suggestions_channel)

    @property
    def improvement_type(self) -> RequestType | None:
        """The type that takes suggestions, where the product has one."""
        return next((request_type for request_type in self.types if request_type.improvement), None)
