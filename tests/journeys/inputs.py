"""Everything that people may send, as they send it: one entry for each row of `docs/inputs.md`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.model import Upload
from tests.journeys.helpers import document, photo
from tests.people import PNG, AgentPerson, CustomerPerson, Message, body

Person = CustomerPerson | AgentPerson
PLACE = {"latitude": 55.75, "longitude": 37.61}
LOG = "\n".join(f"2026-11-20 12:00:{second:02} ERROR export failed" for second in range(10))
WORDS = "Файл скачивается пустым"
PIECES = [letter * 4000 for letter in "абв"]
PUBLIC_CHANNEL = {"id": -1001777, "type": "channel", "title": "Новости e-Comet", "username": "ecomet_news"}


@dataclass(frozen=True, slots=True)
class Sender:
    """Somebody, and where they write."""

    person: Person
    thread: int | None = None
    reply_to: Message | None = None
    """For what replies to something."""

    def content(self, **content: Any) -> list[Message]:
        person = self.person
        return [person.world.send(person.id, person.chat_id, content, thread=self.thread)]

    def files(self, *uploads: Upload, caption: str | None = None) -> list[Message]:
        person = self.person
        return person.world.attach(
            person.id, person.chat_id, list(uploads), caption=caption, thread=self.thread
        )

    def words(self, *texts: str) -> list[Message]:
        person = self.person
        return [person.world.write(person.id, person.chat_id, each, thread=self.thread) for each in texts]

    def quoting(self) -> list[Message]:
        person, target = self.person, self.reply_to
        assert target
        quoted = body(target).split()[0]
        return [
            person.world.write(
                person.id, person.chat_id, WORDS, thread=self.thread, reply_to=target, quote=quoted
            )
        ]


Send = Callable[[Sender], list[Message]]
Shown = Callable[[list[Message]], bool]
"""Whether the other side sees what was sent, among the bot's messages."""


@dataclass(frozen=True, slots=True)
class Input:
    send: Send
    shown: Shown = lambda _: False


def says(*texts: str) -> Shown:
    return lambda seen: all(any(body(each) == text for each in seen) for text in texts)


def carries(kind: str, number: int = 1, caption: str = "") -> Shown:
    def shown(seen: list[Message]) -> bool:
        found = [each for each in seen if kind in each]
        albums = {each.get("media_group_id") for each in found}
        together = number == 1 or (len(albums) == 1 and albums != {None})
        return len(found) == number and together and (not caption or body(found[0]) == caption)

    return shown


def _file(kind: str) -> Input:
    return Input(lambda it: it.files(Upload(f"file.{kind}", b"bytes", kind=kind)), carries(kind))


def _sticker(it: Sender) -> list[Message]:
    (sent,) = it.files(Upload("thumb.webp", PNG, kind="sticker"))
    return [sent]


def _forwarded(**origin: Any) -> Input:
    return Input(
        lambda it: it.content(text=WORDS, forward_origin={"date": 1_790_000_000, **origin}), says(WORDS)
    )


def a_poll(kind: str = "regular") -> dict[str, Any]:
    return {
        "id": "1",
        "question": "Кто виноват?",
        "options": [{"text": each, "voter_count": 0, "persistent_id": each} for each in ("Я", "Он")],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": kind,
        "allows_multiple_answers": False,
        "allows_revoting": True,
        "members_only": False,
    }


INPUTS: Mapping[str, Input] = {
    "text": Input(lambda it: it.words(WORDS), says(WORDS)),
    "long paste": Input(lambda it: it.words(*PIECES, "и всё"), says(*PIECES, "и всё")),
    "pasted log": Input(lambda it: it.words(LOG), says(LOG)),
    "photo": Input(lambda it: it.files(photo()), carries("photo")),
    "photo with a caption": Input(
        lambda it: it.files(photo(), caption=WORDS), carries("photo", caption=WORDS)
    ),
    "album of photos": Input(lambda it: it.files(photo("1.png"), photo("2.png")), carries("photo", 2)),
    "album of documents": Input(
        lambda it: it.files(document("1.log"), document("2.log")), carries("document", 2)
    ),
    "document": Input(lambda it: it.files(document()), carries("document")),
    "compressed archive": Input(
        lambda it: it.files(document("logs.zip", mime="application/zip")), carries("document")
    ),
    "video": _file("video"),
    "voice": _file("voice"),
    "video note": _file("video_note"),
    "audio": _file("audio"),
    "animation": _file("animation"),
    "sticker": Input(_sticker, carries("sticker")),
    "dice": Input(lambda it: it.content(dice={"emoji": "🎲", "value": 3}), says("🎲 3")),
    "location": Input(lambda it: it.content(location=PLACE), carries("location")),
    "venue": Input(
        lambda it: it.content(
            venue={"location": PLACE, "title": "Офис", "address": "Москва"}, location=PLACE
        ),
        carries("venue"),
    ),
    "contact": Input(
        lambda it: it.content(contact={"phone_number": "+79990000000", "first_name": "Анна"}),
        carries("contact"),
    ),
    "poll": Input(lambda it: it.content(poll=a_poll()), carries("poll")),
    "forwarded from a person": _forwarded(
        type="user", sender_user={"id": 5, "is_bot": False, "first_name": "Пётр"}
    ),
    "forwarded from a hidden user": _forwarded(type="hidden_user", sender_user_name="Пётр"),
    "forwarded from a channel": _forwarded(type="channel", chat=PUBLIC_CHANNEL, message_id=12),
    "forwarded from a chat": _forwarded(
        type="chat", sender_chat={"id": -1001888, "type": "supergroup", "title": "Свои"}
    ),
    "quote reply": Input(Sender.quoting, says(WORDS)),
    "automatic message": Input(lambda it: it.content(text=WORDS, is_from_offline=True), says(WORDS)),
    "story": Input(lambda it: it.content(story={"chat": {"id": 5, "type": "private"}, "id": 1})),
    "paid media": Input(lambda it: it.content(paid_media={"star_count": 1, "paid_media": []})),
    "unsupported": Input(lambda it: it.content()),
    "service message": Input(
        lambda it: it.content(message_auto_delete_timer_changed={"message_auto_delete_time": 86400})
    ),
}
