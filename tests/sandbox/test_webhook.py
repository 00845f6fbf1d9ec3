"""Updates brought to a webhook: in order, again after a failure, and never beside polling."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiohttp import web

from bot.sandbox import delivery
from tests.sandbox.driving import refusal, updates
from tests.sandbox.hooks import Hook, a_hook


@pytest.fixture
async def hook(world, api) -> AsyncIterator[Hook]:
    """Set, with a secret; what failed comes again soon."""
    world.plain_webhooks = True
    async with a_hook() as hook:
        await api.set_webhook(hook.url, secret_token="S-1_x", max_connections=2)
        yield hook


@pytest.fixture(autouse=True)
def soon_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "FIRST_BACK_OFF", 0.02)
    monkeypatch.setattr(delivery, "LONGEST_BACK_OFF", 0.05)


async def everything_was_taken(world) -> None:
    await world.wait_for(lambda: world.updates_pending() == 0)


def unavailable(**headers: str) -> web.Response:
    return web.Response(
        status=503, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


async def test_updates_come_in_order_with_the_secret_and_count_as_read(world, anna, hook):
    said = [world.write(anna.id, anna.id, str(number)) for number in range(20)]
    await everything_was_taken(world)

    assert hook.texts == [str(number) for number in range(20)]
    assert set(hook.secrets) == {"S-1_x"}
    assert all(world.find_post(anna.id, each["message_id"]).read for each in said)


async def test_what_waited_before_the_webhook_was_set_is_brought(world, anna, api):
    world.plain_webhooks = True
    world.write(anna.id, anna.id, "early")
    async with a_hook() as hook:
        await api.set_webhook(hook.url)
        await everything_was_taken(world)
    assert hook.texts == ["early"]
    assert hook.secrets == [None]


async def test_one_at_a_time_of_each_chat_and_presses_beside_messages(world, anna, ivan, api, hook):
    rows = [[InlineKeyboardButton(text="Submit", callback_data="1:submit")]]
    card = await api.send_message(anna.id, "Ready?", reply_markup=InlineKeyboardMarkup(inline_keyboard=rows))
    hook.open.clear()
    for number in range(3):
        world.write(anna.id, anna.id, str(number))
    world.press(anna.id, anna.id, card.message_id, "Submit")
    await world.wait_for(lambda: hook.under_way == 2)
    world.start(ivan.id)

    assert [next(key for key in each if key != "update_id") for each in hook.got] == [
        "message",
        "callback_query",
    ]
    hook.open.set()
    await everything_was_taken(world)
    assert hook.texts[-1] in {"2", "/start"}
    assert [text for text in hook.texts if text != "/start"] == ["0", "1", "2"]
    assert hook.most_under_way == 2, "no more than the bot wants at once"


async def test_what_is_not_answered_with_success_is_brought_again_and_noted(world, anna, ivan, api, hook):
    hook.answers += [web.Response(status=500), web.Response(status=302), unavailable()]
    world.write(anna.id, anna.id, "one")
    world.write(anna.id, anna.id, "two")
    await everything_was_taken(world)

    assert hook.texts == ["one", "one", "one", "one", "two"]
    info = await api.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"
    assert info.last_error_date is not None
    assert info.pending_update_count == 0

    await api.set_webhook(hook.url)
    assert (await api.get_webhook_info()).last_error_message is None


async def test_one_chat_that_fails_keeps_no_other_waiting(world, anna, ivan, hook):
    hook.answers.append(unavailable(Retry_After="3600"))
    world.write(anna.id, anna.id, "fails")
    await world.wait_for(lambda: hook.got)
    world.start(ivan.id)
    await world.wait_for(lambda: len(hook.got) == 2)

    await asyncio.sleep(0.2)
    assert hook.texts == ["fails", "/start"], "not before the time that the bot named"
    assert world.updates_pending() == 1


async def test_no_answer_is_a_failure(world, anna, hook, api, monkeypatch):
    monkeypatch.setattr(delivery, "ANSWER_SECONDS", 0.05)
    hook.open.clear()
    world.write(anna.id, anna.id, "one")
    await world.wait_for(lambda: "last_error_message" in world.profile.webhook)
    hook.open.set()
    await everything_was_taken(world)

    assert (await api.get_webhook_info()).last_error_message == "Read timeout expired"


async def test_a_bot_that_is_not_there_and_a_far_one_get_nothing(world, anna, api):
    world.plain_webhooks = True
    world.write(anna.id, anna.id, "hello")
    for url, words in (
        ("http://127.0.0.1:1/hook", "Connection refused"),
        ("https://example.org/hook", "Failed to resolve host: Name or service not known"),
    ):
        await api.set_webhook(url)
        await world.wait_for(lambda: "last_error_message" in world.profile.webhook)
        info = await api.get_webhook_info()
        assert (info.last_error_message, info.pending_update_count) == (words, 1)


async def test_what_a_webhook_answers_that_is_removed_meanwhile_is_not_heard(world, anna, api, hook):
    """So an update may come by both ways."""
    hook.open.clear()
    world.write(anna.id, anna.id, "hello")
    await world.wait_for(lambda: hook.under_way)
    await api.delete_webhook()
    hook.open.set()
    await world.wait_for(lambda: not hook.under_way)

    assert [each.message.text for each in await updates(api)] == ["hello"]


async def test_an_update_that_telegram_has_forgotten_is_not_brought(world, anna, hook):
    hook.answers.append(unavailable(Retry_After="1"))
    world.write(anna.id, anna.id, "old")
    await world.wait_for(lambda: hook.got)
    world.clock.move(timedelta(hours=25))
    world.write(anna.id, anna.id, "new")
    await everything_was_taken(world)

    assert hook.texts == ["old", "new"]


async def test_setting_a_webhook_ends_a_poll(world, api):
    poll = asyncio.get_running_loop().create_task(api.get_updates(timeout=30))
    await world.wait_for(lambda: world.queue.poller)
    await api.set_webhook("https://example.org/hook")

    assert await refusal(poll) == "Conflict: terminated by setWebhook request"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://example.org/hook", "bad webhook: An HTTPS URL must be provided for webhook"),
        ("http://127.0.0.1:8080/hook", "bad webhook: An HTTPS URL must be provided for webhook"),
        (
            "https://example.org:8080/hook",
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
    ],
)
async def test_an_address_that_telegram_does_not_take(api, url, words):
    assert await refusal(api.set_webhook(url)) == f"Bad Request: {words}"


@pytest.mark.parametrize("secret", ["with space", "ключ", "x" * 257])
async def test_a_secret_has_few_kinds_of_characters(api, secret):
    words = await refusal(api.set_webhook("https://example.org/hook", secret_token=secret))
    assert words == "Bad Request: secret token contains unallowed characters"
