"""What a bot has sent lately, and where it was told to wait, in a small file: for the process that follows
it, also after a kill."""

import logging
import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from io import FileIO
from pathlib import Path

from bot.channels.telegram.limits import UNANSWERED_SECONDS, Reservation

log = logging.getLogger(__name__)

WAIT = "wait"
LINES = 20_000
"""After so many the file is begun anew with those that still count."""


class Journal:
    """A line for each reservation: when it was made, its chat, its cost; and for each wait that Telegram
    told: when, until when, and the chat.

    The moments are monotonic, which processes of one machine share until it restarts; lines of a time before
    that are either older than `seconds`, or from the future, and count no more.
    """

    def __init__(self, path: Path, monotonic: Callable[[], float], seconds: float) -> None:
        self._path = path
        self._monotonic = monotonic
        self._seconds = seconds + UNANSWERED_SECONDS
        self._recent: deque[tuple[float, str]] = deque()
        self._waits: dict[int | None, tuple[float, str]] = {}
        self._lines = 0
        self._file: FileIO | None = None

    def note(self, reservation: Reservation) -> None:
        """Before the call is made. A file that cannot be written keeps nobody from being answered."""
        line = _line(reservation)
        self._recent.append((reservation.made_at, line))
        while self._recent[0][0] < reservation.made_at - self._seconds:
            self._recent.popleft()
        self._add(line)

    def note_waits(self, waits: Mapping[int | None, float]) -> None:
        """By chat, until when; None: in all."""
        now = self._monotonic()
        for chat_id, until in waits.items():
            if self._waits.get(chat_id, (0.0, ""))[0] < until:
                line = f"{WAIT} {now:.6f} {until:.6f} {chat_id or 0}\n"
                self._waits[chat_id] = until, line
                self._add(line)

    def recall(self) -> tuple[list[Reservation], dict[int | None, float]]:
        """What still counts of what the process before this one has noted: calls and waits."""
        try:
            text = self._path.read_text("ascii", "replace")
        except FileNotFoundError:
            return [], {}
        except OSError as error:
            log.warning("what was sent lately cannot be read: %s", error.strerror)
            return [], {}
        found = list(self._counting(text))
        self._recent.extend((each.made_at, _line(each)) for each in found)
        self._waits = dict(self._waiting(text))
        self._begin_anew()
        return found, {chat_id: until for chat_id, (until, _) in self._waits.items()}

    def _waiting(self, text: str) -> Iterator[tuple[int | None, tuple[float, str]]]:
        """Later lines count: a wait is noted only where it is longer than the one before."""
        now = self._monotonic()
        for line in text.splitlines():
            try:
                what, told_at, until, chat_id = line.split(" ")
                told, end, chat = float(told_at), float(until), int(chat_id)
            except ValueError:  # another kind, or half a line
                continue
            if what == WAIT and told <= now < end:
                yield chat or None, (end, f"{line}\n")

    def _counting(self, text: str) -> Iterator[Reservation]:
        now = self._monotonic()
        for number, line in enumerate(text.splitlines()):
            try:
                at, chat_id, cost = line.split(" ")
                made_at, chat, calls = float(at), int(chat_id), int(cost)
            except ValueError:  # half a line of somebody who was killed
                continue
            if now - self._seconds < made_at <= now:
                yield Reservation(
                    f"before-{number}", chat or None, calls, made_at, made_at + UNANSWERED_SECONDS
                )

    def _add(self, line: str) -> None:
        self._lines += 1
        if self._lines > LINES:
            self._begin_anew()
        else:
            self._keep(lambda: self._append(line))

    def _begin_anew(self) -> None:
        now = self._monotonic()
        self._waits = {chat_id: each for chat_id, each in self._waits.items() if each[0] > now}
        self._lines = len(self._recent) + len(self._waits)
        self._keep(self._replace)

    def close(self) -> None:
        """Until there is something to note."""
        file, self._file = self._file, None
        if file:
            file.close()

    def _append(self, line: str) -> None:
        """The file stays open, since opening it takes longer than all the rest."""
        if self._file is None or not self._is_in_place(self._file):
            self.close()
            self._file = FileIO(self._path, "a")
            line = f"\n{line}"  # the last one there may have been left in its middle
        data = line.encode("ascii")
        if self._file.write(data) != len(data):
            self.close()  # the disk is full

    def _is_in_place(self, file: FileIO) -> bool:
        """What is written reaches who comes next: nobody has deleted or replaced the file."""
        try:
            return os.path.samestat(self._path.stat(), os.fstat(file.fileno()))
        except FileNotFoundError:
            return False

    def _replace(self) -> None:
        """In one step: whoever is killed meanwhile leaves the one or the other."""
        self.close()
        new = self._path.with_suffix(".new")
        lines = [line for _, line in (*self._waits.values(), *self._recent)]
        new.write_text("".join(lines), encoding="ascii")
        new.replace(self._path)

    def _keep(self, write: Callable[[], None]) -> None:
        try:
            write()
        except OSError as error:
            self.close()
            log.warning("what was sent lately cannot be noted: %s", error.strerror)


def _line(reservation: Reservation) -> str:
    return f"{reservation.made_at:.6f} {reservation.chat_id or 0} {reservation.cost}\n"
