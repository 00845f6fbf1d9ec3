"""What a method works on: the call, and the checks that many methods share."""

import re
from dataclasses import dataclass

from bot.sandbox.composing import quoted, reply_fields
from bot.sandbox.entities import Formatted, formatted, utf16_length
from bot.sandbox.errors import ApiError, bad_request, forbidden
from bot.sandbox.keyboards import Markup, check
from bot.sandbox.markup_text import parse
from bot.sandbox.model import JSON, Chat, Member, Post, Topic
from bot.sandbox.params import Params
from bot.sandbox.permissions import kept_back
from bot.sandbox.world import World

MAX_TEXT = 4096
MAX_CAPTION = 1024
_ID = re.compile(r"-?[0-9]{1,18}")


@dataclass(slots=True, frozen=True)
class Place:
    """Where a message goes: the chat, its topic, and the fields of the reply."""

    chat: Chat
    topic: Topic | None
    reply: JSON


@dataclass(slots=True, frozen=True)
class Request:
    world: World
    params: Params

    def chat(self, name: str = "chat_id") -> Chat:
        """The chat, if the bot may look into it."""
        given = self.params.text(name).strip()
        if not given:
            raise bad_request(f"{name} is empty")
        if given.startswith("@"):
            chat = self.world.named(given)
        else:
            chat = self.world.chats.get(int(given)) if _ID.fullmatch(given) else None
        if chat is None:
            raise bad_request("chat not found")
        if chat.type != "private":
            if self.me(chat).status == "kicked":
                raise forbidden(f"bot was kicked from the {chat.type} chat")
            if chat.username is None:
                self._be_there(chat)
        return chat

    def chat_to_change(self) -> Chat:
        """The chat, if the bot may edit what it said there."""
        chat = self.chat()
        self._be_there(chat)
        if chat.peer is not None:
            if chat.peer.deactivated:
                raise forbidden("user is deactivated")
            if not chat.peer.started:
                raise bad_request("chat not found")
        return chat

    def chat_to_write(self) -> Chat:
        """The chat, if the bot may write there."""
        chat = self.chat()
        self._be_there(chat)
        if chat.peer is not None:
            if chat.peer.deactivated:
                raise forbidden("user is deactivated")
            if not chat.peer.started:
                raise forbidden("bot can't initiate conversation with a user")
            if chat.peer.blocked:
                raise forbidden("bot was blocked by the user")
        if chat.migrated_to is not None:
            upgraded = "Bad Request: group chat was upgraded to a supergroup chat"
            raise ApiError(400, upgraded, {"migrate_to_chat_id": chat.migrated_to})
        return chat

    def chat_to_post(self) -> Chat:
        """The chat, if the bot may send there: to a channel only with the right to post."""
        chat = self.chat_to_write()
        if chat.type == "channel" and not self.me(chat).may("can_post_messages"):
            raise bad_request("need administrator rights in the channel chat")
        return chat

    def check_may_send(self, chat: Chat, content: JSON) -> None:
        """A group may forbid its members kinds of messages."""
        if words := kept_back(chat, self.world.bot.id, content):
            raise not_enough_rights(f"send {words} to the chat")

    def members_of(self, name: str = "chat_id") -> Chat:
        """The chat, if the bot may see who is in it: in a channel administrators may."""
        chat = self.chat(name)
        if chat.type == "channel" and self.me(chat).status not in ("administrator", "creator"):
            raise bad_request("member list is inaccessible")
        return chat

    def _be_there(self, chat: Chat) -> None:
        if chat.type != "private" and not self.me(chat).present:
            raise forbidden(f"bot is not a member of the {chat.type} chat")

    def me(self, chat: Chat) -> Member:
        return chat.member(self.world.bot.id)

    def find(self, chat: Chat, what: str, name: str = "message_id") -> Post:
        """Raises ApiError "`what` not found"."""
        post = chat.posts.get(self.params.integer(name) or 0)
        if post is None:
            raise bad_request(f"{what} not found")
        return post

    def place(self, *, reply: bool = True) -> Place:
        """Where to send: checks the chat, the message to be replied, the topic."""
        chat = self.chat_to_post()
        source, target, quote = self._reply(chat) if reply else (None, None, None)
        thread = self.params.integer("message_thread_id")
        if chat.forum and thread is None and target is not None and source is chat:
            thread = target.thread
        topic = self.topic(chat, thread)
        if topic is not None and topic.closed and topic.creator_id != self.world.bot.id:
            raise bad_request("TOPIC_CLOSED")
        if target is None or source is None:
            return Place(chat, topic, {})
        return Place(chat, topic, reply_fields(chat, topic, source, target, quote))

    def topic(self, chat: Chat, thread: int | None) -> Topic | None:
        """The topic of a forum; elsewhere a thread means nothing. General has none: 1 is not found."""
        if thread is None or not chat.forum:
            return None
        topic = chat.topic(thread)
        if topic is None:
            raise bad_request("message thread not found")
        return topic

    def spend(self, chat: Chat, *, cost: int = 1, edit: bool = False) -> None:
        """Count against Telegram's limits."""
        self.world.limits.take(chat, self.world.clock.timestamp(), cost=cost, edit=edit)

    def formatted_text(
        self, text: str, entities: str, mode: str = "parse_mode", *, limit: int, long: str
    ) -> Formatted:
        """A text with its entities, by their parameters' names. Raises ApiError `long` over the limit."""
        said, given = self.params.text(text), self.params.data(entities)
        return read_text(said, given, self.params.text(mode), limit=limit, long=long)

    def caption(self) -> Formatted:
        return self.formatted_text(
            "caption", "caption_entities", limit=MAX_CAPTION, long="message caption is too long"
        )

    def markup(self, chat: Chat) -> Markup:
        """In a channel there are no keyboards but those under messages."""
        markup = check(self.params.data("reply_markup"), private=chat.type == "private")
        if markup.other is not None and chat.type == "channel":
            raise bad_request("inline keyboard expected")
        return markup

    def inline_markup(self, chat: Chat) -> JSON | None:
        """The only kind an edit takes."""
        markup = self.markup(chat)
        if markup.other is not None:
            raise bad_request("inline keyboard expected")
        return markup.inline

    def _reply(self, chat: Chat) -> tuple[Chat | None, Post | None, JSON | None]:
        given = self.params.data("reply_parameters")
        if given is None:
            given = {"message_id": self.params.integer("reply_to_message_id")}
            given["allow_sending_without_reply"] = self.params.flag("allow_sending_without_reply")
            if given["message_id"] is None:
                return None, None, None
        if not isinstance(given, dict):
            raise bad_request("object expected as reply parameters")
        if type(given.get("message_id")) is not int:
            raise bad_request('can\'t parse reply parameters: field "message_id" must be of type Number')
        source = chat
        if given.get("chat_id") not in (None, chat.id, str(chat.id)):
            source = Request(self.world, Params({"chat_id": given["chat_id"]})).chat()
        target = source.posts.get(given["message_id"])
        if target is None:
            if given.get("allow_sending_without_reply"):
                return None, None, None
            raise bad_request("message to be replied not found")
        quote = quoted(target, given["quote"]) if given.get("quote") else None
        if given.get("quote") and quote is None:
            raise bad_request("QUOTE_TEXT_INVALID")
        return source, target, quote


def read_text(said: str, given: object, mode: str, *, limit: int, long: str) -> Formatted:
    """Raises ApiError `long` for a text over `limit` UTF-16 units after parsing."""
    if mode:
        said, given = parse(said, mode)
    read = formatted(said, given)
    if utf16_length(read.text) > limit:
        raise bad_request(long)
    return read


def not_enough_rights(what: str) -> ApiError:
    return bad_request(f"not enough rights to {what}")
