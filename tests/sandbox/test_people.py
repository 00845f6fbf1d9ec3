"""What people do, and the updates it makes."""

import pytest

from bot.sandbox.model import Upload
from tests.sandbox.driving import updates


async def test_a_message_carries_who_where_and_when(world, anna, api):
    world.write(anna.id, anna.id, "Добрый день")

    [update] = await updates(api)
    message = update.message

    assert message.text == "Добрый день"
    assert message.chat.id == message.from_user.id == anna.id
    assert (message.chat.type, message.chat.first_name, message.chat.username) == ("private", "Анна", "anna")
    assert message.from_user.language_code == "ru"
    assert abs(message.date.timestamp() - world.clock.timestamp()) < 2


async def test_the_language_is_shown_in_updates_only(world, anna, api):
    said = world.write(anna.id, anna.id, "hello")
    await api.send_message(anna.id, "hello")

    assert "language_code" not in said["from"]
    assert all("language_code" not in message["from"] for message in world.messages(anna.id))


async def test_private_chats_share_one_counter_and_groups_have_their_own(world, anna, ivan, group):
    one = world.write(anna.id, anna.id, "one")
    world.start(ivan.id)
    two = world.write(anna.id, anna.id, "two")
    there = world.write(ivan.id, group.id, "three")

    assert two["message_id"] == one["message_id"] + 2
    assert there["message_id"] < two["message_id"]


async def test_commands_links_and_the_like_are_marked(world, anna, api):
    text = (
        "😀 /help@support_bot см. https://example.org/a?b=c, me@example.org #заявка @support_bot "
        "+7 900 123-45-67"
    )
    world.write(anna.id, anna.id, text)

    [update] = await updates(api)

    assert [(entity.type, entity.extract_from(text)) for entity in update.message.entities] == [
        ("bot_command", "/help@support_bot"),
        ("url", "https://example.org/a?b=c"),
        ("email", "me@example.org"),
        ("hashtag", "#заявка"),
        ("mention", "@support_bot"),
        ("phone_number", "+7 900 123-45-67"),
    ]


@pytest.mark.parametrize("text", ["1/2", "a.b", "http://", "/", "#1", "a@b", "12:30", "и/или", "E-mail: -"])
def test_nothing_is_marked_where_there_is_nothing(world, anna, text):
    assert "entities" not in world.write(anna.id, anna.id, text)


async def test_start_with_a_payload(world, ivan, api):
    world.start(ivan.id, "e-comet")

    [update] = await updates(api)

    assert update.message.text == "/start e-comet"
    assert [(entity.type, entity.length) for entity in update.message.entities] == [("bot_command", 6)]
    with pytest.raises(ValueError, match="start parameter"):
        world.start(ivan.id, "a b")


async def test_a_paste_arrives_as_several_messages(world, anna, api):
    parts = world.paste(anna.id, anna.id, "а" * 9000)

    assert [len(part["text"]) for part in parts] == [4096, 4096, 808]
    assert len(await updates(api)) == 3
    with pytest.raises(ValueError, match="paste"):
        world.write(anna.id, anna.id, "а" * 4097)


async def test_a_reply_shows_what_it_replies_to_without_a_further_reply(world, anna, api):
    one = world.write(anna.id, anna.id, "one")
    two = world.write(anna.id, anna.id, "two, indeed", reply_to=one)
    world.write(anna.id, anna.id, "three", reply_to=two, quote="indeed")

    message = (await updates(api))[-1].message

    assert message.reply_to_message.text == "two, indeed"
    assert message.reply_to_message.reply_to_message is None
    assert (message.quote.text, message.quote.position, message.quote.is_manual) == ("indeed", 5, True)
    with pytest.raises(ValueError, match="quoted"):
        world.write(anna.id, anna.id, "four", reply_to=two, quote="never said")


async def test_an_edit_arrives_unless_it_changes_nothing(world, anna, api):
    said = world.write(anna.id, anna.id, "befor")
    await updates(api)

    world.edit(anna.id, anna.id, said["message_id"], text="befor")
    assert await updates(api) == []
    world.edit(anna.id, anna.id, said["message_id"], text="before")

    [update] = await updates(api)
    assert update.edited_message.text == "before"
    assert update.edited_message.edit_date is not None
    assert world.message(anna.id, said["message_id"])["text"] == "before"


async def test_a_caption_can_be_edited_and_only_by_its_author(world, anna, ivan, group, api):
    photo = world.attach(ivan.id, group.id, Upload("a.jpg", b"\xff\xd8", kind="photo"), caption="one")
    world.edit(ivan.id, group.id, photo["message_id"], caption="two")

    assert (await updates(api))[-1].edited_message.caption == "two"
    world.join(group.id, anna.id)
    with pytest.raises(ValueError, match="own"):
        world.edit(anna.id, group.id, photo["message_id"], caption="three")
    with pytest.raises(ValueError, match="no text"):
        world.edit(ivan.id, group.id, photo["message_id"], text="three")
    with pytest.raises(ValueError, match="longer than 1024"):
        world.edit(ivan.id, group.id, photo["message_id"], caption="x" * 1025)


async def test_a_deletion_makes_no_update(world, anna, api):
    said = world.write(anna.id, anna.id, "oops")
    await updates(api)

    world.delete(anna.id, anna.id, said["message_id"])

    assert await updates(api) == []
    assert said not in world.messages(anna.id)
    with pytest.raises(LookupError):
        world.message(anna.id, said["message_id"])


async def test_blocking_and_coming_back(world, anna, api):
    world.block(anna.id)
    world.block(anna.id)
    with pytest.raises(ValueError, match="blocked"):
        world.write(anna.id, anna.id, "hello")
    world.start(anna.id)

    blocked, back, started = await updates(api)

    assert blocked.my_chat_member.new_chat_member.status == "kicked"
    assert (back.my_chat_member.old_chat_member.status, back.my_chat_member.new_chat_member.status) == (
        "kicked",
        "member",
    )
    assert started.message.text == "/start"


async def test_other_content_can_be_sent(world, anna, api):
    world.send(anna.id, anna.id, {"contact": {"phone_number": "+79001234567", "first_name": "Анна"}})

    assert (await updates(api))[0].message.contact.phone_number == "+79001234567"


async def test_nobody_acts_where_they_are_not(world, anna, ivan, group):
    with pytest.raises(ValueError, match="somebody else's"):
        world.write(ivan.id, anna.id, "hello")
    with pytest.raises(ValueError, match="not in the group"):
        world.write(anna.id, group.id, "hello")
    with pytest.raises(LookupError):
        world.write(1, 1, "hello")
    with pytest.raises(ValueError, match="empty"):
        world.write(anna.id, anna.id, "  \n")


async def test_wait_for_tells_what_was_there_when_it_gives_up(world, anna):
    world.write(anna.id, anna.id, "the last words")

    with pytest.raises(TimeoutError, match="the last words"):
        await world.wait_for(lambda: False, timeout=0.05)


async def test_reactions_arrive_old_and_new(world, anna, api):
    await api.get_updates(allowed_updates=["message_reaction"])
    sent = await api.send_message(anna.id, "hello")

    world.react(anna.id, anna.id, sent.message_id, "❤️")
    world.react(anna.id, anna.id, sent.message_id, None)
    with pytest.raises(ValueError, match="no reaction"):
        world.react(anna.id, anna.id, sent.message_id, "✅")

    one, two = [update.message_reaction for update in await updates(api)]
    assert ([r.emoji for r in one.old_reaction], [r.emoji for r in one.new_reaction]) == ([], ["❤"])
    assert ([r.emoji for r in two.old_reaction], [r.emoji for r in two.new_reaction]) == (["❤"], [])
