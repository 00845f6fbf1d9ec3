"""What each of Telegram's refusals means for us, by the status and the words that Telegram answers with."""

import json

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import SendMessage

from bot.channels.telegram.errors import CALL_FAILURES, Trouble, trouble
from bot.channels.telegram.session import Session

METHOD = SendMessage(chat_id=1, text="x")


def meaning_of_body(status: int, body: str) -> Trouble:
    """What an HTTP answer comes to, through the client that the bot uses."""
    session = Session()
    with pytest.raises(CALL_FAILURES) as error:
        session.check_response(Bot("42:TEST", session=session), METHOD, status, body)
    return trouble(error.value)


def meaning(status: int, description: str, **parameters: int) -> Trouble:
    answer = {"ok": False, "error_code": status, "description": description}
    return meaning_of_body(status, json.dumps(answer | ({"parameters": parameters} if parameters else {})))


@pytest.mark.parametrize(
    ("text", "situation"),
    [
        ("bot was blocked by the user", Trouble.BLOCKED),
        ("user is deactivated", Trouble.DEACTIVATED),
        ("bot can't initiate conversation with a user", Trouble.NOT_STARTED),
        ("bot was kicked from the group chat", Trouble.OUT_OF_GROUP),
        ("bot was kicked from the supergroup chat", Trouble.OUT_OF_GROUP),
        ("bot is not a member of the supergroup chat", Trouble.OUT_OF_GROUP),
    ],
)
def test_a_forbidden_call_tells_who_cannot_be_reached(text: str, situation: Trouble) -> None:
    assert meaning(403, f"Forbidden: {text}") is situation


@pytest.mark.parametrize(
    ("text", "situation"),
    [
        ("chat not found", Trouble.NOT_STARTED),
        ("message thread not found", Trouble.TOPIC_GONE),
        ("TOPIC_DELETED", Trouble.TOPIC_GONE),
        ("TOPIC_ID_INVALID", Trouble.TOPIC_GONE),
        ("TOPIC_CLOSED", Trouble.TOPIC_CLOSED),
        ("the chat is not a forum", Trouble.NOT_A_FORUM),
        (
            "message is not modified: specified new message content and reply markup are exactly the same",
            Trouble.NOTHING_CHANGED,
        ),
        ("TOPIC_NOT_MODIFIED", Trouble.NOTHING_CHANGED),
        ("message to edit not found", Trouble.TARGET_GONE),
        ("message to delete not found", Trouble.TARGET_GONE),
        ("message can't be deleted for everyone", Trouble.TARGET_GONE),
        ("message to copy not found", Trouble.TARGET_GONE),
        ("message to react not found", Trouble.TARGET_GONE),
        ("message to be replied not found", Trouble.REPLY_GONE),
        ("message to reply not found", Trouble.REPLY_GONE),
        ("replied message not found", Trouble.REPLY_GONE),
        ("not enough rights to create a topic", Trouble.NO_RIGHTS),
        ("not enough rights to send text messages to the chat", Trouble.NO_RIGHTS),
        ("CHAT_SEND_PHOTOS_FORBIDDEN", Trouble.NO_RIGHTS),
        ("have no rights to send a message", Trouble.NO_RIGHTS),
        ("REACTION_INVALID", Trouble.REACTION_REFUSED),
        ("file is too big", Trouble.TOO_BIG),
        ("wrong file identifier/HTTP URL specified", Trouble.WRONG_FILE),
    ],
)
def test_a_bad_request_tells_what_is_to_be_mended(text: str, situation: Trouble) -> None:
    assert meaning(400, f"Bad Request: {text}") is situation


@pytest.mark.parametrize(
    "text",
    [
        "message is too long",
        "message text is empty",
        "BUTTON_DATA_INVALID",
        "can't parse entities: unsupported start tag",
        "query is too old and response timeout expired or query ID is invalid",
        "user not found",
    ],
)
def test_a_bad_request_that_is_our_fault_is_not_repeated(text: str) -> None:
    assert meaning(400, f"Bad Request: {text}") is Trouble.REFUSED


def test_a_status_of_its_own_tells_enough() -> None:
    assert meaning(429, "Too Many Requests: retry after 7", retry_after=7) is Trouble.FLOOD
    upgraded = "Bad Request: group chat was upgraded to a supergroup chat"
    assert meaning(400, upgraded, migrate_to_chat_id=-1001) is Trouble.MIGRATED
    assert meaning(413, "Request Entity Too Large") is Trouble.TOO_BIG


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (502, "<html><h1>502 Bad Gateway</h1></html>"),
        (502, ""),
        (502, '{"ok": false}'),
        (500, '{"ok": false, "error_code": 500, "description": "Internal Server Error"}'),
        (500, '{"ok": false, "error_code": 500, "description": "Internal Server Error: restart"}'),
        (200, "<html>Log in to the guest network</html>"),
        (401, '{"ok": false, "error_code": 401, "description": "Unauthorized"}'),
        (404, '{"ok": false, "error_code": 404, "description": "Not Found"}'),
        (409, '{"ok": false, "error_code": 409, "description": "Conflict: terminated by other getUpdates"}'),
    ],
)
def test_without_an_answer_of_telegrams_the_call_is_repeated(status: int, body: str) -> None:
    """Nothing that somebody wrote is given up because a proxy answered, or a token was changed."""
    assert meaning_of_body(status, body) is Trouble.NO_ANSWER


@pytest.mark.parametrize(
    "error",
    [
        TelegramNetworkError(METHOD, "HTTP Client says - Request timeout error"),
        ConnectionResetError("Connection reset by peer"),
        TimeoutError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_broken_connection_may_have_carried_the_call(error: Exception) -> None:
    assert isinstance(error, CALL_FAILURES)
    assert trouble(error) is Trouble.NO_ANSWER
