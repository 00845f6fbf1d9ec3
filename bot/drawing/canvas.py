"""A sheet of figures as a picture that can be read on a phone.

The only module that loads matplotlib, which would stay in memory for ever: it runs in a process of its own.
Everything is laid out in pixels from the top left; all words come with the sheet.
"""

from collections.abc import Mapping, Sequence
from io import BytesIO
from itertools import cycle
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Rectangle
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator

WIDTH = 1280
MARGIN = 48
DPI = 100
PIXEL = 72 / DPI
"""In points, which fonts are measured in."""

INK, FAINT, LINE, PAPER, TILE = "#1B1F24", "#59636E", "#D5DAE0", "#FFFFFF", "#F3F5F8"
COLOURS = ("#2F6DB5", "#E1892D", "#3E9C70", "#B2477C", "#7867C2", "#8A8F98")
QUICK, SLOW, TARGET = "#2F6DB5", "#B9D2EE", "#C0392B"

HEAD, TILES, VOLUME, LEGEND_LINE, PANEL_HEAD, ROW, FOOT = 148, 176, 400, 44, 120, 92, 24
SMALL, USUAL, LARGE, HUGE = 25, 28, 36, 48
SMALLEST = 0.8
"""Of the size wanted; less could not be read."""
TILE_WIDTHS = (1.0, 1.1, 1.1, 0.9, 0.9)
FEWEST = 5
"""Bars that would fill the width; a single one is no wall."""


class _Sheet:
    def __init__(self, height: float) -> None:
        self.height = height
        self.figure = Figure(figsize=(WIDTH / DPI, height / DPI), dpi=DPI, facecolor=PAPER)
        FigureCanvasAgg(self.figure)
        self.below = self.figure.add_axes((0, 0, 1, 1))
        """All of the sheet, in pixels."""
        self.below.set_xlim(0, WIDTH)
        self.below.set_ylim(height, 0)
        self.below.axis("off")

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        bottom = self.height - top - height
        return self.figure.add_axes(
            (left / WIDTH, bottom / self.height, width / WIDTH, height / self.height), facecolor="none"
        )

    def write(self, x: float, y: float, words: str, size: float = USUAL, **more: Any) -> Text:
        """`y`: of the baseline."""
        return self.below.text(x, y, words, fontsize=size * PIXEL, **{"color": INK, "va": "baseline"} | more)

    def write_within(
        self, x: float, y: float, words: str, width: float, size: float = USUAL, **more: Any
    ) -> None:
        """Smaller where it is too long, and then cut short."""
        text = self.write(x, y, words, size, **more)
        if (taken := self.width(text)) > width:
            text.set_fontsize(max(0.97 * width / taken, SMALLEST) * size * PIXEL)
        while self.width(text) > width and len(words) > 1:
            words = words[:-1].rstrip()
            text.set_text(words + "…")

    def width(self, text: Text) -> float:
        return float(text.get_window_extent().width)

    def png(self) -> bytes:
        written = BytesIO()
        self.figure.savefig(written, format="png", dpi=DPI)
        return written.getvalue()


def drawn(sheet: Mapping[str, Any]) -> bytes:
    volume, panels = sheet["volume"], sheet["times"]
    legend = _lines(_measure(), volume["series"])
    rows = max(len(panel["rows"]) for panel in panels)
    legend_height = LEGEND_LINE * len(legend)
    times = PANEL_HEAD + ROW * rows
    height = HEAD + TILES + VOLUME + legend_height + times + FOOT
    page = _Sheet(height)
    _head(page, sheet)
    _tiles(page, HEAD, sheet["tiles"])
    _volume(page, HEAD + TILES, volume)
    _legend(page, HEAD + TILES + VOLUME, legend)
    _times(page, HEAD + TILES + VOLUME + legend_height, sheet)
    return page.png()


def _head(page: _Sheet, sheet: Mapping[str, Any]) -> None:
    within = WIDTH - 2 * MARGIN
    page.write_within(MARGIN, 72, sheet["title"], within, 46, weight="bold")
    page.write_within(MARGIN, 118, sheet["subtitle"], within, USUAL, color=FAINT)


def _tiles(page: _Sheet, top: float, tiles: Sequence[Mapping[str, str]]) -> None:
    gap = 16
    share = (WIDTH - 2 * MARGIN - gap * (len(tiles) - 1)) / sum(TILE_WIDTHS)
    left: float = MARGIN
    for tile, wide in zip(tiles, TILE_WIDTHS, strict=True):
        width = wide * share
        shape = "round,pad=0,rounding_size=14"
        page.below.add_patch(
            FancyBboxPatch((left, top), width, TILES - 28, boxstyle=shape, facecolor=TILE, edgecolor="none")
        )
        within = width - 32
        page.write_within(left + 16, top + 38, tile["label"], within, 24, color=FAINT)
        page.write_within(left + 16, top + 92, tile["value"], within, HUGE, weight="bold")
        page.write_within(left + 16, top + 128, tile["note"], within, 24, color=FAINT)
        left += width + gap


def _volume(page: _Sheet, top: float, volume: Mapping[str, Any]) -> None:
    page.write(MARGIN, top + 36, volume["title"], LARGE, weight="bold")
    axes = page.axes(MARGIN + 52, top + 72, WIDTH - 2 * MARGIN - 52, VOLUME - 72 - 62)
    places = range(len(volume["labels"]))
    heights = [0.0] * len(places)
    for series, colour in zip(volume["series"], cycle(COLOURS), strict=False):
        axes.bar(
            places, series["values"], bottom=heights, width=0.72, color=colour, edgecolor=PAPER, linewidth=1
        )
        heights = [below + value for below, value in zip(heights, series["values"], strict=True)]
    _frame(axes)
    room = max(FEWEST - len(places), 0) / 2
    axes.set_xlim(-0.6 - room, len(places) - 0.4 + room)
    axes.set_ylim(0, max(max(heights, default=0) * 1.14, 1))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    axes.grid(axis="y", color=LINE, linewidth=1)
    step = -(-len(places) // 8)
    shown = list(places)[::step]
    axes.set_xticks(shown, [volume["labels"][each] for each in shown])
    axes.tick_params(axis="x", length=0, pad=10)
    if len(places) <= 14:
        for place, height in zip(places, heights, strict=True):
            if height:
                axes.annotate(
                    f"{height:.0f}",
                    (place, height),
                    xytext=(0, 6),
                    textcoords="offset points",
                    ha="center",
                    fontsize=SMALL * PIXEL,
                    color=INK,
                    weight="bold",
                )


def _frame(axes: Axes) -> None:
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(FAINT)
    axes.tick_params(axis="both", labelsize=SMALL * PIXEL, labelcolor=INK, length=0)
    axes.set_axisbelow(True)


def _measure() -> _Sheet:
    return _Sheet(100)


_Named = tuple[str, str, float]
"""Name, colour, where it begins."""


def _lines(page: _Sheet, series: Sequence[Mapping[str, Any]]) -> list[list[_Named]]:
    """The legend, as many names in a line as have room; one series needs none."""
    if len(series) < 2:
        return []
    lines: list[list[_Named]] = [[]]
    x: float = MARGIN + 52
    for each, colour in zip(series, cycle(COLOURS), strict=False):
        name = each["name"] if len(each["name"]) <= 32 else each["name"][:31].rstrip() + "…"
        width = page.width(page.write(0, 0, name, SMALL)) + 34 + 36
        if lines[-1] and x + width > WIDTH - MARGIN + 36:
            lines.append([])
            x = MARGIN + 52
        lines[-1].append((name, colour, x))
        x += width
    return lines


def _legend(page: _Sheet, top: float, lines: Sequence[Sequence[_Named]]) -> None:
    for number, line in enumerate(lines):
        y = top + number * LEGEND_LINE + 14
        for name, colour, x in line:
            page.below.add_patch(Rectangle((x, y - 20), 22, 22, facecolor=colour))
            page.write(x + 34, y, name, SMALL)


def _times(page: _Sheet, top: float, sheet: Mapping[str, Any]) -> None:
    gap = 56
    width = (WIDTH - 2 * MARGIN - gap) / 2
    for number, panel in enumerate(sheet["times"]):
        left = MARGIN + number * (width + gap)
        page.write_within(left, top + 46, panel["title"], width, 30, weight="bold")
        if panel["rows"]:
            _key(page, left, top + 92, sheet["key"])
            _rows(page, left, top + PANEL_HEAD, width, panel["rows"])
        else:
            page.write(left, top + 92, sheet["nothing"], USUAL, color=FAINT)


def _key(page: _Sheet, left: float, y: float, key: Mapping[str, str]) -> None:
    x = left
    for name, colour in (("median", QUICK), ("ninety", SLOW), ("target", TARGET)):
        thin = name == "target"
        page.below.add_patch(Rectangle((x, y - 20), 5 if thin else 22, 24 if thin else 22, facecolor=colour))
        text = page.write(x + (14 if thin else 32), y, key[name], 24, color=FAINT)
        x += (14 if thin else 32) + page.width(text) + 26


def _rows(page: _Sheet, left: float, top: float, width: float, rows: Sequence[Mapping[str, Any]]) -> None:
    longest = max(max(each["ninety"], each["target"] or 0) for each in rows) or 1
    scale = (width - 4) / longest
    for number, row in enumerate(rows):
        y = top + number * ROW
        value = page.write(left + width, y + 32, row["value"], SMALL, ha="right", weight="bold")
        room = width - page.width(value) - 24
        page.write_within(left, y + 32, row["name"], room, SMALL, weight="bold" if row["whole"] else "normal")
        page.below.add_patch(Rectangle((left, y + 44), width, 26, facecolor=TILE))
        page.below.add_patch(Rectangle((left, y + 44), max(row["ninety"] * scale, 3), 26, facecolor=SLOW))
        page.below.add_patch(Rectangle((left, y + 44), max(row["median"] * scale, 3), 26, facecolor=QUICK))
        if row["target"]:
            at = left + row["target"] * scale
            page.below.add_patch(Rectangle((at - 2.5, y + 39), 5, 36, facecolor=TARGET))
