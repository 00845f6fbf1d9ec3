"""Button presses and their answers."""

import asyncio
from datetime import timedelta

import pytest
from aiogram.types import InaccessibleMessage, InlineKeyboardButton, InlineKeyboardMarkup

from tests.sandbox.driving import refusal, updates

TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


@pytest.fixture
async def card(anna, api):
    rows = [
        [InlineKeyboardButton(text="Submit", callback_data="1:submit")],
        [
            InlineKeyboardButton(text="Edit", callback_data="1:edit"),
            InlineKeyboardButton(text="Site", url="https://example.org"),
        ],
    ]
    return await api.send_message(anna.id, "Ready?", reply_markup=InlineKeyboardMarkup(inline_keyboard=rows))


async def test_a_press_arrives_with_its_message_and_is_answered(world, anna, api, card):
    press = world.press(anna.id, anna.id, card.message_id, "Submit")

    [update] = await updates(api)
    query = update.callback_query
    assert (query.data, query.from_user.id, query.message.text) == ("1:submit", anna.id, "Ready?")
    assert query.from_user.language_code == "ru"
    assert query.message.reply_markup.inline_keyboard[1][0].text == "Edit"

    await query.answer("Done", show_alert=True)
    assert (press.answered, press.text, press.show_alert) == (True, "Done", True)


async def test_a_button_is_found_by_text_data_or_place(world, anna, card):
    assert world.press(anna.id, anna.id, card.message_id, "Edit").data == "1:edit"
    assert world.press(anna.id, anna.id, card.message_id, data="1:submit").data == "1:submit"
    assert world.press(anna.id, anna.id, card.message_id, at=(1, 0)).data == "1:edit"
    with pytest.raises(ValueError, match="No button 'Cancel'"):
        world.press(anna.id, anna.id, card.message_id, "Cancel")
    with pytest.raises(ValueError, match="opens something"):
        world.press(anna.id, anna.id, card.message_id, "Site")


async def test_an_answer_counts_once(world, anna, api, card):
    world.press(anna.id, anna.id, card.message_id, "Submit")
    [update] = await updates(api)

    await api.answer_callback_query(update.callback_query.id)

    assert await refusal(api.answer_callback_query(update.callback_query.id)) == TOO_OLD
    assert await refusal(api.answer_callback_query("77")) == TOO_OLD


async def test_a_late_answer_is_refused(world, anna, api, card):
    press = world.press(anna.id, anna.id, card.message_id, "Submit")
    [update] = await updates(api)

    world.clock.move(timedelta(seconds=149))
    assert not press.expired
    world.clock.move(timedelta(seconds=2))

    assert await refusal(api.answer_callback_query(update.callback_query.id)) == TOO_OLD
    assert press.expired
    assert not press.answered


async def test_a_press_vanishes_from_the_queue_after_150_seconds(world, anna, api, card):
    world.press(anna.id, anna.id, card.message_id, "Submit")
    world.write(anna.id, anna.id, "hello?")
    assert world.updates_pending() == 2

    world.clock.move(timedelta(seconds=151))

    assert [update.event_type for update in await updates(api)] == ["message"]


async def test_the_answer_is_short(world, anna, api, card):
    world.press(anna.id, anna.id, card.message_id, "Submit")
    [update] = await updates(api)

    assert await refusal(api.answer_callback_query(update.callback_query.id, "x" * 201)) == (
        "Bad Request: MESSAGE_TOO_LONG"
    )
    assert await refusal(api.answer_callback_query(update.callback_query.id, url="https://example.org")) == (
        "Bad Request: URL_INVALID"
    )
    await api.answer_callback_query(update.callback_query.id, url="https://t.me/support_bot?start=x")


async def test_a_press_on_an_old_message_may_lack_it(world, anna, api, card):
    world.press(anna.id, anna.id, card.message_id, "Submit", inaccessible=True)

    [update] = await updates(api)

    assert isinstance(update.callback_query.message, InaccessibleMessage)
    assert update.callback_query.message.message_id == card.message_id


async def test_waiting_for_an_answer(world, anna, api, card):
    press = world.press(anna.id, anna.id, card.message_id, "Submit")
    [update] = await updates(api)
    loop = asyncio.get_running_loop()
    answering = loop.create_task(api.answer_callback_query(update.callback_query.id, "ok"))

    assert await world.wait_for(lambda: press.answered)
    await answering
