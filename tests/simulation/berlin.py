"""A sixth product, whose office changes its clocks twice a year."""

from pathlib import Path

from tests.catalog.building import GOOD

HOURS = 'hours: {tz: Europe/Moscow, versions: [{weekly: {0: [["9:00", "18:00"]]}}], text: {ru: пн, en: Mon}}'
IN_BERLIN = """\
hours:
  tz: Europe/Berlin
  versions:
    - weekly: {0: &night [["22:00", "30:00"]], 1: *night, 2: *night, 3: *night, 4: *night, 6: *night}
  text: {ru: по ночам, en: at night}
"""


def write_berlin(folder: Path) -> Path:
    """The folder with the product's file; it works at night, when the clocks are changed."""
    text = GOOD.replace("id: shop", "id: berlin").replace("prefix: SH", "prefix: BER")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "berlin.yaml").write_text(text.replace(HOURS, IN_BERLIN), encoding="utf-8")
    return folder
