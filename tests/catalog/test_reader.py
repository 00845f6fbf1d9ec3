"""Product files that a process of its own reads."""

from pathlib import Path

import pytest

from bot.catalog import reader
from bot.catalog.loader import load_catalog
from bot.catalog.reader import read_catalog
from bot.faults import Faulty
from tests.catalog.building import GOOD, faults_of


def test_it_reads_what_we_would() -> None:
    read, loaded = read_catalog(), load_catalog()

    assert read.all() == loaded.all()
    assert read.fingerprint == loaded.fingerprint


def test_products_of_a_country_share_its_days() -> None:
    public = [each.hours.calendar.public for each in read_catalog().all()]

    assert len({id(each.country) for each in public if each and each.code == "RU"}) == 1


def test_it_finds_the_faults_that_we_would(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, shop=GOOD.replace("id: shop", "id: Shop"), empty="")

    with pytest.raises(Faulty) as faulty:
        read_catalog(tmp_path)
    assert faulty.value.faults == faults
    assert len(faults) > 1


def test_a_child_that_fails_is_a_fault_of_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "PROGRAM", ("-c", "raise SystemExit(3)"))
    with pytest.raises(Faulty, match="exit code 3") as faulty:
        read_catalog(tmp_path)
    assert [each.file for each in faulty.value.faults] == [str(tmp_path)]


def test_the_child_gets_no_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "42:secret")
    program = "import os, sys; sys.exit(5 if 'BOT_TOKEN' in os.environ else 4)"
    monkeypatch.setattr(reader, "PROGRAM", ("-c", program))
    with pytest.raises(Faulty, match="exit code 4"):
        read_catalog(tmp_path)
