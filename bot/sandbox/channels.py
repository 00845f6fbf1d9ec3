"""Channels, and the groups in which their posts are discussed."""

from bot.sandbox.composing import copied_fields, own_origin
from bot.sandbox.core import Core
from bot.sandbox.model import JSON, Chat, Post, User

TELEGRAM = User(777000, "Telegram")
"""In whose name posts come into the discussion group."""

BOT_RIGHTS = {"can_post_messages": True, "can_edit_messages": True, "can_delete_messages": True}
"""What the bot may do in the channel of the sandbox."""


class Channels(Core):
    """Channels: each post appears in the discussion group by itself, and comments are replies to it there."""

    def create_channel(self, title: str, username: str | None = None) -> Chat:
        """A channel that nobody reads yet; a username makes it public."""
        with self.change():
            channel = Chat(-1_000_000_000_000 - self.next("group"), "channel", title=title, username=username)
            self.chats[channel.id] = channel
            self.keep_chat(channel)
        return channel

    def link(self, channel_id: int, group_id: int) -> None:
        """Make the group the channel's discussion group. Forums are none."""
        with self.change():
            channel, group = self.chat(channel_id), self.chat(group_id)
            if channel.type != "channel" or group.type != "supergroup" or group.forum:
                raise ValueError("A channel is discussed in a supergroup without topics.")
            if channel.linked is not None or group.linked is not None:
                raise ValueError("One of them is linked already.")
            channel.linked, group.linked = group.id, channel.id
            self.keep_chat(channel)
            self.keep_chat(group)

    def channels(self) -> list[Chat]:
        return [chat for chat in self.chats.values() if chat.type == "channel"]

    def named(self, username: str) -> Chat | None:
        """The public chat of that name; Telegram does not mind the case."""
        wanted = username.removeprefix("@").lower()
        public = (chat for chat in self.chats.values() if chat.username)
        return next((chat for chat in public if (chat.username or "").lower() == wanted), None)

    def discussed(self, channel_id: int, message_id: int) -> Post | None:
        """The post as it stands in the discussion group; None where there is none."""
        channel = self.chat(channel_id)
        group = self.chats.get(channel.linked or 0)
        posts = group.posts.values() if group is not None else ()
        return next((post for post in posts if _is_of(post, channel_id, message_id)), None)

    def comments(self, channel_id: int, message_id: int) -> list[JSON]:
        """What people say under the post, in order."""
        root = self.discussed(channel_id, message_id)
        if root is None:
            return []
        group = self.chat(root.data["chat"]["id"])
        return [post.data for post in group.posts.values() if post.data.get("message_thread_id") == root.id]

    def posted(self, chat: Chat, post: Post) -> None:
        content = copied_fields(post)
        if chat.type != "channel" or chat.linked is None or not content:
            return
        if "media_group_id" in post.data:
            content["media_group_id"] = post.data["media_group_id"]
        told: JSON = {
            "sender_chat": chat.json(),
            "forward_origin": own_origin(post),
            "is_automatic_forward": True,
        }
        group = self.chat(chat.linked)
        root = self.post(group, TELEGRAM, told | content)
        group.pinned.append(root.id)
        self.keep_chat(group)

    def edited(self, chat: Chat, post: Post) -> None:
        """The discussion group shows the post as it is now."""
        root = self.discussed(chat.id, post.id) if chat.type == "channel" else None
        if root is None or "edit_date" not in post.data:
            return
        group, content = self.chat(root.data["chat"]["id"]), copied_fields(post)
        old = copied_fields(root)
        kept = {key: value for key, value in root.data.items() if key not in old}
        root.data = kept | content | {"edit_date": post.data["edit_date"]}
        self.keep_post(group, root)
        self.emit("edited_message", group, root.data, message_id=root.id)


def _is_of(post: Post, channel_id: int, message_id: int) -> bool:
    source = post.data.get("forward_origin", {})
    return (
        "is_automatic_forward" in post.data
        and source.get("chat", {}).get("id") == channel_id
        and source.get("message_id") == message_id
    )
