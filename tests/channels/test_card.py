"""A ticket's card: what agents see at a glance, and the buttons that its state allows."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.telegram.callbacks import DeskDo, DeskPress
from bot.channels.telegram.texts.base import Said
from bot.domain.people import Agent, Customer
from bot.domain.states import ACTIVE, ClosingReason, State
from bot.domain.ticket import Ticket
from bot.i18n import gettext_for, languages
from bot.services.sending import TicketView
from tests.channels.rendering import buttons, check_sendable, marked, renderer, text_of
from tests.channels.samples import ticket_about
from tests.domain.building import NOON

OLGA = Agent(11, "5000000003", "Ольга", "olga")
IN_EACH_LANGUAGE = pytest.mark.parametrize("language", languages())


def anna(blocked_at: datetime | None = None) -> Customer:
    return Customer(7, "telegram", "5000000001", "Анна", "anna", "ru", blocked_at=blocked_at)


def card(
    ticket: Ticket,
    language: str,
    *,
    customer: Customer | None = None,
    assignee: Agent | None = None,
    now: datetime = NOON,
) -> Said:
    said = renderer().card(TicketView(ticket, customer or anna(), assignee, now), language)
    check_sendable(said)
    return said


@IN_EACH_LANGUAGE
def test_a_card_tells_the_next_due_times_and_marks_what_is_overdue_and_what_may_still_move(
    language: str,
) -> None:
    _ = gettext_for(language)
    start = datetime(2035, 1, 9, 7, 0, tzinfo=UTC)
    ticket = ticket_about("Отчёт пуст", registered_at=start)
    ticket.register(at=start)
    told = text_of(card(ticket, language, now=start))
    today = _("⏱ {clock}: {when}").format(
        clock=_("first response"), when=_("today by {time}").format(time="14:00")
    )
    assert today in told
    assert _("(provisional: that year's holidays are not settled yet)") not in told, "every day is worked"

    late = text_of(card(ticket, language, now=start + timedelta(hours=4, seconds=1)))
    assert _("⏰ {clock}: overdue since {when}").partition(" {")[0] in late
    assert today not in late

    ticket.product_id = "loyalhub"
    assert _("(provisional: that year's holidays are not settled yet)") in text_of(
        card(ticket, language, now=start)
    )
    ticket.withdraw(at=start)
    assert "⏱" not in text_of(card(ticket, language, now=start))


@IN_EACH_LANGUAGE
def test_a_card_carries_number_product_type_priority_customer_and_answers(language: str) -> None:
    text = text_of(card(ticket_about("Отчёт пуст"), language))

    _ = gettext_for(language)
    expected = ("EC-1234567", "e-Comet", {"ru": "Инцидент", "en": "Incident"}[language], _("normal"))
    for each in (*expected, _("Registered"), "Анна (@anna)", "Отчёт пуст", _("nobody yet")):
        assert each in text


@IN_EACH_LANGUAGE
def test_a_card_says_who_has_the_ticket(language: str) -> None:
    said = card(ticket_about("Отчёт пуст", assignee_id=11, state=State.OPEN), language, assignee=OLGA)

    assert ("bold", "Ольга") in marked(said)


@IN_EACH_LANGUAGE
@pytest.mark.parametrize("state", list(State))
def test_a_cards_buttons_are_those_that_its_state_allows(language: str, state: State) -> None:
    closed = ClosingReason.SPAM if state is State.CLOSED else None
    for assignee in (None, 11):
        ticket = ticket_about("Отчёт пуст", state=state, assignee_id=assignee, closing_reason=closed)

        does = [DeskPress.unpack(each.callback_data or "").do for each in buttons(card(ticket, language))]

        takes = [DeskDo.TAKE] if assignee is None else []
        works = [*takes, DeskDo.ASK, DeskDo.RESOLVE, DeskDo.MORE]
        checks = [DeskDo.LET_PASS, DeskDo.CLOSE_FOR, DeskDo.ASK, DeskDo.MORE]
        others = checks if state is State.ENTITLEMENT_HOLD else [DeskDo.MORE]
        assert does == (works if state in ACTIVE else others)


@IN_EACH_LANGUAGE
def test_a_card_says_why_a_ticket_is_closed_and_how_it_was_rated(language: str) -> None:
    _ = gettext_for(language)
    text = text_of(
        card(
            ticket_about("Отчёт пуст", state=State.CLOSED, closing_reason=ClosingReason.CONFIRMED, rating=4),
            language,
        )
    )

    assert _("Closed ({reason})").format(reason=_("confirmed")) in text
    assert _("Rating: {stars} of 5").format(stars=4) in text


@IN_EACH_LANGUAGE
def test_a_card_warns_of_stopped_work_and_of_what_did_not_arrive(language: str) -> None:
    _ = gettext_for(language)
    stopped = ticket_about("Отчёт пуст", work_stopped=True, undelivered="deactivated")

    text = text_of(card(stopped, language))
    assert _("🔴 The customer's work is stopped") in text
    assert _("the customer's Telegram account is deleted") in text

    blocked = _("⚠️ The customer has blocked the bot. Answers will be delivered once they unblock it.")
    text = text_of(card(stopped, language, customer=anna(blocked_at=NOON)))
    assert blocked not in text

    waiting = ticket_about("Отчёт пуст", undelivered="blocked")
    text = text_of(card(waiting, language, customer=anna(blocked_at=NOON)))
    assert blocked in text


@IN_EACH_LANGUAGE
def test_a_card_repeats_the_beginning_of_a_long_answer_in_a_quote_that_opens(language: str) -> None:
    said = card(ticket_about("ы" * 4000), language)

    quotes = [quoted for kind, quoted in marked(said) if kind == "expandable_blockquote"]
    assert quotes
    assert all(quoted.endswith("…") for quoted in quotes if len(quoted) > 200)
    assert max(len(quoted) for quoted in quotes) == 600
