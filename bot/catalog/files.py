"""Where product files lie, and whether they say something else by now."""

import hashlib
from pathlib import Path

BUILT_IN = Path(__file__).parent / "products"
CALENDARS = Path(__file__).parent / "calendars"
"""Of countries; `calendars/RU.yaml` beside product files takes the place of the one here."""
SUFFIXES = (".yaml", ".yml")
FINGERPRINT_LENGTH = 16


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*") if path.suffix in SUFFIXES)


def fingerprint_of(folder: Path | None = None) -> str:
    """Tells whether any product or calendar file of the folder says something else by now."""
    folder = folder or BUILT_IN
    digest = hashlib.sha256()
    for path in [*files_of(folder), *files_of(folder / "calendars")]:
        content = _bytes_of(path)
        digest.update(f"{path.relative_to(folder).as_posix()} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:FINGERPRINT_LENGTH]


def _bytes_of(path: Path) -> bytes:
    """Nothing where it cannot be read: who reads it says why."""
    try:
        return path.read_bytes()
    except OSError:
        return b""
