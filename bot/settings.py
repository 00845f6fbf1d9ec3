"""Settings: from the environment, or from `.env` in the working folder."""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.faults import Fault, Faulty
from bot.i18n import languages

ENV_FILE = ".env"
DATABASES = "sqlite+aiosqlite:///file or postgresql+asyncpg://user@host/name"
TELEGRAM = "https://api.telegram.org"


def _numbers(value: Any) -> Any:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _token(value: str | None) -> str | None:
    if value is None:
        return None
    number, colon, secret = value.partition(":")
    if not (number.isdecimal() and colon and secret):
        raise ValueError("is not a token; copy it from @BotFather, it looks like 123456:ABC-DEF")
    return value


def _database(value: str | None) -> str | None:
    if value is None:
        return None
    try:
        url = make_url(value)
    except ArgumentError:
        raise ValueError(f"is not a database URL; write {DATABASES}") from None
    if url.drivername not in {"sqlite+aiosqlite", "postgresql+asyncpg"}:
        raise ValueError(f"has the driver {url.drivername}; write {DATABASES}")
    if url.drivername == "postgresql+asyncpg" and find_spec("asyncpg") is None:
        raise ValueError("needs the extra `postgres`; start with: uv run --extra postgres support-bot")
    return value


def _address(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError("must begin with http:// or https://")
    return value.rstrip("/")


def _known_language(value: str) -> str:
    if value not in languages():
        raise ValueError(f"has no catalogue; use one of: {', '.join(languages())}")
    return value


def _folder(value: Path | None) -> Path | None:
    if value is not None and not value.is_dir():
        raise ValueError("is not a folder; create it, or correct the path")
    return value


class Settings(BaseSettings):
    """What an operator may set; the names are those of the environment, in upper case."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE, env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    bot_token: Annotated[str | None, AfterValidator(_token)] = Field(None, repr=False)
    telegram_api_url: Annotated[str, AfterValidator(_address)] = TELEGRAM
    database_url: Annotated[str | None, AfterValidator(_database)] = Field(None, repr=False)
    data_dir: Path = Path("./data")
    staff_chat_id: int | None = None
    staff_language: Annotated[str, AfterValidator(_known_language)] = "ru"
    admin_ids: Annotated[tuple[int, ...], NoDecode, BeforeValidator(_numbers)] = ()
    products_dir: Annotated[Path | None, AfterValidator(_folder)] = None
    web_host: str = "127.0.0.1"
    web_port: Annotated[int, Field(ge=0, le=65535)] = 8080
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["console", "json"] = "console"

    redis_url: str | None = Field(None, repr=False)
    webhook_url: str | None = None
    webhook_secret: str | None = Field(None, repr=False)
    channel_id: str | None = None
    public_url: str | None = None

    @property
    def database(self) -> str:
        """The database's URL; a SQLite file under `data_dir` by default."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir.resolve() / 'support.sqlite3'}"

    def unused(self) -> list[str]:
        """Names of settings that are set and that this version does not use yet."""
        return [
            name.upper()
            for name in ("redis_url", "webhook_url", "webhook_secret", "channel_id", "public_url")
            if getattr(self, name)
        ]


def load_settings(**overrides: Any) -> Settings:
    """The settings in force; raises `Faulty` with a line for each that cannot be used."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        raise Faulty([_fault(each) for each in error.errors()]) from None
    except UnicodeDecodeError:
        raise Faulty([Fault(ENV_FILE, None, "", "not UTF-8; save the file in that encoding")]) from None


def _fault(error: ErrorDetails) -> Fault:
    name = str(error["loc"][0]).upper()
    problem = _WORDS.get(error["type"]) or error["msg"].removeprefix("Value error, ")
    if "expected" in error.get("ctx", {}):
        problem = f"must be {error['ctx']['expected']}"
    if name in os.environ:
        return Fault("environment", None, name, problem)
    return Fault(ENV_FILE, _line_of(name), name, problem)


_WORDS = {
    "int_parsing": "must be a whole number",
    "less_than_equal": "must be at most 65535",
    "greater_than_equal": "must not be negative",
}


def _line_of(name: str) -> int | None:
    """The last line of `.env` that sets it: that one is in force."""
    path = Path(ENV_FILE)
    if not path.exists():
        return None
    found = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.partition("=")[0].strip().removeprefix("export ").upper() == name:
            found = number
    return found
