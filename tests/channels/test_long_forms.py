"""Forms as long as product files allow still fit into Telegram's messages and topics."""

import pytest

from bot.channels.telegram.texts.base import Said
from bot.domain.answers import Answer, FormAnswer
from bot.domain.draft import PREVIEW, Addition
from bot.domain.intake import Form
from bot.domain.people import Agent, Customer
from bot.domain.product import Field, Option
from bot.domain.ticket import Ticket
from bot.i18n import languages
from bot.services.drafts import standing
from bot.services.sending import TicketView
from tests.channels.rendering import check_sendable, renderer, text_of, words_of
from tests.channels.samples import SUBJECT_LENGTH, ticket_about
from tests.domain.building import NOON, a_draft, a_field, a_product, text

IN_EACH_LANGUAGE = pytest.mark.parametrize("language", languages())
SAID = pytest.mark.parametrize("words", ["Отчёт за ноябрь " * 250, "😀" * 4000], ids=["long", "wide"])
OLGA = Agent(11, "5000000003", "Ольга")


def a_customer(name: str) -> Customer:
    return Customer(7, "telegram", "5000000001", name[:128], "anna", "ru")


def a_long_form(fields: tuple[Field, ...], words: str) -> Form:
    product = a_product(*fields)
    form = Form(a_draft(Addition(99, words)), product, product.types[0], now=NOON)
    form.draft.at, form.draft.type_id = PREVIEW, "incident"
    form.draft.answers = {each.key: Answer(words[: each.max_length], (1,)) for each in fields}
    return form


@SAID
@IN_EACH_LANGUAGE
@pytest.mark.parametrize("questions", [4, 12])
def test_the_preview_of_a_long_form_fits_one_message(language: str, words: str, questions: int) -> None:
    fields = tuple(a_field(f"q{number}", "long_text", max_length=4000) for number in range(questions))
    form = a_long_form(fields, words)

    said = words_of(standing(form), language, form.product)

    check_sendable(said)
    assert all(f"q{number}" in text_of(said) for number in range(questions))


@SAID
@IN_EACH_LANGUAGE
@pytest.mark.parametrize("questions", [4, 12])
def test_the_card_of_a_long_form_fits_one_message(language: str, words: str, questions: int) -> None:
    fields = tuple(a_field(f"q{number}", "long_text", max_length=4000) for number in range(questions))
    form = a_long_form(fields, words)
    ticket = ticket_about(
        words,
        form=tuple(FormAnswer.of(each, form.draft.answers[each.key]) for each in fields),
        work_stopped=True,
        undelivered="blocked",
        assignee_id=11,
        rating=5,
    )

    check_sendable(_card(ticket, a_customer(words), language))


def _card(ticket: Ticket, customer: Customer, language: str, assignee: Agent | None = OLGA) -> Said:
    return renderer().card(TicketView(ticket, customer, assignee, NOON), language)


@IN_EACH_LANGUAGE
def test_many_options_with_long_titles_fit_the_buttons(language: str) -> None:
    options = tuple(Option(f"o{number}", text("Вариант " * 30)) for number in range(50))
    field = Field("choice", "choice", text("Какой?"), text("Вариант"), options=options)
    form = a_long_form((field,), "o1")
    form.draft.at = "choice"

    check_sendable(words_of(standing(form), language, form.product))


@SAID
@pytest.mark.parametrize("blocker", [False, True])
def test_a_topics_name_begins_with_the_number_and_fits(words: str, *, blocker: bool) -> None:
    ticket = ticket_about(words, subject=words[:SUBJECT_LENGTH], work_stopped=blocker)

    name = renderer().topic_name(TicketView(ticket, a_customer(words), None, NOON))

    assert name.startswith("EC-1234567 ")
    assert len(name) <= 128


def test_a_short_topic_name_is_whole() -> None:
    ticket = ticket_about("Отчёт пуст")

    assert (
        renderer().topic_name(TicketView(ticket, a_customer("Анна"), None, NOON))
        == "EC-1234567 Отчёт пуст · Анна"
    )


def test_a_ticket_whose_product_or_type_is_served_no_longer_still_has_its_card() -> None:
    for changed in ({"product_id": "gone"}, {"type_id": "gone"}):
        said = _card(ticket_about("Отчёт пуст", **changed), a_customer("Анна"), "ru")
        check_sendable(said)
        assert "gone" in text_of(said)
