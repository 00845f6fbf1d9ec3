"""Sending: texts, entities, places, replies."""

import pytest
from aiogram.types import LinkPreviewOptions, MessageEntity, ReplyParameters
from aiogram.utils.formatting import Bold, Text, TextLink

from bot.sandbox.model import Upload
from tests.sandbox.driving import refusal, updates


async def test_a_text_arrives_as_it_is(world, anna, api):
    sent = await api.send_message(anna.id, "  Здравствуйте!\n ")

    assert sent.text == "Здравствуйте!"
    assert sent.from_user.id == world.bot.id
    assert world.messages(anna.id)[-1]["text"] == "Здравствуйте!"


async def test_entities_stay_on_their_words(anna, api):
    content = Text("\n😀 ", Bold("Заявка"), ": ", TextLink("ссылка", url="https://example.org"), " /help")

    sent = await api.send_message(anna.id, **content.as_kwargs())

    assert [(entity.type, entity.extract_from(sent.text)) for entity in sent.entities] == [
        ("bold", "Заявка"),
        ("text_link", "ссылка"),
        ("bot_command", "/help"),
    ]


@pytest.mark.parametrize(
    ("entity", "fault"),
    [
        ({"type": "bald", "offset": 0, "length": 1}, "unsupported type"),
        ({"type": "bold", "offset": 0, "length": 9}, "out of the text of length 8"),
        ({"type": "bold", "offset": -1, "length": 2}, "out of the text"),
        ({"type": "bold", "offset": 2, "length": 0}, "out of the text"),
        ({"type": "bold", "offset": 1, "length": 2}, "middle of a UTF-16 symbol"),
        ({"type": "bold", "offset": 0, "length": 1}, "middle of a UTF-16 symbol"),
        ({"type": "text_link", "offset": 2, "length": 2}, "field"),
        ({"type": "bold", "offset": "0", "length": 1}, "must be of type Number"),
        ("bold", "Object"),
    ],
)
async def test_wrong_entities_are_refused(anna, server, entity, fault):
    said = await server.refusal("sendMessage", chat_id=anna.id, text="😀 hello", entities=[entity])

    assert said.startswith("Bad Request: can't parse entities: ")
    assert fault in said


async def test_a_link_needs_an_address(anna, server):
    entity = {"type": "text_link", "offset": 0, "length": 5, "url": "not-a-url"}

    said = await server.refusal("sendMessage", chat_id=anna.id, text="hello", entities=[entity])

    assert said == "Bad Request: entity URL 'not-a-url' is invalid: Wrong HTTP URL"


async def test_html_is_read(anna, api):
    sent = await api.send_message(
        anna.id, "<b>A &amp; <i>😀b</i></b> <blockquote expandable>q</blockquote>", parse_mode="HTML"
    )

    assert sent.text == "A & 😀b q"
    assert [(entity.type, entity.extract_from(sent.text)) for entity in sent.entities] == [
        ("bold", "A & 😀b"),
        ("italic", "😀b"),
        ("expandable_blockquote", "q"),
    ]


@pytest.mark.parametrize(
    ("text", "mode", "fault"),
    [
        ("a < b <c>", "HTML", "unsupported start tag"),
        ("<b>a", "HTML", "can't find end tag"),
        ("<b>a</i>", "HTML", "unmatched end tag"),
        ("a</b>", "HTML", "unexpected end tag"),
        ("*a*", "MarkdownV2", "HTML or entities only"),
        ("a", "RTF", "unsupported parse_mode"),
    ],
)
async def test_faulty_markup_is_refused(anna, api, text, mode, fault):
    assert fault in await refusal(api.send_message(anna.id, text, parse_mode=mode))


async def test_lengths_count_after_parsing(anna, api):
    assert (
        await api.send_message(anna.id, "<b>" + "a" * 4096 + "</b>", parse_mode="HTML")
    ).text == "a" * 4096
    assert await refusal(api.send_message(anna.id, "a" * 4097)) == "Bad Request: message is too long"
    assert await refusal(api.send_message(anna.id, "😀" * 2049)) == "Bad Request: message is too long"


async def test_an_empty_text_is_refused(anna, server):
    assert (
        await server.refusal("sendMessage", chat_id=anna.id, text="") == "Bad Request: message text is empty"
    )
    assert await server.refusal("sendMessage", chat_id=anna.id) == "Bad Request: message text is empty"
    assert (
        await server.refusal("sendMessage", chat_id=anna.id, text=" \n")
        == "Bad Request: text must be non-empty"
    )


async def test_who_cannot_be_written_to(world, anna, ivan, group, api):
    assert await refusal(api.send_message(1, "a")) == "Bad Request: chat not found"
    assert await refusal(api.send_message("@nobody", "a")) == "Bad Request: chat not found"
    assert await refusal(api.send_message(world.bot.id, "a")) == "Bad Request: chat not found"
    assert await refusal(api.send_message(ivan.id, "a")) == (
        "Forbidden: bot can't initiate conversation with a user"
    )

    world.block(anna.id)
    assert await refusal(api.send_message(anna.id, "a")) == "Forbidden: bot was blocked by the user"
    world.start(anna.id)
    assert (await api.send_message(anna.id, "a")).text == "a"
    world.deactivate(anna.id)
    assert await refusal(api.send_message(anna.id, "a")) == "Forbidden: user is deactivated"

    world.leave(group.id, world.bot.id)
    assert await refusal(api.send_message(group.id, "a")) == (
        "Forbidden: bot is not a member of the supergroup chat"
    )
    world.join(group.id, world.bot.id)
    world.leave(group.id, world.bot.id, kicked=True)
    assert await refusal(api.send_message(group.id, "a")) == (
        "Forbidden: bot was kicked from the supergroup chat"
    )


async def test_a_missing_chat_id(server):
    assert await server.refusal("sendMessage", text="a") == "Bad Request: chat_id is empty"


async def test_a_reply_and_its_quote(world, anna, api):
    said = world.write(anna.id, anna.id, "it does not work")

    sent = await api.send_message(
        anna.id, "which?", reply_parameters=ReplyParameters(message_id=said["message_id"], quote="does not")
    )

    assert sent.reply_to_message.text == "it does not work"
    assert (sent.quote.text, sent.quote.position) == ("does not", 3)
    assert (
        await refusal(
            api.send_message(
                anna.id, "a", reply_parameters=ReplyParameters(message_id=said["message_id"], quote="x")
            )
        )
        == "Bad Request: QUOTE_TEXT_INVALID"
    )


async def test_a_reply_to_nothing(anna, api):
    parameters = ReplyParameters(message_id=9999)

    assert await refusal(api.send_message(anna.id, "a", reply_parameters=parameters)) == (
        "Bad Request: message to be replied not found"
    )
    parameters = ReplyParameters(message_id=9999, allow_sending_without_reply=True)
    assert (await api.send_message(anna.id, "a", reply_parameters=parameters)).reply_to_message is None


async def test_a_reply_into_another_chat_is_external(world, anna, group, api):
    said = world.write(anna.id, anna.id, "help")

    sent = await api.send_message(
        group.id, "see", reply_parameters=ReplyParameters(message_id=said["message_id"], chat_id=anna.id)
    )

    assert sent.reply_to_message is None
    assert sent.external_reply.message_id == said["message_id"]


async def test_other_kinds_of_messages(anna, api):
    assert (await api.send_location(anna.id, 54.7, 20.5)).location.latitude == 54.7
    assert (await api.send_contact(anna.id, "+79", "Анна")).contact.first_name == "Анна"
    assert (await api.send_poll(anna.id, "Когда?", ["Сегодня", "Завтра"])).poll.options[1].text == "Завтра"
    assert await api.send_chat_action(anna.id, "typing")
    assert await refusal(api.send_chat_action(anna.id, "dancing")) == (
        "Bad Request: wrong parameter action in request"
    )
    assert "at least 2 options" in await refusal(api.send_poll(anna.id, "Когда?", ["Сегодня"]))


async def test_options_of_a_send_are_kept(anna, api):
    sent = await api.send_message(
        anna.id, "a", protect_content=True, link_preview_options=LinkPreviewOptions(is_disabled=True)
    )

    assert sent.has_protected_content
    assert sent.link_preview_options.is_disabled


async def test_get_json_and_forms_are_understood(world, anna, server):
    url = f"{server.url}/bot42:TEST/sendmessage"
    params = {"chat_id": str(anna.id), "text": "привет"}

    async with server.http.get(url, params=params) as response:
        assert (await response.json())["result"]["text"] == "привет"
    async with server.http.post(url, data=params) as response:
        assert (await response.json())["ok"]
    async with server.http.post(url, json={"chat_id": anna.id, "text": "привет"}) as response:
        assert (await response.json())["ok"]
    async with server.http.post(url, data="{", headers={"Content-Type": "application/json"}) as response:
        assert response.status == 400
    assert [call.method for call in world.calls] == ["sendmessage"] * 3


async def test_numbers_must_be_numbers(anna, server):
    said = await server.refusal("sendMessage", chat_id=anna.id, text="a", message_thread_id="x")
    assert said == 'Bad Request: parameter "message_thread_id" must be of type Number'
    assert "JSON object" in await server.refusal("sendMessage", chat_id=anna.id, text="a", reply_markup="{")


async def test_lone_surrogates_are_refused(anna, server):
    assert await server.refusal("sendMessage", chat_id=anna.id, text="\ud83d") == (
        "Bad Request: strings must be encoded in UTF-8"
    )


async def test_unknown_methods_and_tokens(server):
    async with server.http.get(f"{server.url}/bot42:TEST/sendTelepathy") as response:
        assert (response.status, (await response.json())["description"]) == (
            404,
            "Not Found: method not found",
        )
    async with server.http.get(f"{server.url}/bot42:WRONG/getMe") as response:
        assert (response.status, (await response.json())["description"]) == (401, "Unauthorized")


async def test_the_bot_knows_itself(api):
    me = await api.get_me()

    assert (me.id, me.username, me.can_read_all_group_messages) == (42, "support_bot", True)


async def test_a_people_s_file_is_no_text(world, anna, api):
    world.attach(anna.id, anna.id, Upload("a.txt", b"hello"), caption="see /help")

    [update] = await updates(api)

    assert update.message.text is None
    assert update.message.caption_entities[0].type == "bot_command"


async def test_automatic_entities_given_are_found_again_by_telegram(anna, api):
    entity = MessageEntity(type="url", offset=0, length=3)

    sent = await api.send_message(anna.id, "abc example.org", entities=[entity])

    assert [(entity.type, entity.offset) for entity in sent.entities] == [("url", 4)]
