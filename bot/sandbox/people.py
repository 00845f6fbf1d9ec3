"""People: who they are, whether they talk to the bot, where they may write."""

from bot.sandbox.composing import closed_to, quoted, reply_fields
from bot.sandbox.core import Core
from bot.sandbox.model import JSON, Chat, Member, Post, Topic, User
from bot.sandbox.permissions import kept_back


class People(Core):
    """Accounts. What a phone would not let a person do raises ValueError, here and in all that people do."""

    def create_user(
        self,
        first_name: str,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = None,
        side: str = "customer",
    ) -> User:
        with self.change():
            user = User(
                self.next("user"),
                first_name,
                last_name=last_name,
                username=username,
                language_code=language_code,
                side=side,
            )
            self.users[user.id] = user
            chat = Chat(user.id, "private", peer=user)
            self.chats[chat.id] = chat
            self.keep_user(user)
            self.keep_chat(chat)
        return user

    def set_language(self, user_id: int, language_code: str | None) -> User:
        """The person switches the phone to another language."""
        with self.change():
            user = self.user(user_id)
            user.language_code = language_code
            self.keep_user(user)
        return user

    def block(self, user_id: int) -> None:
        """Stop the bot in the private chat."""
        self._set_blocked(self.user(user_id), blocked=True)

    def unblock(self, user_id: int) -> None:
        self._set_blocked(self.user(user_id), blocked=False)

    def deactivate(self, user_id: int) -> None:
        """The account is deleted."""
        with self.change():
            user = self.user(user_id)
            user.deactivated = True
            self.keep_user(user)

    def _set_blocked(self, user: User, *, blocked: bool) -> None:
        if user.blocked == blocked:
            return
        with self.change():
            user.blocked = blocked
            self.keep_user(user)
            was, now = Member("kicked"), Member("member")
            if blocked:
                was, now = now, was
            update = {
                "chat": self.chat(user.id).json(),
                "from": user.json(language=True),
                "date": self.date(),
                "old_chat_member": was.json(self.bot),
                "new_chat_member": now.json(self.bot),
            }
            self.emit("my_chat_member", self.chat(user.id), update)

    def enter(self, user_id: int, chat_id: int) -> tuple[User, Chat]:
        """Whoever acts in a private chat has started it by this."""
        user, chat = self.user(user_id), self.chat(chat_id)
        if chat.type == "private":
            if chat_id != user_id:
                raise ValueError("This is somebody else's private chat.")
            if user.blocked:
                raise ValueError(f"{user.first_name} has blocked the bot; unblock it first.")
            if user.deactivated:
                raise ValueError(f"{user.first_name} has no account any more.")
            if not user.started:
                user.started = True
                self.keep_user(user)
        elif not chat.member(user_id).present and not chat.is_discussion:
            raise ValueError(
                f"{user.first_name} is not in the {'channel' if chat.type == 'channel' else 'group'}."
            )
        elif chat.migrated_to is not None:
            raise ValueError("The group has become a supergroup.")
        return user, chat

    def say(self, chat: Chat, user: User, content: JSON, *, topic: Topic | None, reply: JSON) -> Post:
        """Post what the group lets this person send."""
        if words := kept_back(chat, user.id, content):
            raise ValueError(f"The group does not let its members send {words}.")
        return self.post(chat, user, content, topic=topic, reply=reply)

    def locate(
        self, chat: Chat, user: User, reply_to: int | JSON | None, thread: int | None, quote: str | None
    ) -> tuple[Topic | None, JSON]:
        """The topic a person writes in, and the fields of the reply.

        In a discussion group the thread is a channel post's; who is not in the group writes there only.
        """
        if chat.type == "channel" and not chat.member(user.id).may("can_post_messages"):
            raise ValueError(f"{user.first_name} only reads this channel.")
        target = None
        if chat.is_discussion and thread is not None and reply_to is None:
            reply_to = thread
        if reply_to is not None:
            target = self.find_post(
                chat.id, reply_to["message_id"] if isinstance(reply_to, dict) else reply_to
            )
            if thread is None and chat.forum:
                thread = target.thread
        outside = chat.is_discussion and not chat.member(user.id).present
        if outside and (target is None or not _under_a_post(chat, target)):
            raise ValueError(f"{user.first_name} is not in the group.")
        topic = _open_topic(chat, user, thread)
        if target is None:
            return topic, {}
        part = quoted(target, quote) if quote else None
        if quote and part is None:
            raise ValueError("The quoted words are not in that message.")
        return topic, reply_fields(chat, topic, chat, target, part)


def _open_topic(chat: Chat, user: User, thread: int | None) -> Topic | None:
    """General is none."""
    if thread is None or thread == 1 or not chat.forum:
        return None
    topic = chat.topic(thread)
    if topic is None:
        raise ValueError(f"There is no topic {thread}.")
    if closed_to(topic, chat, user):
        raise ValueError(f"The topic {topic.name} is closed.")
    return topic


def _under_a_post(chat: Chat, target: Post) -> bool:
    """Whether a reply to that would be a comment on a channel's post."""
    root = chat.posts.get(target.data.get("message_thread_id", target.id))
    return root is not None and "is_automatic_forward" in root.data
