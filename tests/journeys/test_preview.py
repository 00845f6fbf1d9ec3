"""The preview: what it shows, `Edit` of any answer, and `Submit`, however often it is pressed."""

import pytest
from sqlalchemy import func, select

from bot.app import App
from storage.tables import tickets
from tests.journeys.helpers import (
    ACCOUNT,
    PREVIEW,
    STORY,
    SUBJECT,
    find_ticket,
    photo,
    press,
    presses_at_once,
    progress,
    reach,
    stored,
    submit,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, body, labels, settled

LABELS = {
    "ru": {"subject": "Тема", "account": "Номер аккаунта", "description": "Описание", "files": "Скриншот"},
    "en": {
        "subject": "Subject",
        "account": "Account number",
        "description": "Description",
        "files": "Screenshot",
    },
}


async def test_the_preview_shows_every_answer_by_its_label(bot: App, customer: CustomerPerson) -> None:
    preview = body(await reach(customer, PREVIEW))

    name = LABELS[customer.language]
    assert f"{name['subject']}: {SUBJECT}" in preview
    assert f"{name['account']}: {ACCOUNT}" in preview
    assert f"{name['description']}: {STORY}" in preview
    assert f"{name['files']}: —" in preview


@pytest.mark.parametrize(
    ("field", "number", "words"),
    [("subject", 1, "Импорт не работает"), ("account", 2, "205600"), ("description", 3, "Теперь всё иначе")],
)
async def test_any_answer_in_words_is_edited_and_leads_back_to_the_preview(
    bot: App, customer: CustomerPerson, field: str, number: int, words: str
) -> None:
    _ = customer._
    await press(customer, await reach(customer, PREVIEW), _("Edit"))
    which = await customer.reads()
    assert labels(which) == [*LABELS[customer.language].values(), _("Back")]
    await press(customer, which, LABELS[customer.language][field])
    assert progress(customer, number) in body(await customer.reads())
    customer.writes(words)

    preview = await customer.reads()

    assert _("Please check your request and press “Submit”.") in body(preview)
    assert f"{LABELS[customer.language][field]}: {words}" in body(preview)
    await submit(customer, preview)


async def test_files_are_edited_from_the_preview(bot: App, customer: CustomerPerson) -> None:
    _ = customer._
    await press(customer, await reach(customer, PREVIEW), _("Edit"))
    await press(customer, await customer.reads(), LABELS[customer.language]["files"])
    await customer.reads(progress(customer, 4))
    customer.attaches(photo())
    await press(customer, await customer.reads(), _("Done"))

    preview = await customer.reads()

    one = {"ru": "1 файл", "en": "1 file"}[customer.language]
    assert f"{LABELS[customer.language]['files']}: {one}" in body(preview)


async def test_an_edited_answer_that_is_refused_stays_as_it_was(bot: App, customer: CustomerPerson) -> None:
    _ = customer._
    await press(customer, await reach(customer, PREVIEW), _("Edit"))
    await press(customer, await customer.reads(), LABELS[customer.language]["account"])
    asked = await customer.reads(progress(customer, 2))
    customer.writes("нет номера")
    await customer.reads()
    await press(customer, asked, _("Keep this answer"))

    assert f"{LABELS[customer.language]['account']}: {ACCOUNT}" in body(await customer.reads())


async def test_back_from_an_edited_answer_or_from_the_list_leads_to_the_preview(
    bot: App, customer: CustomerPerson
) -> None:
    _ = customer._
    await press(customer, await reach(customer, PREVIEW), _("Edit"))
    which = await customer.reads()
    await press(customer, which, LABELS[customer.language]["subject"])
    await press(customer, await customer.reads(), _("Back"))
    assert _("Please check your request and press “Submit”.") in body(await customer.reads())
    await press(customer, which, _("Back"))

    assert _("Please check your request and press “Submit”.") in body(await customer.reads())


async def test_a_double_press_on_submit_gives_one_ticket(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    preview = await reach(customer, PREVIEW)
    first = presses_at_once(customer, preview, customer._("Submit"))
    second = await press(customer, preview, customer._("Submit"))

    assert not first.text
    assert second.text == customer._("This request is registered already: {ticket}.").format(ticket="EC-1")
    assert "EC-1" in body(await customer.reads())
    await agent.topic_of("EC-1")
    await settled()
    assert unread(customer) == []
    assert await stored(bot, select(func.count()).select_from(tickets)) == [(1,)]
    assert len(agent.world.topics(agent.chat_id)) == 1


async def test_an_old_preview_submits_nothing_a_second_time(bot: App, customer: CustomerPerson) -> None:
    """Two previews on two devices, and `Submit` under each."""
    _ = customer._
    old = await reach(customer, PREVIEW)
    await press(customer, old, _("Edit"))
    await press(customer, await customer.reads(), LABELS[customer.language]["subject"])
    await customer.reads()
    customer.writes("Импорт не работает")
    new = await customer.reads(_("Please check your request and press “Submit”."))
    assert await submit(customer, new) == "EC-1"

    late = await press(customer, old, _("Submit"))

    assert late.text == _("This request is registered already: {ticket}.").format(ticket="EC-1")
    assert await stored(bot, select(tickets.c.number, tickets.c.subject)) == [(1, "Импорт не работает")]


async def test_submit_while_an_answer_is_being_edited_is_out_of_date(
    bot: App, customer: CustomerPerson
) -> None:
    """The customer sees a question, and presses a button of what is above it."""
    _ = customer._
    preview = await reach(customer, PREVIEW)
    await press(customer, preview, _("Edit"))
    await press(customer, await customer.reads(), LABELS[customer.language]["subject"])
    await customer.reads(progress(customer, 1))

    late = await press(customer, preview, _("Submit"))

    assert late.text == _("This button is out of date. Nothing was changed.")
    assert await stored(bot, select(tickets)) == []


async def test_words_and_files_at_the_preview_are_added_to_the_request(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    _ = customer._
    await reach(customer, PREVIEW)
    customer.writes("Забыл сказать: только в Firefox")
    preview = await customer.reads()
    assert _("Added to your request.") in body(preview)
    assert "Забыл сказать: только в Firefox" in body(preview)
    customer.attaches(photo())
    preview = await customer.reads()
    assert {"ru": "1 файл", "en": "1 file"}[customer.language] in body(preview)

    thread = await agent.topic_of(await submit(customer, preview))

    assert "Забыл сказать: только в Firefox" in body(agent.card(thread))
    await agent.until(lambda: any("photo" in each for each in agent.messages(thread)))


async def test_the_registration_names_the_number_state_and_what_comes_next(
    bot: App, customer: CustomerPerson
) -> None:
    _ = customer._
    await press(customer, await reach(customer, PREVIEW), _("Submit"))

    told = await customer.reads()

    assert _("✅ Your request is registered: {ticket}").format(ticket="EC-1") in body(told)
    assert _("State: {state}").format(state=_("Registered")) in body(told)
    assert SUBJECT in body(told)
    assert labels(told) == [_("Add a message"), _("Withdraw"), _("Copy the number")]


async def test_a_long_description_follows_the_card_whole(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    story = "\n".join(f"{line}. строка журнала с ошибкой экспорта" for line in range(60))
    await reach(customer, 3)
    customer.writes(story)
    await press(customer, await customer.reads(), customer._("Skip"))
    preview = await customer.reads()
    assert "59." not in body(preview)

    ticket = await find_ticket(agent, await submit(customer, preview))

    assert "59." not in body(agent.card(ticket.thread))
    await agent.until(lambda: any(body(each) == story for each in agent.from_bot(ticket.thread)))
