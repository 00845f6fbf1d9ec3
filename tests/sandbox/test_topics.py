"""Forum topics."""

import pytest

from tests.sandbox.driving import RIGHTS, refusal, updates


@pytest.fixture
async def topic(group, api):
    return await api.create_forum_topic(group.id, "EC-1 Анна", icon_color=0xFFD67E)


async def test_a_topic_is_made_and_its_root_comes_back_to_the_bot(world, group, api, topic):
    [update] = await updates(api)

    assert (topic.name, topic.icon_color) == ("EC-1 Анна", 0xFFD67E)
    assert update.message.message_id == update.message.message_thread_id == topic.message_thread_id
    assert update.message.is_topic_message
    assert update.message.from_user.id == world.bot.id
    assert update.message.forum_topic_created.name == "EC-1 Анна"
    [kept] = world.topics(group.id)
    assert (kept.name, kept.closed, kept.deleted) == ("EC-1 Анна", False, False)


async def test_messages_of_a_topic_reply_to_its_root_unless_they_are_replies(world, ivan, group, api, topic):
    thread = topic.message_thread_id
    sent = await api.send_message(group.id, "card", message_thread_id=thread)
    said = world.write(ivan.id, group.id, "ok", thread=thread)
    answer = world.write(ivan.id, group.id, "really", reply_to=said)

    assert (sent.message_thread_id, sent.is_topic_message) == (thread, True)
    assert sent.reply_to_message.forum_topic_created.name == "EC-1 Анна"
    arrived = [update.message for update in await updates(api)][1:]
    assert arrived[0].reply_to_message.forum_topic_created is not None
    assert arrived[1].reply_to_message.text == "ok"
    assert arrived[1].message_thread_id == thread
    assert [message["text"] for message in world.messages(group.id, thread)[1:]] == ["card", "ok", "really"]
    assert answer in world.messages(group.id, thread)


async def test_general_has_no_thread(world, ivan, group, api):
    sent = await api.send_message(group.id, "hello")
    world.write(ivan.id, group.id, "hi")

    assert sent.message_thread_id is None
    assert (await updates(api))[0].message.is_topic_message is None
    assert [message.get("text") for message in world.messages(group.id, 1)][-2:] == ["hello", "hi"]
    assert await refusal(api.send_message(group.id, "a", message_thread_id=1)) == (
        "Bad Request: message thread not found"
    )


async def test_a_reply_without_a_thread_goes_to_the_topic_of_its_target(world, ivan, group, api, topic):
    said = world.write(ivan.id, group.id, "ok", thread=topic.message_thread_id)

    sent = await api.send_message(group.id, "a", reply_to_message_id=said["message_id"])

    assert sent.message_thread_id == topic.message_thread_id
    assert sent.reply_to_message.text == "ok"


async def test_a_deleted_topic_is_gone_without_a_word(world, ivan, group, api, topic):
    thread = topic.message_thread_id
    world.write(ivan.id, group.id, "ok", thread=thread)
    await updates(api)

    world.delete_topic(group.id, thread)

    assert await updates(api) == []
    assert world.topics(group.id)[0].deleted
    assert world.messages(group.id, thread) == []
    assert await refusal(api.send_message(group.id, "a", message_thread_id=thread)) == (
        "Bad Request: message thread not found"
    )
    for change in (api.close_forum_topic, api.reopen_forum_topic, api.delete_forum_topic):
        assert await refusal(change(group.id, thread)) == "Bad Request: TOPIC_ID_INVALID"
    with pytest.raises(ValueError, match="no topic"):
        world.write(ivan.id, group.id, "ok", thread=thread)


async def test_renaming_and_icons(world, group, api, topic):
    thread = topic.message_thread_id
    stickers = await api.get_forum_topic_icon_stickers()
    done = next(sticker for sticker in stickers if sticker.emoji == "✅").custom_emoji_id

    await api.edit_forum_topic(group.id, thread, name="✓ EC-1", icon_custom_emoji_id=done)

    edited = (await updates(api))[-1].message
    assert (edited.forum_topic_edited.name, edited.forum_topic_edited.icon_custom_emoji_id) == (
        "✓ EC-1",
        done,
    )
    assert world.topics(group.id)[0].icon_custom_emoji_id == done
    assert await refusal(api.edit_forum_topic(group.id, thread, name="✓ EC-1")) == (
        "Bad Request: TOPIC_NOT_MODIFIED"
    )
    assert await refusal(api.edit_forum_topic(group.id, thread, icon_custom_emoji_id="1")) == (
        "Bad Request: DOCUMENT_INVALID"
    )


async def test_an_icon_can_be_taken_away(world, group, server, topic):
    thread = topic.message_thread_id
    icon = "5312536423851630001"
    await server.result(
        "editForumTopic", chat_id=group.id, message_thread_id=thread, icon_custom_emoji_id=icon
    )

    await server.result("editForumTopic", chat_id=group.id, message_thread_id=thread, icon_custom_emoji_id="")

    assert world.topics(group.id)[0].icon_custom_emoji_id is None


async def test_closing_and_reopening(world, group, api, topic):
    thread = topic.message_thread_id
    await api.close_forum_topic(group.id, thread)

    assert await refusal(api.close_forum_topic(group.id, thread)) == "Bad Request: TOPIC_NOT_MODIFIED"
    assert world.topics(group.id)[0].closed
    assert (await api.send_message(group.id, "by its creator", message_thread_id=thread)).message_thread_id
    await api.reopen_forum_topic(group.id, thread)
    kinds = [update.message.content_type for update in await updates(api)]
    assert kinds == ["forum_topic_created", "forum_topic_closed", "forum_topic_reopened"]


async def test_a_closed_topic_of_somebody_else_takes_nothing(world, anna, ivan, group, api):
    topic = world.create_topic(ivan.id, group.id, "Talk")
    world.close_topic(group.id, topic.message_thread_id)
    world.join(group.id, anna.id)

    assert await refusal(api.send_message(group.id, "a", message_thread_id=topic.message_thread_id)) == (
        "Bad Request: TOPIC_CLOSED"
    )
    with pytest.raises(ValueError, match="closed"):
        world.write(anna.id, group.id, "a", thread=topic.message_thread_id)
    world.write(ivan.id, group.id, "a", thread=topic.message_thread_id)
    world.reopen_topic(group.id, topic.message_thread_id, by=ivan.id)
    assert (await api.send_message(group.id, "a", message_thread_id=topic.message_thread_id)).is_topic_message


@pytest.mark.parametrize(
    ("name", "fault"), [("", "title must be non-empty"), ("x" * 129, "TOPIC_TITLE_INVALID")]
)
async def test_names_have_1_to_128_characters(group, server, name, fault):
    assert await server.refusal("createForumTopic", chat_id=group.id, name=name) == f"Bad Request: {fault}"


async def test_faulty_colours_and_icons(group, server):
    said = await server.refusal("createForumTopic", chat_id=group.id, name="a", icon_color=1)
    assert said == "Bad Request: invalid icon color specified"
    said = await server.refusal("createForumTopic", chat_id=group.id, name="a", icon_custom_emoji_id="1")
    assert said == "Bad Request: DOCUMENT_INVALID"


async def test_topics_need_a_forum_and_the_right(world, ivan, group, api, topic):
    world.join(group.id, world.bot.id, status="administrator", rights=RIGHTS | {"can_manage_topics": False})
    assert await refusal(api.create_forum_topic(group.id, "a")) == (
        "Bad Request: not enough rights to create a topic"
    )
    others = world.create_topic(ivan.id, group.id, "Talk")
    assert await refusal(api.close_forum_topic(group.id, others.message_thread_id)) == (
        "Bad Request: not enough rights to edit the topic"
    )
    await api.close_forum_topic(group.id, topic.message_thread_id)

    plain = world.create_group("Plain", forum=False)
    world.join(plain.id, world.bot.id, status="administrator")
    assert await refusal(api.create_forum_topic(plain.id, "a")) == "Bad Request: the chat is not a forum"


async def test_without_topics_a_thread_is_silently_ignored(world, group, api, topic):
    world.set_forum(group.id, forum=False)

    sent = await api.send_message(group.id, "a", message_thread_id=topic.message_thread_id)

    assert sent.message_thread_id is None
    assert sent.chat.is_forum is None


async def test_replies_in_a_group_without_topics_carry_a_thread_that_is_no_topic(world, ivan, api):
    plain = world.create_group("Plain", forum=False)
    world.join(plain.id, ivan.id)
    world.join(plain.id, world.bot.id)
    said = world.write(ivan.id, plain.id, "one")

    sent = await api.send_message(plain.id, "two", reply_to_message_id=said["message_id"])

    assert sent.message_thread_id == said["message_id"]
    assert sent.is_topic_message is None


async def test_the_bot_deletes_a_topic(world, group, api, topic):
    await api.delete_forum_topic(group.id, topic.message_thread_id)

    assert world.topics(group.id)[0].deleted


async def test_general_is_renamed(group, api):
    await api.edit_general_forum_topic(group.id, "Наряды")

    assert (await updates(api))[0].message.forum_topic_edited.name == "Наряды"
    assert (
        await refusal(api.edit_general_forum_topic(group.id, "Наряды")) == "Bad Request: TOPIC_NOT_MODIFIED"
    )
