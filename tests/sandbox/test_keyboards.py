"""Validation of keyboards."""

import pytest

from bot.sandbox.keyboards import MAX_BUTTONS


def markup(*buttons: object) -> dict[str, object]:
    return {"inline_keyboard": [list(buttons)]}


async def test_every_kind_of_button_a_bot_may_use(world, anna, server):
    buttons = [
        {"text": "Submit", "callback_data": "1:submit", "style": "success"},
        {"text": "Copy", "copy_text": {"text": "EC-12"}},
        {"text": "Site", "url": "https://example.org/a"},
        {"text": "Short", "url": "example.org"},
        {"text": "Person", "url": "tg://user?id=1"},
        {"text": "Form", "web_app": {"url": "https://example.org/form"}},
        {"text": "Inline", "switch_inline_query_current_chat": ""},
    ]

    sent = await server.result("sendMessage", chat_id=anna.id, text="a", reply_markup=markup(*buttons))

    assert sent["reply_markup"] == markup(*buttons)
    assert world.messages(anna.id)[-1]["reply_markup"] == markup(*buttons)


@pytest.mark.parametrize(
    ("button", "fault"),
    [
        (
            {"text": "a"},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        ({"text": "a", "callback_data": "1", "url": "https://a.org"}, "exactly one action is allowed"),
        ({"text": "a", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "callback_data": "я" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "callback_data": 1}, "BUTTON_DATA_INVALID"),
        ({"text": " ", "callback_data": "1"}, "can't parse inline keyboard button: text is empty"),
        ({"callback_data": "1"}, "can't parse inline keyboard button: Can't find field \"text\""),
        ({"text": 1, "callback_data": "1"}, 'Field "text" must be of type String'),
        ({"text": "a", "callback_data": "1", "style": "red"}, "invalid button style"),
        ({"text": "a", "copy_text": {"text": "x" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
        (
            {"text": "a", "url": "http://localhost"},
            "button URL 'http://localhost' is invalid: Wrong HTTP URL",
        ),
        ({"text": "a", "url": "ftp://example.org"}, "is invalid: Unsupported URL protocol"),
        ({"text": "a", "web_app": {"url": "http://example.org"}}, "Only HTTPS links are allowed"),
        ("a", "InlineKeyboardButton must be an Object"),
    ],
)
async def test_faulty_buttons_are_refused(anna, server, button, fault):
    said = await server.refusal("sendMessage", chat_id=anna.id, text="a", reply_markup=markup(button))

    assert fault in said


async def test_callback_data_is_counted_in_bytes(anna, server):
    button = {"text": "a", "callback_data": "я" * 32}

    await server.result("sendMessage", chat_id=anna.id, text="a", reply_markup=markup(button))


async def test_web_apps_open_in_private_chats_only(group, server):
    button = {"text": "Form", "web_app": {"url": "https://example.org/form"}}

    said = await server.refusal("sendMessage", chat_id=group.id, text="a", reply_markup=markup(button))

    assert said == "Bad Request: BUTTON_TYPE_INVALID"


async def test_too_many_buttons(anna, server):
    many = [{"text": "a", "callback_data": str(number)} for number in range(MAX_BUTTONS + 1)]

    said = await server.refusal("sendMessage", chat_id=anna.id, text="a", reply_markup=markup(*many))
    assert said == "Bad Request: reply markup is too long"
    await server.result("sendMessage", chat_id=anna.id, text="a", reply_markup=markup(*many[:-1]))


async def test_keyboards_of_the_phone(anna, server):
    keyboard = {"keyboard": [[{"text": "Phone", "request_contact": True}, "b"]], "resize_keyboard": True}

    sent = await server.result("sendMessage", chat_id=anna.id, text="a", reply_markup=keyboard)
    assert "reply_markup" not in sent
    await server.result("sendMessage", chat_id=anna.id, text="a", reply_markup={"remove_keyboard": True})
    await server.result("sendMessage", chat_id=anna.id, text="a", reply_markup={"force_reply": True})

    said = await server.refusal("editMessageText", chat_id=anna.id, message_id=sent["message_id"], text="b")
    assert said == "Bad Request: message can't be edited"


@pytest.mark.parametrize(
    "given", [{"inline_keyboard": [{"text": "a"}]}, {"inline_keyboard": 1}, {"keyboard": 1}, {"a": 1}, 1, [1]]
)
async def test_what_is_no_keyboard(anna, server, given):
    said = await server.refusal("sendMessage", chat_id=anna.id, text="a", reply_markup=given)

    assert "Array of Arrays" in said or "object expected as reply markup" in said


async def test_an_empty_keyboard_is_none(anna, server):
    sent = await server.result("sendMessage", chat_id=anna.id, text="a", reply_markup={"inline_keyboard": []})

    assert "reply_markup" not in sent
