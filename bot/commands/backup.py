"""`support-bot backup` and `support-bot restore`."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from bot.commands.common import bars, failed, make_data_dir
from bot.settings import FILES_FOLDER, Settings, load_settings

if TYPE_CHECKING:
    from storage.backup.layout import Manifest
    from storage.backup.reading import Backup
    from storage.backup.writing import Progress


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Also where there is such a file already.")
def backup(file: Path, *, force: bool) -> None:
    """Write everything into FILE: the database as it is at one moment, and people's files.

    Also while the bot runs. Settings, product files and tokens are not in it. FILE fits either kind of
    database, and holds personal data: only its owner may read it.
    """
    from bot.services.ports import StorageUnavailable
    from storage.backup.writing import NotCurrent

    settings = load_settings()
    if file.exists() and not force:
        failed(f"{file} is there already. Choose another name, or write over it with --force.")
    if settings.database_file and not settings.database_file.exists():
        failed(f"There is no database at {settings.database_file}. Check DATABASE_URL and DATA_DIR.")
    try:
        with bars() as progress, _whole_or_not_at_all(file) as target:
            made = asyncio.run(_back_up(settings, target, progress))
    except NotCurrent as error:
        failed(f"{_schema(error.revision)} Bring it to this version first: support-bot migrate")
    except StorageUnavailable as away:
        failed(f"The database cannot be used ({away}). Check DATABASE_URL and DATA_DIR.")
    except OSError as error:
        failed(f"{file} cannot be written ({error.strerror}).")
    for path in made.missing:
        click.echo(f"Not in it: {FILES_FOLDER}/{path}, which DATA_DIR does not have.", err=True)
    click.echo(f"{file}: {_said(made)}.")


def _schema(revision: str | None) -> str:
    return f"The database is of schema {revision}." if revision else "The database is empty."


async def _back_up(settings: Settings, target: BinaryIO, progress: "Progress") -> "Manifest":
    from importlib.metadata import version

    from bot.clock import SystemClock
    from storage.backup.writing import write_backup
    from storage.engine import create_engine
    from storage.unit_of_work import SqlDatabase

    clock = SystemClock()
    database = SqlDatabase(create_engine(settings.database), clock)
    try:
        return await write_backup(
            database,
            settings.files_folder,
            target,
            at=clock.now(),
            version=version("support-bot"),
            progress=progress,
        )
    finally:
        await database.close()


@contextmanager
def _whole_or_not_at_all(path: Path) -> Iterator[BinaryIO]:
    """Under the name only when it is on the disk to the last byte; readable for its owner alone."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".partial", dir=path.parent)
    partial = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--force", is_flag=True, help="Replace what the database holds.")
@click.option("--no-gap", is_flag=True, help="The bot was stopped before the backup, and has not run since.")
def restore(file: Path, *, force: bool, no_gap: bool) -> None:
    """Put the backup FILE into the database, and its files into DATA_DIR. Stop the bot first.

    The database may be of another kind than the one that the backup was made of. A backup of an older
    version is brought to the current schema. FILE is checked before anything is changed.

    The next tickets begin in another thousand, so that no number of after the backup is given twice; with
    --no-gap they go on where they were.
    """
    from bot.catalog.loader import load_catalog
    from bot.services.ports import StorageUnavailable
    from storage.backup.reading import BadBackup, NewerBackup, opened

    settings = load_settings()
    prefixes = {each.id: each.prefix for each in load_catalog(settings.products_dir).all()}
    ahead = None if no_gap else prefixes.keys()
    try:
        with bars() as progress, opened(file) as found:
            found.verify(progress)
            make_data_dir(settings)
            replaced, last = asyncio.run(_restore(settings, found, progress, replace=force, ahead=ahead))
            manifest = found.manifest
    except BadBackup as error:
        failed(f"{file} cannot be restored: {error}. Nothing was changed.")
    except NewerBackup:
        failed(f"{file} was made by a later version. Update this program first. Nothing was changed.")
    except StorageUnavailable as away:
        failed(f"The database cannot be used ({away}). Check DATABASE_URL and DATA_DIR.")
    except OSError as error:
        failed(f"The files cannot be written ({error.strerror}). Check DATA_DIR.")
    if replaced:
        click.echo(f"Replaced: {_counted(replaced)}.")
    click.echo(f"Restored as of {manifest.made_at:%Y-%m-%d %H:%M} UTC: {_said(manifest)}.")
    if not no_gap:
        click.echo(f"{_FROM_NOW_ON}: {', '.join(_next_numbers(last, prefixes))}.")


_FROM_NOW_ON = "The next tickets, lest a number of after the backup is given twice"


def _next_numbers(last: Mapping[str, int], prefixes: Mapping[str, str]) -> Iterator[str]:
    return (f"{prefixes[product]}-{number + 1}" for product, number in last.items() if product in prefixes)


async def _restore(
    settings: Settings,
    found: "Backup",
    progress: "Progress",
    *,
    replace: bool,
    ahead: Collection[str] | None,
) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """What was there, and the last number of each product's tickets."""
    from storage.admission import Occupied
    from storage.availability import available
    from storage.backup import restoring
    from storage.engine import create_engine

    engine, folder = create_engine(settings.database), settings.files_folder
    try:
        async with available(), _alone(settings):
            there = await restoring.rows_there(engine, replace=replace)
            restoring.put_files(found, folder, progress)
            last = await restoring.put_tables(
                engine,
                found,
                replace=replace,
                progress=progress,
                ahead=ahead,
                folder=folder if there else None,
            )
    except (Occupied, restoring.InUse):
        failed("A bot, or another program, has the database open. Stop it first. Nothing was changed.")
    except restoring.NewerDatabase:
        failed("A later version has been at work on the database. Update this program. Nothing was changed.")
    except restoring.NoRoom:
        failed(f"{settings.data_dir} has too little room for the files. Nothing was changed.")
    except restoring.NotEmpty as full:
        failed(
            f"The database is not empty: {_counted(full.rows)}. Choose another, or replace all of it with"
            " --force. Nothing was changed."
        )
    finally:
        await engine.dispose()
    return there, last


@asynccontextmanager
async def _alone(settings: Settings) -> AsyncIterator[None]:
    """No bot starts meanwhile: what it confirmed would be wiped. Raises `Occupied` where one is there."""
    from storage.admission import FileLock
    from storage.claims import SqlClaims

    admission = (
        FileLock(settings.database_file)
        if settings.is_on_sqlite
        else SqlClaims(settings.database, name="restore", together=False)
    )
    try:
        await admission.enter()
        yield
    finally:
        await admission.close()


def _said(manifest: "Manifest") -> str:
    return (
        f"{manifest.count('tickets')} tickets, {manifest.count('messages')} messages, "
        f"{len(manifest.files)} files, {manifest.rows} rows in all"
    )


def _counted(rows: Mapping[str, int]) -> str:
    told = [f"{rows[name]} {name}" for name in ("tickets", "customers", "messages", "drafts") if name in rows]
    return ", ".join([*told, f"{sum(rows.values())} rows in all"])
