"""Settings: from the environment, or from `.env` in the working folder."""

import os
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote, unquote, urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, ValidationInfo
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.faults import Fault, Faulty
from bot.i18n import languages

ENV_FILE = ".env"
DATABASES = "sqlite+aiosqlite:///file or postgresql+asyncpg://user@host/name"
REDIS = ("redis://", "rediss://", "unix://")
TELEGRAM = "https://api.telegram.org"
WEBHOOK_PORTS = (443, 80, 88, 8443)
"""Telegram's own server brings updates nowhere else."""
SHORTEST_PART = 6
"""Characters of a part of a password that is a secret by itself."""

FILES_FOLDER = "files"
"""Of people's files, under DATA_DIR."""


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
    except (ArgumentError, ValueError):
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


def _webhook_url(value: str | None, known: ValidationInfo) -> str | None:
    if value is None:
        return None
    try:
        parts = urlsplit(value)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ValueError("is not an address; write https://HOST/PATH") from None
    at_telegram = known.data.get("telegram_api_url", TELEGRAM) == TELEGRAM
    if parts.scheme not in ({"https"} if at_telegram else {"https", "http"}):
        raise ValueError("must begin with https://; http:// serves a Bot API server of your own only")
    if not host or parts.username is not None or parts.query or parts.fragment:
        raise ValueError("must be an address like https://HOST/PATH and nothing else")
    if at_telegram and (port or 443) not in WEBHOOK_PORTS:
        raise ValueError(
            f"must have one of the ports {', '.join(map(str, WEBHOOK_PORTS))}: Telegram uses no other"
        )
    if not re.fullmatch(r"[A-Za-z0-9/._~-]*", parts.path):
        raise ValueError("has a path with other characters than A-Z, a-z, 0-9 and / . _ ~ -; choose another")
    token = known.data.get("bot_token")
    if token and token.partition(":")[2] in value:
        raise ValueError("contains the bot's token, which addresses give away; choose another path")
    return value


def _webhook_secret(value: str | None) -> str | None:
    if value is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value):
        raise ValueError("must be 1 to 256 characters of A-Z, a-z, 0-9, _ and -, or empty: then one is made")
    return value


def _redis(value: str | None) -> str | None:
    if value is None:
        return None
    if not value.startswith(REDIS):
        raise ValueError(f"must begin with one of: {', '.join(REDIS)}")
    try:
        urlsplit(value).port  # noqa: B018 - it is read to be checked
    except ValueError:
        raise ValueError("has a port that is none; write redis://host:6379/0") from None
    return value


def _passwords(url: str) -> list[str]:
    """Wherever one may stand, whole and in the parts at which somebody may cut it, also in what is no proper
    address."""
    userinfo = url.partition("://")[2].rpartition("@")[0]
    found = [userinfo.partition(":")[2], *re.findall(r"[?&](?:password|passwd|sslpassword)=([^&#]*)", url)]
    parts = [part for each in found for part in re.split(r"[/?#@:\[\]]", each) if len(part) >= SHORTEST_PART]
    return found + parts


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

    webhook_url: Annotated[str | None, AfterValidator(_webhook_url)] = None
    webhook_secret: Annotated[str | None, AfterValidator(_webhook_secret)] = Field(None, repr=False)

    redis_url: Annotated[str | None, AfterValidator(_redis)] = Field(None, repr=False)
    channel_id: str | None = None
    public_url: str | None = None

    @property
    def database(self) -> str:
        """The database's URL; a SQLite file under `data_dir` by default."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir.resolve() / 'support.sqlite3'}"

    def secrets(self) -> list[str]:
        """What must never be shown, in every form in which it may turn up."""
        words = [self.webhook_secret]
        words += [word for each in (self.database_url, self.redis_url) if each for word in _passwords(each)]
        if self.bot_token:
            words += [self.bot_token, self.bot_token.partition(":")[2]]
        return [form for word in words if word for form in (word, unquote(word), quote(word, safe=""))]

    @property
    def database_file(self) -> Path | None:
        """Of SQLite."""
        file = make_url(self.database).database
        return Path(file) if self.is_on_sqlite and file and file != ":memory:" else None

    @property
    def files_folder(self) -> Path:
        return self.data_dir.resolve() / FILES_FOLDER

    @property
    def is_on_sqlite(self) -> bool:
        return make_url(self.database).get_backend_name() == "sqlite"

    @property
    def is_shared(self) -> bool:
        """Several processes may work together."""
        return self.redis_url is not None and not self.is_on_sqlite

    @property
    def bot_id(self) -> int:
        """The token begins with it."""
        return int((self.bot_token or "0").partition(":")[0])

    def unused(self) -> list[str]:
        """Names of settings that are set and that this version does not use yet."""
        return [name.upper() for name in ("channel_id", "public_url") if getattr(self, name)]


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
