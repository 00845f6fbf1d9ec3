"""Every fault of a product file is named by file, line, field and remedy."""

from pathlib import Path

import pytest

from bot.catalog.loader import load_catalog
from bot.faults import Fault
from tests.catalog.building import GOOD, NAME, broken, faults_of, line_of

OPTIONS = """\
        options:
          - {key: web, title: {ru: Сайт, en: Site}}
          - {key: app, title: {ru: Приложение, en: App}}
"""
QUESTION = "types.incident.form[0]"
CHOICE = "types.incident.form[1]"


def with_sla(levels: str) -> tuple[str, str, int]:
    """What is broken, by what, and on which line."""
    return "disagreement: continue", f"sla: {{{levels}}}\ndisagreement: continue", 39


END = "disagreement: continue"

# (what was broken, the line and the field named, what the remedy says)
ONE_FAULT = [
    # Names.
    ("    required: false", "    requird: false", 17, f"{CHOICE}.requird", "did you mean required?"),
    ("  max_count: 5", "  max_cuont: 5", 32, "files.max_cuont", "did you mean max_count?"),
    ("    required: false", "    colour: red", 17, f"{CHOICE}.colour", "use one of: key, kind, ask, label"),
    ("en: Subject}", "en: Subject, or so}", 12, f"{QUESTION}.label.or so", "in quotes"),
    # Values.
    ("kind: choice", "kind: chioce", 16, f"{CHOICE}.kind", "did you mean choice?"),
    ("kind: choice", "kind: smell", 16, f"{CHOICE}.kind", "use 'text', 'long_text', 'choice'"),
    ("continue", "give_up", 39, "disagreement", "use 'continue'"),
    ("prefix: SH", "prefix: sh1", 2, "prefix", "'sh1' is not allowed; it must match ^[A-Z]{1,6}$"),
    ("id: shop", "id: My Shop", 1, "id", "'My Shop' is not allowed; it must match"),
    ("key: place", "key: Place", 15, f"{CHOICE}.key", "'Place' is not allowed; it must match"),
    ("key: place", f"key: {'a' * 21}", 15, f"{CHOICE}.key", "is not allowed; it must match"),
    ("  wish:", "  Wish List:", 23, "types.Wish List", "'Wish List' is not allowed; it must match"),
    ("[exe, js]", "[exe, .js]", 33, "files.refused_extensions[1]", "'.js' is not allowed; it must match"),
    (
        "Europe/Moscow",
        "Mars/Olympus",
        5,
        "hours.tz",
        "Mars/Olympus is not a time zone; write it like Europe/Moscow",
    ),
    ("Europe/Moscow", "europe/moskow", 5, "hours.tz", "europe/moskow is not a time zone"),
    # Languages.
    ("{ru: Тема, en: Subject}", "{ru: Тема}", 12, f"{QUESTION}.label.en", "is missing; add it"),
    ("title: Shop", "title: {en: Shop}", 3, "title.ru", "is missing; add it"),
    ("en: Subject}", "en: ''}", 12, f"{QUESTION}.label.en", "must not be empty; fill it in"),
    ("en: Subject}", "en: }", 12, f"{QUESTION}.label.en", "must not be empty; fill it in"),
    # Numbers.
    ("max_length: 80", "max_length: -1", 14, f"{QUESTION}.max_length", "greater than or equal to 1"),
    ("max_length: 80", "max_length: 0", 14, f"{QUESTION}.max_length", "greater than or equal to 1"),
    ("max_length: 80", "max_length: 999999", 14, f"{QUESTION}.max_length", "less than or equal to 100000"),
    ("max_length: 80", "max_length: many", 14, f"{QUESTION}.max_length", "valid integer"),
    ("max_count: 5", "max_count: -5", 32, "files.max_count", "greater than or equal to 1"),
    ("max_count: 5", "max_count: 2.5", 32, "files.max_count", "valid integer"),
    ("reopening_days: 7", "reopening_days: -7", 40, "reopening_days", "greater than or equal to 0"),
    # Types.
    (
        "required: false",
        "required: tke",
        17,
        f"{CHOICE}.required",
        "'tke' is not allowed; did you mean take?",
    ),
    (
        "required: false",
        "required: perhaps",
        17,
        f"{CHOICE}.required",
        "'perhaps' is not allowed; use submit, take, resolve or false",
    ),
    ("required: false", "required: 1", 17, f"{CHOICE}.required", "use submit, take, resolve or false"),
    ("required: false", "required: [take]", 17, f"{CHOICE}.required", "did you mean take?"),
    ("required: false", "required:", 17, f"{CHOICE}.required", "use submit, take, resolve or false"),
    ("id: shop", "id: 42", 1, "id", "must be text; put 42 in quotes"),
    ('version: "1"', "version: 1", 35, "consent.version", "must be text; put 1 in quotes"),
    ("[exe, js]", "exe", 33, "files.refused_extensions", "must be a list; begin each line with -"),
    ("  max_count: 5\n  refused_extensions: [exe, js]", "  []", 31, "files", "must be a mapping"),
    # Targets.
    (*with_sla("standard: {take: 2d}"), "sla.standard.take", "write working hours, such as 18h"),
    (*with_sla("standard: {take: soon}"), "sla.standard.take", "soon is no working time; write hours and"),
    (*with_sla("standard: {take: 0m}"), "sla.standard.take", "0m is no working time"),
    (*with_sla("standard: {take: 30}"), "sla.standard.take", "30 is no working time"),
    (*with_sla("full: {take: 1h}"), "sla", "standard is missing"),
    (*with_sla("standard: {tke: 1h}"), "sla.standard.tke", "did you mean take?"),
    (*with_sla("standard: {take: {low: 1h, normal: 1h, high: 1h}}"), "sla.standard.take.critical", "add it"),
    (
        *with_sla("standard: {take: {low: 4h, normal: 2h, high: 3h, critical: 1h}}"),
        "sla.standard.take",
        "high has more time than normal",
    ),
    # Rights to support.
    (
        END,
        f"entitlement: {{enforcement: hard}}\n{END}",
        39,
        "entitlement.enforcement",
        "use 'soft' or 'hold'",
    ),
    (END, f"entitlement: {{enforce: hold}}\n{END}", 39, "entitlement.enforce", "did you mean enforcement?"),
    (END, f"entitlement: {{levels: [a, a]}}\n{END}", 39, "entitlement.levels", "two levels have the key a"),
    (END, f"entitlement: {{levels: []}}\n{END}", 39, "entitlement.levels", "must not be empty"),
    (END, f"entitlement: {{warn_days: [0]}}\n{END}", 39, "entitlement.warn_days[0]", "or equal to 1"),
    # Questions.
    ("key: place", "key: preview", 15, CHOICE, "the key is reserved; choose another"),
    (OPTIONS, "", 15, CHOICE, "a choice needs at least two options; add them"),
    ("kind: choice", "kind: text", 15, CHOICE, "only a choice has options; remove them"),
    ("key: app,", "key: web,", 15, CHOICE, "two options have the key web; rename one"),
    ("key: place", "key: subject", 7, "types.incident", "two questions have the key subject; rename one"),
]


@pytest.mark.parametrize("case", ONE_FAULT, ids=lambda case: f"{case[3]}: {case[4]}")
def test_a_fault_is_named_by_file_line_field_and_remedy(
    tmp_path: Path, case: tuple[str, str, int, str, str]
) -> None:
    old, new, line, field, remedy = case

    (fault,) = faults_of(tmp_path, shop=broken(old, new))

    assert (fault.file, fault.line, fault.field) == (NAME, line, field)
    assert remedy in fault.problem
    assert str(fault) == f"{NAME}:{line}: {field}: {fault.problem}"


def test_the_file_that_is_broken_for_these_tests_is_in_order_before(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(GOOD, encoding="utf-8")

    assert [each.id for each in load_catalog(tmp_path).all()] == ["shop"]


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("prefix: SH", "prefix: SH\nprefix: SX", 3, "the key prefix appears twice"),
        ("max_length: 80", "max_length: 80\n        max_length: 90", 15, "the key max_length appears twice"),
        ("id: shop", "id: [shop", 2, "not YAML"),
        ('"Что случилось?"', "Что: случилось?", 13, "not YAML"),
        ("        kind: text", "      kind: text", 11, "not YAML"),
        ("    title: {ru: Инцидент", "\ttitle: {ru: Инцидент", 8, "not YAML"),
        ("title: Shop", "title: *shop", 3, "not YAML"),
    ],
)
def test_what_is_not_yaml_is_named_by_its_line(
    tmp_path: Path, old: str, new: str, line: int, problem: str
) -> None:
    (fault,) = faults_of(tmp_path, shop=broken(old, new))

    assert (fault.file, fault.line) == (NAME, line)
    assert problem in fault.problem


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\ufffe"])
def test_a_sign_that_yaml_does_not_have_is_a_fault_of_the_file(tmp_path: Path, sign: str) -> None:
    (fault,) = faults_of(tmp_path, shop=broken("owner: ООО", f"owner: {sign}ООО"))

    assert fault.file == NAME
    assert "not YAML" in fault.problem


@pytest.mark.parametrize("content", ["", "# nothing yet\n", "- id: shop\n", "shop"])
def test_a_file_that_is_no_mapping_says_how_to_begin(tmp_path: Path, content: str) -> None:
    assert faults_of(tmp_path, shop=content) == [
        Fault(NAME, 1, "", "a product file is a mapping; begin with `id: …`")
    ]


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    assert faults_of(tmp_path, shop=GOOD.encode("cp1251")) == [
        Fault(NAME, None, "", "not UTF-8; save the file in that encoding")
    ]


def test_a_missing_part_and_a_misspelt_one_are_two_faults_in_the_order_of_lines(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, shop=broken("owner:", "ownr:"))

    assert [(each.field, each.problem) for each in faults] == [
        ("owner", "is missing; add it"),
        ("ownr", "is not known here; did you mean owner?"),
    ]
    assert faults[1].line == line_of("owner:")


def test_two_improvement_types_are_named_where_the_types_are(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, shop=broken("  incident:\n", "  incident:\n    improvement: true\n"))

    assert fault.problem == "only one type may have improvement: true; remove the others"
    assert fault.field.startswith("types")
    assert fault.line
    assert fault.line >= line_of("types:")


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("{kind: email,", "{kind: fax,", "contacts[0].kind"),
        ("[exe, js]", "[.exe]", "files.refused_extensions[0]"),
        ('en: "What is missing?"}', "}", "types.wish.form[0].ask.en"),
    ],
)
def test_a_faulty_only_entry_does_not_make_its_list_empty(
    tmp_path: Path, old: str, new: str, field: str
) -> None:
    assert [each.field for each in faults_of(tmp_path, shop=broken(old, new))] == [field]


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('"Согласны?"', f'"{"Согласны? " * 500}"', "consent.text.ru"),
        ('"Что случилось?"', f'"{"Что случилось? " * 300}"', "types.incident.form[0].ask.ru"),
        (
            "          - {key: web, title: {ru: Сайт, en: Site}}\n",
            "".join(
                f"          - {{key: o{number}, title: {{ru: Сайт, en: Site}}}}\n" for number in range(120)
            ),
            "types.incident.form[1].options",
        ),
    ],
    ids=["consent", "question", "options"],
)
def test_what_no_message_of_telegrams_can_hold_is_a_fault(
    tmp_path: Path, old: str, new: str, field: str
) -> None:
    """Else it is found out by the first customer, who gets no question at all."""
    (fault,) = faults_of(tmp_path, shop=broken(old, new))

    assert fault.field == field


def test_a_fault_behind_an_alias_is_named_once(tmp_path: Path) -> None:
    content = broken(
        "      - key: subject\n        kind: text",
        "      - &subject\n        key: subject\n        kind: smell",
    )
    wish = "      - key: subject\n        kind: text\n        label: {ru: Тема, en: Subject}\n"
    wish += '        ask: {ru: "Чего не хватает?", en: "What is missing?"}\n'
    assert wish in content

    faults = faults_of(tmp_path, shop=content.replace(wish, "      - *subject\n"))

    assert [each.line for each in faults if "smell" in each.problem] == [12]


def test_all_faults_of_all_files_come_at_once(tmp_path: Path) -> None:
    faults = faults_of(
        tmp_path,
        a=broken("kind: choice", "kind: smell").replace("max_count: 5", "max_count: -5"),
        b="- no mapping",
        c=GOOD,
    )

    assert [(each.file, each.field) for each in faults] == [
        ("a.yaml", "types.incident.form[1].kind"),
        ("a.yaml", "files.max_count"),
        ("b.yaml", ""),
    ]


@pytest.mark.parametrize(
    ("field", "other"),
    [("id", GOOD.replace("prefix: SH", "prefix: SX")), ("prefix", GOOD.replace("id: shop", "id: shop2"))],
)
def test_two_files_with_one_id_or_prefix_are_told_apart(tmp_path: Path, field: str, other: str) -> None:
    (fault,) = faults_of(tmp_path, first=GOOD, second=other)

    assert (fault.file, fault.field) == ("second.yaml", field)
    assert "first.yaml has" in fault.problem
    assert "choose another" in fault.problem


def test_a_folder_without_product_files_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "shop.txt").write_text(GOOD, encoding="utf-8")

    (fault,) = faults_of(tmp_path)

    assert fault.file == str(tmp_path)
    assert "add one, or unset PRODUCTS_DIR" in fault.problem


def test_a_mended_file_is_in_order(tmp_path: Path) -> None:
    faults_of(tmp_path, shop=broken("Europe/Moscow", "Mars/Olympus"))

    (tmp_path / NAME).write_text(GOOD, encoding="utf-8")

    assert load_catalog(tmp_path).find("shop")


@pytest.mark.parametrize("content", ["\ufeff" + GOOD, GOOD.replace("\n", "\r\n")])
def test_what_editors_on_windows_leave_is_no_fault(tmp_path: Path, content: str) -> None:
    (tmp_path / "shop.yml").write_bytes(content.encode())

    product = load_catalog(tmp_path).find("shop")

    assert product
    assert product.title.in_language("ru") == "Shop"
