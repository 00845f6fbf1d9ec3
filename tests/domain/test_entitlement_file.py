"""Lists of entitlements as people make them: every row is read or refused, by its line."""

from datetime import date

import pytest

from bot.domain.entitlement import Entitlement
from bot.domain.entitlement_file import Sheet, read

LEVELS = {"micropvr": ("standard", "extended", "full"), "shop": ("Gold",)}
HEAD = "product,key,holder,level,valid_from,valid_until"
ROW = "micropvr,12/24-ТП,ООО «Ромашка»,full,2026-01-01,31.12.2026"
RECORD = Entitlement("micropvr", "12/24-ТП", "ООО «Ромашка»", "full", date(2026, 1, 1), date(2026, 12, 31))


def sheet(*lines: str, encoding: str = "utf-8") -> Sheet:
    return read("\r\n".join(lines).encode(encoding), LEVELS)


def faults(found: Sheet) -> list[tuple[int | None, str, str]]:
    return [(each.line, each.field, each.wrong.value) for each in found.faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_list_is_read_as_spreadsheets_save_it(encoding: str, delimiter: str) -> None:
    lines = [HEAD.replace(",", delimiter), ROW.replace(",", delimiter), "", delimiter * 5]

    found = sheet(*lines, encoding=encoding)

    assert (list(found.records), faults(found)) == ([RECORD], [])


def test_columns_stand_in_any_order_and_sharing_is_said_in_either_language() -> None:
    head = "Shared; Key ;holder;LEVEL;valid_until;valid_from;product"
    rows = [f'{said};N-{said};"ООО; ""Роза""";gold;1.2.2027;2026-02-01;SHOP' for said in ("да", "No", "")]

    found = sheet(head, *rows)

    assert faults(found) == []
    assert [each.shared for each in found.records] == [True, False, False]
    assert {(each.holder, each.level, each.product_id) for each in found.records} == {
        ('ООО; "Роза"', "Gold", "shop")
    }


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("micropvr", "microprv", ("product", "unknown_product")),
        ("12/24-ТП", " - ", ("key", "no_number")),
        ("12/24-ТП", "", ("key", "missing")),
        ("12/24-ТП", "1" * 81, ("key", "too_long")),
        ("ООО «Ромашка»", "я" * 201, ("holder", "too_long")),
        ("full", "gold", ("level", "unknown_level")),
        ("2026-01-01", "2026-13-01", ("valid_from", "no_date")),
        ("31.12.2026", "31/12/2026", ("valid_until", "no_date")),
        ("2026-01-01", "01.01.0001", ("valid_from", "no_such_year")),
        ("31.12.2026", "01.01.0001", ("valid_until", "no_such_year")),
        ("2026-01-01", "01.01.20261", ("valid_from", "no_date")),
        ("31.12.2026", "31.12.2025", ("valid_until", "backwards")),
        ("31.12.2026", "31.12.2026,лишнее", ("", "too_many")),
        (",31.12.2026", "", ("valid_until", "missing")),
    ],
)
def test_a_bad_row_is_refused_by_its_line_and_the_rest_is_read(
    old: str, new: str, fault: tuple[str, str]
) -> None:
    broken = (
        ROW.replace("12/24-ТП", "13/24").replace(old, new) if old != "12/24-ТП" else ROW.replace(old, new)
    )

    found = sheet(HEAD, broken, ROW)

    assert faults(found) == [(2, *fault)]
    assert list(found.records) == [RECORD]
    assert found.refused == 1


def test_a_right_without_an_end_has_the_last_day_there_is() -> None:
    found = sheet(HEAD, ROW.replace("31.12.2026", "31.12.9999"))

    assert [each.valid_until for each in found.records] == [date.max]


def test_everything_that_is_wrong_with_a_row_is_said_at_once() -> None:
    found = sheet(HEAD, "nothing,1,Роза,gold,soon,later", "", ROW)

    assert faults(found) == [
        (2, "product", "unknown_product"),
        (2, "valid_from", "no_date"),
        (2, "valid_until", "no_date"),
    ]
    assert (found.refused, len(found.records)) == (1, 1)


def test_a_line_is_counted_as_an_editor_counts_it() -> None:
    found = sheet(HEAD, ROW.replace("ООО «Ромашка»", '"ООО\r\n«Ромашка»"'), "", "micropvr,?,,,,")

    assert [each.holder for each in found.records] == ["ООО «Ромашка»"]
    assert {each.line for each in found.faults} == {5}


def test_a_number_that_comes_twice_counts_once() -> None:
    found = sheet(HEAD, ROW, ROW.replace("12/24-ТП", "12/24 тп").replace("full", "standard"))

    assert faults(found) == [(3, "key", "twice")]
    assert found.faults[0].known == "2"
    assert list(found.records) == [RECORD]


def test_an_unknown_column_is_named_and_the_rows_are_read() -> None:
    found = sheet(HEAD + ",share", ROW + ",yes")

    assert faults(found) == [(1, "share", "unknown_column")]
    assert (list(found.records), found.refused) == ([RECORD], 0)


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        (b"", "empty"),
        (b"\r\n \r\n", "empty"),
        (ROW.encode(), "no_header"),
        (b"product,key\nmicropvr,1\n", "no_header"),
        (b"PK\x03\x04\x00\x00 a workbook", "no_table"),
        ("product".encode("utf-16"), "no_table"),
        (b"\x98\xff", "no_table"),
        (f'{HEAD}\n"never closed'.encode(), "no_table"),
    ],
)
def test_a_file_that_is_no_such_list_says_what_it_should_be(data: bytes, wrong: str) -> None:
    found = read(data, LEVELS)

    assert faults(found) == [(None, "", wrong)]
    assert found.is_unusable
    assert not found.records
