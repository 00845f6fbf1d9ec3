"""A part of a core for each process of the bot, as if each had a small machine to itself.

Where all of them share two cores with the servers and the stand-in, what a second process adds is what those
leave of the cores. With parts that together are less than there is, it is what a second machine would add.
Linux has that in its control groups, which need root: https://docs.kernel.org/admin-guide/cgroup-v2.html.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

FIRST, SECOND = Path("/sys/fs/cgroup/cpu"), Path("/sys/fs/cgroup")
"""Where the two versions of control groups have the processor; the second where there is not the first."""

PERIOD_US = 10_000
"""Microseconds, as short as is sensible: whoever has used up its part waits for the next."""


class NoShares(Exception):
    """Control groups cannot be made here."""


@contextmanager
def shared_out(pids: Sequence[int], share: float) -> Iterator[None]:
    """Each gets so much of a core, 1 being all of it. Raises `NoShares`."""
    folder = FIRST if FIRST.is_dir() else SECOND
    groups = [folder / f"support-bot-{pid}" for pid in pids]
    try:
        for pid, group in zip(pids, groups, strict=True):
            _begin(folder, group, pid, share)
        yield
    finally:
        for pid, group in zip(pids, groups, strict=True):
            _end(folder, group, pid)


def limits(folder: Path, share: float) -> Mapping[str, str]:
    """What is written into which files of a group."""
    quota = f"{share * PERIOD_US:.0f}"
    if folder == FIRST:
        return {"cpu.cfs_period_us": str(PERIOD_US), "cpu.cfs_quota_us": quota}
    return {"cpu.max": f"{quota} {PERIOD_US}"}


def _begin(folder: Path, group: Path, pid: int, share: float) -> None:
    try:
        if folder == SECOND:
            (folder / "cgroup.subtree_control").write_text("+cpu")
        group.mkdir()
        for name, value in limits(folder, share).items():
            (group / name).write_text(value)
        (group / "cgroup.procs").write_text(str(pid))
    except OSError as error:
        raise NoShares(f"parts of a core need root and Linux's control groups ({error})") from error


def _end(folder: Path, group: Path, pid: int) -> None:
    if group.is_dir():
        (folder / "cgroup.procs").write_text(str(pid))  # a group that has processes stays
        group.rmdir()
