"""A bot's keyboard in place of the phone's, and the number that its button shares."""

import pytest

from bot.sandbox.sharing import own_number
from tests.sandbox.driving import updates

KEYBOARD = {"keyboard": [[{"text": "My number", "request_contact": True}], ["Later"]]}


async def test_the_button_shares_ones_own_number_as_telegram_tells_it(world, anna, api, server):
    asked = await server.result("sendMessage", chat_id=anna.id, text="number?", reply_markup=KEYBOARD)
    assert "reply_markup" not in asked
    assert world.keyboard(anna.id) == KEYBOARD
    world.share_contact(anna.id)

    message = (await updates(api))[-1].message
    assert (message.contact.user_id, message.contact.phone_number) == (anna.id, own_number(anna.id))
    assert not message.contact.phone_number.startswith("+")
    assert message.reply_to_message.message_id == asked["message_id"]


@pytest.mark.parametrize("how", ["removed", "replaced", "deleted"])
async def test_without_the_button_nothing_is_shared(world, anna, server, how):
    asked = await server.result("sendMessage", chat_id=anna.id, text="number?", reply_markup=KEYBOARD)
    match how:
        case "removed":
            gone = {"remove_keyboard": True}
            await server.result("sendMessage", chat_id=anna.id, text="thanks", reply_markup=gone)
        case "replaced":
            other = {"keyboard": [["Yes"]]}
            await server.result("sendMessage", chat_id=anna.id, text="sure?", reply_markup=other)
        case "deleted":
            await server.result("deleteMessage", chat_id=anna.id, message_id=asked["message_id"])

    with pytest.raises(ValueError, match="No button asks"):
        world.share_contact(anna.id)


async def test_a_message_without_a_keyboard_leaves_it_where_it_is(world, anna, server):
    await server.result("sendMessage", chat_id=anna.id, text="number?", reply_markup=KEYBOARD)
    await server.result("sendMessage", chat_id=anna.id, text="please")

    assert world.keyboard(anna.id) == KEYBOARD


async def test_in_a_group_nobody_is_asked_for_a_number(group, server):
    said = await server.refusal("sendMessage", chat_id=group.id, text="number?", reply_markup=KEYBOARD)

    assert said == "Bad Request: phone number can be requested in private chats only"
