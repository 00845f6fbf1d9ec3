"""Secrets that are known by sight, and everything that the command line writes on every way out of it."""

import logging
import os
import sys
import traceback
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession
from click.testing import CliRunner

from bot.__main__ import main
from bot.app import App
from bot.faults import Faulty
from bot.settings import Settings, load_settings
from tests.journeys.helpers import eventually
from tests.running import running
from tests.servers import free_port

BOT = "SECRETtokenAAAAAAAAAAAAAAAAAAAAAAAAAA"
TOKEN = f"123456789:{BOT}"
PASSWORD = "SECRETpassword"
KEY = "SECRETkey"
REDIS = "SECRETredis"
COMMANDS = (
    ["--help"],
    ["run"],
    ["run", "--help"],
    ["check"],
    ["migrate"],
    ["doctor"],
    ["schema"],
    ["backup", "copy.zip"],
    ["restore", "nothing.zip"],
    ["import-entitlements", "nothing.csv"],
    ["no-such-command"],
)
NOWHERE = "127.0.0.1:1"
SETS = {
    "nothing listens": {
        "BOT_TOKEN": TOKEN,
        "DATABASE_URL": f"postgresql+asyncpg://user:{PASSWORD}@{NOWHERE}/base",
        "REDIS_URL": f"redis://:{REDIS}@{NOWHERE}/0",
        "WEBHOOK_SECRET": KEY,
    },
    "in the query": {
        "BOT_TOKEN": TOKEN,
        "DATABASE_URL": f"postgresql+asyncpg://{NOWHERE}/base?user=u&password={PASSWORD}",
        "REDIS_URL": f"redis://{NOWHERE}/0?password={REDIS}",
    },
    "signs in passwords": {
        "BOT_TOKEN": TOKEN,
        "DATABASE_URL": f"postgresql+asyncpg://user:{PASSWORD}[x@{NOWHERE}/base",
        "REDIS_URL": f"redis://:{REDIS}]#x@{NOWHERE}/0",
    },
    "not a token": {"BOT_TOKEN": BOT},
    "another driver": {"BOT_TOKEN": TOKEN, "DATABASE_URL": f"postgres://user:{PASSWORD}@{NOWHERE}/base"},
    "not a URL": {"BOT_TOKEN": TOKEN, "DATABASE_URL": PASSWORD},
    "a port that is none": {
        "BOT_TOKEN": TOKEN,
        "DATABASE_URL": f"postgresql+asyncpg://user@host:{PASSWORD}/base",
        "REDIS_URL": f"redis://:x@host:{REDIS}/0",
    },
    "a password with an at": {
        "BOT_TOKEN": TOKEN,
        "DATABASE_URL": f"postgresql+asyncpg://user:x@{PASSWORD}@{NOWHERE}:y/base",
    },
    "not redis": {"BOT_TOKEN": TOKEN, "REDIS_URL": f"http://:{REDIS}@host"},
    "not a secret": {"BOT_TOKEN": TOKEN, "WEBHOOK_SECRET": f"{KEY}!"},
    "the token in the address": {"BOT_TOKEN": TOKEN, "WEBHOOK_URL": f"https://example.org/{BOT}"},
    "a password in the address": {"BOT_TOKEN": TOKEN, "WEBHOOK_URL": f"https://u:{PASSWORD}@example.org/"},
    "a wrong language": {"BOT_TOKEN": TOKEN, "STAFF_LANGUAGE": "xx"},
}


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    for name in ("nothing.zip", "nothing.csv"):
        (tmp_path / name).write_bytes(b"")

    async def ends(_self: App, _stop: object) -> None:
        told = " and ".join(os.environ.get(name, "") for name in ("BOT_TOKEN", "DATABASE_URL", "REDIS_URL"))
        logging.getLogger("bot").error(told)
        raise RuntimeError(told)

    monkeypatch.setattr(App, "run", ends)


def clean(written: str) -> None:
    for secret in (BOT, PASSWORD, KEY, REDIS):
        assert secret not in written


@pytest.mark.parametrize("name", SETS)
def test_no_way_out_of_the_command_line_tells_one(
    name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    environment = {"DATA_DIR": str(tmp_path / "data"), "TELEGRAM_API_URL": f"http://{NOWHERE}", **SETS[name]}
    for command in COMMANDS:
        ended = CliRunner().invoke(main, command, env=environment)
        clean(ended.output)
        if ended.exception and not isinstance(ended.exception, SystemExit):
            sys.excepthook(type(ended.exception), ended.exception, ended.exception.__traceback__)
    written = capfd.readouterr()
    clean(written.out + written.err)


@pytest.mark.parametrize("name", SETS)
def test_settings_do_not_tell_them(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for key, value in SETS[name].items():
        monkeypatch.setenv(key, value)
    try:
        settings = load_settings(data_dir=tmp_path)
    except Faulty as faulty:
        clean(repr(faulty) + str(faulty) + "".join(traceback.format_exception(faulty)))
        return
    clean(repr(settings) + str(settings))
    hidden = settings.secrets()
    for secret in (BOT, *(each for each in (PASSWORD, REDIS, KEY) if each in "".join(SETS[name].values()))):
        assert any(secret in each for each in hidden), secret


async def _listens(http: ClientSession, port: int) -> bool:
    try:
        async with http.get(f"http://127.0.0.1:{port}/healthz"):
            return True
    except ClientError:
        return False


async def test_no_page_tells_one(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    port = free_port()
    known = settings.model_copy(update={"web_port": port, "webhook_secret": KEY})
    secrets = [each for each in known.secrets() if len(each) > 5]
    async with running(known), ClientSession() as http:
        await eventually(lambda: _listens(http, port))
        for path in ("/metrics", "/readyz", "/healthz", "/", f"/bot{known.bot_token}", "/telegram"):
            for method in ("GET", "POST"):
                async with http.request(method, f"http://127.0.0.1:{port}{path}") as answer:
                    written = await answer.text() + repr(answer.headers)
                    assert not [each for each in secrets if each in written]
