"""The container files, the unit and what they say of the bot fit the bot."""

import re
import tomllib
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.settings import Settings

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


def test_the_unit_names_settings_that_exist() -> None:
    text = (ROOT / "docs" / "deploy" / "support-bot@.service").read_text(encoding="utf-8")
    (environment,) = re.findall(r"^Environment=(.*)$", text, flags=re.MULTILINE)
    names = {each.partition("=")[0] for each in environment.split()}
    assert {"WEB_PORT", "DATA_DIR"} <= names
    assert names - {"MPLCONFIGDIR", "PYTHONUNBUFFERED"} <= SETTINGS
    assert "support-bot run" in text
