"""Short-lived processes of our own: what they load stays in memory no longer than they do."""

import os

KEPT = ("PATH", "PYTHONPATH", "HOME", "USERPROFILE", "TMPDIR", "TEMP", "SYSTEMROOT", "LANG", "MPLCONFIGDIR")
"""Of the environment; the token and the database's password are none of their business."""


def environment() -> dict[str, str]:
    return {name: os.environ[name] for name in KEPT if name in os.environ}
