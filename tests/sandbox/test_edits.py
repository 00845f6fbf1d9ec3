"""Edits, deletions, reactions of the bot."""

from datetime import timedelta

import pytest
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    ReactionTypeEmoji,
)

from bot.sandbox.model import Upload
from tests.sandbox.driving import RIGHTS, refusal, updates

KEYBOARD = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="a", callback_data="1")]])
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)


async def test_an_edit_changes_text_and_buttons(world, anna, api):
    sent = await api.send_message(anna.id, "one", reply_markup=KEYBOARD)

    edited = await api.edit_message_text("two", chat_id=anna.id, message_id=sent.message_id)

    assert (edited.text, edited.reply_markup) == ("two", None)
    assert edited.edit_date is not None
    assert world.message(anna.id, sent.message_id)["text"] == "two"
    assert await updates(api) == []


async def test_an_edit_that_changes_nothing_is_refused(anna, api):
    sent = await api.send_message(anna.id, "one", reply_markup=KEYBOARD)
    there = {"chat_id": anna.id, "message_id": sent.message_id}

    assert await refusal(api.edit_message_text("one", reply_markup=KEYBOARD, **there)) == NOT_MODIFIED
    assert await refusal(api.edit_message_reply_markup(reply_markup=KEYBOARD, **there)) == NOT_MODIFIED
    await api.edit_message_reply_markup(**there)
    assert await refusal(api.edit_message_reply_markup(**there)) == NOT_MODIFIED
    await api.edit_message_text("two", **there)
    assert await refusal(api.edit_message_text("two", **there)) == NOT_MODIFIED


async def test_buttons_alone_are_no_edit_that_one_sees(anna, api):
    sent = await api.send_message(anna.id, "one", reply_markup=KEYBOARD)

    edited = await api.edit_message_reply_markup(chat_id=anna.id, message_id=sent.message_id)

    assert edited.edit_date is None


async def test_what_cannot_be_edited(world, anna, server):
    said = world.write(anna.id, anna.id, "mine")
    call = {"chat_id": anna.id, "text": "two"}

    assert await server.refusal("editMessageText", message_id=999, **call) == (
        "Bad Request: message to edit not found"
    )
    assert await server.refusal("editMessageText", **call) == "Bad Request: message to edit not found"
    assert await server.refusal("editMessageText", message_id=said["message_id"], **call) == (
        "Bad Request: message can't be edited"
    )
    sent = await server.result("sendMessage", chat_id=anna.id, text="one")
    assert await server.refusal(
        "editMessageText", message_id=sent["message_id"], reply_markup={"force_reply": True}, **call
    ) == ("Bad Request: inline keyboard expected")


async def test_captions(anna, api):
    sent = await api.send_document(anna.id, BufferedInputFile(b"x", "a.txt"), caption="one")
    there = {"chat_id": anna.id, "message_id": sent.message_id}

    assert (await api.edit_message_caption(caption="two", **there)).caption == "two"
    assert (await api.edit_message_caption(**there)).caption is None
    assert await refusal(api.edit_message_caption(**there)) == NOT_MODIFIED
    assert await refusal(api.edit_message_caption(caption="x" * 1025, **there)) == (
        "Bad Request: message caption is too long"
    )
    assert await refusal(api.edit_message_text("a", **there)) == (
        "Bad Request: there is no text in the message to edit"
    )
    text = await api.send_message(anna.id, "text")
    assert await refusal(
        api.edit_message_caption(chat_id=anna.id, message_id=text.message_id, caption="a")
    ) == ("Bad Request: there is no caption in the message to edit")


async def test_media_can_be_replaced(anna, api):
    sent = await api.send_document(anna.id, BufferedInputFile(b"x", "a.txt"), caption="one")

    edited = await api.edit_message_media(
        InputMediaPhoto(media=BufferedInputFile(b"\xff\xd8", "a.jpg"), caption="two"),
        chat_id=anna.id,
        message_id=sent.message_id,
    )

    assert edited.document is None
    assert (edited.photo[-1].width, edited.caption) == (800, "two")


async def test_an_edit_for_somebody_gone(world, anna, api):
    sent = await api.send_message(anna.id, "one")
    world.deactivate(anna.id)

    assert await refusal(api.edit_message_text("two", chat_id=anna.id, message_id=sent.message_id)) == (
        "Forbidden: user is deactivated"
    )


async def test_deleting_in_a_private_chat_for_48_hours(world, anna, api):
    own = await api.send_message(anna.id, "own")
    old = await api.send_message(anna.id, "old")
    hers = world.write(anna.id, anna.id, "hers")

    await api.delete_message(anna.id, own.message_id)
    await api.delete_messages(anna.id, [hers["message_id"], 999])
    world.clock.move(timedelta(hours=48, seconds=1))

    assert await refusal(api.delete_message(anna.id, old.message_id)) == (
        "Bad Request: message can't be deleted for everyone"
    )
    assert (
        await refusal(api.delete_message(anna.id, own.message_id))
        == "Bad Request: message to delete not found"
    )
    assert [message["message_id"] for message in world.messages(anna.id)][1:] == [old.message_id]


async def test_deleting_in_a_group_takes_the_right(world, ivan, group, api):
    said = world.write(ivan.id, group.id, "a")
    more = world.write(ivan.id, group.id, "b")
    topic = await api.create_forum_topic(group.id, "EC-1")

    await api.delete_message(group.id, said["message_id"])
    assert await refusal(api.delete_message(group.id, topic.message_thread_id)) == (
        "Bad Request: message can't be deleted for everyone"
    )
    world.join(group.id, world.bot.id, status="administrator", rights=RIGHTS | {"can_delete_messages": False})
    assert await refusal(api.delete_message(group.id, more["message_id"])) == (
        "Bad Request: message can't be deleted for everyone"
    )
    own = await api.send_message(group.id, "own")
    await api.delete_message(group.id, own.message_id)


@pytest.mark.parametrize(("ids", "fault"), [([], "are not specified"), (list(range(101)), "too many")])
async def test_deleting_many_is_checked(anna, server, ids, fault):
    assert fault in await server.refusal("deleteMessages", chat_id=anna.id, message_ids=ids)


async def test_reactions_of_the_bot(world, anna, api):
    said = world.write(anna.id, anna.id, "hello")
    there = {"chat_id": anna.id, "message_id": said["message_id"]}

    await api.set_message_reaction(reaction=[ReactionTypeEmoji(emoji="👌")], **there)
    assert world.find_post(anna.id, said["message_id"]).reactions == {world.bot.id: "👌"}
    assert await refusal(api.set_message_reaction(reaction=[ReactionTypeEmoji(emoji="✅")], **there)) == (
        "Bad Request: REACTION_INVALID"
    )
    two = [ReactionTypeEmoji(emoji="👌"), ReactionTypeEmoji(emoji="👀")]
    assert await refusal(api.set_message_reaction(reaction=two, **there)) == "Bad Request: REACTIONS_TOO_MANY"
    await api.set_message_reaction(**there)
    assert world.find_post(anna.id, said["message_id"]).reactions == {}
    assert await refusal(api.set_message_reaction(anna.id, 999)) == "Bad Request: message to react not found"


async def test_reactions_switched_off(world, ivan, group, api):
    world.set_reactions(group.id, allowed=False)
    said = world.write(ivan.id, group.id, "hello")

    assert await refusal(
        api.set_message_reaction(group.id, said["message_id"], reaction=[ReactionTypeEmoji(emoji="👌")])
    ) == ("Bad Request: REACTION_INVALID")
    assert (await api.get_chat(group.id)).available_reactions == []


async def test_a_deleted_message_cannot_be_pressed_or_answered(world, anna):
    photo = world.attach(anna.id, anna.id, Upload("a.jpg", b"\xff\xd8", kind="photo"))
    world.delete(anna.id, anna.id, photo["message_id"])

    with pytest.raises(LookupError):
        world.press(anna.id, anna.id, photo["message_id"], "a")
    with pytest.raises(LookupError):
        world.write(anna.id, anna.id, "a", reply_to=photo)
