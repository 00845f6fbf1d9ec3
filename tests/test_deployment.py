"""The container files, the unit and what they say of the bot fit the bot."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from ctypes.util import find_library
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.drawing.artist import PNG, PROGRAM
from bot.drawing.sheet import sheet
from bot.i18n import gettext_for
from bot.settings import Settings
from tests.channels.rendering import products
from tests.channels.reported import told

ROOT = Path(__file__).parent.parent
SETTINGS = {name.upper() for name in Settings.model_fields}


def compose() -> dict[str, Any]:
    read: dict[str, Any] = YAML(typ="safe", pure=True).load(ROOT / "compose.yaml")
    return read


def test_the_composition_runs_replicas_that_work_together() -> None:
    services = compose()["services"]
    bot = services["bot"]
    assert bot["deploy"]["replicas"] >= 2
    assert set(bot["environment"]) <= SETTINGS
    settings = Settings(_env_file=None, **_read(bot))
    assert settings.is_shared
    assert f":{settings.web_port}/healthz" in str(bot["healthcheck"])
    for service in services.values():
        assert set(service.get("depends_on", ())) <= set(services)
        named = {each.partition(":")[0] for each in service.get("volumes", ()) if not each.startswith(".")}
        assert named <= set(compose()["volumes"])


def _read(service: dict[str, Any]) -> dict[str, Any]:
    """With something in the place of secrets."""
    secret = re.compile(r"\$\{\w+:\?[^}]*\}")
    return {name.lower(): secret.sub("secret", value) for name, value in service["environment"].items()}


def test_no_secret_stands_in_the_files() -> None:
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    assert not re.search(r"PASSWORD: (?!\$\{)", text)
    assert "BOT_TOKEN:" not in text
    assert compose()["services"]["bot"]["env_file"] == ".env"


def test_the_image_holds_every_package_and_its_user_is_not_root() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    let_in = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for package in project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]:
        assert f"COPY {package} {package}\n" in text
        assert f"!{package}" in let_in
    assert "\nUSER support\n" in text


def unit(key: str) -> list[str]:
    text = (ROOT / "docs" / "deploy" / "support-bot@.service").read_text(encoding="utf-8")
    return re.findall(rf"^{key}=(.*)$", text, flags=re.MULTILINE)


def test_the_unit_names_settings_that_exist() -> None:
    (environment,) = unit("Environment")
    names = {each.partition("=")[0] for each in environment.split()}
    assert {"WEB_PORT", "DATA_DIR"} <= names
    assert names - {"MPLCONFIGDIR", "PYTHONUNBUFFERED"} <= SETTINGS
    assert "support-bot run" in unit("ExecStart")[0]


def test_a_call_that_the_unit_forbids_is_refused_and_nothing_is_killed_for_it() -> None:
    assert unit("SystemCallErrorNumber") == ["EPERM"]


CONFINED = """
import ctypes, errno, os, sys
refused, *allowed = sys.argv[1].split(",")
library = ctypes.CDLL(sys.argv[2])
library.seccomp_init.restype = ctypes.c_void_p
library.seccomp_rule_add.argtypes = (ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint)
library.seccomp_load.argtypes = (ctypes.c_void_p,)
ALLOW, KILL = 0x7FFF0000, 0x80000000
others = 0x00050000 | getattr(errno, refused) if refused else KILL
confinement = library.seccomp_init(others)
for name in allowed:
    number = library.seccomp_syscall_resolve_name(name.encode())
    if number >= 0:
        assert library.seccomp_rule_add(confinement, ALLOW, number, 0) == 0, name
assert library.seccomp_load(confinement) == 0
os.execv(sys.executable, (sys.executable, *sys.argv[3:]))
"""
"""Becomes another program that may call only this; `refused`: how the rest fails, else it kills."""


def test_statistics_are_drawn_under_the_units_filter() -> None:
    """What draws loads libraries that call what no other part of the bot does."""
    library = find_library("seccomp")
    if library is None or shutil.which("systemd-analyze") is None:
        pytest.skip("needs libseccomp and systemd-analyze")
    allowed: set[str] = calls("@default")
    for line in unit("SystemCallFilter"):
        named = calls(*line.removeprefix("~").split())
        allowed = allowed - named if line.startswith("~") else allowed | named
    filtering = ",".join([*(unit("SystemCallErrorNumber") or [""]), *sorted(allowed)])

    drawn = subprocess.run(
        [sys.executable, "-c", CONFINED, filtering, library, *PROGRAM],
        cwd=ROOT,
        input=json.dumps(sheet(gettext_for("ru"), products(), told(""))).encode(),
        capture_output=True,
        check=False,
    )

    assert drawn.returncode == 0, drawn.stderr
    assert drawn.stdout.startswith(PNG)


def calls(*names: str) -> set[str]:
    """What systemd means by a name with @, which may stand for names again."""
    found: set[str] = set()
    for name in names:
        found |= calls(*_members(name)) if name.startswith("@") else {name}
    return found


def _members(name: str) -> Iterable[str]:
    told = subprocess.run(
        ["systemd-analyze", "syscall-filter", name], capture_output=True, text=True, check=True
    )
    return [each.strip() for each in told.stdout.splitlines()[1:] if each.strip()[:1] not in {"", "#"}]
