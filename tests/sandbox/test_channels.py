"""Channels: who posts, what the bot learns and may do, and what people say under a post."""

import pytest
from aiogram.exceptions import TelegramForbiddenError
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
)

from bot.sandbox.channels import BOT_RIGHTS
from bot.sandbox.model import Upload
from bot.sandbox.serve import open_world
from tests.sandbox.driving import refusal, updates
from tests.sandbox.page import post, state

NO_RIGHT = "Bad Request: need administrator rights in the channel chat"
ALL = ["message", "edited_message", "channel_post", "edited_channel_post", "message_reaction_count"]


@pytest.fixture
def channel(world, anna, ivan):
    """Ivan's public channel with a discussion group; Anna reads it, the bot is an administrator of both."""
    channel = world.create_channel("News", "Product_News")
    talk = world.create_group("Talk", forum=False)
    for chat in (channel, talk):
        world.join(chat.id, ivan.id, status="creator")
        world.join(chat.id, world.bot.id, status="administrator", rights=BOT_RIGHTS)
    world.join(channel.id, anna.id)
    world.link(channel.id, talk.id)
    world.drop_updates()
    return channel


async def test_a_post_and_its_edit_reach_the_bot_without_their_author(world, ivan, channel, api):
    said = world.write(ivan.id, channel.id, "Release")
    world.edit(ivan.id, channel.id, said["message_id"], text="Release 2")

    posted, forwarded, edited, forward_edited = await updates(api)

    assert (posted.channel_post.text, posted.channel_post.from_user) == ("Release", None)
    assert (posted.channel_post.sender_chat.id, posted.channel_post.chat.username) == (
        channel.id,
        "Product_News",
    )
    assert edited.edited_channel_post.text == "Release 2"
    root = forwarded.message
    assert (root.chat.id, root.is_automatic_forward, root.text) == (channel.linked, True, "Release")
    assert (root.from_user.id, root.sender_chat.id) == (777000, channel.id)
    assert (root.forward_origin.chat.id, root.forward_origin.message_id) == (channel.id, said["message_id"])
    assert forward_edited.edited_message.text == "Release 2"
    assert world.find_post(channel.id, said["message_id"]).read


async def test_comments_are_replies_in_the_thread_of_the_post(world, anna, ivan, channel, api):
    said = world.write(ivan.id, channel.id, "Release")
    root = world.discussed(channel.id, said["message_id"])
    await updates(api)

    first = world.write(anna.id, channel.linked, "When?", thread=root.id)
    world.write(ivan.id, channel.linked, "Today", reply_to=first)
    asked, answered = await updates(api)

    assert (asked.message.chat.id, asked.message.message_thread_id) == (channel.linked, root.id)
    assert asked.message.reply_to_message.is_automatic_forward
    assert not asked.message.is_topic_message
    assert answered.message.reply_to_message.text == "When?"
    assert answered.message.message_thread_id == root.id
    await api.send_message(
        channel.linked, "Thank you", reply_parameters={"message_id": answered.message.message_id}
    )
    assert [each["text"] for each in world.comments(channel.id, said["message_id"])] == [
        "When?",
        "Today",
        "Thank you",
    ]
    with pytest.raises(ValueError, match="not in the group"):
        world.write(anna.id, channel.linked, "Hello, group")


async def test_an_album_is_discussed_as_an_album(world, ivan, channel, api):
    world.attach(ivan.id, channel.id, [Upload(name, b"x", "photo") for name in "ab"], caption="Look")

    kinds = [(each.event_type, bool(each.event.media_group_id)) for each in await updates(api)]

    assert sorted(kinds) == [("channel_post", True)] * 2 + [("message", True)] * 2


async def test_the_bot_posts_by_name_copies_edits_pins_and_deletes(world, anna, channel, api):
    said = world.write(anna.id, anna.id, "Idea")
    await updates(api)

    sent = await api.send_message("@product_news", "One")
    document = await api.send_document("@Product_News", BufferedInputFile(b"x", "a.txt"), caption="File")
    copy = await api.copy_message("@product_news", anna.id, said["message_id"])
    await api.edit_message_text("Two", chat_id="@product_news", message_id=sent.message_id)
    await api.pin_chat_message(channel.id, sent.message_id)
    await api.delete_message(channel.id, copy.message_id)

    assert (sent.chat.id, sent.from_user, sent.sender_chat.id) == (channel.id, None, channel.id)
    assert document.document.file_name == "a.txt"
    assert world.message(channel.id, sent.message_id)["text"] == "Two"
    assert (await api.get_chat(channel.id)).pinned_message.text == "Two"
    told = await updates(api)
    assert [each.event_type for each in told] == [*["message"] * 3, "edited_message", "channel_post"]
    assert told[0].message.is_automatic_forward
    assert told[-1].channel_post.pinned_message.message_id == sent.message_id


async def test_the_bot_edits_what_others_posted_only_with_the_right(world, ivan, channel, api):
    said = world.write(ivan.id, channel.id, "Release")
    await api.edit_message_text("Relaese", chat_id=channel.id, message_id=said["message_id"])

    posting = {"can_post_messages": True}
    world.join(channel.id, world.bot.id, status="administrator", rights=posting)

    call = api.edit_message_text("Release", chat_id=channel.id, message_id=said["message_id"])
    assert await refusal(call) == "Bad Request: message can't be edited"
    own = await api.send_message(channel.id, "a")
    await api.edit_message_text("b", chat_id=channel.id, message_id=own.message_id)
    assert await refusal(api.pin_chat_message(channel.id, own.message_id)) == (
        "Bad Request: not enough rights to manage pinned messages in the chat"
    )
    assert "can't be deleted" in await refusal(api.delete_message(channel.id, said["message_id"]))
    await api.delete_message(channel.id, own.message_id)


async def test_without_the_right_to_post_the_bot_posts_nothing(world, ivan, channel, api):
    world.join(channel.id, world.bot.id, status="administrator", rights={})
    assert await refusal(api.send_message(channel.id, "a")) == NO_RIGHT
    assert await refusal(api.send_location(channel.id, 1, 2)) == NO_RIGHT

    world.leave(channel.id, world.bot.id)
    gone = "Forbidden: bot is not a member of the channel chat"
    assert await refusal(api.send_message("@product_news", "a")) == gone
    assert (await api.get_chat("@product_news")).id == channel.id
    assert await refusal(api.get_chat_member(channel.id, ivan.id)) == (
        "Bad Request: member list is inaccessible"
    )
    await updates(api)
    world.write(ivan.id, channel.id, "alone")
    assert [each.event_type for each in await updates(api)] == ["message"]

    world.join(channel.id, world.bot.id, status="administrator", rights=BOT_RIGHTS)
    world.leave(channel.id, world.bot.id, kicked=True)
    with pytest.raises(TelegramForbiddenError, match="kicked from the channel chat"):
        await api.get_chat(channel.id)
    with pytest.raises(ValueError, match="only be an administrator"):
        world.join(channel.id, world.bot.id)


async def test_a_private_channel_is_closed_to_a_bot_that_is_not_in_it(world, ivan, api):
    channel = world.create_channel("Secret")
    world.join(channel.id, ivan.id, status="creator")

    assert await refusal(api.get_chat(channel.id)) == "Forbidden: bot is not a member of the channel chat"
    assert await refusal(api.get_chat("@secret")) == "Bad Request: chat not found"
    assert await refusal(api.get_chat("@")) == "Bad Request: chat not found"


async def test_a_channel_can_be_looked_up(world, anna, ivan, channel, api, server):
    chat = await server.result("getChat", chat_id="@product_news")
    assert (chat["type"], chat["linked_chat_id"]) == ("channel", channel.linked)
    assert chat["active_usernames"] == ["Product_News"]
    assert "permissions" not in chat
    assert (await api.get_chat(channel.linked)).linked_chat_id == channel.id
    me = await api.get_chat_member(channel.id, world.bot.id)
    assert (me.status, me.can_post_messages, me.can_manage_topics) == ("administrator", True, None)
    assert (await api.get_chat_member(channel.id, anna.id)).status == "member"
    assert await api.get_chat_member_count(channel.id) == 3
    assert len(await api.get_chat_administrators(channel.id)) == 2


async def test_the_bot_learns_that_it_became_an_administrator(world, ivan, channel, api):
    world.leave(channel.id, world.bot.id, kicked=True)
    world.join(channel.id, world.bot.id, status="administrator", rights=BOT_RIGHTS)

    out, back = await updates(api)

    assert out.my_chat_member.chat.type == "channel"
    assert [each.my_chat_member.new_chat_member.status for each in (out, back)] == ["kicked", "administrator"]
    assert back.my_chat_member.new_chat_member.can_post_messages
    assert world.messages(channel.id) == []


async def test_only_the_kinds_that_are_wanted_arrive(world, ivan, channel, api):
    await api.get_updates(allowed_updates=["message"])
    world.write(ivan.id, channel.id, "Release")

    [forward] = await updates(api)

    assert forward.message.is_automatic_forward


async def test_reactions_in_a_channel_are_counted_and_nameless(world, anna, ivan, channel, api):
    await api.get_updates(allowed_updates=ALL)
    said = world.write(ivan.id, channel.id, "Release")
    await updates(api)

    world.react(anna.id, channel.id, said["message_id"], "👍")
    world.react(ivan.id, channel.id, said["message_id"], "👍")

    last = (await updates(api))[-1].message_reaction_count
    assert [(one.type.emoji, one.total_count) for one in last.reactions] == [("👍", 2)]


async def test_a_channel_has_buttons_under_posts_and_no_other_keyboards(world, anna, channel, api):
    keyboard = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="a")]])
    assert await refusal(api.send_message(channel.id, "a", reply_markup=keyboard)) == (
        "Bad Request: inline keyboard expected"
    )
    poll = api.send_poll(channel.id, "?", ["a", "b"], is_anonymous=False)
    assert await refusal(poll) == "Bad Request: non-anonymous polls can't be sent to channel chats"

    buttons = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Vote", callback_data="v")]])
    sent = await api.send_message(channel.id, "a", reply_markup=buttons)
    await updates(api)
    world.press(anna.id, channel.id, sent.message_id, "Vote")
    [press] = await updates(api)
    assert press.callback_query.message.chat.id == channel.id


async def test_readers_do_not_post(world, anna, ivan, channel, server):
    answer = await post(server, "messages", **{"as": anna.id}, chat_id=channel.id, text="Hello")
    assert answer["error"] == "Анна only reads this channel."
    stranger = world.create_user("Пётр")
    with pytest.raises(ValueError, match="not in the channel"):
        world.write(stranger.id, channel.id, "Hello")
    said = world.write(ivan.id, channel.id, "Release")
    with pytest.raises(ValueError, match="own messages"):
        world.edit(anna.id, channel.id, said["message_id"], text="a")


async def test_a_channel_is_discussed_in_one_group_without_topics(world, group, channel):
    other = world.create_channel("Other")
    with pytest.raises(ValueError, match="without topics"):
        world.link(other.id, group.id)
    with pytest.raises(ValueError, match="linked already"):
        world.link(other.id, channel.linked)
    with pytest.raises(ValueError, match="Only a group"):
        world.migrate(channel.id)


async def test_the_discussion_goes_on_when_its_group_moves(world, ivan, channel, api):
    talk = channel.linked

    moved = world.migrate(talk)
    await updates(api)
    world.write(ivan.id, channel.id, "Release")

    assert (channel.linked, moved.linked) == (moved.id, channel.id)
    assert (await updates(api))[1].message.chat.id == moved.id


async def test_the_page_shows_the_channel_and_who_posts(world, ivan, channel, server):
    said = world.write(ivan.id, channel.id, "Release")

    chats = {chat["id"]: chat for chat in (await state(server))["chats"]}

    shown = chats[channel.id]
    assert (shown["posters"], shown["linked_chat_id"]) == ([ivan.id, world.bot.id], channel.linked)
    assert shown["messages"][0]["sandbox"]["author_id"] == ivan.id
    assert said["message_id"] == chats[channel.linked]["messages"][-1]["forward_origin"]["message_id"]
    assert (await post(server, f"groups/{channel.id}", topics=True))["error"] == "A channel has no topics."
    assert (await post(server, f"groups/{channel.id}", bot="left"))["chat"]["bot_status"] == "kicked"


def test_a_new_sandbox_has_a_channel_and_an_older_one_gets_it(tmp_path):
    world = open_world(tmp_path)
    [channel] = world.channels()
    assert channel.linked
    assert world.chat(channel.linked) not in world.groups()
    assert len(channel.present()) == len(world.people()) + 1
    world.close()

    again = open_world(tmp_path)
    assert [one.id for one in again.channels()] == [channel.id]
    again.close()
