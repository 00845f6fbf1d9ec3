"""Files: their ids, their bytes, and how messages carry them."""

import base64
import mimetypes
import secrets
import struct
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from bot.sandbox.model import JSON
from bot.sandbox.store import Store

MEBIBYTE = 1024 * 1024
MAX_DOWNLOAD = 20 * MEBIBYTE
MAX_UPLOAD = 50 * MEBIBYTE
MAX_PHOTO = 10 * MEBIBYTE

KINDS = ("photo", "document", "video", "audio", "voice", "animation", "video_note", "sticker")
_MIME = {
    "photo": "image/jpeg",
    "video": "video/mp4",
    "audio": "audio/mpeg",
    "voice": "audio/ogg",
    "animation": "video/mp4",
    "video_note": "video/mp4",
    "sticker": "image/webp",
    "document": "application/octet-stream",
}
_FOLDERS = {
    "photo": "photos",
    "document": "documents",
    "video": "videos",
    "audio": "music",
    "voice": "voice",
    "animation": "animations",
    "video_note": "video_notes",
    "sticker": "stickers",
}
_PHOTO_SIZES = (90, 320, 1280)
"""The longer side, in pixels, of the sizes Telegram makes of a photo."""


@dataclass(slots=True)
class StoredFile:
    """A file as Telegram keeps it. `size` is what messages tell, which may be more than what is held."""

    unique_id: str
    kind: str
    name: str
    mime: str
    size: int
    path: str
    media: Any
    """What stands in a message under the kind's name: an object, for a photo the list of its sizes."""
    content: bytes | None = None

    def described(self, file_id: str) -> JSON:
        """The Bot API's File for one of its ids."""
        sizes = self.media if isinstance(self.media, list) else [self.media]
        chosen = next(size for size in sizes if size["file_id"] == file_id)
        return {
            "file_id": file_id,
            "file_unique_id": chosen["file_unique_id"],
            "file_size": chosen["file_size"],
            "file_path": self.path,
        }

    def ids(self) -> list[str]:
        sizes = self.media if isinstance(self.media, list) else [self.media]
        return [size["file_id"] for size in sizes]

    def message_fields(self) -> JSON:
        """The fields of a message that carries it."""
        fields: JSON = {self.kind: self.media}
        if self.kind == "animation":
            fields["document"] = {
                key: self.media[key]
                for key in ("file_name", "mime_type", "file_id", "file_unique_id", "file_size")
            }
        return fields

    def document(self) -> JSON:
        return {name: getattr(self, name) for name in self.__slots__ if name != "content"}


class Files:
    """All files ever sent. With a store their bytes lie in its folder, else in memory."""

    def __init__(self, store: Store | None) -> None:
        self._store = store
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def get(self, file_id: str) -> StoredFile | None:
        return self._by_id.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        """The file with this `file_path`."""
        return self._by_path.get(path)

    def content(self, file: StoredFile) -> bytes:
        if file.content is not None or self._store is None:
            return file.content or b""
        return self._store.read_file(file.unique_id)

    def add(
        self,
        kind: str,
        name: str,
        content: bytes,
        *,
        mime: str | None = None,
        size: int | None = None,
        more: JSON,
    ) -> StoredFile:
        """Take a file in. `more` is what the sender tells of it: duration, width, height, title."""
        unique_id = secrets.token_urlsafe(11)
        told = len(content) if size is None else size
        mime = mime or mimetypes.guess_type(name)[0] or _MIME[kind]
        if kind == "photo":
            media: Any = _photo_sizes(unique_id, content, told)
        else:
            media = _described(kind, name, mime, content, more)
            media |= {"file_id": _file_id(), "file_unique_id": unique_id, "file_size": told}
        suffix = PurePath(name).suffix or mimetypes.guess_extension(mime) or ""
        path = f"{_FOLDERS[kind]}/file_{len(self._by_path)}{suffix}"
        file = StoredFile(unique_id, kind, name, mime, told, path, media, content)
        if self._store is not None:
            self._store.write_file(unique_id, content)
            file.content = None
            self._store.put("file", unique_id, file.document)
        self._index(file)
        return file

    def restore(self, documents: list[JSON]) -> None:
        for document in documents:
            self._index(StoredFile(**document))

    def _index(self, file: StoredFile) -> None:
        self._by_path[file.path] = file
        for file_id in file.ids():
            self._by_id[file_id] = file


def image_size(content: bytes) -> tuple[int, int] | None:
    """Width and height from the header of a PNG, GIF or JPEG."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if content[:6] in (b"GIF87a", b"GIF89a") and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return width, height
    return _jpeg_size(content) if content.startswith(b"\xff\xd8") else None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    position = 2
    while position + 9 <= len(content) and content[position] == 0xFF:
        marker = content[position + 1]
        length: int = struct.unpack(">H", content[position + 2 : position + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[position + 5 : position + 9])
            return width, height
        position += 2 + length
    return None


def _file_id() -> str:
    return base64.urlsafe_b64encode(b"\x05\x02\x02" + secrets.token_bytes(42)).decode()


def _photo_sizes(unique_id: str, content: bytes, size: int) -> list[JSON]:
    width, height = image_size(content) or (800, 600)
    longer = max(width, height, 1)
    sides = [side for side in _PHOTO_SIZES if side < longer] + [min(longer, _PHOTO_SIZES[-1])]
    return [
        {
            "file_id": _file_id(),
            "file_unique_id": f"{unique_id}{letter}",
            "file_size": max(size * side // longer, 1),
            "width": max(width * side // longer, 1),
            "height": max(height * side // longer, 1),
        }
        for letter, side in zip("smxy", dict.fromkeys(sides), strict=False)
    ]


def _described(kind: str, name: str, mime: str, content: bytes, more: JSON) -> JSON:
    width, height = image_size(content) or (640, 480)
    told: JSON = {"file_name": name, "mime_type": mime}
    match kind:
        case "video" | "animation":
            told |= {"width": width, "height": height, "duration": 1}
        case "audio":
            told |= {"duration": 1}
        case "voice":
            told = {"mime_type": mime, "duration": 1}
        case "video_note":
            told = {"length": 240, "duration": 1}
        case "sticker":
            told = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
    return told | more
