"""Validation of `reply_markup`."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.addresses import fault_of
from bot.sandbox.errors import ApiError, bad_request
from bot.sandbox.model import JSON

ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
STYLES = ("primary", "success", "danger")
MAX_BUTTONS = 100
MAX_DATA = 64
"""Bytes of `callback_data`."""
MAX_COPY_TEXT = 256


@dataclass(slots=True, frozen=True)
class Markup:
    """A checked `reply_markup`: buttons under the message, or a keyboard in place of the phone's."""

    inline: JSON | None = None
    other: JSON | None = None


def check(given: object, *, private: bool) -> Markup:
    """Raises ApiError, in Telegram's words, for a markup that Telegram refuses."""
    if given is None or given == {}:
        return Markup()
    if not isinstance(given, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in given:
        rows = _rows(given["inline_keyboard"], 'field "inline_keyboard" of the InlineKeyboardMarkup')
        for row in rows:
            for button in row:
                _inline_button(button, private=private)
        return Markup(inline={"inline_keyboard": rows} if any(rows) else None)
    if "keyboard" in given:
        for row in _rows(given["keyboard"], 'field "keyboard"'):
            for button in row:
                _keyboard_button(button if isinstance(button, dict) else {"text": button}, private=private)
        return Markup(other=given)
    if given.get("remove_keyboard") or given.get("force_reply"):
        return Markup(other=given)
    raise bad_request("object expected as reply markup")


def _rows(rows: object, name: str) -> list[list[Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(f"{name} must be an Array of Arrays")
    if sum(map(len, rows)) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return rows


def _inline_button(button: object, *, private: bool) -> None:
    if not isinstance(button, dict):
        raise _wrong("InlineKeyboardButton must be an Object")
    _text_of(button, "inline keyboard button")
    style = button.get("style")
    if style is not None and style not in STYLES:
        raise _wrong("invalid button style specified")
    actions = [name for name in ACTIONS if button.get(name) is not None]
    if not actions:
        raise _wrong("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise _wrong(f"exactly one action is allowed, but there are {' and '.join(actions)}")
    match actions[0]:
        case "callback_data":
            _check_data(button["callback_data"])
        case "url":
            _check_url(button["url"])
        case "web_app":
            _check_web_app(button["web_app"], private=private)
        case "copy_text":
            copied = button["copy_text"].get("text") if isinstance(button["copy_text"], dict) else None
            if not isinstance(copied, str) or not 1 <= len(copied) <= MAX_COPY_TEXT:
                raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _keyboard_button(button: JSON, *, private: bool) -> None:
    _text_of(button, "keyboard button")
    if button.get("request_contact") and not private:
        raise bad_request("phone number can be requested in private chats only")


def _text_of(button: JSON, what: str) -> None:
    if "text" not in button:
        raise bad_request(f"can't parse {what}: Can't find field \"text\"")
    if not isinstance(button["text"], str):
        raise bad_request(f'can\'t parse {what}: Field "text" must be of type String')
    if not button["text"].strip():
        raise bad_request(f"can't parse {what}: text is empty")


def _check_data(data: object) -> None:
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= MAX_DATA:
        raise bad_request("BUTTON_DATA_INVALID")


def _check_url(url: object) -> None:
    if fault := fault_of(url):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: {fault}")


def _check_web_app(web_app: object, *, private: bool) -> None:
    url = web_app.get("url") if isinstance(web_app, dict) else None
    if not private:
        raise bad_request("BUTTON_TYPE_INVALID")
    if not isinstance(url, str) or not url.startswith("https://"):
        raise bad_request(
            f"inline keyboard button Web App URL '{url}' is invalid: Only HTTPS links are allowed"
        )


def _wrong(what: str) -> ApiError:
    return bad_request(f"can't parse inline keyboard button: {what}")
