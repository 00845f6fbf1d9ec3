"""The keyboard that a bot puts in place of the phone's, and contacts shared by its button."""

from bot.sandbox.model import JSON, Post
from bot.sandbox.people import People


class Sharing(People):
    """What a person does with a bot's keyboard; its other buttons just write their text."""

    def keyboard(self, user_id: int) -> JSON | None:
        """The bot's keyboard in this person's chat, None while the phone's own is there."""
        post = self._keyboard_post(user_id)
        return post.keyboard if post else None

    def share_contact(self, user_id: int, *, phone: str | None = None) -> JSON:
        """Press the button that shares one's own number. Telegram tells it without the plus.

        Raises ValueError while there is no such button.
        """
        with self.change():
            user, chat = self.enter(user_id, user_id)
            post = self._keyboard_post(user_id)
            if post is None or not any(_shares(button) for button in _buttons(post)):
                raise ValueError("No button asks for the phone number.")
            contact: JSON = {"phone_number": phone or own_number(user_id), "first_name": user.first_name}
            if user.last_name:
                contact["last_name"] = user.last_name
            topic, reply = self.locate(chat, user, post.id, None, None)
            content = {"contact": contact | {"user_id": user_id}}
            return self.post(chat, user, content, topic=topic, reply=reply).data

    def _keyboard_post(self, user_id: int) -> Post | None:
        changes = (
            post
            for post in reversed(self.chat(user_id).posts.values())
            if post.keyboard is not None and not post.keyboard.get("force_reply")
        )
        latest = next(changes, None)
        return latest if latest and latest.keyboard and "keyboard" in latest.keyboard else None


def own_number(user_id: int) -> str:
    """The number of a person of the sandbox: Russian, and of nobody."""
    return f"7000{user_id % 10**7:07}"


def _buttons(post: Post) -> list[JSON | str]:
    return [button for row in (post.keyboard or {})["keyboard"] for button in row]


def _shares(button: JSON | str) -> bool:
    return isinstance(button, dict) and button.get("request_contact") is True
