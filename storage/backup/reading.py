"""Opens a backup, and believes nothing that it says before it has been looked at."""

import hashlib
import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from storage.backup.layout import CHUNK, FILE, FORMAT, MANIFEST, TABLE, Manifest, Part, read
from storage.backup.writing import Progress
from storage.migrate import newest, revisions

LARGEST_MANIFEST = 1 << 28
LONGEST_LINE = 1 << 27
"""Bytes of a row: pictures are in rows, people's files are not."""
DENSEST = 250
"""How many times larger than packed a member may be: ours are not, and what is would fill the disk."""
SMALL = 1 << 20
_PACKED_BY = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 1
_REGULAR = 0o10


class BadBackup(Exception):
    """The file is no backup of ours, or has been damaged; the text says in what way."""


class NewerBackup(Exception):
    """The backup was made by a later version of the program."""


class Backup:
    """An archive with the members, and of the sizes, that its manifest names."""

    def __init__(self, packed: zipfile.ZipFile, manifest: Manifest) -> None:
        self._packed = packed
        self.manifest = manifest

    def verify(self, progress: Progress) -> None:
        """Every byte against the manifest; raises `BadBackup`."""
        progress.begin("Checking", sum(member.size for member in self.manifest.members.values()))
        for name, member in self.manifest.members.items():
            digest, size = hashlib.sha256(), 0
            with self._open(name) as file:
                while chunk := file.read(min(CHUNK, member.size - size + 1)):
                    digest.update(chunk)
                    size += len(chunk)
                    progress.done(len(chunk))
            named_by_content = not FILE.fullmatch(name) or name.endswith(f"/{member.sha256}")
            if size != member.size or digest.hexdigest() != member.sha256 or not named_by_content:
                raise BadBackup(f"{name} is not what was put in: the file is damaged")

    def rows(self, part: Part) -> Iterator[list[Any]]:
        """As many as the manifest says, or `BadBackup`."""
        count = 0
        with self._open(part.member) as file:
            while line := file.readline(LONGEST_LINE):
                count += 1
                try:
                    row = read(part.kinds, line)
                except (ValueError, TypeError) as error:
                    raise BadBackup(f"{part.member}:{count} is not a row of {part.name}") from error
                yield row
        if count != part.rows:
            raise BadBackup(f"{part.member} has {count} rows, and should have {part.rows}")

    def unpack(self, name: str, target: Path) -> None:
        """One file of people's; checked once more, for the archive may have changed since."""
        digest = hashlib.sha256()
        target.parent.mkdir(parents=True, exist_ok=True)
        with self._open(name) as file, target.open("wb") as out:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        if digest.hexdigest() != self.manifest.members[name].sha256:
            target.unlink()
            raise BadBackup(f"{name} is not what was put in: the file is damaged")

    @contextmanager
    def _open(self, name: str) -> Iterator[IO[bytes]]:
        try:
            with self._packed.open(name) as file:
                yield file
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise BadBackup(f"{name} cannot be unpacked ({error}): the file is damaged") from error


@contextmanager
def opened(path: Path) -> Iterator[Backup]:
    """Raises `BadBackup` or `NewerBackup`; nothing is unpacked yet."""
    try:
        packed = zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise BadBackup("it is no archive of ours, or its end is missing") from error
    with packed:
        _require_ordinary(packed)
        manifest = _manifest(packed)
        _require_known(manifest)
        _require_complete(packed, manifest)
        yield Backup(packed, manifest)


def _require_ordinary(packed: zipfile.ZipFile) -> None:
    """Names of ours, each once; no links, no folders, nothing that unpacks into far more than it is."""
    seen: set[str] = set()
    for info in packed.infolist():
        name = info.filename
        if name in seen or not (name == MANIFEST or TABLE.fullmatch(name) or FILE.fullmatch(name)):
            raise BadBackup("it holds names that a backup never has")
        seen.add(name)
        mode = info.external_attr >> 28
        if mode not in {0, _REGULAR} or info.flag_bits & _ENCRYPTED or info.compress_type not in _PACKED_BY:
            raise BadBackup(f"{name} is packed in a way that a backup never is")
        if info.file_size > SMALL and info.file_size > DENSEST * info.compress_size:
            raise BadBackup(f"{name} would unpack into far more than it is")


def _manifest(packed: zipfile.ZipFile) -> Manifest:
    try:
        info = packed.getinfo(MANIFEST)
        if info.file_size > LARGEST_MANIFEST:
            raise BadBackup("its manifest is too large")
        with packed.open(info) as file:
            return Manifest.from_json(file.read(LARGEST_MANIFEST))
    except (KeyError, ValueError, TypeError, AttributeError, zipfile.BadZipFile) as error:
        raise BadBackup("its manifest is missing, or cannot be read") from error


def _require_known(manifest: Manifest) -> None:
    if manifest.format > FORMAT or manifest.schema > newest():
        raise NewerBackup
    if manifest.format < 1 or manifest.schema not in revisions():
        raise BadBackup("its manifest names a version that there never was")


def _require_complete(packed: zipfile.ZipFile, manifest: Manifest) -> None:
    sizes = {info.filename: info.file_size for info in packed.infolist() if info.filename != MANIFEST}
    if sizes != {name: member.size for name, member in manifest.members.items()}:
        raise BadBackup("it does not hold what its manifest names")
    tables = [part.member for part in manifest.tables]
    if sorted(tables) != sorted(name for name in sizes if TABLE.fullmatch(name)):
        raise BadBackup("it does not hold the tables that its manifest names")


def room_needed(backup: Backup) -> int:
    """Bytes of all files of people's."""
    return sum(backup.manifest.members[name].size for name in backup.manifest.files)


def has_room(folder: Path, needed: int) -> bool:
    existing = next(each for each in (folder, *folder.parents) if each.exists())
    return shutil.disk_usage(existing).free > needed
