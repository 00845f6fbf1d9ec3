"""A bot that cannot go on says why, and its exit code tells whoever looks after it."""

import logging
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.app import App, GaveUp
from bot.ingest.receiver import ReceivingRefused
from bot.services.ports import StorageUnavailable
from bot.web.server import CannotListen


@pytest.mark.parametrize(
    "reason",
    [
        ReceivingRefused("Telegram does not take the webhook"),
        CannotListen("Cannot listen on 127.0.0.1:8080"),
        StorageUnavailable("no route to the host"),
        GaveUp("The database takes nothing"),
    ],
    ids=["refused", "port taken", "no database", "no database at the end"],
)
def test_it_ends_with_one_and_a_word(
    reason: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def ends(*_: object) -> None:
        raise reason

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(App, "run", ends)
    monkeypatch.setattr("bot.__main__.logger", lambda _: logging.getLogger("bot"))

    ended = CliRunner().invoke(main, ["run"], env={"BOT_TOKEN": "42:TEST", "DATA_DIR": str(tmp_path)})

    assert ended.exit_code == 1
    assert str(reason) in caplog.text
