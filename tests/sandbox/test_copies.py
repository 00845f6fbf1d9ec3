"""Copies and forwards."""

import pytest

from bot.sandbox.model import Upload
from tests.journeys.inputs import a_poll
from tests.sandbox.driving import refusal

PHOTO = Upload("a.jpg", b"\xff\xd8", kind="photo")


async def test_a_copy_keeps_words_and_looks_and_forgets_the_sender(world, anna, group, api):
    said = world.write(anna.id, anna.id, "жирно", entities=[{"type": "bold", "offset": 0, "length": 5}])
    topic = await api.create_forum_topic(group.id, "EC-1")

    copy = await api.copy_message(
        group.id, anna.id, said["message_id"], message_thread_id=topic.message_thread_id
    )

    there = world.message(group.id, copy.message_id)
    assert (there["text"], there["entities"]) == (said["text"], said["entities"])
    assert there["from"]["id"] == world.bot.id
    assert there["message_thread_id"] == topic.message_thread_id
    assert "forward_origin" not in there


async def test_a_copy_of_a_file_is_the_same_file_and_may_have_other_words(world, anna, group, api):
    said = world.attach(anna.id, anna.id, Upload("big.log", b"x", size=30_000_000), caption="log")

    copy = await api.copy_message(group.id, anna.id, said["message_id"], caption="**")
    same = await api.copy_message(group.id, anna.id, said["message_id"])

    assert world.message(group.id, copy.message_id)["document"] == said["document"]
    assert world.message(group.id, copy.message_id)["caption"] == "**"
    assert world.message(group.id, same.message_id)["caption"] == "log"


async def test_buttons_are_not_copied(world, anna, group, server):
    sent = await server.result(
        "sendMessage",
        chat_id=anna.id,
        text="a",
        reply_markup={"inline_keyboard": [[{"text": "a", "callback_data": "1"}]]},
    )
    copy = await server.result(
        "copyMessage", chat_id=group.id, from_chat_id=anna.id, message_id=sent["message_id"]
    )

    assert "reply_markup" not in world.message(group.id, copy["message_id"])


async def test_what_cannot_be_copied(anna, group, api):
    assert await refusal(api.copy_message(group.id, anna.id, 999)) == "Bad Request: message to copy not found"
    assert await refusal(api.forward_message(group.id, anna.id, 999)) == (
        "Bad Request: message to forward not found"
    )
    topic = await api.create_forum_topic(group.id, "EC-1")
    assert await refusal(api.copy_message(anna.id, group.id, topic.message_thread_id)) == (
        "Bad Request: message can't be copied"
    )
    kept = await api.send_message(anna.id, "a", protect_content=True)
    assert await refusal(api.copy_message(group.id, anna.id, kept.message_id)) == (
        "Bad Request: message can't be copied"
    )
    assert await refusal(api.copy_message(group.id, 1, 1)) == "Bad Request: chat not found"


async def test_many_copies_keep_albums_and_skip_what_is_gone(world, anna, group, api):
    one, two = world.attach(anna.id, anna.id, [PHOTO, PHOTO], caption="both")
    text = world.write(anna.id, anna.id, "and words")
    gone = world.write(anna.id, anna.id, "gone")
    world.delete(anna.id, anna.id, gone["message_id"])
    ids = [message["message_id"] for message in (one, two, text, gone)]

    copies = await api.copy_messages(group.id, anna.id, ids)

    there = [world.message(group.id, copy.message_id) for copy in copies]
    assert len(there) == 3
    assert there[0]["media_group_id"] == there[1]["media_group_id"] != one["media_group_id"]
    assert there[0]["caption"] == "both"
    assert "media_group_id" not in there[2]

    bare = await api.copy_messages(group.id, anna.id, ids[:1], remove_caption=True)
    alone = world.message(group.id, bare[0].message_id)
    assert "caption" not in alone
    assert "media_group_id" not in alone


@pytest.mark.parametrize(
    ("ids", "fault"),
    [
        ([], "message identifiers are not specified"),
        ([2, 1], "message identifiers must be in a strictly increasing order"),
        ([1, 1], "message identifiers must be in a strictly increasing order"),
        (list(range(1, 102)), "too many message identifiers specified"),
        ([9990, 9991], "there are no messages to forward"),
        (["a"], "can't parse message identifiers JSON object"),
    ],
)
async def test_lists_of_ids_are_checked(anna, group, server, ids, fault):
    said = await server.refusal("copyMessages", chat_id=group.id, from_chat_id=anna.id, message_ids=ids)

    assert said == f"Bad Request: {fault}"


async def test_a_forward_tells_where_it_comes_from(world, anna, group, api):
    said = world.write(anna.id, anna.id, "help")

    sent = await api.forward_message(group.id, anna.id, said["message_id"])
    again = await api.forward_messages(group.id, anna.id, [said["message_id"]])

    assert sent.forward_origin.sender_user.id == anna.id
    assert world.message(group.id, again[0].message_id)["forward_origin"]["type"] == "user"
    assert await refusal(api.edit_message_text("a", chat_id=group.id, message_id=sent.message_id)) == (
        "Bad Request: message can't be edited"
    )


async def test_a_copy_into_a_lost_topic(world, anna, group, api):
    said = world.write(anna.id, anna.id, "help")

    assert await refusal(
        api.copy_messages(group.id, anna.id, [said["message_id"]], message_thread_id=77)
    ) == ("Bad Request: message thread not found")


async def test_a_copied_dice_is_thrown_again_and_a_forwarded_one_is_not(world, anna, group, api):
    thrown = world.send(anna.id, anna.id, {"dice": {"emoji": "🎲", "value": 3}})

    copy = await api.copy_message(group.id, anna.id, thrown["message_id"])
    forwarded = await api.forward_message(group.id, anna.id, thrown["message_id"])

    assert world.message(group.id, copy.message_id)["dice"]["value"] != 3
    assert forwarded.dice.value == 3


async def test_a_quiz_cannot_be_copied_and_can_be_forwarded(world, anna, group, api):
    quiz = world.send(anna.id, anna.id, {"poll": a_poll("quiz")})

    assert await refusal(api.copy_message(group.id, anna.id, quiz["message_id"])) == (
        "Bad Request: message can't be copied"
    )
    assert (await api.forward_message(group.id, anna.id, quiz["message_id"])).poll.type == "quiz"


async def test_a_venue_is_a_place_with_a_name(world, anna, api):
    sent = await api.send_venue(anna.id, latitude=55.5, longitude=37.5, title="Office", address="Moscow")

    assert (sent.venue.title, sent.venue.address, sent.location.latitude) == ("Office", "Moscow", 55.5)
