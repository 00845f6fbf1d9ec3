"""The last net under the log: secrets are hidden, and what ends the process is told like the rest."""

import json
import logging
import sys
import threading
import warnings
from io import StringIO
from pathlib import Path

import pytest

from bot import logs
from bot.logs import HIDDEN
from bot.services.about import about, learnt
from bot.settings import Settings
from tests.logged import lines, logging_to

TOKEN = "123456789:AAE-secret_part_of_a_token-0123456"
SETTINGS = Settings(
    _env_file=None,
    bot_token=TOKEN,
    database_url="postgresql+asyncpg://bot:p%40ss%22word@db/support",
    redis_url="redis://:red%2Fis-pass@redis/0",
    webhook_secret="hook-secret",
    data_dir=Path(),
)
OTHER = "987654321:BBE-somebody_elses_token-01234567"


@pytest.mark.parametrize("output", ["console", "json"])
@pytest.mark.parametrize(
    "secret",
    [
        TOKEN,
        TOKEN.partition(":")[2],
        'p@ss"word',
        "p%40ss%22word",
        "red/is-pass",
        "red%2Fis-pass",
        "hook-secret",
    ],
)
def test_secrets_are_hidden_wherever_they_turn_up(output: logs.Output, secret: str) -> None:
    written = StringIO()
    with logging_to(written, "INFO", output, *SETTINGS.secrets()):
        log = logging.getLogger("bot.somewhere")
        log.info("cannot reach https://api.telegram.org/bot%s/getMe", secret)
        with about(lane=f"chat:{secret}"):
            log.warning("%r", {"address": secret})
        logging.getLogger("aiohttp.client").error("Cannot connect to %s", secret)

    logged = written.getvalue()
    assert logged.count(HIDDEN) == 4
    assert secret not in logged
    assert json.dumps(secret)[1:-1] not in logged


def test_a_token_is_hidden_also_where_nobody_told_of_it() -> None:
    written = StringIO()
    with logging_to(written, "INFO", "json"):
        logging.getLogger("bot").info("POST /bot%s/sendMessage", OTHER)

    assert lines(written)[0]["event"] == f"POST /bot{HIDDEN}/sendMessage"


def test_a_line_is_about_what_is_at_hand_and_no_longer() -> None:
    written = StringIO()
    log = logging.getLogger("bot")
    with logging_to(written, "INFO", "json"):
        with about(lane="chat:7", update_id=5):
            learnt(ticket="EC-1")
            log.info("inside")
            learnt(ticket=None)
            with about(incident="U5"):
                log.info("deeper")
            log.info("inside again")
        log.info("outside")

    ids = [{key: each[key] for key in list(each)[4:]} for each in lines(written)]
    known = {"lane": "chat:7", "update_id": 5}
    assert ids == [{**known, "ticket": "EC-1"}, {**known, "incident": "U5"}, known, {}]


def test_what_ends_the_process_or_a_thread_is_told_without_its_words() -> None:
    written = StringIO()
    with logging_to(written, "INFO", "json"):
        error = ExceptionGroup("Сокровенное", [RuntimeError("Сокровенное")])
        sys.excepthook(type(error), error, None)
        nothing: dict[str, str] = {}
        thread = threading.Thread(target=lambda: nothing["Сокровенное"])
        thread.start()
        thread.join()

    ended, thread_ended = lines(written)
    assert (ended["level"], ended["event"]) == ("critical", "ended by a fault")
    assert [each["class"] for each in ended["error"]["group"]] == ["RuntimeError"]
    assert thread_ended["error"]["class"] == "KeyError"
    assert "Сокровенное" not in written.getvalue()


def test_pythons_warnings_are_lines_too() -> None:
    written = StringIO()
    with logging_to(written, "INFO", "json"), warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=False)
        logging.captureWarnings(capture=True)
        warnings.warn("this is old", DeprecationWarning, stacklevel=1)

    (line,) = lines(written)
    assert (line["logger"], line["level"]) == ("py.warnings", "warning")
    assert line["event"].endswith("DeprecationWarning: this is old")


def test_libraries_only_warn_however_much_is_asked_for() -> None:
    written = StringIO()
    with logging_to(written, "DEBUG", "json"):
        for name in (
            "aiogram.event",
            "aiohttp.client",
            "aiosqlite",
            "sqlalchemy.engine.Engine",
            "unheard.of",
        ):
            logging.getLogger(name).info("said")
        logging.getLogger("storage.inbox").debug("said")

    assert [each["logger"] for each in lines(written)] == ["storage.inbox"]


def test_what_goes_wrong_everywhere_at_once_is_said_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    written = StringIO()
    log = logging.getLogger("bot")
    with logging_to(written, "INFO", "json"):
        for _ in range(3):
            log.warning("updates wait for the database: %s", "locked")
            log.info("refused: no_such_ticket")
        log.warning("updates wait for the database: %s", "full")
        monkeypatch.setattr(logs, "SILENT_SECONDS", 0.0)
        log.warning("updates wait for the database: %s", "locked")

    said = [(each["event"].rpartition(": ")[2], each.get("repeated")) for each in lines(written)]
    refused = ("no_such_ticket", None)
    assert said == [("locked", None), refused, refused, refused, ("full", None), ("locked", 2)]
