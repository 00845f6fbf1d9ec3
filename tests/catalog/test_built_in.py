"""The product files that come with the software say what the regulations say."""

import itertools
import json
import re
from datetime import timedelta
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from bot.catalog.files import BUILT_IN
from bot.catalog.loader import load_catalog, load_product
from bot.catalog.schema import json_schema
from bot.catalog.schema_sla import working_time
from bot.channels.telegram.texts.labels import LANGUAGE_NAMES
from bot.domain.entitlement import KEY_KINDS, Enforcement
from bot.domain.kinds import KINDS
from bot.domain.policy import Disagreement
from bot.domain.priorities import Priority
from bot.domain.product import Product, RequiredFor
from bot.domain.targets import ClockKind
from bot.i18n import languages
from tests.catalog.building import GOOD, broken

SCHEMA = BUILT_IN.parent / "product.schema.json"
FILES = sorted(BUILT_IN.glob("*.yaml"))


@pytest.fixture(scope="module")
def e_comet() -> Product:
    product = load_catalog().find("e-comet")
    assert product
    return product


def validator() -> jsonschema.Draft202012Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_the_built_in_products_load() -> None:
    products = load_catalog().all()

    assert [each.id for each in products] == [path.stem for path in FILES]
    assert all(product.types for product in products)


def test_e_comet_has_the_regulations_request_types(e_comet: Product) -> None:
    assert [
        (each.id, each.title.in_language("ru"), each.title.in_language("en")) for each in e_comet.types
    ] == [
        ("incident", "Инцидент", "Incident"),
        ("problem", "Проблема", "Problem"),
        ("service", "Запрос на обслуживание", "Service request"),
        ("development", "Запрос на развитие", "Development request"),
    ]


@pytest.mark.parametrize("type_id", ["incident", "problem", "service", "development"])
def test_e_comet_asks_what_its_regulation_asks(e_comet: Product, type_id: str) -> None:
    assert [(each.key, each.kind, each.required) for each in e_comet.type(type_id).form] == [
        ("subject", "text", True),
        ("account", "account_number", True),
        ("description", "long_text", True),
        ("screenshot", "files", False),
    ]


def test_e_comets_problem_stops_the_work_and_is_served_first(e_comet: Product) -> None:
    assert [each.id for each in e_comet.types if each.blocker] == ["problem"]
    ranks = list(Priority)
    problem = ranks.index(e_comet.type("problem").priority)
    assert all(ranks.index(each.priority) < problem for each in e_comet.types if each.id != "problem")


def test_e_comets_suggestions_are_development_requests(e_comet: Product) -> None:
    assert e_comet.improvement_type is e_comet.type("development")


def test_e_comet_is_who_its_regulation_says(e_comet: Product) -> None:
    assert (e_comet.prefix, e_comet.title.in_language("ru"), e_comet.owner) == (
        "EC",
        "e-Comet",
        "ООО «Е-КОМЕТ»",
    )
    assert e_comet.zone == "Europe/Moscow"
    assert [(each.kind, each.value) for each in e_comet.contacts] == [
        ("site", "app.e-comet.io"),
        ("email", "support@e-comet.io"),
    ]


def test_after_a_reasoned_disagreement_e_comet_works_on(e_comet: Product) -> None:
    assert e_comet.policy.disagreement is Disagreement.CONTINUE


@pytest.mark.parametrize("product", load_catalog().all(), ids=lambda each: each.id)
def test_every_clock_of_every_product_has_a_target_and_nobody_is_promised_it(product: Product) -> None:
    targets = product.policy.targets
    for clock, priority, level in itertools.product(
        ClockKind, Priority, (None, "standard", "extended", "full")
    ):
        assert targets.of(clock, priority, level), (clock, priority, level)
    assert product.promise is None


def test_micropvrs_levels_set_the_reaction_and_the_start_of_work() -> None:
    """The contract names the level (regulation, chapter 2); the others have one level only."""
    by_level = {each.id: set(each.policy.targets.by_level) for each in load_catalog().all()}
    assert by_level.pop("micropvr") == {"standard", "extended", "full"}
    assert set(map(frozenset, by_level.values())) == {frozenset({"standard"})}

    micropvr = next(each for each in load_catalog().all() if each.id == "micropvr").policy.targets
    for clock, priority in itertools.product((ClockKind.FIRST_RESPONSE, ClockKind.TAKE), Priority):
        times = [micropvr.of(clock, priority, level) for level in ("full", "extended", "standard")]
        assert times == sorted(times, key=lambda each: each or timedelta(0))


def test_working_time_is_written_in_hours_and_minutes() -> None:
    for text, minutes in (("4h", 240), ("30m", 30), ("1h30m", 90), ("120m", 120)):
        assert working_time(text) == timedelta(minutes=minutes)
    for text in ("", "2d", "1.5h", "4 h", "h", "0h", "-1h", "4H"):
        with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
            working_time(text)


@pytest.mark.parametrize(
    ("product", "enforcement"),
    [
        ("mixvel", Enforcement.SOFT),
        ("loyalhub", Enforcement.SOFT),
        ("e-comet", Enforcement.SOFT),
        ("pix-task-mining", Enforcement.HOLD),
        ("micropvr", Enforcement.HOLD),
    ],
)
def test_who_has_no_right_to_support_waits_where_the_regulation_wants_one(
    product: str, enforcement: Enforcement
) -> None:
    loaded = load_catalog().find(product)
    assert loaded

    assert loaded.policy.enforcement is enforcement
    assert loaded.levels == ("standard", "extended", "full")
    assert loaded.warned_before == (30, 7)
    if enforcement is Enforcement.HOLD:
        for each in loaded.types:
            assert KEY_KINDS & {field.kind for field in each.form}, "there is a number to check by"


def test_a_file_that_says_nothing_of_rights_is_soft(tmp_path: Path) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text(GOOD, encoding="utf-8")

    assert load_product(path).policy.enforcement is Enforcement.SOFT


def test_the_consent_names_who_it_is_given_to(e_comet: Product) -> None:
    assert e_comet.consent.version
    for language in languages():
        assert e_comet.owner in e_comet.consent.text.in_language(language)


def test_every_text_of_a_product_is_there_in_every_language() -> None:
    for product in load_catalog().all():
        texts = [product.title, product.consent.text]
        for each in product.types:
            texts += [each.title, *([each.hint] if each.hint else [])]
            for field in each.form:
                texts += [field.ask, field.label, *([field.hint] if field.hint else [])]
                texts += [option.title for option in field.options]
        for text in texts:
            assert set(languages()) <= set(text.by_language)
    assert set(languages()) <= set(LANGUAGE_NAMES)


def test_a_changed_policy_is_another_version_and_an_unchanged_file_the_same(tmp_path: Path) -> None:
    versions = []
    for content in (GOOD, "# a comment\n" + GOOD, broken("reopening_days: 7", "reopening_days: 8")):
        path = tmp_path / "shop.yaml"
        path.write_text(content, encoding="utf-8")
        versions.append(load_product(path).policy_version)

    assert versions[0] == versions[1] != versions[2]


def test_lengths_that_a_file_does_not_give_have_defaults_by_kind(tmp_path: Path) -> None:
    path = tmp_path / "shop.yaml"
    limits = {}
    for kind in sorted(set(KINDS) - {"choice"}):
        path.write_text(
            GOOD.replace("kind: text", f"kind: {kind}", 1).replace("        max_length: 80\n", ""),
            encoding="utf-8",
        )
        limits[kind] = load_product(path).type("incident").form[0].max_length

    assert limits == {
        "account_number": 60,
        "contract_number": 80,
        "email": 254,
        "files": 20_000,
        "long_text": 20_000,
        "os": 120,
        "period": 200,
        "phone": 200,
        "serial_number": 60,
        "text": 200,
        "version": 60,
        "yes_no": 200,
    }


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("submit", RequiredFor.SUBMIT),
        ("true", RequiredFor.SUBMIT),
        ("take", RequiredFor.TAKE),
        ("resolve", RequiredFor.RESOLVE),
        ("false", None),
    ],
)
def test_a_question_says_what_waits_for_its_answer(
    tmp_path: Path, written: str, meant: RequiredFor | None
) -> None:
    content = broken("required: false", f"required: {written}")
    (tmp_path / "shop.yaml").write_text(content, encoding="utf-8")

    subject, place = load_catalog(tmp_path).all()[0].type("incident").form

    assert place.required_for is meant
    assert subject.required_for is RequiredFor.SUBMIT, "where nothing is said"
    assert validator().is_valid(YAML(typ="safe", pure=True).load(content))


# The schema that editors use.


def test_the_schema_for_editors_is_fresh() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == json_schema(), "run: support-bot schema > " + SCHEMA.name


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_built_in_file_is_valid_by_the_schema_that_it_names(path: Path) -> None:
    content = path.read_text(encoding="utf-8")
    (named,) = [line for line in content.splitlines() if "yaml-language-server: $schema=" in line]
    assert (path.parent / named.partition("$schema=")[2]).resolve() == SCHEMA.resolve()

    validator().validate(YAML(typ="safe", pure=True).load(content))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("required: false", "requird: false"),
        ("required: false", "required: later"),
        ("kind: choice", "kind: chioce"),
        ("{ru: Тема, en: Subject}", "{ru: Тема}"),
        ("owner: ООО «Лавка»\n", ""),
        ("prefix: SH", "prefix: sh1"),
        ("max_count: 5", "max_count: -5"),
        ("[exe, js]", "exe"),
        ("id: shop", "id: 42"),
    ],
)
def test_editors_see_a_broken_file_broken(old: str, new: str) -> None:
    yaml = YAML(typ="safe", pure=True)
    assert validator().is_valid(yaml.load(GOOD))

    assert not validator().is_valid(yaml.load(broken(old, new)))
