"""Files: sending, albums, downloading, sizes."""

import struct

import pytest
from aiogram.types import (
    BufferedInputFile,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
)

from bot.sandbox.files import image_size
from bot.sandbox.model import Upload
from tests.sandbox.driving import refusal, updates

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 2000, 1000) + b"\x08\x02\x00\x00\x00"
JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10"
    + bytes(14)
    + b"\xff\xc0\x00\x11\x08"
    + struct.pack(">HH", 480, 640)
    + bytes(9)
)


def file(name: str = "a.txt", content: bytes = b"content") -> BufferedInputFile:
    return BufferedInputFile(content, name)


async def test_a_document_arrives_with_what_is_known_of_it(world, anna, api):
    world.attach(anna.id, anna.id, Upload("лог.txt", b"one line"), caption="the log")

    [update] = await updates(api)
    document = update.message.document

    assert (document.file_name, document.mime_type, document.file_size) == ("лог.txt", "text/plain", 8)
    assert update.message.caption == "the log"
    assert len(document.file_id) >= 40
    assert document.file_unique_id != document.file_id
    assert (await api.download(document)).read() == b"one line"


async def test_a_photo_comes_in_sizes(world, anna, api):
    world.attach(anna.id, anna.id, Upload("a.png", PNG, kind="photo"))

    [update] = await updates(api)
    sizes = [(size.width, size.height) for size in update.message.photo]

    assert sizes == [(90, 45), (320, 160), (1280, 640)]
    assert len({size.file_id for size in update.message.photo}) == 3
    assert (await api.download(update.message.photo[-1])).read() == PNG


def test_sizes_are_read_from_headers():
    assert image_size(PNG) == (2000, 1000)
    assert image_size(JPEG) == (640, 480)
    assert image_size(b"GIF89a" + struct.pack("<HH", 3, 4)) == (3, 4)
    assert image_size(b"\xff\xd8broken") is None
    assert image_size(b"hello") is None


@pytest.mark.parametrize("kind", ["video", "audio", "voice", "animation", "video_note"])
async def test_other_media_arrive(world, anna, api, kind):
    world.attach(anna.id, anna.id, Upload("a.bin", b"abc", kind=kind))

    [update] = await updates(api)

    assert getattr(update.message, kind).file_size == 3


async def test_an_album_is_separate_updates_with_one_id(world, anna, api):
    uploads = [Upload(f"{n}.jpg", JPEG, kind="photo") for n in range(3)]
    world.attach(anna.id, anna.id, uploads, caption="three")

    messages = [update.message for update in await updates(api)]

    assert len({message.media_group_id for message in messages}) == 1
    assert [message.caption for message in messages] == ["three", None, None]
    with pytest.raises(ValueError, match="album"):
        world.attach(anna.id, anna.id, [uploads[0], Upload("a.txt", b"a")])
    with pytest.raises(ValueError, match="album"):
        world.attach(anna.id, anna.id, uploads * 4)


async def test_big_files_are_pretended_and_cannot_be_downloaded(world, anna, api):
    said = world.attach(anna.id, anna.id, Upload("big.zip", b"", size=20 * 1024 * 1024 + 1))

    assert said["document"]["file_size"] == 20 * 1024 * 1024 + 1
    assert await refusal(api.get_file(said["document"]["file_id"])) == "Bad Request: file is too big"
    assert await refusal(api.get_file("x" * 40)) == "Bad Request: invalid file_id"


async def test_the_bot_sends_every_kind(anna, api):
    assert (await api.send_document(anna.id, file(), caption="a")).document.file_name == "a.txt"
    assert (await api.send_photo(anna.id, file("a.jpg", JPEG))).photo[-1].width == 640
    assert (await api.send_video(anna.id, file("a.mp4"), duration=3)).video.duration == 3
    assert (await api.send_audio(anna.id, file("a.mp3"), title="Song")).audio.title == "Song"
    assert (await api.send_voice(anna.id, file("a.ogg"))).voice.mime_type == "audio/ogg"
    assert (await api.send_animation(anna.id, file("a.gif"))).animation.mime_type == "image/gif"
    assert (await api.send_video_note(anna.id, file("a.mp4"))).video_note.length == 240
    assert (await api.send_sticker(anna.id, file("a.webp"))).sticker.type == "regular"


async def test_a_file_is_sent_again_by_its_id(world, anna, group, api):
    said = world.attach(anna.id, anna.id, Upload("a.txt", b"abc"))
    file_id = said["document"]["file_id"]

    sent = await api.send_document(group.id, file_id)

    assert sent.document.file_unique_id == said["document"]["file_unique_id"]
    assert await refusal(api.send_photo(group.id, file_id)) == (
        "Bad Request: can't use file of type Document as Photo"
    )


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ("no such file", "wrong file identifier/HTTP URL specified"),
        ("attach://nothing", "wrong file identifier/HTTP URL specified"),
        ("https://example.org/a.txt", "failed to get HTTP URL content"),
        ("", "there is no document in the request"),
    ],
)
async def test_files_that_are_not_there(anna, server, given, fault):
    assert await server.refusal("sendDocument", chat_id=anna.id, document=given) == f"Bad Request: {fault}"


async def test_captions_have_a_limit(anna, api):
    assert await refusal(api.send_document(anna.id, file(), caption="x" * 1025)) == (
        "Bad Request: message caption is too long"
    )
    assert (
        await refusal(api.send_document(anna.id, file(content=b""))) == "Bad Request: file must be non-empty"
    )


async def test_too_big_uploads(anna, api):
    assert await refusal(api.send_photo(anna.id, file("a.jpg", bytes(10 * 1024 * 1024 + 1)))) == (
        "Request Entity Too Large"
    )
    assert await refusal(api.send_document(anna.id, file("a.bin", bytes(50 * 1024 * 1024 + 1)))) == (
        "Request Entity Too Large"
    )
    assert await refusal(api.send_document(anna.id, file("a.bin", bytes(53 * 1024 * 1024)))) == (
        "Request Entity Too Large"
    )


async def test_the_bot_sends_albums(world, anna, api):
    sent = await api.send_media_group(
        anna.id,
        [
            InputMediaPhoto(media=file("a.jpg", JPEG), caption="<b>two</b>", parse_mode="HTML"),
            InputMediaVideo(media=file("a.mp4")),
        ],
    )

    assert sent[0].media_group_id == sent[1].media_group_id is not None
    assert (sent[0].caption, sent[0].caption_entities[0].type) == ("two", "bold")
    assert world.find_post(anna.id, sent[1].message_id).data["video"]


@pytest.mark.parametrize(
    ("media", "fault"),
    [
        ([InputMediaDocument, InputMediaPhoto], "document can't be mixed with other media types"),
        ([InputMediaAudio, InputMediaVideo], "audio can't be mixed with other media types"),
        ([InputMediaPhoto], "there must be at least 2 messages in an album"),
        ([InputMediaPhoto] * 11, "too many messages to send as an album"),
    ],
)
async def test_albums_are_checked(anna, api, media, fault):
    said = await refusal(api.send_media_group(anna.id, [kind(media=file()) for kind in media]))

    assert said == f"Bad Request: {fault}"


async def test_an_album_names_what_is_attached(anna, server):
    media = [{"type": "photo", "media": "attach://a"}, {"type": "photo", "media": "attach://b"}]
    said = await server.refusal("sendMediaGroup", chat_id=anna.id, media=media)
    assert said == "Bad Request: can't parse InputMedia: media not found"
    media[0] = {"type": "animation", "media": "x"}
    said = await server.refusal("sendMediaGroup", chat_id=anna.id, media=media)
    assert said == "Bad Request: can't parse InputMedia: type \"animation\" can't be used in sendMediaGroup"


async def test_downloads_need_the_token_and_the_path(world, anna, api, server):
    said = world.attach(anna.id, anna.id, Upload("a.txt", b"abc"))
    path = (await api.get_file(said["document"]["file_id"])).file_path

    for url, status in (
        (f"/file/bot42:TEST/{path}", 200),
        (f"/file/bot42:WRONG/{path}", 401),
        ("/file/bot42:TEST/documents/x", 404),
    ):
        async with server.http.get(server.url + url) as response:
            assert response.status == status
