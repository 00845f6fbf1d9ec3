"""Everything the software can say, with somebody's words wherever somebody's words may stand."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import cycle
from typing import Any, cast

from bot.channels.telegram.texts.refusals import TEMPLATES
from bot.domain.acts import ActKind
from bot.domain.answers import Answer, FormAnswer
from bot.domain.bans import Ban
from bot.domain.clocks import Run
from bot.domain.completion import Later
from bot.domain.delivery import Delivery, words_to_customer, words_to_desk
from bot.domain.desk_list import ON_A_PAGE, WORKED_ON, ListView
from bot.domain.draft import PREVIEW, Addition, Draft
from bot.domain.entitlement import Enforcement, Right, Standing
from bot.domain.entitlement_file import RowFault, Wrong
from bot.domain.group import greeting
from bot.domain.guards import Other
from bot.domain.handing_over import EtaStage
from bot.domain.intake import Form
from bot.domain.lifecycle import Ignored, Transition
from bot.domain.people import Actor, Agent
from bot.domain.priorities import Priority
from bot.domain.product import Department, LocalText, Product, RequiredFor
from bot.domain.states import AGENTS_REASONS, ClosingReason, Event, State
from bot.domain.targets import ClockKind
from bot.domain.ticket import Ticket
from bot.domain.ties import Ties
from bot.domain.timers import Timer
from bot.services.drafts import is_it_this_one, keyboard_gone, same_problem_told, standing
from bot.services.effects import Effects
from bot.services.history import CUSTOMER_SEES, UNSEEN
from bot.services.sending import WANTED_RIGHTS
from bot.services.tickets import in_list, missing_told
from tests.channels.queued import Queued, queued_words
from tests.channels.rendering import products
from tests.channels.reported import told
from tests.channels.reported import variants as report_variants
from tests.domain.building import NOON, WEEK, a_ticket

GROUP_TITLE = 128
"""Characters that Telegram allows."""

ID = 2_147_483_647
AGENT = Actor.agent(ID)
LABEL_LENGTH = 100
QUESTIONS = 30
"""Of a form; more are refused."""

LATER = NOON + timedelta(minutes=1)
SUBJECT_LENGTH = 80
FILE_NAME_BYTES = 255
NAME_LENGTH = 128

Step = Callable[[Ticket], Transition | Ignored]


def e_comet() -> Product:
    return products().all()[0]


def file_named(words: str) -> str:
    """As long as file systems let it be."""
    return words.encode()[:FILE_NAME_BYTES].decode(errors="ignore")


def ticket_about(words: str, **changed: Any) -> Ticket:
    """A ticket whose every word of the customer's is `words`."""
    product = e_comet()
    known: dict[str, Any] = {
        "id": ID,
        "product_id": product.id,
        "prefix": "EC",
        "number": 1_234_567,
        "policy": product.policy,
        "subject": words[:SUBJECT_LENGTH],
        "form": answers_saying(product, words),
        "additions": (words, words),
    }
    return a_ticket(**(known | changed))


def answers_saying(product: Product, words: str) -> tuple[FormAnswer, ...]:
    return tuple(
        FormAnswer.of(
            field,
            Answer(messages=(1, 2, 3), files=3)
            if field.kind == "files"
            else Answer(words[: field.max_length]),
        )
        for field in product.types[0].form
    )


# Texts about forms, made as the form makes them.


def form_deliveries(words: str) -> list[Delivery]:
    """Every question and the preview, fresh, answered, with kept words and with something set aside."""
    product = e_comet()
    found = []
    for request_type in product.types:
        answered = {
            field.key: Answer(messages=(1,), files=1)
            if field.kind == "files"
            else Answer(words[: field.max_length])
            for field in request_type.form
        }
        for at in [*(field.key for field in request_type.form), PREVIEW]:
            for answers in ({}, answered):
                draft = Draft(ID, 7, NOON, NOON, product.id, request_type.id, at, answers=dict(answers))
                draft.additions = (Addition(9, words[:4000]), Addition(10, words, file=True))
                form = Form(draft, product, request_type, now=NOON)
                found += [standing(form), standing(form, aside="set_aside")]
                alike = [a_ticket(subject=words[:SUBJECT_LENGTH])] * 3
                found += [is_it_this_one(form, alike), is_it_this_one(form, alike, aside="set_aside")]
                found.append(same_problem_told(alike[0], form))
                found.append(keyboard_gone(replace(draft, keyboard="account")))
                if answers and at == "screenshot":
                    found.append(standing(form, aside="collected"))
    return found


# Texts that a ticket's transitions cause, made as the effects make them.


class _Queue:
    """As much of a unit of work as the effects need."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.deliveries: list[Delivery] = []
        self.tickets = self.outbox = self.agents = self.timers = self

    def deliver(self, *deliveries: Delivery) -> None:
        self.deliveries += deliveries

    def count(self, *settled: object) -> None: ...

    async def save(self, ticket: Ticket) -> None: ...

    async def get(self, agent_id: int) -> Agent:
        return Agent(agent_id, "5000000002", self.words[:NAME_LENGTH])

    async def cancel_for(self, ticket_id: int, customer_id: int) -> None: ...

    async def replace(self, ticket_id: int, wanted: Sequence[Timer]) -> None: ...


def lacking(form: Iterable[FormAnswer]) -> tuple[FormAnswer, ...]:
    """Such answers, still to be given."""
    stages = cycle((RequiredFor.SUBMIT, RequiredFor.TAKE, RequiredFor.RESOLVE))
    return tuple(
        replace(each, key=f"{each.key}2", value="", files=0, required_for=stage)
        for each, stage in zip(form, stages, strict=False)
    )


def _closing(reason: ClosingReason) -> Step:
    return lambda it: it.close(reason, by=AGENT, at=NOON)


NUMBER = "EC-7654321"
ANOTHER = Other(NUMBER, State.OPEN)


def _right(standing: Standing, words: str = "12/24-ТП") -> Right:
    return Right(standing, words, ID, words, "standard", NOON.date(), NOON.date())


UNPROVED = [_right(each, "я" * 200) for each in Standing if each not in {Standing.VALID, Standing.LET_PASS}]


def _explained(it: Ticket) -> Transition | Ignored:
    return it.hold_explained(delivered=True, at=NOON)


def _unproved(right: Right) -> Step:
    return lambda it: it.learn_right(right, at=NOON)


def _proved(it: Ticket) -> Transition | Ignored:
    return it.learn_right(_right(Standing.VALID), at=NOON)


def _let_pass(it: Ticket) -> Transition:
    return it.let_pass(it.subject, by=AGENT, at=NOON)


LIVES: list[list[Step]] = [
    [
        lambda it: it.take(ID, at=NOON),
        lambda it: it.release(by=AGENT, at=NOON),
        lambda it: it.assign(ID, by=AGENT, at=NOON),
        lambda it: it.question_delivered(1, by=AGENT, at=NOON),
        lambda it: it.hear_customer(2, at=NOON),
        lambda it: it.delivery_failed("blocked", at=NOON),
        lambda it: it.resolution_delivered(3, by=AGENT, at=NOON),
        lambda it: it.hear_customer(4, at=NOON),
        lambda it: it.just_a_note(1, at=NOON),
        lambda it: it.answer_may_be_lost(at=NOON),
        lambda it: it.ask_reason_again(at=NOON),
        lambda it: it.ask_reason(1, at=NOON),
        lambda it: it.disagree([5], at=NOON, button_no=1),
        lambda it: it.resolution_delivered(6, by=AGENT, at=NOON, crossed=True),
        lambda it: it.confirm(2, at=NOON),
        lambda it: it.rate(5, at=NOON),
        lambda it: it.comment_rating(7, at=NOON),
        lambda it: it.hear_customer(8, at=LATER),
        lambda it: it.reopen(at=LATER),
        lambda it: it.resolution_delivered(9, by=AGENT, at=LATER),
        lambda it: it.confirm(3, at=LATER),
    ],
    [
        lambda it: it.resolution_delivered(3, by=AGENT, at=NOON),
        lambda it: it.close_by_silence(1, deadline=LATER, heard=True, now=LATER),
        lambda it: it.hear_customer(8, at=NOON),
    ],
    [
        lambda it: it.take(ID, at=NOON),
        lambda it: it.change_priority(Priority.CRITICAL, by=AGENT, at=NOON, because="", used={}),
        lambda it: it.change_priority(
            Priority.LOW, by=AGENT, at=NOON, because=" ".join(it.additions), used={"resolution": 1}
        ),
        lambda it: it.warn({"resolution": 80}, at=NOON, clock="resolution", percent=80),
        lambda it: it.question_delivered(1, by=AGENT, at=NOON),
        lambda it: it.remind_of_question(1, at=NOON, days=1),
    ],
    *(
        [_unproved(right), _explained, end]
        for right in UNPROVED
        for end in (_proved, _let_pass, _closing(ClosingReason.NO_ENTITLEMENT))
    ),
    [lambda it: it.withdraw(at=NOON), lambda it: it.hear_customer(8, at=LATER)],
    [
        lambda it: it.take(ID, at=NOON),
        lambda it: it.question_delivered(None, by=AGENT, at=NOON),
        lambda it: it.answered_later(Later((it.form[0],)), at=NOON),
        lambda it: it.answered_later(Later((), called_for=lacking(it.form)), at=NOON),
        lambda it: it.fill_in(Later(it.form), by=AGENT, at=NOON),
    ],
    [
        lambda it: it.hear_automatic(1, at=NOON),
        lambda it: it.tie(Event.SPLIT, by=AGENT, at=NOON, other=NUMBER, messages=[1]),
        lambda it: it.tie(Event.LINKED, ANOTHER, by=AGENT, at=NOON, other=NUMBER),
        lambda it: it.tie(Event.UNLINKED, by=AGENT, at=NOON, other=NUMBER),
        lambda it: it.tie(Event.GOT_INCIDENT, by=AGENT, at=NOON, other=NUMBER),
        lambda it: it.tie(Event.LOST_INCIDENT, by=AGENT, at=NOON, other=NUMBER),
        lambda it: it.tie(Event.TOOK_IN, by=AGENT, at=NOON, other=NUMBER, counts_from=None),
        lambda it: it.tie(Event.GAVE_BACK, by=AGENT, at=NOON, other=NUMBER, counts_from=None),
        lambda it: it.tie(Event.FOLLOWED_UP, by=AGENT, at=NOON, other=NUMBER),
        lambda it: it.tie(Event.MERGED, ANOTHER, by=AGENT, at=NOON, other=NUMBER),
        lambda it: it.hear_customer(8, at=LATER),
        lambda it: it.answered_later(Later((it.form[0],)), at=LATER),
        lambda it: it.tie(Event.UNMERGED, by=AGENT, at=NOON, other=NUMBER),
    ],
    *([_closing(reason)] for reason in AGENTS_REASONS),
]


def _handed_over(words: str) -> list[list[Step]]:
    """To other departments and back; whether anybody has the ticket, or not."""
    away: list[Step] = [
        lambda it: it.escalate(Department.ENGINEERING, words, message_id=1, by=AGENT, at=NOON),
        lambda it: it.set_eta(NOON.date(), None, warned=None, by=AGENT, at=NOON),
        lambda it: it.set_eta(LATER.date() + WEEK, None, warned=None, by=AGENT, at=NOON),
        lambda it: it.set_eta(LATER.date() + WEEK, "r" * 40, warned=None, by=AGENT, at=NOON),
        lambda it: it.warn_of_eta(EtaStage.SOON, at=NOON),
        lambda it: it.warn_of_eta(EtaStage.PASSED, at=NOON),
        lambda it: it.set_eta(NOON.date(), "2.4.6", warned=None, by=AGENT, at=NOON),
        lambda it: it.ship("2.4.6", by=AGENT, at=NOON),
        lambda it: it.question_delivered(5, by=AGENT, at=NOON, options=["A", words[:100]]),
        lambda it: it.choose_option(5, words[:100], at=NOON),
        lambda it: it.return_(words, message_id=2, by=AGENT, at=NOON),
    ]
    return [away, [lambda it: it.take(ID, at=NOON), *away]]


async def ticket_deliveries(words: str) -> list[Delivery]:
    queue = _Queue(words)
    effects = Effects(cast("Any", queue), products())
    updated = {"product_id": "micropvr", "type_id": "update"}
    for life, about in [*((life, {}) for life in [*LIVES, *_handed_over(words)]), (LIVES[0], updated)]:
        ticket = ticket_about(words, **about)
        ticket.policy = replace(ticket.policy, enforcement=Enforcement.HOLD)
        ticket.register(at=NOON)
        for step in life:
            await effects.carry_out(ticket, step(ticket))
    return [each for each in queue.deliveries if each.code]


LINES_TOGETHER = 12

# Everything else: the code says which data each text is queued with, and here is such data.


def _lists(words: str) -> list[dict[str, Any]]:
    tickets = [ticket_about(words, id=ID - number) for number in range(8)]
    tickets += [
        replace(tickets[0], state=state, department=Department.DEVELOPMENT, closing_reason=reason)
        for state, reason in ((State.ESCALATED, None), (State.CLOSED, ClosingReason.CONFIRMED_BY_PHONE))
    ]
    return [in_list(each) for each in tickets]


OUTCOMES: tuple[Mapping[str, Any], ...] = (
    {"code": "shipped", "language": "en", "product": "mixvel", "ticket": NUMBER, "release": "2.4.6" * 8},
    {
        "code": "build",
        "language": "ru",
        "product": "pix-task-mining",
        "ticket": NUMBER,
        "version": "2.4.6" * 8,
        "name": "x" * FILE_NAME_BYTES,
        "size": None,
        "sha256": "0" * 64,
    },
)
"""Answers that are more than an agent's words."""


def _data(words: str) -> Mapping[str, Any]:
    product = e_comet()
    return {
        "acts": [_act(each, words) for each in ActKind],
        "ban": Ban(NOON, words[:300], product.id, LATER, refused=3).as_json(),
        "change": "answer",
        "countries": ["DE", "RU"],
        "country": "RU",
        "day": "2026-12-31",
        "groups": [{"department": each.value, "group": words[:GROUP_TITLE]} for each in Department],
        "into": None,
        "is_admin": True,
        "is_changed": True,
        "month": "2026-12-01",
        "published": 2027,
        "agent": words[:NAME_LENGTH],
        "agent_id": ID,
        "answer": answers_saying(product, words)[0].as_json(),
        "because": words,
        "clock": "first_response",
        "clocks": [
            {"clock": clock.value, "target": 90_000.0, "run": run.as_json()}
            for clock in ClockKind
            for run in RUNS
        ],
        "due": LATER.isoformat(),
        "form": False,
        "now": NOON.isoformat(),
        "percent": 80,
        "report": ID,
        "told": told(words),
        "priority": "low",
        "provisional": True,
        "was": "high",
        "completing": False,
        "for_caller": False,
        "fields": [{"key": "k" * 20, "label": _label(words)}] * QUESTIONS,
        "key": "k" * 20,
        "kind": "choice",
        "label": _label(words),
        "missing": _missing(words),
        "options": [{"key": "o" * 20, "title": _label(words)}] * 50,
        "file": file_named(words),
        "left_out": 5,
        "talk": [
            {"name": words[:NAME_LENGTH], "agent": agent, "note": False, "text": words[:300], "file": None}
            for agent in (True, False) * 10
        ],
        "about": None,
        "active": True,
        "asked": _label(words),
        "can_correct": True,
        "changed": ID,
        "colleagues": [{**each, "whose": words[:NAME_LENGTH]} for each in _lists(words)],
        "days": 30,
        "ending": 1,
        "faults": [
            RowFault(12, "valid_until", each, words[:40], "known").as_json() for each in list(Wrong)[:10]
        ],
        "hits": [_hit(words)] * 10,
        "is_all": False,
        "holder": words[:200],
        "level": "standard",
        "mine": True,
        "more": 5,
        "name": file_named(words),
        "new": ID,
        "refused": ID,
        "right": _right(Standing.VALID, words[:80]).as_json(),
        "same": ID,
        "unusable": False,
        "until": "2026-12-31",
        "year": 2026,
        "agents": [_agent(words, username) | {"away": username is None} for username in ("olga", None)] * 10,
        "earlier": 5,
        "seen": ID,
        "stopped": True,
        "answers": [each.as_json() for each in answers_saying(product, words)],
        "additions": [words],
        "incidents": [
            {"name": NUMBER, "subject": words[:SUBJECT_LENGTH], "state": each.value} for each in State
        ],
        "lines": [_entry(each.value, words) for each in Event if each not in UNSEEN],
        "to": _agent(words, None),
        "at": NOON.isoformat(),
        "consents": [{"product": each.id, "at": NOON.isoformat()} for each in products().all()],
        "assignee": words[:NAME_LENGTH],
        "answered": words,
        "can_reopen": True,
        "closes": CLOSES,
        "chosen": False,
        "customer": words[:NAME_LENGTH],
        "department": "engineering",
        "disagreement": "continue",
        "id": -1001234567890,
        "serves": SERVED,
        "awaited": "2.4.6",
        "before": ["EC-1234567"] * 40,
        "choices": [words[:100]] * 6,
        "departments": [each.value for each in Department],
        "eta": NOON.date().isoformat(),
        "language": "ru",
        "mark": "46676dd3",
        "prepared": ["EC-1234567"] * 100,
        "question": ID,
        "release": words[:SUBJECT_LENGTH],
        "sha256": "0" * 64,
        "size": 2_000_000_000,
        "stands": {"chat": -1001234567890, "thread": ID},
        "version": words[:SUBJECT_LENGTH],
        "error": "KeyError at handlers/customer/words.py:41",
        "kept": True,
        "view": {"agent": None} | ALL_CHOSEN,
        "whose": words[:NAME_LENGTH],
        "rows": _rows(words),
        "row": LIST_ROW | {"subject": words[:SUBJECT_LENGTH], "assignee": words[:NAME_LENGTH]},
        "pages": 3,
        "free": 7,
        "blockers": 2,
        "overdue": 3,
        "unfiltered": 40,
        "filters": list(CHOICES),
        "choosing": "",
        "by": words[:NAME_LENGTH],
        "can_take": True,
        "note": words,
        "who": words[:NAME_LENGTH],
        "duty": "on",
        "waiting": 12,
        "back": [LIST_ROW] * 30,
        "given": [{"row": LIST_ROW, "to": _agent(words, None)}] * 30,
        "members": [
            {"name": words[:NAME_LENGTH], "duty": duty, "tickets": 3} for duty in ("on", "away", None)
        ]
        * 20,
        "closed_for": None,
        "just_taken": LIST_ROW | {"subject": words[:SUBJECT_LENGTH]},
        "live": True,
        "message_id": ID,
        "names": [file_named(words)] * product.files.max_count,
        "keys": [field.key for field in product.types[0].form],
        "no": ID,
        "number": "20261120-1a2b3c",
        "other": NUMBER,
        "other_id": ID,
        "other_subject": words[:SUBJECT_LENGTH],
        "others": [NUMBER] * 200,
        "left": [NUMBER] * 200,
        "linked": False,
        "canned_id": ID,
        "formatted": [],
        "text": words[:1500],
        "looked_for": words[:50],
        "page": 1,
        "search_id": ID,
        "first": ID,
        "last": ID,
        "said": [words] * 5,
        "written": [words] * 5,
        "resolves": True,
        "product": product.id,
        "products": [each.id for each in products().all()],
        "reason": "blocked",
        "registered_at": NOON.isoformat(),
        "reminder": True,
        "resumable": True,
        "state": "open",
        "subject": words[:SUBJECT_LENGTH],
        "taken": True,
        "ticket": "EC-1234567",
        "tickets": _lists(words),
        "total": 4,
        "type": product.types[0].id,
        "unknown": words[:64],
        "update": ID,
        "group": words[:GROUP_TITLE],
        "words": words,
        "waits": True,
        "wanted": product.id,
        "why": "disagreed",
    }


def _act(kind: ActKind, words: str) -> dict[str, Any]:
    about = {
        "group": words[:GROUP_TITLE],
        "product": "e-comet",
        "department": "engineering",
        "name": file_named(words),
        "value": words,
        "products": ["e-comet", "mixvel"],
        "country": "RU",
        "kind": "off",
        "day": "2026-12-31",
        "ticket": NUMBER,
        "reason": words,
        "until": LATER.isoformat(),
    }
    return {"kind": kind.value, "at": NOON.isoformat(), "who": words[:NAME_LENGTH], "about": about}


def _label(words: str) -> dict[str, str]:
    return {"ru": words[:LABEL_LENGTH], "en": words[:LABEL_LENGTH]}


def _hit(words: str) -> dict[str, Any]:
    found = [(words[:50], False), ("отчёт", True), (words[:50], True)]
    return {
        "ticket": NUMBER,
        "state": "closed",
        "department": "support",
        "reason": "confirmed_by_phone",
        "into": None,
        "assignee": words[:50],
        "subject": [(words[:50], True)],
        "customer": [(words[:50], False)],
        "where": "note",
        "excerpt": found,
        "stands": {"chat": -1001234567890, "thread": ID, "card": ID},
    }


def _missing(words: str, number: int = 2) -> list[dict[str, Any]]:
    label = LocalText(_label(words))
    form = lacking([FormAnswer(f"q{each}", "text", label) for each in range(number)])
    return missing_told(a_ticket(form=form))


def _agent(words: str, username: str | None) -> dict[str, Any]:
    return Agent(ID, "5000000002", words[:NAME_LENGTH], username).as_json()


def _entry(event: str, words: str) -> dict[str, Any]:
    reason = {"closed_by_agent": "spam", "delivery_failed": "blocked"}.get(event)
    right = _right(Standing.EXPIRED, words[:80]).as_json() if event.startswith("entitlement") else None
    return {
        "event": event,
        "at": NOON.isoformat(),
        "who": words[:NAME_LENGTH],
        "whom": words[:NAME_LENGTH],
        "reason": reason,
        "stars": 5,
        "answers": [each.as_json() for each in answers_saying(e_comet(), words)],
        "other": NUMBER,
        "department": "development",
        "eta": NOON.date().isoformat(),
        "release": "2.4.6",
        "option": words[:100],
        "options": [words[:100]] * 2 if event == "question_delivered" else None,
        "words": words,
        "build": {"version": words[:SUBJECT_LENGTH], "sha256": "0" * 64} if event in UNSEEN else None,
        "priority": "low",
        "because": words,
        "clock": "first_response",
        "percent": 100,
        "times": 2,
        "right": right,
    }


CLOSES = {"at": "2026-11-23T21:00:00+00:00", "zone": "Europe/Moscow"}

SERVED = [
    {"product": product, "department": each.value} for product in ("e-comet", None) for each in Department
]

_ONE_ANSWER = [FormAnswer("serial", "serial_number", LocalText({"ru": "Серийный номер", "en": "Serial"}))]

_DAY = timedelta(days=1)
RUNS = (
    Run(1, NOON - 30 * _DAY),
    Run(
        1,
        NOON - _DAY,
        used=timedelta(hours=3),
        pauses=((NOON - timedelta(hours=3), NOON - timedelta(hours=2)),),
    ),
    Run(1, NOON - _DAY, paused=NOON),
)
"""Overdue, running and paused."""

LIST_ROW = {
    "id": ID,
    "name": NUMBER,
    "product": "e-comet",
    "subject": "Отчёт",
    "state": "open",
    "department": "support",
    "blocker": True,
    "due": NOON.isoformat(),
    "assignee": None,
    "chat": -1001234567890,
    "thread": ID,
    "card": ID,
}


def _rows(words: str) -> list[dict[str, Any]]:
    said = {"subject": words[:SUBJECT_LENGTH], "assignee": words[:NAME_LENGTH]}
    return [{**LIST_ROW, **said, "state": each.value} for each in (*WORKED_ON, *WORKED_ON)[:ON_A_PAGE]]


ALL_CHOSEN = {"product": "e-comet", "department": "development", "state": "escalated", "due": 1, "page": 1}
CHOICES: Mapping[str, Sequence[Any]] = {
    "product": [each.id for each in products().all()],
    "department": [each.value for each in Department],
    "state": [each.value for each in WORKED_ON],
    "due": [1, 2],
}


def _canned(name: str) -> list[dict[str, Any]]:
    return [
        {"id": ID, "name": name, "product": product, "language": "ru"}
        for product in ("e-comet", None, "gone")
    ] * 31


DAYS = [
    {"day": f"2026-12-{day}", "kind": kind, "changed": changed}
    for day, (kind, changed) in enumerate(
        ((kind, changed) for kind in ("off", "working", "short", None) for changed in (True, False)), start=10
    )
]
NO_NEWS: Mapping[str, Any] = {"faults": [], "more": 0, "missed": {}, "new": [], "changed": [], "gone": []}
LOADED = [
    {
        "id": each.id,
        "title": dict(each.title.by_language),
        "prefix": each.prefix,
        "version": each.policy_version,
        "tickets": 1,
    }
    for each in products().all()
]

VARIANTS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "ticket_list": [
        {},
        {"view": {"agent": ID} | ALL_CHOSEN},
        {"rows": [], "total": 0, "unfiltered": 3},
        {"rows": [], "total": 0, "unfiltered": 0, "just_taken": None},
        {"rows": [], "total": 0, "unfiltered": 0, "view": ListView(ID).as_json()},
        *({"choosing": name, "choices": [[each, 7] for each in values]} for name, values in CHOICES.items()),
    ],
    "ticket_at_a_glance": [
        {},
        {
            "row": {**LIST_ROW, "state": "closed", "chat": None, "due": None},
            "closed_for": "spam",
            "can_take": False,
        },
    ],
    "acts": [{}, {"acts": []}],
    "banned": [{"until": LATER.isoformat()}, {"until": None}, {"until": None, "product": "gone"}],
    "customer_banned": [{"until": LATER.isoformat()}, {"until": None}],
    "customer_unbanned": [{"refused": 0}, {"refused": 21}],
    "help_in_ticket": [
        {
            "state": state.value,
            "taken": taken,
            "is_admin": taken,
            "reason": "spam" if state is State.CLOSED else None,
            "into": NUMBER if state is State.MERGED else None,
        }
        for state in State
        for taken in (True, False)
    ],
    "help_in_group": [{}, {"is_admin": False}],
    "holidays": [
        {"days": days, "until": until, "published": published, "changed": "2026-12-31"}
        for days in (DAYS, [])
        for until, published in (("2027-02-28", 2027), ("2028-02-28", 2027), ("2028-02-28", None))
    ],
    "which_day": [{"days": DAYS}],
    "what_day": [{"kind": kind} for kind in ("off", "working", "short", None)],
    "product_loaded": [
        {"product": each.id, "tickets": 5, "groups": [{"department": "support", "group": None}]}
        for each in products().all()
    ]
    + [{"tickets": 1}],
    "products_loaded": [
        {"products": LOADED, "said": said}
        for said in (
            None,
            {**NO_NEWS, "faults": ["e-comet.yaml:12: types.incident.form: " + "x" * 300] * 10, "more": 30},
            {**NO_NEWS, "missed": {"e-comet": 5}},
            NO_NEWS,
            {**NO_NEWS, "new": ["e-comet"], "changed": ["mixvel"], "gone": ["micropvr"]},
        )
    ],
    "sla_warning": [
        {"percent": percent, "to": to, "provisional": to is None}
        for percent in (50, 100)
        for to in (None, Agent(ID, "5000000002", "Ольга").as_json())
    ],
    "no_answer_yet": [{"number": 7}, {"number": 7, "to": None}],
    "due_times": [{}, {"clocks": []}, {"product": "gone"}],
    "answer_reminder": [{}, {"form": True}],
    "which_priority": [{"priority": each.value} for each in Priority],
    "send_or_note": [{}, {"answered": None}],
    "incidents_listed": [{"left_out": 0}, {"left_out": 3}],
    "group_settings": [{"topics": each, "report": each, "robin": not each} for each in (True, False)],
    "bind_what": [{}, {"serves": []}, {"chosen": True}, {"chosen": True, "product": None}],
    "binding_moved": [{}, {"product": None}, {"product": "gone"}],
    "group_unreachable": [{"reason": why} for why in ("blocked", "no_group", "no_rights", "not_started")],
    "unfinished": [
        {"number": 2},
        {"number": None, "total": None, "wanted": ""},
        {"number": 1, "completing": True},
    ],
    "hold_explained": [
        {"right": each.as_json(), "asked": asked} for each in UNPROVED for asked in (_label("Номер"), None)
    ],
    "canned_list": [{"answers": _canned(words)} for words in ("пароль", "я" * 30)] + [{"answers": []}],
    "canned_choose": [
        {"choices": [{"id": ID, "name": "пароль"}] * number, "page": page}
        for number, page in ((3, 0), (60, 1))
    ],
    "canned_preview": [
        {"name": "пароль", "mark": "ffffffff", "wanted": "en", **text}
        for text in ({}, {"text": "", "language": "en"})
    ],
    "found": [{}, {"total": 1, "pages": 1, "is_all": True}, {"total": 0, "hits": [], "is_all": True}],
    "entitlement_ends": [{"product": each.id} for each in products().all()],
    "entitlements_overview": [
        {"products": [{"product": "e-comet", "records": records, "ending": ending}]}
        for records, ending in ((0, 0), (1, 0), (21, 5))
    ],
    "entitlements_imported": [
        {},
        {"faults": [], "more": 0},
        *(
            {
                "unusable": True,
                "faults": [RowFault(None, "", each, "key", "product,key").as_json()],
                "more": 0,
            }
            for each in list(Wrong)[:3]
        ),
        {"faults": [RowFault(1, "share", each, "x" * 40, "y").as_json() for each in list(Wrong)[3:]]},
    ],
    "tickets": [
        {},
        {"tickets": []},
        {"tickets": [], "colleagues": []},
        {"colleagues": []},
        {"tickets": [in_list(a_ticket(form=lacking(_ONE_ANSWER)))]},
    ],
    "completing": [{"number": 1}, {"number": 30}],
    "added_to_ticket": [{}, {"for_caller": True}],
    "form_set_aside": [{}, {"product": None, "type": None}],
    "form_completed": [{}, {"ticket": None}],
    "form_thanks": [{}, {"missing": []}],
    "complete_form": [{}, {"missing": _missing("я" * LABEL_LENGTH, QUESTIONS)}],
    "fill_in": [
        {},
        {"kind": "files", "options": []},
        {"kind": "yes_no", "options": [{"key": each, "title": None} for each in ("yes", "no")]},
    ],
    "filled_in": [{}, {"missing": []}],
    "products": [{}, {"kept": False, "product": None}, {"unknown": ""}],
    "consent": [{}, {"reminder": False}],
    "contacts": [{}, {"product": None}],
    "privacy": [{}, {"consents": []}, {"consents": [{"product": "gone", "at": NOON.isoformat()}]}],
    "registered": [*({"product": each.id, "missing": []} for each in products().all()), {}],
    "desk_disagreed": [{}, {"state": "resolved"}],
    "confirm": [{}, {"disagreement": "new_request"}],
    "closing_reminder": [{}, {"closes": None, "disagreement": "new_request"}],
    "call_before_closing": [{}, {"closes": None}],
    "closing_waits": [{}],
    "draft_cancelled": [{}, {"resumable": False}, {"completing": True}],
    "not_delivered": [{"reason": why} for why in ("blocked", "deactivated", "not_started", "too_big")],
    "split_preview": [{"number": 7}, {"number": 1}],
    "written_meanwhile": [{"number": 7}, {"number": 1}],
    "pass_on": [{}, {"resolves": False}, {"others": [NUMBER]}, *({"about": each} for each in OUTCOMES)],
    "told_as_incident": [{}, *({"about": each} for each in OUTCOMES)],
    "pass_on_promise": [
        {"before": NOON.date().isoformat()},
        {"before": None, "others": [NUMBER], "release": None},
    ],
    "passed_on": [{}, {"left": []}, {"others": []}],
    "more": [
        {"state": "merged"},
        {"linked": True},
        {},
        {"taken": False, "state": "closed"},
        {"active": False},
        {"missing": False},
    ],
    "assign_to_whom": [{}, {"agents": []}],
    "assigned": [{}, {"agent_id": 1}, {"note": ""}, {"agent_id": 1, "note": ""}],
    "duty_roster": [
        {},
        {"duty": "away", "back": [LIST_ROW] * 2, "given": [{"row": LIST_ROW, "to": _agent("Ольга", "olga")}]},
        {"members": [], "waiting": 0, "free": 0},
    ],
    "customer_answered": [{}, {"to": Agent(ID, "1087968824:Админ", "Админ").as_json()}],
    "history": [
        {"lines": [_entry(each.value, "") for each in CUSTOMER_SEES]},
        {"lines": [], "earlier": 0},
        {"lines": [_entry("reverted", "")]},
        {"lines": [_entry(each.value, "") for each in CUSTOMER_SEES], "mine": False},
    ],
    "build": [{}, {"sha256": None, "size": None}, {"product": "pix-task-mining"}],
    "back_up": [{"product": "micropvr"}],
    "desk_history": [{}, {"lines": [_entry("reverted", "")]}, {"lines": [_entry("resolution_queued", "x")]}],
    "handed_over_here": [{}, {"talk": [], "left_out": 0}],
    "colleague_said": [{"note": each} for each in (True, False)],
    "colleague_edited": [
        {},
        *({"change": each} for each in ("note", "stopped", "not_sent")),
        {"change": "not_sent", "text": ""},
    ],
    "given_back": [
        {},
        *({"why": each, "words": None} for each in ("returned", "reopened", "resolution_undone", "unmerged")),
    ],
    "disagreed_again": [{}, {"stands": {"chat": -100, "thread": None}, "words": ""}],
    "ship_preview": [{}, {"language": "en", "product": "micropvr"}],
    "shipped_told": [{}, {"prepared": []}, {"prepared": ["EC-1"], "before": []}],
    "not_archived": [{}, {"names": ["log.zip"]}],
    "ticket": [
        {
            **in_list(ticket),
            "live": ticket.is_live,
            "missing": _missing("x") if ticket.is_live else [],
            "eta": None if ticket.state is State.NEW else NOON.date().isoformat(),
        }
        for ticket in (
            a_ticket(
                state=state,
                closing_reason=ClosingReason.SILENCE if state is State.CLOSED else None,
                ties=Ties(merged_into=NUMBER if state is State.MERGED else None),
            )
            for state in State
        )
    ]
    + [{**in_list(a_ticket()), "mine": False, "missing": []}],
    "report": report_variants(),
}
"""Data that changes what a text says, beside the usual."""

MADE_BY_THE_CODE = (
    "effects.",
    "drafts.standing",
    "drafts.is_it_this_one",
    "drafts.same_problem_told",
    "drafts.keyboard_gone",
    "staff_groups.greet",
)
"""Places whose deliveries are made by running them, above."""


def simple_places() -> list[Queued]:
    found = [each for each in queued_words() if not each.place.startswith(MADE_BY_THE_CODE)]
    return sorted(
        (each for each in found if each.code != "refused"), key=lambda each: (str(each), sorted(each.keys))
    )


def deliveries_of(queued: Queued, words: str) -> list[Delivery]:
    """What the place queues: the data that it names, and no other."""
    found = []
    for variant in VARIANTS.get(queued.code, [{}]):
        known = {**_data(words), **variant}
        keys = queued.keys | (set(in_list(ticket_about(words))) if queued.code == "ticket" else set())
        data = {key: known[key] for key in keys}
        for part in _in_parts(data):
            found.append(words_to_customer(7, queued.code, **part))
            found[-1] = replace(found[-1], ticket_id=ID, draft_id=ID)
    return found


def _in_parts(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A history leaves out what one message cannot hold: here every line is to be seen."""
    lines = data.get("lines", ())
    for first in range(0, max(1, len(lines)), LINES_TOGETHER):
        yield {**data, "lines": lines[first : first + LINES_TOGETHER]} if lines else data


def greetings() -> list[Delivery]:
    """To groups, with everything that the channel may find there."""
    rights: list[list[str]] = [list(WANTED_RIGHTS), []]
    return [
        replace(said, data={**said.data, "topics": topics, "admin": admin, "missing": missing})
        for said in (
            greeting(-100, serves=serves, by_default=by_default, can_bind=can_bind, guide=guide)
            for guide in (True, False)
            for serves in (SERVED, [])
            for by_default in (True, False)
            for can_bind in (True, False)
        )
        for topics in (True, False)
        for admin, missing in ((False, rights[1]), *((True, each) for each in rights))
    ]


def refusal_data(words: str) -> Mapping[str, Any]:
    return {
        "agent": words[:NAME_LENGTH],
        "extension": "exe",
        "fields": ["due", "name"],
        "id": ID,
        "known": ["all", *(each.id for each in products().all())],
        "given": words,
        "customer": words[:NAME_LENGTH],
        "day": "2026-12-31",
        "meant": None,
        "department": "engineering",
        "today": "2026-11-20",
        "release": words[:SUBJECT_LENGTH],
        "count": 1,
        "fewest": 2,
        "most": 6,
        "option": words,
        "length": 4001,
        "limit": 4000,
        "limit_mb": 2000,
        "mark": "46676dd3",
        "holder": words[:NAME_LENGTH],
        "since": "2026-01-01",
        "until": "2026-12-31",
        "name": file_named(words),
        "number": words,
        "optional": True,
        "reasons": "",
        "state": "pending",
        "missing": [_label(words)],
        "ticket": "EC-1234567",
        "command": "/ask",
        "example": "EC-1",
        "problem": NUMBER,
        "other": NUMBER,
        "other_state": "merged",
        "into": NUMBER,
    }


def refusal_deliveries(words: str) -> list[Delivery]:
    return [
        words_to_desk(ID, "refused", why=code, about=dict(refusal_data(words))) for code in sorted(TEMPLATES)
    ]
