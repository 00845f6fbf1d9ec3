"""Has a report's picture drawn by a process of its own, which ends with it: what draws stays in memory."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from collections.abc import Mapping
from typing import Any

from bot.children import environment
from bot.drawing.sheet import sheet
from bot.i18n import gettext_for
from bot.services.ports import Catalog
from bot.services.report_ports import NotDrawn

PROGRAM = ("-m", "bot.drawing")
LONGEST_SECONDS = 60.0
PNG = b"\x89PNG\r\n"


class ChildArtist:
    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    async def draw(self, figures: Mapping[str, Any], language: str) -> bytes:
        wanted = json.dumps(sheet(gettext_for(language), self.catalog, figures)).encode()
        try:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, *PROGRAM),
                stdin=PIPE,
                stdout=PIPE,
                stderr=PIPE,
                env=environment(),
                start_new_session=True,
            )
        except OSError as trouble:
            raise NotDrawn(type(trouble).__name__) from None
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                picture, said = await process.communicate(wanted)
        except TimeoutError:
            raise NotDrawn(f"not ready after {LONGEST_SECONDS:.0f} s") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode != 0 or not picture.startswith(PNG):
            last = said.decode(errors="replace").strip().rpartition("\n")[2]
            raise NotDrawn(f"exit code {process.returncode}: {last}")
        return picture
