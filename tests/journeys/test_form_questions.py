"""The questions of a form: progress, helpful refusals, `Skip`, `Back`, `Cancel`, and their words typed."""

import pytest
from sqlalchemy import select

from bot.app import App
from storage.tables import drafts, tickets
from tests.journeys.helpers import (
    ACCOUNT,
    PREVIEW,
    STORY,
    SUBJECT,
    TITLES,
    photo,
    press,
    progress,
    reach,
    stored,
    submit,
    unread,
)
from tests.journeys.inputs import INPUTS, Sender
from tests.people import AgentPerson, CustomerPerson, body, labels, settled


async def test_each_question_says_how_far_one_is_and_what_can_be_pressed(
    bot: App, customer: CustomerPerson
) -> None:
    _ = customer._
    asked = await reach(customer, 1)
    for number, words in enumerate((SUBJECT, ACCOUNT, STORY), start=1):
        assert progress(customer, number) in body(asked)
        assert labels(asked) == [_("Back"), _("Cancel")]
        customer.writes(words)
        asked = await customer.reads()

    assert progress(customer, 4) in body(asked)
    assert labels(asked) == [_("Skip"), _("Back"), _("Cancel")]


async def test_an_unreadable_account_number_is_refused_with_an_example_and_then_accepted(
    bot: App, customer: CustomerPerson
) -> None:
    await reach(customer, 2)
    written = customer.writes("не знаю")

    refused = await customer.reads()
    assert "104582" in body(refused)
    assert refused["reply_to_message"]["message_id"] == written["message_id"]

    customer.writes("№ 104 582")
    assert progress(customer, 3) in body(await customer.reads())
    customer.writes(STORY)
    await press(customer, await customer.reads(), customer._("Skip"))
    assert "104582" in body(await customer.reads())


async def test_a_sticker_where_words_are_asked_is_refused_and_then_words_are_accepted(
    bot: App, customer: CustomerPerson
) -> None:
    await reach(customer, 1)
    INPUTS["sticker"].send(Sender(customer))
    assert body(await customer.reads()) == customer._("Please type your answer.")

    customer.writes(SUBJECT)
    assert progress(customer, 2) in body(await customer.reads())


async def test_an_answer_that_is_too_long_is_refused_with_its_limit_and_then_a_shorter_one_accepted(
    bot: App, customer: CustomerPerson
) -> None:
    await reach(customer, 1)
    customer.writes("о" * 250)

    refused = body(await customer.reads())
    assert "250" in refused
    assert "200" in refused

    customer.writes("о" * 200)
    assert progress(customer, 2) in body(await customer.reads())


async def test_back_leads_to_the_question_before_and_keeps_the_answer(
    bot: App, customer: CustomerPerson
) -> None:
    _ = customer._
    asked = await reach(customer, 3)
    await press(customer, asked, _("Back"))
    second = await customer.reads()
    assert progress(customer, 2) in body(second)
    assert ACCOUNT in body(second)
    await press(customer, second, _("Back"))
    first = await customer.reads()
    assert progress(customer, 1) in body(first)
    assert SUBJECT in body(first)

    await press(customer, first, _("Keep this answer"))

    assert progress(customer, 3) in body(await customer.reads())


async def test_an_answer_is_corrected_after_back(bot: App, customer: CustomerPerson) -> None:
    asked = await reach(customer, 2)
    await press(customer, asked, customer._("Back"))
    await customer.reads(progress(customer, 1))
    customer.writes("Импорт не работает")
    await customer.reads(progress(customer, 2))
    for words in (ACCOUNT, STORY):
        customer.writes(words)
        asked = await customer.reads()
    await press(customer, asked, customer._("Skip"))

    preview = body(await customer.reads())

    assert "Импорт не работает" in preview
    assert SUBJECT not in preview


async def test_back_from_the_first_question_leads_to_the_menu(bot: App, customer: CustomerPerson) -> None:
    asked = await reach(customer, 1)
    await press(customer, asked, customer._("Back"))

    menu = await customer.reads()
    await press(customer, menu, TITLES["service"][customer.language])

    assert progress(customer, 1) in body(await customer.reads())


async def test_a_photo_survives_going_back_to_the_menu(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    """Nothing that was sent while a form is open is lost: the next form carries it."""
    await reach(customer, 1)
    customer.attaches(photo())
    await press(customer, await customer.reads(), customer._("Back"))
    await press(customer, await customer.reads(), TITLES["problem"][customer.language])
    for words in (SUBJECT, ACCOUNT, STORY):
        await customer.reads()
        customer.writes(words)
    asked = await customer.reads(progress(customer, 4))
    await press(customer, asked, labels(asked)[0])

    thread = await agent.topic_of(await submit(customer, await customer.reads()))

    await agent.until(lambda: any("photo" in each for each in agent.messages(thread)))


async def test_cancel_sends_nothing_and_continue_takes_it_back(bot: App, customer: CustomerPerson) -> None:
    _ = customer._
    asked = await reach(customer, 3)
    await press(customer, asked, _("Cancel"))
    cancelled = await customer.reads()
    assert _("Cancelled: nothing was sent to support.") in body(cancelled)
    assert await stored(bot, select(tickets)) == []

    await press(customer, cancelled, _("Continue"))

    assert progress(customer, 3) in body(await customer.reads())
    customer.writes(STORY)
    await press(customer, await customer.reads(), _("Skip"))
    preview = await customer.reads()
    assert SUBJECT in body(preview)
    assert await submit(customer, preview) == "EC-1"


async def test_a_button_of_a_cancelled_form_is_out_of_date(bot: App, customer: CustomerPerson) -> None:
    _ = customer._
    asked = await reach(customer, 2)
    await press(customer, asked, _("Cancel"))
    await customer.reads(_("Cancelled: nothing was sent to support."))

    late = await press(customer, asked, _("Back"))

    assert late.text == _("This button is out of date. Nothing was changed.")
    assert unread(customer) == []


async def test_a_cancelled_form_cannot_be_continued_once_another_has_begun(
    bot: App, customer: CustomerPerson
) -> None:
    asked = await reach(customer, 2)
    await press(customer, asked, customer._("Cancel"))
    cancelled = await customer.reads()
    await reach(customer, 1)

    late = await press(customer, cancelled, customer._("Continue"))

    assert late.text == customer._("This button is out of date. Nothing was changed.")
    assert unread(customer) == []


async def test_the_cancel_command_drops_the_form_and_without_one_says_so(
    bot: App, customer: CustomerPerson
) -> None:
    _ = customer._
    await reach(customer, 2)
    customer.writes("/cancel")
    await customer.reads(_("Cancelled: nothing was sent to support."))
    customer.writes("/cancel")

    assert body(await customer.reads()) == _("There is nothing to cancel. To start a new request: /new")


async def test_a_button_of_an_earlier_question_changes_nothing_and_says_so(
    bot: App, customer: CustomerPerson
) -> None:
    first = await reach(customer, 1)
    customer.writes(SUBJECT)
    await customer.reads(progress(customer, 2))

    late = await press(customer, first, customer._("Back"))

    assert late.text == customer._("This button is out of date. Nothing was changed.")
    (draft,) = await stored(bot, select(drafts))
    assert draft.at == "account"


async def test_a_double_press_on_skip_skips_once(bot: App, customer: CustomerPerson) -> None:
    asked = await reach(customer, 4)
    await press(customer, asked, customer._("Skip"))
    late = await press(customer, asked, customer._("Skip"))

    assert late.text == customer._("This button is out of date. Nothing was changed.")
    assert customer._("Please check your request and press “Submit”.") in body(await customer.reads())
    await settled()
    assert unread(customer) == []


@pytest.mark.parametrize("shout", ["", "upper"])
async def test_labels_typed_instead_of_pressed_do_the_same(
    bot: App, customer: CustomerPerson, shout: str
) -> None:
    def typed(label: str) -> str:
        return customer._(label).upper() if shout else customer._(label)

    _ = customer._
    await reach(customer, 2)
    customer.writes(typed("Back"))
    await customer.reads(progress(customer, 1))
    customer.writes(SUBJECT)
    await customer.reads(progress(customer, 2))
    customer.writes(ACCOUNT)
    await customer.reads(progress(customer, 3))
    customer.writes(STORY)
    await customer.reads(progress(customer, 4))
    customer.writes(typed("Skip"))
    await customer.reads(_("Please check your request and press “Submit”."))
    customer.writes(typed("Edit"))
    await customer.reads(_("Which answer would you like to change?"))
    customer.writes(typed("Cancel"))
    await press(customer, await customer.reads(), _("Continue"))
    await customer.reads(_("Please check your request and press “Submit”."))
    customer.writes(typed("Submit"))

    assert "EC-1" in body(await customer.reads())


@pytest.mark.parametrize("word", ["Готово", "готово", "Done", "DONE "])
async def test_done_is_understood_in_any_language(bot: App, customer: CustomerPerson, word: str) -> None:
    await reach(customer, 4)
    customer.attaches(photo())
    await customer.reads(customer._("Send more, or press “Done”."))
    customer.writes(word)

    assert customer._("Please check your request and press “Submit”.") in body(await customer.reads())


async def test_the_word_of_a_button_that_is_not_there_is_an_answer(
    bot: App, customer: CustomerPerson
) -> None:
    """A subject may well be “Done” or “Submit”."""
    await reach(customer, 1)
    customer.writes(customer._("Submit"))
    await customer.reads(progress(customer, 2))
    for words in (ACCOUNT, STORY):
        customer.writes(words)
        asked = await customer.reads()
    await press(customer, asked, customer._("Skip"))

    preview = await customer.reads()

    assert f": {customer._('Submit')}" in body(preview)
    assert await submit(customer, preview) == "EC-1"


async def test_angle_brackets_and_ampersands_stay_what_they_are(bot: App, customer: CustomerPerson) -> None:
    preview = await reach(customer, PREVIEW, subject="<b>R&D</b> «№ 5» _*`{number}")

    assert "<b>R&D</b> «№ 5» _*`{number}" in body(preview)
    await submit(customer, preview)
