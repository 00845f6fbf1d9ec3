"""`support-bot doctor`: a line for each thing, the remedy beside each fault, and never a secret."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from click.testing import CliRunner, Result
from sqlalchemy import insert, text

from bot.__main__ import main
from bot.doctor import examination, machine, telegram
from bot.doctor.examination import examine
from bot.doctor.findings import Finding, Grade
from bot.sandbox.faults import Fault
from bot.sandbox.model import Chat
from bot.sandbox.world import World
from bot.settings import Settings
from storage import tables
from storage.engine import create_engine
from storage.unit_of_work import SqlDatabase
from tests.catalog.building import GOOD, broken
from tests.conftest import RIGHTS
from tests.people import CustomerPerson
from tests.running import running
from tests.servers import database_url, postgres, postgres_url, sqlite_url
from tests.storage.making import NOON

__all__ = ["database_url", "postgres", "postgres_url", "sqlite_url"]

SECRET = "s3cr3t"


class Now:
    """By this machine's clock, or so far beside it."""

    def __init__(self, off: timedelta = timedelta()) -> None:
        self.off = off

    def now(self) -> datetime:
        return datetime.now(UTC) + self.off

    def monotonic(self) -> float:
        return 0.0


@pytest.fixture
def language() -> str:
    return "ru"


async def look(settings: Settings, clock: Now | None = None, **more: object) -> dict[str, Finding]:
    """The worst that was found about each thing."""
    order = [Grade.OK, Grade.WARNING, Grade.FAULT]
    worst: dict[str, Finding] = {}
    async for each in examine(settings.model_copy(update=more), clock or Now()):
        assert "TEST-TOKEN" not in str(each)
        assert SECRET not in str(each)
        seen = worst.get(each.about)
        if seen is None or order.index(each.grade) > order.index(seen.grade):
            worst[each.about] = each
    return worst


def said(finding: Finding, grade: str, words: str, remedy: str = "") -> None:
    assert finding.grade == grade, finding
    assert words in finding.words
    assert remedy in finding.remedy


async def test_an_installation_in_order_has_no_faults(settings: Settings, staff_group: Chat) -> None:
    found = await look(settings, web_port=0)

    assert {each.grade for each in found.values()} == {"ok"}, found
    assert set(found) == {
        "Product files",
        "Calendars",
        "Disk",
        "Database",
        "Put aside",
        "Telegram",
        "Updates",
        "Clock",
        f"Group {staff_group.id}",
        "Web side",
    }


async def test_a_running_bot_is_not_disturbed_and_has_its_own_port(
    settings: Settings, customer: CustomerPerson
) -> None:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = settings.model_copy(update={"web_port": port})
    async with running(settings):
        customer.starts()
        await customer.reads()
        found = await look(settings)
        customer.starts()
        await customer.reads()

    assert {each.grade for each in found.values()} == {"ok"}, found
    assert "the running bot's" in found["Web side"].words


async def test_a_port_that_somebody_else_has(settings: Settings) -> None:
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        found = await look(settings, web_port=other.getsockname()[1])

    said(found["Web side"], "fault", "cannot be had (Address already in use)", "Set WEB_PORT")


async def test_a_token_that_telegram_does_not_know(settings: Settings) -> None:
    found = await look(settings, bot_token=f"42:{SECRET}")

    said(found["Telegram"], "fault", "does not know the token", "@BotFather")


async def test_without_a_token(settings: Settings) -> None:
    found = [each async for each in examine(settings.model_copy(update={"bot_token": None}), Now())]

    said(next(each for each in found if each.about == "Telegram"), "fault", "BOT_TOKEN is not set")


async def test_a_telegram_that_nobody_answers_at(settings: Settings) -> None:
    found = await look(settings, telegram_api_url="http://127.0.0.1:1")

    said(found["Telegram"], "fault", "cannot be reached (ClientConnectorError)", "TELEGRAM_API_URL")


@pytest.fixture
async def proxy() -> AsyncIterator[str]:
    """Something that answers, and is not Telegram."""
    app = web.Application()

    async def page(_: web.Request) -> web.Response:
        return web.Response(text="<html>It works!</html>", content_type="text/html")

    app.router.add_route("*", "/{anything:.*}", page)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_something_else_at_telegrams_address(settings: Settings, proxy: str) -> None:
    found = await look(settings, telegram_api_url=proxy)

    said(found["Telegram"], "fault", "cannot be reached (JSONDecodeError)", "TELEGRAM_API_URL")


TROUBLES = [Fault(kind="500_html"), Fault(kind="502"), Fault(kind="drop"), Fault(kind="429")]


@pytest.mark.parametrize("method", ["getMe", "getWebhookInfo", "getChat", "getChatMember"])
@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda it: it.kind)
async def test_a_telegram_in_trouble_hides_nothing_of_the_rest(
    settings: Settings, world: World, method: str, trouble: Fault
) -> None:
    """A page in HTML instead of an answer ended it all."""
    world.faults.add(replace(trouble, method=method, times=9))

    found = await look(settings, redis_url="redis://127.0.0.1:1/0", web_port=0)

    assert any(each.grade == "fault" for each in found.values())
    said(found["Redis"], "fault", "cannot be reached")
    said(found["Web side"], "ok", "")


async def test_a_group_of_which_telegram_says_nothing_in_time(
    settings: Settings, world: World, staff_group: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram, "ANSWER_SECONDS", 3.0)
    world.faults.add(Fault("getChat", kind="slow", seconds=60, times=9))

    found = await look(settings)

    said(found[f"Group {staff_group.id}"], "fault", "Telegram does not say (", "Try again")
    said(found["Telegram"], "ok", "the bot is @")


async def test_a_check_that_breaks_hides_nothing_of_the_rest(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(*_: object) -> list[Finding]:
        raise LookupError(SECRET)

    monkeypatch.setitem(examination.CHECKS, "Telegram", breaks)

    found = await look(settings)

    said(found["Telegram"], "fault", "the check itself broke: LookupError at")
    said(found["Web side"], "ok", "")


async def test_what_does_not_answer_keeps_nothing_waiting(
    settings: Settings, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examination, "PATIENCE_SECONDS", 0.3)
    world.faults.add(Fault("getMe", kind="slow", seconds=60, times=9))

    found = await look(settings)

    said(found["Telegram"], "fault", "no answer within")
    said(found["Web side"], "ok", "")


async def test_a_webhook_that_takes_the_updates_away(settings: Settings, world: World) -> None:
    world.profile.webhook = {"url": f"https://example.org/{SECRET}", "max_connections": 40}

    said((await look(settings))["Webhook"], "warning", "one is set, and WEBHOOK_URL is not", "Polling")


async def test_a_webhook_that_is_not_the_one_of_the_settings(settings: Settings) -> None:
    found = await look(settings, webhook_url=f"https://example.org/{SECRET}")

    said(found["Webhook"], "warning", "not set to WEBHOOK_URL")


HOOK = f"https://example.org/{SECRET}"


def hook(world: World, url: str = HOOK, **more: object) -> None:
    """It is set, and there is nothing to be brought to it: nobody is there."""
    world.queue.clear()
    world.profile.webhook = {"url": url, "max_connections": 40, **more}


async def test_a_webhook_in_order_is_told_of(settings: Settings, world: World) -> None:
    hook(world)

    found = await look(settings, webhook_url=HOOK)

    said(found["Webhook"], "ok", "set to WEBHOOK_URL, at https://example.org; 0 updates wait to be brought")


async def test_a_webhook_that_only_begins_like_the_one_of_the_settings(
    settings: Settings, world: World
) -> None:
    hook(world, f"{HOOK}-of-before")

    said((await look(settings, webhook_url=HOOK))["Webhook"], "warning", "not set to WEBHOOK_URL")


@pytest.mark.parametrize(("hours", "grade"), [(0.5, "warning"), (30, "ok")])
async def test_what_telegram_could_not_bring_is_told_with_its_time_and_alarms_while_it_is_news(
    settings: Settings, world: World, hours: float, grade: str
) -> None:
    at = datetime.now(UTC) - timedelta(hours=hours)
    words = "Connection refused"
    hook(world, last_error_date=int(at.timestamp()), last_error_message=words)

    lines = [each async for each in examine(settings.model_copy(update={"webhook_url": HOOK}), Now())]

    told = next(each for each in lines if words in each.words)
    said(told, grade, f"last at {at:%Y-%m-%d %H:%M} UTC: {words}.")


async def test_updates_that_nobody_fetches(settings: Settings, customer: CustomerPerson) -> None:
    for _ in range(101):
        customer.writes("Есть тут кто?")

    said((await look(settings))["Updates"], "warning", " updates wait", "Is the bot running?")


@pytest.mark.parametrize(("off", "grade"), [(5, "ok"), (60, "warning"), (-400, "fault")])
async def test_a_clock_that_is_wrong(settings: Settings, off: int, grade: str) -> None:
    found = await look(settings, Now(timedelta(seconds=off)))

    said(found["Clock"], grade, "away from Telegram's")


async def test_groups_in_which_the_bot_may_too_little(
    settings: Settings, world: World, staff_group: Chat
) -> None:
    about = f"Group {staff_group.id}"
    lacking = {**RIGHTS, "can_pin_messages": False}
    world.join(staff_group.id, world.bot.id, status="administrator", rights=lacking)
    said((await look(settings))[about], "fault", "lacks can_pin_messages", "Give it these rights")

    world.join(staff_group.id, world.bot.id, status="member")
    said((await look(settings))[about], "fault", "no administrator", "Make it one")

    found = await look(settings, staff_chat_id=-100999)
    said(found["Group -100999"], "fault", "chat not found", "Add the bot there")

    said((await look(settings, staff_chat_id=None))["Groups"], "warning", "none", "STAFF_CHAT_ID")


async def test_a_bound_group_is_looked_at_too(settings: Settings, world: World, staff_group: Chat) -> None:
    other = world.create_group("Second line", forum=False)
    database = SqlDatabase(create_engine(settings.database), Now())
    async with database.begin() as uow:
        await uow.groups.set_default(other.id)
    await database.close()

    said((await look(settings))[f"Group {other.id}"], "fault", "bot is not a member")


async def test_redis_that_is_not_there(settings: Settings) -> None:
    url = f"redis://:{SECRET}@127.0.0.1:1/0"

    said((await look(settings, redis_url=url))["Redis"], "fault", "cannot be reached", "REDIS_URL")
    said((await look(settings, redis_url=SECRET))["Redis"], "fault", "REDIS_URL is no address")


async def test_a_disk_that_is_full(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "LITTLE", 1 << 60)
    said((await look(settings))["Disk"], "warning", "GB free for DATA_DIR", "Make room soon")
    monkeypatch.setattr(machine, "TOO_LITTLE", 1 << 60)
    said((await look(settings))["Disk"], "fault", "GB free for DATA_DIR", "nothing can be stored")


async def test_product_files_and_calendars(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "products"
    (folder / "calendars").mkdir(parents=True)
    (folder / "shop.yaml").write_text(broken("kind: choice", "kind: chioce"), encoding="utf-8")
    found = await look(settings, products_dir=folder)
    said(found["Product files"], "fault", "shop.yaml:16: types.incident.form[1].kind")

    product = GOOD.replace("tz: Europe/Moscow,", "tz: Europe/Moscow, holidays: RU,")
    (folder / "shop.yaml").write_text(product, encoding="utf-8")
    (folder / "calendars" / "RU.yaml").write_text("published: 2025\n", encoding="utf-8")
    found = await look(settings, products_dir=folder)
    said(found["Product files"], "ok", "1 products: shop")
    said(found["Calendars"], "warning", "is missing (shop)", "calendars/COUNTRY.yaml")


async def database_of(settings: Settings, url: str) -> Finding:
    return (await look(settings, database_url=url))["Database"]


async def test_a_database_of_another_schema(settings: Settings, database_url: str) -> None:
    engine = create_engine(database_url)

    async def says(revision: str) -> None:
        async with engine.begin() as connection:
            await connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})

    said(await database_of(settings, database_url), "ok", "as it should be")
    await says("0018")
    said(await database_of(settings, database_url), "warning", "schema 0018", "support-bot migrate")
    await says("9999")
    said(await database_of(settings, database_url), "fault", "later than this program's", "Update")
    await engine.dispose()


async def test_a_database_that_cannot_be_used(settings: Settings, tmp_path: Path) -> None:
    away = f"postgresql+asyncpg://me:{SECRET}@127.0.0.1:1/name"
    said(await database_of(settings, away), "fault", "cannot be used", "DATABASE_URL")
    (tmp_path / "folder").mkdir()
    said(await database_of(settings, f"sqlite+aiosqlite:///{tmp_path / 'folder'}"), "fault", "cannot be used")
    missing = tmp_path / "new.sqlite3"
    said(await database_of(settings, f"sqlite+aiosqlite:///{missing}"), "warning", "not there yet")
    assert not missing.exists(), "looking makes nothing"


async def test_what_was_put_aside_is_counted_with_the_newest(settings: Settings, database_url: str) -> None:
    engine = create_engine(database_url)
    late = NOON + timedelta(hours=1)
    async with engine.begin() as connection:
        for number, at in enumerate((NOON, late)):
            await connection.execute(
                insert(tables.inbox).values(
                    bot_id=42,
                    update_id=number,
                    lane="x",
                    payload="{}",
                    received_at=at,
                    status="dead",
                    attempts=3,
                )
            )
        await connection.execute(
            insert(tables.timers).values(
                name="x", kind="plan", key="x", due_at=NOON, attempts=3, incident="T1"
            )
        )
    await engine.dispose()

    found = [
        str(each) async for each in examine(settings.model_copy(update={"database_url": database_url}), Now())
    ]

    put_aside = [line for line in found if "Put aside" in line]
    assert put_aside == [
        f"warning  Put aside: {words} UTC. The log says why."
        for words in (
            "2 updates could not be handled, the newest of 2026-09-18 13:00",
            "1 timers could not be served, the newest of 2026-09-18 12:00",
        )
    ]


async def test_looking_writes_nothing(settings: Settings, database_url: str) -> None:
    await look(settings, database_url=database_url)

    engine = create_engine(database_url)
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM searches"))).scalar_one() == 0
    await engine.dispose()


def command(**environment: str) -> Result:
    return CliRunner().invoke(
        main, ["doctor"], env={**dict.fromkeys(map(str.upper, Settings.model_fields), ""), **environment}
    )


def test_exit_codes_and_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    faulty = command()
    assert faulty.exit_code == 1
    assert re.search(r"^fault    Telegram: BOT_TOKEN is not set\. Get a token", faulty.stdout, re.MULTILINE)
    assert list(tmp_path.iterdir()) == [], "looking makes nothing"

    unusable = command(WEB_PORT="http")
    assert (unusable.exit_code, unusable.stdout) == (2, "")
    assert unusable.stderr == "environment: WEB_PORT: must be a whole number\n"


async def test_nothing_wrong_ends_with_zero(settings: Settings) -> None:
    environment = {
        "BOT_TOKEN": settings.bot_token or "",
        "TELEGRAM_API_URL": settings.telegram_api_url,
        "DATA_DIR": str(settings.data_dir),
        "STAFF_CHAT_ID": str(settings.staff_chat_id),
        "WEB_PORT": "0",
    }

    result = await asyncio.to_thread(command, **environment)

    assert result.exit_code == 0, result.output
    assert "fault" not in result.stdout
