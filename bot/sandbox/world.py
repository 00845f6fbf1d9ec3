"""The world of the stand-in: one bot, people, their private chats, groups, channels. No HTTP."""

from bot.sandbox.channels import Channels
from bot.sandbox.clock import SandboxClock
from bot.sandbox.groups import Groups
from bot.sandbox.model import JSON, Chat, Topic, Upload, User
from bot.sandbox.sharing import Sharing
from bot.sandbox.store import Store
from bot.sandbox.touching import Touching
from bot.sandbox.writing import Writing

__all__ = ["Chat", "Topic", "Upload", "User", "World"]


class World(Writing, Sharing, Touching, Groups, Channels):
    """Everything that exists. With a store it is what the store holds, and every change is kept there.

    All methods are synchronous and belong to the event loop that serves the Bot API.
    """

    def __init__(self, clock: SandboxClock | None = None, store: Store | None = None) -> None:
        super().__init__(clock, store)
        self.load()

    def create_bot(self, token: str, first_name: str, username: str) -> User:
        """The bot of this world; one that was loaded under this token is returned as it is.

        Raises ValueError for a second bot.
        """
        if self._bot is not None:
            if token != self.token:
                raise ValueError("A world has one bot.")
            return self._bot
        with self.change():
            self.token = token
            self._bot = User(int(token.partition(":")[0]), first_name, is_bot=True, username=username)
            self.users[self._bot.id] = self._bot
            self.keep_user(self._bot)
            self.keep_bot()
        return self._bot

    def messages(self, chat_id: int, thread: int | None = None) -> list[JSON]:
        """Living messages in order; `thread` picks a topic, and 1 what lies in General. Not to be changed."""
        chat = self.chat(chat_id)
        if thread is None:
            return [post.data for post in chat.posts.values()]
        if thread == 1:
            return [post.data for post in chat.posts.values() if post.thread is None]
        topic = chat.topics.get(thread)
        return [chat.posts[message_id].data for message_id in topic.message_ids] if topic else []

    def people(self) -> list[User]:
        return [user for user in self.users.values() if not user.is_bot]

    def groups(self) -> list[Chat]:
        """In the order they were made; channels and the groups that discuss them are none."""
        kinds = ("group", "supergroup")
        return [chat for chat in self.chats.values() if chat.type in kinds and not chat.is_discussion]

    def living_groups(self) -> list[Chat]:
        """Without those that go on under another id."""
        return [group for group in self.groups() if group.migrated_to is None]

    def first_group(self) -> Chat:
        """The oldest group, under the id it has now. Raises LookupError where there is no group."""
        group = next(iter(self.groups()), None)
        if group is None:
            raise LookupError("There is no group yet.")
        while group.migrated_to is not None:
            group = self.chat(group.migrated_to)
        return group

    def found_group(self, title: str, *, forum: bool, by: int | None = None) -> Chat:
        """A further group with the people of the first one, each as what they are there; `by` comes along."""
        with self.change():
            first = self.first_group()
            group = self.create_group(title, forum)
            if by is not None and not first.member(by).present:
                self.join(group.id, by)
            members = [(user_id, member) for user_id, member in first.members.items() if member.present]
            for user_id, member in sorted(members, key=lambda one: one[1].status != "creator"):
                if user_id != self.bot.id:
                    self.join(group.id, user_id, member.status, member.rights)
        return group

    def delete_account(self, user_id: int) -> None:
        """The person leaves all groups and channels and is no more."""
        with self.change():
            for chat in list(self.chats.values()):
                if chat.type != "private" and chat.migrated_to is None:
                    self.leave(chat.id, user_id)
            self.deactivate(user_id)
