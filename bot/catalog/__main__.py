"""The child process: a folder comes in, the products of its files go out, or why there are none."""

import pickle
import sys
from pathlib import Path

from bot.catalog.loader import load_catalog
from bot.catalog.products import Catalog
from bot.faults import Faulty


def _read(folder: Path) -> Catalog | Exception:
    try:
        return load_catalog(folder)
    except (Faulty, OSError) as trouble:
        return trouble


if __name__ == "__main__":
    sys.stdout.buffer.write(pickle.dumps(_read(Path(sys.argv[1]))))
