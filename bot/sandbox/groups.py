"""Groups: who is in them, and their topics as people handle them."""

from bot.sandbox.core import Core
from bot.sandbox.model import JSON, Chat, Member, Status, Topic, User
from bot.sandbox.permissions import PERMISSIONS
from bot.sandbox.topics import DEFAULT_COLOR

BOT_RIGHTS = {"can_manage_topics": True, "can_pin_messages": True, "can_delete_messages": True}
"""What the bot may do in the staff group, as the README asks for."""


class Groups(Core):
    """Members and topics of groups."""

    def create_group(self, title: str, forum: bool = True, *, basic: bool = False) -> Chat:
        """A supergroup, or a basic group that may become one by `upgrade`; nobody is in it yet."""
        with self.change():
            if basic:
                chat = Chat(-self.next("basic_group"), "group", title=title)
            else:
                chat = Chat(-1_000_000_000_000 - self.next("group"), "supergroup", title=title, forum=forum)
            self.chats[chat.id] = chat
            self.keep_chat(chat)
        return chat

    def upgrade(self, chat_id: int, *, forum: bool = False) -> Chat:
        """A basic group becomes a supergroup with another id, as when somebody switches topics on."""
        with self.change():
            old = self.chat(chat_id)
            if old.type != "group" or old.migrated_to is not None:
                raise ValueError("Only a basic group becomes a supergroup, and once.")
            return self._go_on_elsewhere(old, forum=forum)

    def migrate(self, chat_id: int) -> Chat:
        """The group goes on under another id, empty of messages and topics.

        Telegram does this to basic groups alone; here to any, so that it can be tried with the group at hand.
        """
        with self.change():
            old = self.chat(chat_id)
            if old.type in ("private", "channel") or old.migrated_to is not None:
                raise ValueError("Only a group gets another id, and once.")
            return self._go_on_elsewhere(old, forum=old.forum)

    def _go_on_elsewhere(self, old: Chat, *, forum: bool) -> Chat:
        with self.change():
            new = self.create_group(old.title or "", forum)
            new.members = dict(old.members)
            new.linked = old.linked
            if old.linked is not None:
                self.chat(old.linked).linked = new.id
                self.keep_chat(self.chat(old.linked))
            actor = self.owner(old, self.bot)
            self.post(old, actor, {"migrate_to_chat_id": new.id})
            old.migrated_to = new.id
            self.keep_chat(old)
            self.keep_chat(new)
            self.post(new, actor, {"migrate_from_chat_id": old.id})
        return new

    def join(
        self, chat_id: int, user_id: int, status: Status = "member", rights: dict[str, bool] | None = None
    ) -> None:
        """Come into the group, or get another status there.

        An administrator without `rights` has all of them; with them, exactly those.
        """
        with self.change():
            chat, user = self.chat(chat_id), self.user(user_id)
            if user.is_bot and chat.type == "channel" and status == "member":
                raise ValueError("A bot can only be an administrator of a channel.")
            old = chat.member(user_id)
            given = {
                right: rights is None or rights.get(right, right == "can_manage_chat")
                for right in chat.rights
            }
            new = Member(status, given if status == "administrator" else {})
            chat.members[user_id] = new
            self.keep_chat(chat)
            actor = user if not user.is_bot and not old.present else self.owner(chat, user)
            self._tell_member(chat, actor, user, old, new)
            if not old.present and new.present and chat.type != "channel":
                self.post(chat, actor, {"new_chat_members": [user.json()]})

    def leave(self, chat_id: int, user_id: int, *, kicked: bool = False) -> None:
        """Leave the group, or be thrown out of it."""
        with self.change():
            chat, user = self.chat(chat_id), self.user(user_id)
            old = chat.member(user_id)
            if not old.present:
                return
            actor = self.owner(chat, user) if kicked else user
            if chat.type != "channel":
                self.post(chat, actor, {"left_chat_member": user.json()})
            new = Member("kicked" if kicked else "left")
            chat.members[user_id] = new
            self.keep_chat(chat)
            self._tell_member(chat, actor, user, old, new)

    def set_reactions(self, chat_id: int, *, allowed: bool) -> None:
        """Switch reactions in the group on or off."""
        with self.change():
            chat = self.chat(chat_id)
            chat.reactions_allowed = allowed
            self.keep_chat(chat)

    def set_permissions(self, chat_id: int, **permissions: bool) -> None:
        """What members may do and what not, such as `can_send_photos`. The bot is not told."""
        with self.change():
            chat = self.chat(chat_id)
            if chat.type not in ("group", "supergroup") or not permissions.keys() <= set(PERMISSIONS):
                raise ValueError("Only groups have permissions, and only Telegram's.")
            kept = [each for each in chat.forbidden if each not in permissions]
            chat.forbidden = kept + [name for name, allowed in permissions.items() if not allowed]
            self.keep_chat(chat)

    def set_forum(self, chat_id: int, *, forum: bool) -> None:
        """Switch topics in the group on or off."""
        with self.change():
            chat = self.chat(chat_id)
            chat.forum = forum
            self.keep_chat(chat)

    def topics(self, chat_id: int) -> list[Topic]:
        """All topics there ever were, the deleted ones too; General is none."""
        return list(self.chat(chat_id).topics.values())

    def create_topic(self, user_id: int, chat_id: int, name: str) -> Topic:
        """A member opens a topic."""
        return self.open_topic(self.chat(chat_id), self.user(user_id), name)

    def close_topic(self, chat_id: int, thread: int, *, by: int | None = None) -> None:
        """Close it, as the group's owner unless `by` says who."""
        self._switch_topic(chat_id, thread, by, closed=True)

    def reopen_topic(self, chat_id: int, thread: int, *, by: int | None = None) -> None:
        self._switch_topic(chat_id, thread, by, closed=False)

    def delete_topic(self, chat_id: int, thread: int) -> None:
        """Delete a topic with its messages. The bot learns nothing of it."""
        with self.change():
            chat = self.chat(chat_id)
            topic = self._topic(chat, thread)
            gone = list(topic.message_ids)
            self.remove_posts(chat, gone)
            topic.deleted = True
            self.keep_topic(chat, topic)

    def open_topic(
        self, chat: Chat, creator: User, name: str, color: int = DEFAULT_COLOR, emoji_id: str | None = None
    ) -> Topic:
        """Make a topic; its service message is its root and gives it its id."""
        with self.change():
            told: JSON = {"name": name, "icon_color": color}
            if emoji_id:
                told["icon_custom_emoji_id"] = emoji_id
            root = self.post(chat, creator, {"forum_topic_created": told}, root=True)
            topic = Topic(root.id, name, color, emoji_id, creator_id=creator.id, message_ids=[root.id])
            chat.topics[root.id] = topic
            self.keep_topic(chat, topic)
        return topic

    def change_topic(self, chat: Chat, actor: User, topic: Topic, told: JSON) -> None:
        """Apply and announce `forum_topic_edited`, `forum_topic_closed` or `forum_topic_reopened`."""
        with self.change():
            if "forum_topic_edited" in told:
                topic.name = told["forum_topic_edited"].get("name", topic.name)
                emoji_id = told["forum_topic_edited"].get("icon_custom_emoji_id", topic.icon_custom_emoji_id)
                topic.icon_custom_emoji_id = emoji_id or None
            elif "forum_topic_closed" in told:
                topic.closed = True
            else:
                topic.closed = False
            self.keep_topic(chat, topic)
            self.post(chat, actor, told, topic=topic)

    def owner(self, chat: Chat, otherwise: User) -> User:
        """Who does what nobody in particular does: the creator, or some person of the group."""
        people = [user_id for user_id in chat.present() if not self.users[user_id].is_bot]
        creators = [user_id for user_id in people if chat.members[user_id].status == "creator"]
        return self.users[(creators or people or [otherwise.id])[0]]

    def _switch_topic(self, chat_id: int, thread: int, by: int | None, *, closed: bool) -> None:
        chat = self.chat(chat_id)
        topic = self._topic(chat, thread)
        actor = self.owner(chat, self.bot) if by is None else self.user(by)
        if topic.closed != closed:
            told: JSON = {"forum_topic_closed" if closed else "forum_topic_reopened": {}}
            self.change_topic(chat, actor, topic, told)

    def _topic(self, chat: Chat, thread: int) -> Topic:
        topic = chat.topic(thread)
        if topic is None:
            raise LookupError(f"There is no topic {thread}.")
        return topic

    def _tell_member(self, chat: Chat, actor: User, user: User, old: Member, new: Member) -> None:
        update = {
            "chat": chat.json(),
            "from": actor.json(language=True),
            "date": self.date(),
            "old_chat_member": old.json(user),
            "new_chat_member": new.json(user),
        }
        self.emit("my_chat_member" if user.id == self.bot.id else "chat_member", chat, update)
