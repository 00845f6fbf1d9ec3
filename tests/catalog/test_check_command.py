"""`support-bot check`: exit code 0, or 2 with a line for each fault of settings and product files."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import main
from bot.catalog.schema import json_schema
from bot.settings import Settings
from tests.catalog.building import GOOD, broken

SECRET = "s3cr3t"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, and no settings in the environment."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(**environment: str) -> Result:
    return CliRunner().invoke(main, ["check"], env=environment)


def faults(result: Result) -> list[str]:
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    return result.stderr.splitlines()


def a_products_folder(folder: Path, **files: str) -> str:
    products = folder / "products"
    products.mkdir(exist_ok=True)
    for name, content in files.items():
        (products / f"{name}.yaml").write_text(content, encoding="utf-8")
    return str(products)


def test_settings_and_products_in_order_end_with_zero() -> None:
    result = check()

    assert result.exit_code == 0
    assert "in order; products: 5" in result.stdout
    assert result.stderr == ""


def test_every_fault_of_a_product_file_is_a_line_and_a_mended_file_passes(folder: Path) -> None:
    products = a_products_folder(
        folder, shop=broken("kind: choice", "kind: chioce").replace("max_count: 5", "max_count: -5")
    )

    assert faults(check(PRODUCTS_DIR=products)) == [
        "shop.yaml:16: types.incident.form[1].kind: 'chioce' is not allowed; did you mean choice?",
        "shop.yaml:32: files.max_count: should be greater than or equal to 1",
    ]

    a_products_folder(folder, shop=GOOD)
    assert check(PRODUCTS_DIR=products).exit_code == 0


BAD_SETTINGS = [
    ("BOT_TOKEN", "token", "is not a token; copy it from @BotFather"),
    ("REDIS_URL", "localhost:6379", "must begin with one of: redis://, rediss://, unix://"),
    ("TELEGRAM_API_URL", "api.example.org", "must begin with http:// or https://"),
    ("DATABASE_URL", "support.sqlite3", "is not a database URL; write sqlite+aiosqlite:///"),
    ("DATABASE_URL", "sqlite:///support.sqlite3", "has the driver sqlite; write sqlite+aiosqlite:///"),
    ("DATABASE_URL", "postgresql://me@host/name", "has the driver postgresql; write"),
    ("REDIS_URL", "localhost:6379", "must begin with one of: redis://, rediss://, unix://"),
    ("REDIS_URL", "redis://localhost:db", "has a port that is none"),
    ("STAFF_CHAT_ID", "staff", "must be a whole number"),
    ("STAFF_LANGUAGE", "xx", "has no catalogue; use one of: en, ru"),
    ("ADMIN_IDS", "1, me", "must be a whole number"),
    ("PRODUCTS_DIR", "nowhere", "is not a folder; create it, or correct the path"),
    ("WEB_PORT", "http", "must be a whole number"),
    ("WEB_PORT", "70000", "must be at most 65535"),
    ("WEB_PORT", "-1", "must not be negative"),
    ("WEBHOOK_URL", "example.org/hook", "must begin with https://"),
    ("WEBHOOK_URL", "http://example.org/hook", "must begin with https://"),
    ("WEBHOOK_URL", "https:///hook", "must be an address like https://HOST/PATH"),
    ("WEBHOOK_URL", "https://me:word@example.org/hook", "must be an address like https://HOST/PATH"),
    ("WEBHOOK_URL", "https://example.org/hook?a=b", "must be an address like https://HOST/PATH"),
    ("WEBHOOK_URL", "https://example.org:port/hook", "is not an address; write https://HOST/PATH"),
    ("WEBHOOK_URL", "https://example.org:8080/hook", "must have one of the ports 443, 80, 88, 8443"),
    ("WEBHOOK_URL", "https://example.org/{hook}", "has a path with other characters than"),
    ("WEBHOOK_SECRET", "two words", "must be 1 to 256 characters of A-Z, a-z, 0-9, _ and -"),
    ("WEBHOOK_SECRET", "x" * 257, "must be 1 to 256 characters of A-Z, a-z, 0-9, _ and -"),
    ("LOG_LEVEL", "loud", "must be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
    ("LOG_FORMAT", "xml", "must be 'console' or 'json'"),
]


@pytest.mark.parametrize(("name", "value", "problem"), BAD_SETTINGS)
def test_a_fault_of_the_environment_names_the_setting(name: str, value: str, problem: str) -> None:
    (fault,) = faults(check(**{name: value}))

    assert fault.startswith(f"environment: {name}: {problem}")


@pytest.mark.parametrize(("name", "value", "problem"), BAD_SETTINGS)
@pytest.mark.parametrize("line", ["{}={}", "export {}={}", "{} = {}", "{}='{}'"])
def test_a_fault_of_the_env_file_names_line_and_setting(
    folder: Path, name: str, value: str, problem: str, line: str
) -> None:
    (folder / ".env").write_text(f"# {name}=commented out\n\n{line.format(name, value)}\n", encoding="utf-8")

    (fault,) = faults(check())

    assert fault.startswith(f".env:3: {name}: {problem}")


def test_all_faults_of_the_settings_come_at_once(folder: Path) -> None:
    (folder / ".env").write_text("BOT_TOKEN=token\nWEB_PORT=http\n", encoding="utf-8")

    assert sorted(line.partition(": ")[0] for line in faults(check(LOG_LEVEL="loud"))) == [
        ".env:1",
        ".env:2",
        "environment",
    ]


def test_the_environment_wins_over_the_env_file(folder: Path) -> None:
    (folder / ".env").write_text("WEB_PORT=http\n", encoding="utf-8")

    assert check(WEB_PORT="8081").exit_code == 0
    assert faults(check(WEB_PORT="https")) == ["environment: WEB_PORT: must be a whole number"]


def test_a_setting_that_stands_twice_is_named_by_the_line_in_force(folder: Path) -> None:
    (folder / ".env").write_text("WEB_PORT=8080\nLOG_LEVEL=INFO\nWEB_PORT=http\n", encoding="utf-8")

    assert faults(check()) == [".env:3: WEB_PORT: must be a whole number"]


def test_an_env_file_in_another_encoding_is_a_fault(folder: Path) -> None:
    (folder / ".env").write_bytes("# Настройки\nWEB_PORT=8080\n".encode("cp1251"))

    (fault,) = faults(check())

    assert fault.startswith(".env")
    assert "UTF-8" in fault


def test_an_empty_setting_is_one_that_is_not_set(folder: Path) -> None:
    (folder / ".env").write_text("BOT_TOKEN=\nSTAFF_CHAT_ID=\nPRODUCTS_DIR=\n", encoding="utf-8")

    assert check().exit_code == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", SECRET),
        ("BOT_TOKEN", f"abc:{SECRET}"),
        ("WEBHOOK_SECRET", f"{SECRET}!"),
        ("DATABASE_URL", f"mysql://me:{SECRET}@host/name"),
        ("DATABASE_URL", f"postgresql//me:{SECRET}@host/name"),
        ("REDIS_URL", f"http://me:{SECRET}@host"),
        ("REDIS_URL", f"redis://me:{SECRET}@host:port"),
    ],
)
def test_a_fault_never_repeats_a_secret(name: str, value: str) -> None:
    assert SECRET not in "".join(faults(check(**{name: value})))


def test_the_webhooks_address_must_not_contain_the_token() -> None:
    (fault,) = faults(check(BOT_TOKEN=f"42:{SECRET}", WEBHOOK_URL=f"https://example.org/{SECRET}"))

    assert fault.startswith("environment: WEBHOOK_URL: contains the bot's token")
    assert SECRET not in fault


@pytest.mark.parametrize(
    "address", ["https://example.org", "https://example.org:8443/a/b-c", "HTTPS://example.org/x"]
)
def test_a_webhook_in_order_passes(address: str) -> None:
    assert check(WEBHOOK_URL=address, WEBHOOK_SECRET="A-z_0", BOT_TOKEN="42:TOKEN").exit_code == 0


def test_a_bot_api_server_of_our_own_needs_neither_tls_nor_telegrams_ports() -> None:
    assert (
        check(TELEGRAM_API_URL="http://127.0.0.1:8081", WEBHOOK_URL="http://10.0.0.5:9000/hook").exit_code
        == 0
    )


def test_the_bot_does_not_run_with_faulty_products_or_without_a_token(folder: Path) -> None:
    products = a_products_folder(folder, shop=broken("kind: choice", "kind: chioce"))

    for arguments, environment, fault in (
        (["run"], {}, "environment: BOT_TOKEN: is not set"),
        (["run"], {"BOT_TOKEN": "42:TEST", "PRODUCTS_DIR": products}, "shop.yaml:16"),
        (["sandbox"], {"PRODUCTS_DIR": products}, "shop.yaml:16"),
        ([], {"PRODUCTS_DIR": products}, "shop.yaml:16"),
        (["migrate"], {"WEB_PORT": "http"}, "environment: WEB_PORT"),
    ):
        result = CliRunner().invoke(main, arguments, env=environment)
        assert faults(result)[0].startswith(fault)
    assert not (folder / "data").exists(), "nothing is made before everything is checked"


def test_the_schema_command_prints_the_schema() -> None:
    result = CliRunner().invoke(main, ["schema"])

    assert result.exit_code == 0
    assert result.stdout == json_schema()


@pytest.mark.parametrize(("port", "code"), [("8080", 0), ("http", 2)])
def test_the_process_ends_with_the_exit_code(folder: Path, port: str, code: int) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "check"],
        cwd=folder,
        env=os.environ | {"WEB_PORT": port},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == code
    assert ended.stderr == ("" if code == 0 else "environment: WEB_PORT: must be a whole number\n")
