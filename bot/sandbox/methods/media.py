"""Messages with files, albums, and files for download."""

from typing import Any

from bot.sandbox.composing import caption_fields
from bot.sandbox.errors import ApiError, bad_request, too_large
from bot.sandbox.files import MAX_DOWNLOAD, MAX_PHOTO, MAX_UPLOAD, StoredFile
from bot.sandbox.methods.messages import deliver, sending_fields
from bot.sandbox.methods.request import MAX_CAPTION, Request, read_text
from bot.sandbox.model import JSON
from bot.sandbox.params import Incoming

ALBUM = ("photo", "video", "document", "audio")
NUMBERS = ("duration", "width", "height", "length")
_WORDS = {"video_note": "video note"}


def send_photo(request: Request) -> Any:
    return _send(request, "photo")


def send_document(request: Request) -> Any:
    return _send(request, "document")


def send_video(request: Request) -> Any:
    return _send(request, "video")


def send_audio(request: Request) -> Any:
    return _send(request, "audio")


def send_voice(request: Request) -> Any:
    return _send(request, "voice")


def send_animation(request: Request) -> Any:
    return _send(request, "animation")


def send_video_note(request: Request) -> Any:
    return _send(request, "video_note")


def send_sticker(request: Request) -> Any:
    return _send(request, "sticker")


def _send(request: Request, kind: str) -> Any:
    given = request.params.text(kind)
    if not given and kind not in request.params.files:
        raise bad_request(f"there is no {_WORDS.get(kind, kind)} in the request")
    fields = caption_fields(request.caption()) if kind not in ("video_note", "sticker") else {}
    if request.params.flag("has_spoiler"):
        fields["has_media_spoiler"] = True
    if fields and request.params.flag("show_caption_above_media"):
        fields["show_caption_above_media"] = True
    place = request.place()
    markup = request.markup(place.chat)
    more: JSON = {name: request.params.integer(name) for name in NUMBERS if request.params.has(name)}
    more |= {
        name: request.params.text(name)
        for name in ("title", "performer", "emoji")
        if request.params.has(name)
    }
    file = find_file(request, kind, given or f"attach://{kind}", more)
    return deliver(request, file.message_fields() | fields, place=place, markup=markup).data


def send_media_group(request: Request) -> Any:
    media = request.params.data("media")
    if not isinstance(media, list):
        raise bad_request("expected an Array of InputMedia")
    if len(media) > 10:
        raise bad_request("too many messages to send as an album")
    if len(media) < 2:  # Telegram sends a single one; the documentation asks for 2
        raise bad_request("there must be at least 2 messages in an album")
    kinds = {one.get("type") if isinstance(one, dict) else None for one in media}
    for kind in kinds - set(ALBUM):
        raise bad_request(f"can't parse InputMedia: type \"{kind}\" can't be used in sendMediaGroup")
    if not (kinds <= {"photo", "video"} or len(kinds) == 1):
        alone = "document" if "document" in kinds else "audio"
        raise bad_request(f"{alone} can't be mixed with other media types")
    place = request.place()
    contents = [one_media(request, one) for one in media]
    for content in contents:
        request.check_may_send(place.chat, content)
    request.spend(place.chat, cost=len(contents))
    world = request.world
    shared = {"media_group_id": world.album_id()} | sending_fields(request)
    return [
        world.post(place.chat, world.bot, shared | content, topic=place.topic, reply=place.reply).data
        for content in contents
    ]


def one_media(request: Request, media: object) -> JSON:
    """The content of a message for an InputMedia."""
    if not isinstance(media, dict):
        raise bad_request("can't parse InputMedia: expected an Object")
    kind = media.get("type")
    if kind not in (*ALBUM, "animation"):
        raise bad_request(f'can\'t parse InputMedia: type "{kind}" is unsupported')
    given = media.get("media")
    if not isinstance(given, str) or not given:
        raise bad_request("can't parse InputMedia: media not found")
    caption = read_text(
        str(media.get("caption") or ""),
        media.get("caption_entities"),
        str(media.get("parse_mode") or ""),
        limit=MAX_CAPTION,
        long="message caption is too long",
    )
    more = {name: media[name] for name in (*NUMBERS, "title", "performer") if media.get(name) is not None}
    fields = find_file(request, kind, given, more, "can't parse InputMedia: media not found").message_fields()
    fields |= caption_fields(caption)
    for name, shown in (("has_spoiler", "has_media_spoiler"), ("show_caption_above_media",) * 2):
        if media.get(name):
            fields[shown] = True
    return fields


def find_file(
    request: Request,
    kind: str,
    given: str,
    more: JSON,
    missing: str = "wrong file identifier/HTTP URL specified",
) -> StoredFile:
    """The file meant: an upload of this request, or one that is known by its id.

    Raises ApiError for an unknown id, a name that is not attached (`missing`), a size over the limits, and
    for an address: there is no internet here.
    """
    if given.startswith("attach://"):
        incoming = request.params.files.get(given.removeprefix("attach://"))
        if incoming is None:
            raise bad_request(missing)
        return _uploaded(request, kind, incoming, more)
    if given.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    file = request.world.files.get(given)
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if file.kind != kind:
        raise bad_request(f"can't use file of type {_type(file.kind)} as {_type(kind)}")
    return file


def _uploaded(request: Request, kind: str, incoming: Incoming, more: JSON) -> StoredFile:
    size = len(incoming.content)
    if not size:
        raise bad_request("file must be non-empty")
    if size > (MAX_PHOTO if kind == "photo" else MAX_UPLOAD):
        raise too_large()
    return request.world.files.add(kind, incoming.name, incoming.content, mime=None, more=more)


def _type(kind: str) -> str:
    return {"voice": "VoiceNote", "video_note": "VideoNote"}.get(kind, kind.capitalize())


def get_file(request: Request) -> Any:
    file_id = request.params.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    file = request.world.files.get(file_id)
    if file is None:
        raise ApiError(400, "Bad Request: invalid file_id")
    if file.size > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return file.described(file_id)


METHODS = {
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendVideo": send_video,
    "sendAudio": send_audio,
    "sendVoice": send_voice,
    "sendAnimation": send_animation,
    "sendVideoNote": send_video_note,
    "sendSticker": send_sticker,
    "sendMediaGroup": send_media_group,
    "getFile": get_file,
}
