"""What stands on this machine: product files, calendars, the disk, the port."""

import asyncio
import errno
import os
import shutil
import socket
from pathlib import Path

import aiohttp

from bot.catalog.loader import load_catalog
from bot.doctor.findings import Finding, fault, ok, warning
from bot.domain.calendar_years import lacking
from bot.faults import Faulty
from bot.services.ports import Clock
from bot.settings import Settings

LITTLE = 500 * 10**6
"""Bytes; below, it will not last."""
TOO_LITTLE = 50 * 10**6
ANSWER_SECONDS = 5.0


async def look_at_products(settings: Settings, _: Clock) -> list[Finding]:
    try:
        catalog = await asyncio.to_thread(load_catalog, settings.products_dir)
    except Faulty as faulty:
        return [fault("Product files", f"{each}.") for each in faulty.faults]
    return [
        ok("Product files", f"{len(catalog.all())} products: {', '.join(it.id for it in catalog.all())}.")
    ]


async def look_at_calendars(settings: Settings, clock: Clock) -> list[Finding]:
    try:
        catalog = await asyncio.to_thread(load_catalog, settings.products_dir)
    except Faulty:
        return []
    missing = lacking(catalog.all(), clock.now())
    return [
        warning(
            "Calendars",
            f"the production calendar of {year} is missing ({', '.join(it.id for it in products)}).",
            "Update the program, or set `published` and corrections in calendars/COUNTRY.yaml.",
        )
        for year, products in missing.items()
    ] or [ok("Calendars", "known for as long as they are needed.")]


async def look_at_disk(settings: Settings, _: Clock) -> list[Finding]:
    folders = {"DATA_DIR": settings.data_dir}
    if settings.database_file and settings.database_file.parent.resolve() != settings.data_dir.resolve():
        folders["the database"] = settings.database_file.parent
    return [_room(what, folder) for what, folder in folders.items()]


def _room(what: str, folder: Path) -> Finding:
    there = next(each for each in (folder.resolve(), *folder.resolve().parents) if each.exists())
    if not os.access(there, os.W_OK):
        return fault("Disk", f"{what} ({folder}) may not be written to.", "Give the bot's user the right to.")
    free = shutil.disk_usage(there).free
    words = f"{free / 10**9:.1f} GB free for {what} ({folder})."
    if free < TOO_LITTLE:
        return fault("Disk", words, "Make room: nothing can be stored.")
    return warning("Disk", words, "Make room soon.") if free < LITTLE else ok("Disk", words)


async def look_at_port(settings: Settings, _: Clock) -> list[Finding]:
    """Free, or taken by the bot itself, which answers there."""
    host, port = settings.web_host, settings.web_port
    if port == 0:
        return [ok("Web side", "any free port.")]
    trouble = _why_not(host, port)
    if trouble is None:
        return [ok("Web side", f"{host}:{port} is free.")]
    if trouble == errno.EADDRINUSE and await _is_ours(host, port):
        return [ok("Web side", f"{host}:{port} is the running bot's.")]
    return [
        fault(
            "Web side", f"{host}:{port} cannot be had ({os.strerror(trouble)}).", "Set WEB_PORT or WEB_HOST."
        )
    ]


def _why_not(host: str, port: int) -> int | None:
    """The error's number; None: the address can be listened at."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror:
        return errno.EADDRNOTAVAIL
    except OSError as error:
        return error.errno or errno.EADDRNOTAVAIL
    return None


async def _is_ours(host: str, port: int) -> bool:
    reached = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 - what it listens at
    timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(f"http://{reached}:{port}/healthz") as answer,
        ):
            return answer.status == 200 and (await answer.content.read(16)).startswith(b"ok")
    except (aiohttp.ClientError, TimeoutError):
        return False
