"""The command line."""

import asyncio
import gc
import signal
import sys
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.commands.backup import backup, restore
from bot.commands.common import FAILED, UNUSABLE, logger, make_data_dir
from bot.commands.doctor import doctor
from bot.faults import Fault, Faulty
from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from bot.sandbox.leash import Leash
    from bot.sandbox.world import World


class _Commands(click.Group):
    """Settings and product files that cannot be used end every command alike: a line each, exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Faulty as faulty:
            for fault in faulty.faults:
                click.echo(str(fault), err=True)
            sys.exit(UNUSABLE)


@click.group(cls=_Commands, invoke_without_command=True)
@click.pass_context
def main(ctx: click.Context) -> None:
    """Customer support on Telegram.

    Without a command: run, where BOT_TOKEN is set, else sandbox.
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(run if load_settings().bot_token else sandbox)


@main.command()
@click.option(
    "--leashed", is_flag=True, hidden=True, help="Standard input tells the time; stop when it closes."
)
def run(*, leashed: bool) -> None:
    """The bot against Telegram. Migrates the database first."""
    settings = load_settings(**({"webhook_url": None} if leashed else {}))  # the sandbox's bot polls
    if settings.bot_token is None:
        problem = (
            "is not set; get a token from @BotFather, or try everything without one: support-bot sandbox"
        )
        raise Faulty([Fault("environment", None, "BOT_TOKEN", problem)])
    from bot.catalog.reader import read_catalog

    with ThreadPoolExecutor(1) as aside:  # loading what follows takes seconds
        reading = aside.submit(read_catalog, settings.products_dir)
        from bot.app import App, GaveUp
        from bot.ingest.receiver import ReceivingRefused
        from bot.migrating import MigrationFailed
        from bot.services.ports import StorageUnavailable
        from bot.web.server import CannotListen
        from storage.admission import Occupied

    catalog = reading.result()
    log = logger(settings)
    for name in settings.unused():
        log.warning("%s is set; this version does not use it yet", name)
    if settings.redis_url and settings.is_on_sqlite:
        log.warning(
            "REDIS_URL is for several processes, and SQLite is for one: set DATABASE_URL to PostgreSQL"
        )
    if settings.staff_chat_id is None:
        log.warning(
            "STAFF_CHAT_ID is not set: tickets without a group of their own (/bind) are registered and wait"
        )
    make_data_dir(settings)
    leash = _leash() if leashed else None
    app = App(settings, catalog, clock=leash)
    gc.collect()
    gc.freeze()  # what is here by now stays, and need not be looked through for garbage again and again
    try:
        _until_stopped(app.run, leash=leash)
    except (ReceivingRefused, CannotListen, Occupied, MigrationFailed, GaveUp) as refused:
        log.error("%s", refused)
        sys.exit(FAILED)
    except StorageUnavailable as away:
        log.error("The database cannot be used (%s). Check DATABASE_URL and DATA_DIR.", away)
        sys.exit(FAILED)


def _leash() -> "Leash":
    from bot.sandbox.leash import Leash

    leash = Leash(sys.stdin.fileno())
    leash.hear()
    return leash


@main.command()
def sandbox() -> None:
    """The same bot against a built-in stand-in for Telegram, with a page to try everything on."""
    settings = load_settings()
    from bot.catalog.reader import read_catalog
    from bot.sandbox.serve import serve

    read_catalog(settings.products_dir)
    log = logger(settings)
    folder = settings.data_dir.resolve() / "sandbox"
    make_data_dir(settings)

    async def work(stop: asyncio.Event) -> None:
        await serve(
            folder / "telegram",
            host=settings.web_host,
            port=settings.web_port,
            bot_settings=lambda world, address: _sandbox_settings(settings, world, address),
            announce=lambda address: _announce(address, has_token=settings.bot_token is not None),
            stop=stop,
        )

    try:
        _until_stopped(work)
    except OSError as taken:
        log.error(
            "Cannot listen on %s:%s (%s). Set WEB_PORT to another port.",
            settings.web_host,
            settings.web_port,
            taken.strerror,
        )
        sys.exit(FAILED)


def _sandbox_settings(settings: Settings, world: "World", address: str) -> Mapping[str, str]:
    """The bot of the sandbox has a database of its own: nothing of it mixes with a real one's."""
    folder = settings.data_dir.resolve() / "sandbox" / "bot"
    group = world.first_group()
    owners = [str(person) for person, member in group.members.items() if member.status == "creator"]
    return {
        "BOT_TOKEN": world.token,
        "TELEGRAM_API_URL": address,
        "STAFF_CHAT_ID": str(group.id),
        "ADMIN_IDS": ",".join(owners),
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'support.sqlite3'}",
        "STAFF_LANGUAGE": settings.staff_language,
        "WEB_PORT": "0",
    }


def _announce(address: str, *, has_token: bool) -> None:
    why = "" if has_token else "No BOT_TOKEN: "
    click.echo(f"{why}running in the sandbox, a built-in stand-in for Telegram.")
    click.echo(f"Open {address} in a browser. Ctrl+C stops.")


@main.command()
def check() -> None:
    """Validate settings and product files. Exit code 0, or 2 with a line for each fault."""
    from bot.catalog.loader import load_catalog

    faults: list[Fault] = []
    products = 0
    try:
        settings = load_settings()
    except Faulty as faulty:
        faults += faulty.faults
    else:
        try:
            products = len(load_catalog(settings.products_dir).all())
        except Faulty as faulty:
            faults += faulty.faults
    if faults:
        raise Faulty(faults)
    click.echo(f"Settings and product files are in order; products: {products}.")


@main.command()
def migrate() -> None:
    """Bring the database to the current schema."""
    settings = load_settings()
    from bot.services.ports import StorageUnavailable
    from storage.availability import available
    from storage.engine import create_engine
    from storage.migrate import migrate as bring_up_to_date

    log = logger(settings)
    make_data_dir(settings)

    async def work() -> None:
        engine = create_engine(settings.database)
        try:
            async with available():
                await bring_up_to_date(engine)
        finally:
            await engine.dispose()

    try:
        asyncio.run(work())
    except StorageUnavailable as away:
        log.error("The database cannot be used (%s). Check DATABASE_URL and DATA_DIR.", away)
        sys.exit(FAILED)
    click.echo("The database is up to date.")


@main.command("import-entitlements")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True))
def import_entitlements(file: str) -> None:
    """Take in a CSV list of who has a right to support.

    Its columns: product, key, holder, level, valid_from, valid_until and, where you like, shared. Rows in
    order are imported, also beside wrong ones, which are listed. Exit code 0, or 2 where something was wrong.
    """
    settings = load_settings()
    from bot.catalog.loader import load_catalog
    from bot.import_entitlements import bring_in
    from bot.services.ports import StorageUnavailable

    catalog = load_catalog(settings.products_dir)
    log = logger(settings)
    make_data_dir(settings)
    try:
        outcome = asyncio.run(bring_in(Path(file), settings, catalog))
    except StorageUnavailable as away:
        log.error("The database cannot be used (%s). Check DATABASE_URL and DATA_DIR.", away)
        sys.exit(FAILED)
    click.echo(outcome.summary)
    if outcome.faults:
        raise Faulty(list(outcome.faults))


@main.command()
def schema() -> None:
    """Print the JSON Schema of product files, for editors."""
    from bot.catalog.schema import json_schema

    click.echo(json_schema(), nl=False)


def _until_stopped(
    work: Callable[[asyncio.Event], Coroutine[Any, Any, None]], *, leash: "Leash | None" = None
) -> None:
    """Run until SIGTERM or SIGINT, both of which are orderly stops."""

    async def supervised() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        if leash:
            loop.add_reader(leash.descriptor, _hear, leash, stop)
        await work(stop)

    asyncio.run(supervised())


def _hear(leash: "Leash", stop: asyncio.Event) -> None:
    if not leash.hear():
        asyncio.get_running_loop().remove_reader(leash.descriptor)
        stop.set()


for each in (backup, restore, doctor):
    main.add_command(each)


if __name__ == "__main__":
    main()
