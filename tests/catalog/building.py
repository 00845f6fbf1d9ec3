"""A small product file that is in order, for tests to break."""

from pathlib import Path

import pytest

from bot.catalog.loader import load_catalog
from bot.faults import Fault, Faulty

NAME = "shop.yaml"
GOOD = """\
id: shop
prefix: SH
title: Shop
owner: ООО «Лавка»
hours: {tz: Europe/Moscow, versions: [{weekly: {0: [["9:00", "18:00"]]}}], text: {ru: пн, en: Mon}}
types:
  incident:
    title: {ru: Инцидент, en: Incident}
    form:
      - key: subject
        kind: text
        label: {ru: Тема, en: Subject}
        ask: {ru: "Что случилось?", en: "What happened?"}
        max_length: 80
      - key: place
        kind: choice
        required: false
        label: {ru: Где, en: Place}
        ask: {ru: "Где?", en: "Where?"}
        options:
          - {key: web, title: {ru: Сайт, en: Site}}
          - {key: app, title: {ru: Приложение, en: App}}
  wish:
    title: {ru: Пожелание, en: Wish}
    improvement: true
    form:
      - key: subject
        kind: text
        label: {ru: Тема, en: Subject}
        ask: {ru: "Чего не хватает?", en: "What is missing?"}
files:
  max_count: 5
  refused_extensions: [exe, js]
consent:
  version: "1"
  text: {ru: "Согласны?", en: "Do you agree?"}
contacts:
  - {kind: email, value: help@example.org}
disagreement: continue
reopening_days: 7
"""


def line_of(text: str, *, nth: int = 1, within: str = GOOD) -> int:
    """The number of the line, from 1 on, in which `text` stands for the nth time."""
    found = [number for number, line in enumerate(within.splitlines(), start=1) if text in line]
    return found[nth - 1]


def broken(old: str, new: str, *, nth: int = 1) -> str:
    """The good file with one place changed."""
    parts = GOOD.split(old)
    assert len(parts) > nth, f"{old!r} is not in the file {nth} times"
    return old.join(parts[:nth]) + new + old.join(parts[nth:])


def faults_of(folder: Path, **files: str | bytes) -> list[Fault]:
    """Of a folder with these product files."""
    for name, content in files.items():
        path = folder / f"{name}.yaml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(Faulty) as faulty:
        load_catalog(folder)
    assert str(faulty.value) == "\n".join(str(fault) for fault in faulty.value.faults)
    return faulty.value.faults
