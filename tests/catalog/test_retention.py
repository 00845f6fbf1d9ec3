"""How long conversations are kept, as product files say it."""

from pathlib import Path

import pytest

from bot.catalog.loader import load_catalog, load_product
from bot.domain.retention import KEPT_FOR_GOOD, Retention, Span, Unit
from tests.catalog.building import GOOD, faults_of, line_of


def product_with(retention: str) -> str:
    return f"{GOOD}retention: {retention}\n"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("{}", KEPT_FOR_GOOD),
        ("{messages: 24 months}", Retention(Span(24, Unit.MONTHS))),
        (
            "{messages: 3 years, files: 90 days}",
            Retention(Span(3, Unit.YEARS), Span(90, Unit.DAYS)),
        ),
        ("{files: 1 month}", Retention(None, Span(1, Unit.MONTHS))),
    ],
)
def test_days_months_or_years(tmp_path: Path, written: str, meant: Retention) -> None:
    (tmp_path / "shop.yaml").write_text(product_with(written), encoding="utf-8")
    assert load_product(tmp_path / "shop.yaml").retention == meant


def test_what_a_file_does_not_mention_is_kept_for_good() -> None:
    assert {each.retention for each in load_catalog().all()} == {KEPT_FOR_GOOD}


@pytest.mark.parametrize(
    ("written", "field", "problem"),
    [
        ("{messages: forever}", "retention.messages", "forever is no time; write days, months or years"),
        ("{messages: 0 months}", "retention.messages", "0 months is no time"),
        ("{messages: 2 weeks}", "retention.messages", "2 weeks is no time"),
        ("{files: 7 days}", "retention.files", "7 days is too short; 1 month at least"),
        ("{messages: 1 year, files: 2 years}", "retention", "files go with their messages at the latest"),
        ("{message: 1 year}", "retention.message", "did you mean messages?"),
    ],
)
def test_a_fault_names_file_line_and_field(tmp_path: Path, written: str, field: str, problem: str) -> None:
    text = product_with(written)
    (fault,) = faults_of(tmp_path, shop=text)
    assert (fault.file, fault.line, fault.field) == ("shop.yaml", line_of("retention:", within=text), field)
    assert problem in fault.problem


def test_what_can_be_reopened_is_kept(tmp_path: Path) -> None:
    text = product_with("{messages: 1 month}").replace("reopening_days: 7", "reopening_days: 60")
    (fault,) = faults_of(tmp_path, shop=text)
    assert "1 month is shorter than reopening_days: 60" in fault.problem
