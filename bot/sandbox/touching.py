"""What people do to messages that are there: press buttons, react."""

from collections import Counter

from bot.sandbox.model import JSON, Post, Press
from bot.sandbox.people import People
from bot.sandbox.reactions import ALLOWED, bare
from bot.sandbox.updates import PRESS_LIFETIME


class Touching(People):
    """Presses and reactions."""

    def press(
        self,
        user_id: int,
        chat_id: int,
        message_id: int,
        text: str | None = None,
        *,
        data: str | None = None,
        at: tuple[int, int] | None = None,
        inaccessible: bool = False,
    ) -> Press:
        """Press a button, named by its text, its callback data or its place (row, column).

        `inaccessible` makes the update carry the message's ids only, as Telegram does for old messages.
        Raises ValueError where there is no such button, or one that only opens something.
        """
        with self.change():
            user, chat = self.enter(user_id, chat_id)
            post = self.find_post(chat_id, message_id)
            self._expire_presses()
            now = self.clock.timestamp()
            press = Press(
                str(self.next("press")), user_id, chat_id, message_id, _find_button(post, text, data, at), now
            )
            self.presses[press.id] = press
            self.keep("press", press.id, press.document)
            shown = {"chat": chat.json(), "message_id": message_id, "date": 0} if inaccessible else post.data
            update = {
                "id": press.id,
                "from": user.json(language=True),
                "message": shown,
                "chat_instance": str(7_000_000_000 + abs(chat_id)),
                "data": press.data,
            }
            self.emit("callback_query", chat, update, lifetime=PRESS_LIFETIME)
        return press

    def react(self, user_id: int, chat_id: int, message_id: int, emoji: str | None) -> None:
        """Set one's reaction, or take it back."""
        with self.change():
            user, chat = self.enter(user_id, chat_id)
            post = self.find_post(chat_id, message_id)
            if emoji is not None and (bare(emoji) not in ALLOWED or not chat.reactions_allowed):
                raise ValueError(f"{emoji} is no reaction here.")
            old = post.reactions.pop(user_id, None)
            if emoji is not None:
                post.reactions[user_id] = bare(emoji)
            self.keep_post(chat, post)
            if chat.type == "channel":
                counted = Counter(post.reactions.values())
                counts = [
                    {"type": {"type": "emoji", "emoji": one}, "total_count": count}
                    for one, count in counted.items()
                ]
                told = {"chat": chat.json(), "message_id": message_id, "date": self.date()}
                self.emit("message_reaction_count", chat, told | {"reactions": counts})
                return
            update = {
                "chat": chat.json(),
                "message_id": message_id,
                "user": user.json(language=True),
                "date": self.date(),
                "old_reaction": [{"type": "emoji", "emoji": old}] if old else [],
                "new_reaction": [{"type": "emoji", "emoji": bare(emoji)}] if emoji else [],
            }
            self.emit("message_reaction", chat, update)


def _find_button(post: Post, text: str | None, data: str | None, at: tuple[int, int] | None) -> str:
    """The callback data of the button meant."""
    rows: list[list[JSON]] = post.data.get("reply_markup", {}).get("inline_keyboard", [])
    for row_number, row in enumerate(rows):
        for column, button in enumerate(row):
            meant = (
                (text is not None and button["text"] == text)
                or (data is not None and button.get("callback_data") == data)
                or at == (row_number, column)
            )
            if meant and "callback_data" not in button:
                raise ValueError(
                    f"The button {button['text']!r} opens something; the bot learns nothing of it."
                )
            if meant:
                found: str = button["callback_data"]
                return found
    there = [button["text"] for row in rows for button in row]
    raise ValueError(f"No button {text or data or at!r} under message {post.id}; there are {there}.")
