"""Small products, forms and tickets for the domain's tests."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.answers import Asking, FormAnswer, Said
from bot.domain.calendar import BusinessCalendar
from bot.domain.draft import Addition, Draft
from bot.domain.intake import Form
from bot.domain.message import Attachment, FileKind
from bot.domain.policy import Disagreement, Policy
from bot.domain.priorities import Priority
from bot.domain.product import (
    ConsentText,
    Contact,
    Field,
    FileRules,
    Hours,
    LocalText,
    Option,
    Product,
    RequestType,
    RequiredFor,
)
from bot.domain.ticket import Ticket

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ASKING = Asking(NOON)
WEEK = timedelta(days=7)
NINE_TO_SIX = {str(day): [["09:00", "18:00"]] for day in range(5)}
POLICY = Policy(Disagreement.CONTINUE, reopening=WEEK)
MANY_FILES = 100


def text(russian: str, english: str = "") -> LocalText:
    return LocalText({"ru": russian, "en": english or russian})


HOURS = Hours(
    BusinessCalendar.parse(
        {"tz": "Europe/Moscow", "versions": [{"from": "1970-01-01", "weekly": NINE_TO_SIX}]}
    ),
    text("пн–пт 9:00–18:00", "Mon–Fri 9:00–18:00"),
)


def a_field(
    key: str,
    kind: str = "text",
    *,
    required: bool | RequiredFor = True,
    max_length: int = 200,
    options: Iterable[str] = (),
) -> Field:
    return Field(
        key=key,
        kind=kind,
        ask=text(f"{key}?"),
        label=text(key),
        required_for=_required_for(required),
        max_length=max_length,
        options=tuple(Option(each, text(f"вариант {each}", f"option {each}")) for each in options),
    )


def _required_for(required: bool | RequiredFor) -> RequiredFor | None:
    if isinstance(required, RequiredFor):
        return required
    return RequiredFor.SUBMIT if required else None


SUBJECT = a_field("subject")
ACCOUNT = a_field("account", "account_number", required=False, max_length=60)
PLACE = a_field("place", "choice", options=("web", "phone"))
STORY = a_field("story", "long_text", max_length=1000)
SHOTS = a_field("shots", "files", required=False)
LOGS = a_field("logs", "files")


def lacking(stage: RequiredFor, key: str = "serial") -> FormAnswer:
    """An answer that has been put off, and what waits for it."""
    return FormAnswer(key, "serial_number", text("Серийный номер", "Serial number"), required_for=stage)


def a_product(*fields: Field, max_count: int = MANY_FILES) -> Product:
    return Product(
        id="product",
        prefix="PR",
        title=text("Продукт", "Product"),
        owner="Owner",
        hours=HOURS,
        types=(RequestType("incident", text("Инцидент", "Incident"), None, fields),),
        files=FileRules(max_count=max_count, max_mb=20, refused_extensions=frozenset({"exe"})),
        consent=ConsentText("1", text("Согласны?", "Do you agree?")),
        contacts=(Contact("email", "support@example.org"),),
        links=(),
        suggestions_channel=None,
        acknowledgement=None,
        promise=None,
        policy=POLICY,
        policy_version="v1",
    )


def a_draft(*additions: Addition) -> Draft:
    return Draft(
        id=1, customer_id=7, created_at=NOON, updated_at=NOON, product_id="product", additions=additions
    )


def a_form(*fields: Field, additions: Iterable[Addition] = (), max_count: int = MANY_FILES) -> Form:
    """A form at its first question."""
    product = a_product(*fields, max_count=max_count)
    form = Form(a_draft(*additions), product, product.types[0], now=NOON)
    form.begin()
    return form


def changed_to(form: Form, *fields: Field) -> Form:
    """The same draft, after the product file got other questions."""
    product = a_product(*fields)
    return Form(form.draft, product, product.types[0], now=NOON)


def words(message_id: int, said: str) -> Said:
    return Said(message_id, said)


def a_file(message_id: int, caption: str = "", *, name: str = "screen.png", size: int | None = 1000) -> Said:
    attachment = Attachment(FileKind.DOCUMENT, f"id-{message_id}", f"u-{message_id}", name, "image/png", size)
    return Said(message_id, caption, attachment)


def asked(form: Form) -> str:
    """The key of the question in front of the customer."""
    step = form.step()
    assert step is not None
    return step.field.key


def a_ticket(*, policy: Policy = POLICY, **changed: Any) -> Ticket:
    known: dict[str, Any] = {
        "product_id": "product",
        "prefix": "PR",
        "number": 1,
        "type_id": "incident",
        "customer_id": 7,
        "draft_id": 1,
        "policy": policy,
        "policy_version": "v1",
        "priority": Priority.NORMAL,
        "work_stopped": False,
        "subject": "Не открывается",
        "form": (),
        "additions": (),
        "enclosed": (),
        "registered_at": NOON,
        "id": 1,
    }
    return Ticket(**(known | changed))
