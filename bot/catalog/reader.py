"""Has the product files read by a process of its own, which ends with it: what reads them stays in memory.

That is YAML, the models that files are checked by, and the holidays of all countries.
"""

import pickle
import subprocess
import sys
from pathlib import Path

from bot.catalog.files import BUILT_IN
from bot.catalog.products import Catalog
from bot.children import environment
from bot.faults import Fault, Faulty

PROGRAM = ("-m", "bot.catalog")


def read_catalog(folder: Path | None = None) -> Catalog:
    """As `load_catalog` does, with the same errors."""
    folder = folder or BUILT_IN
    child = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, *PROGRAM, str(folder)],
        stdout=subprocess.PIPE,
        env=environment(),
        start_new_session=True,
        check=False,
    )
    if child.returncode != 0:
        problem = f"the process that reads it ended with exit code {child.returncode}; see what it has said"
        raise Faulty([Fault(str(folder), None, "", problem)])
    read: Catalog | Exception = pickle.loads(child.stdout)  # noqa: S301 - said by our own process
    if isinstance(read, Exception):
        raise read
    return read
