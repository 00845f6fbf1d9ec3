"""Groups: who is in them, what the bot learns of it and may do there."""

import pytest
from aiogram.exceptions import TelegramMigrateToChat
from aiogram.types import BufferedInputFile, InputMediaPhoto

from bot.sandbox.model import Upload
from tests.people import PNG
from tests.sandbox.driving import RIGHTS, refusal, updates


async def test_the_bot_learns_of_its_own_coming_and_going(world, ivan, api):
    group = world.create_group("Staff")
    world.join(group.id, ivan.id, status="creator")
    assert await updates(api) == []

    world.join(group.id, world.bot.id)
    world.join(group.id, world.bot.id, status="administrator", rights=RIGHTS)
    world.leave(group.id, world.bot.id, kicked=True)
    joined, came, promoted, went, left = await updates(api)

    assert group.id < -1_000_000_000_000
    assert (joined.my_chat_member.from_user.id, joined.my_chat_member.new_chat_member.status) == (
        ivan.id,
        "member",
    )
    assert came.message.new_chat_members[0].id == world.bot.id
    assert promoted.my_chat_member.new_chat_member.can_manage_topics
    assert not promoted.my_chat_member.new_chat_member.can_promote_members
    assert went.message.left_chat_member.id == world.bot.id
    assert left.my_chat_member.new_chat_member.status == "kicked"

    world.write(ivan.id, group.id, "alone")
    assert await updates(api) == []


async def test_colleagues_come_and_go(world, anna, group, api):
    await api.get_updates(allowed_updates=["message", "chat_member"])
    world.join(group.id, anna.id)
    world.leave(group.id, anna.id)

    came, hello, bye, went = await updates(api)

    assert (came.chat_member.old_chat_member.status, came.chat_member.new_chat_member.status) == (
        "left",
        "member",
    )
    assert hello.message.new_chat_members[0].id == anna.id
    assert bye.message.left_chat_member.id == anna.id
    assert went.chat_member.new_chat_member.status == "left"


async def test_only_administrators_learn_of_reactions_and_members(world, anna, ivan, group, api):
    await api.get_updates(allowed_updates=["message_reaction", "chat_member"])
    said = world.write(ivan.id, group.id, "a")
    world.join(group.id, world.bot.id, status="member")

    world.join(group.id, anna.id)
    world.react(ivan.id, group.id, said["message_id"], "👍")

    assert await updates(api) == []


async def test_members_can_be_looked_up(world, anna, ivan, group, api):
    assert (await api.get_chat_member(group.id, ivan.id)).status == "creator"
    assert (await api.get_chat_member(group.id, anna.id)).status == "left"
    me = await api.get_chat_member(group.id, world.bot.id)
    assert (me.status, me.can_manage_topics, me.can_restrict_members) == ("administrator", True, False)
    assert await api.get_chat_member_count(group.id) == 2
    assert {member.user.id for member in await api.get_chat_administrators(group.id)} == {
        ivan.id,
        world.bot.id,
    }
    assert await refusal(api.get_chat_member(group.id, 1)) == "Bad Request: PARTICIPANT_ID_INVALID"
    world.join(group.id, anna.id)
    world.leave(group.id, anna.id, kicked=True)
    assert (await api.get_chat_member(group.id, anna.id)).status == "kicked"


async def test_chats_can_be_looked_up(anna, ivan, group, api):
    chat = await api.get_chat(group.id)
    assert (chat.title, chat.is_forum, chat.type) == ("Staff", True, "supergroup")
    private = await api.get_chat(anna.id)
    assert (private.first_name, private.type) == ("Анна", "private")
    assert await refusal(api.get_chat(ivan.id)) == "Bad Request: chat not found"
    assert await refusal(api.get_chat_administrators(anna.id)) == (
        "Bad Request: there are no administrators in the private chat"
    )
    assert await api.get_chat_member_count(anna.id) == 2
    assert (await api.get_chat_member(anna.id, anna.id)).status == "member"


async def test_the_bot_leaves(group, api):
    await api.leave_chat(group.id)

    kinds = [update.event_type for update in await updates(api)]
    assert kinds == ["message", "my_chat_member"]
    assert await refusal(api.get_chat(group.id)) == "Forbidden: bot is not a member of the supergroup chat"


async def test_pins_take_the_right_and_come_back(world, group, api):
    topic = await api.create_forum_topic(group.id, "EC-1")
    sent = await api.send_message(group.id, "card", message_thread_id=topic.message_thread_id)
    await updates(api)

    await api.pin_chat_message(group.id, sent.message_id)
    [update] = await updates(api)
    assert update.message.pinned_message.text == "card"
    assert update.message.message_thread_id == topic.message_thread_id
    assert (await api.get_chat(group.id)).pinned_message.text == "card"

    await api.unpin_chat_message(group.id, message_id=sent.message_id)
    assert await refusal(api.unpin_chat_message(group.id, message_id=sent.message_id)) == (
        "Bad Request: message to unpin not found"
    )
    assert await refusal(api.pin_chat_message(group.id, 999)) == "Bad Request: message to pin not found"
    await api.pin_chat_message(group.id, sent.message_id)
    await api.unpin_all_forum_topic_messages(group.id, topic.message_thread_id)
    assert (await api.get_chat(group.id)).pinned_message is None

    world.join(group.id, world.bot.id, status="administrator", rights=RIGHTS | {"can_pin_messages": False})
    assert await refusal(api.pin_chat_message(group.id, sent.message_id)) == (
        "Bad Request: not enough rights to manage pinned messages in the chat"
    )


async def test_a_group_may_forbid_its_members_kinds_of_messages(world, anna, ivan, group, api):
    photo = world.attach(anna.id, anna.id, Upload("a.png", PNG, kind="photo"))
    text = world.write(anna.id, anna.id, "b")
    world.set_permissions(group.id, can_send_photos=False, can_send_documents=False)
    permissions = (await api.get_chat(group.id)).permissions
    assert (permissions.can_send_photos, permissions.can_send_videos) == (False, True)

    sent = photo["photo"][-1]["file_id"]
    await api.send_photo(group.id, sent)  # an administrator is not asked
    world.join(group.id, world.bot.id, status="member")
    refused = "Bad Request: not enough rights to send photos to the chat"
    assert await refusal(api.send_photo(group.id, sent)) == refused
    assert await refusal(api.send_media_group(group.id, [InputMediaPhoto(media=sent)] * 2)) == refused
    assert await refusal(api.copy_message(group.id, anna.id, photo["message_id"])) == refused
    assert (
        await refusal(api.send_document(group.id, BufferedInputFile(b"a", "a.txt")))
        == "Bad Request: not enough rights to send documents to the chat"
    )
    assert await refusal(api.copy_messages(group.id, anna.id, [photo["message_id"]])) == (
        "Bad Request: there are no messages to forward"
    )
    copied = await api.copy_messages(group.id, anna.id, [photo["message_id"], text["message_id"]])
    assert [world.message(group.id, each.message_id)["text"] for each in copied] == ["b"]
    await api.send_animation(group.id, BufferedInputFile(b"GIF89a", "a.gif"))

    world.set_permissions(group.id, can_send_photos=True, can_send_messages=False)
    await api.send_photo(group.id, sent)
    assert (
        await refusal(api.send_message(group.id, "a"))
        == "Bad Request: not enough rights to send text messages to the chat"
    )


async def test_a_group_may_forbid_people_kinds_of_messages(world, anna, ivan, group):
    world.join(group.id, anna.id)
    world.set_permissions(group.id, can_send_photos=False)
    with pytest.raises(ValueError, match="photos"):
        world.attach(anna.id, group.id, Upload("a.png", PNG, kind="photo"))
    world.attach(ivan.id, group.id, Upload("a.png", PNG, kind="photo"))
    world.write(anna.id, group.id, "a")
    with pytest.raises(ValueError, match=r"Telegram's"):
        world.set_permissions(group.id, can_fly=False)


async def test_administrators_without_a_list_have_all_rights(world, anna, group):
    world.join(group.id, anna.id, status="administrator")

    assert group.member(anna.id).may("can_delete_messages")


async def test_a_group_that_becomes_a_supergroup(world, ivan, api):
    old = world.create_group("Staff", basic=True)
    world.join(old.id, ivan.id, status="creator")
    world.join(old.id, world.bot.id)
    assert (await api.send_message(old.id, "a")).chat.type == "group"
    await updates(api)

    new = world.upgrade(old.id, forum=True)

    moved, here = await updates(api)
    assert (moved.message.chat.id, moved.message.migrate_to_chat_id) == (old.id, new.id)
    assert (here.message.chat.id, here.message.migrate_from_chat_id) == (new.id, old.id)
    with pytest.raises(TelegramMigrateToChat) as caught:
        await api.send_message(old.id, "a")
    assert caught.value.migrate_to_chat_id == new.id
    assert (await api.send_message(new.id, "a")).chat.is_forum
    with pytest.raises(ValueError, match="supergroup"):
        world.write(ivan.id, old.id, "a")
    with pytest.raises(ValueError, match="once"):
        world.upgrade(old.id)


async def test_a_world_has_one_bot(world):
    assert world.create_bot("42:TEST", "Other", "other").first_name == "Support"
    with pytest.raises(ValueError, match="one bot"):
        world.create_bot("43:TEST", "Other", "other")
