"""Caddy with the Caddyfile of the documentation, before whoever listens where the name of the composition's
service leads."""

import asyncio
import os
import re
import shutil
import struct
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from ipaddress import IPv4Address
from pathlib import Path
from typing import cast

import aiohttp
import pytest

from tests.patience import PATIENCE
from tests.servers import free_port

PROGRAM = "caddy"
CADDYFILE = Path(__file__).parent.parent / "docs" / "deploy" / "Caddyfile"
UPSTREAM = re.compile(r"dynamic a (\w+) (\d+) \{")
A = 1
"""The kind of question that asks for an address."""


def needs_caddy() -> None:
    if shutil.which(PROGRAM) is None:
        pytest.skip(f"no Caddy: {PROGRAM} is not installed")


def upstream() -> tuple[str, int]:
    """The host and the port that the file names."""
    found = UPSTREAM.findall(CADDYFILE.read_text(encoding="utf-8"))
    assert len(found) == 1
    return found[0][0], int(found[0][1])


class Names(asyncio.DatagramProtocol):
    """A name server that knows one name, as that of containers does."""

    def __init__(self, name: str, addresses: Sequence[str]) -> None:
        self._name = name
        self._addresses = addresses

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, client: tuple[str, int]) -> None:
        end = data.index(b"\0", 12) + 5
        question, (kind,) = data[12:end], struct.unpack_from("!H", data, end - 4)
        is_known = question[1 : 1 + question[0]].decode() == self._name
        found = self._addresses if is_known and kind == A else []
        head = data[:2] + struct.pack("!5H", 0x8580 if is_known else 0x8583, 1, len(found), 0, 0)
        answers = (
            b"\xc0\x0c" + struct.pack("!HHIH", A, 1, 0, 4) + IPv4Address(each).packed for each in found
        )
        self._transport.sendto(head + question + b"".join(answers), client)


@asynccontextmanager
async def caddy(folder: Path, port: int, addresses: Sequence[str]) -> AsyncIterator[str]:
    """Its address. Those whom it stands before listen at this port of these addresses."""
    host, _ = upstream()
    loop = asyncio.get_running_loop()
    names, _protocol = await loop.create_datagram_endpoint(
        lambda: Names(host, addresses), local_addr=("127.0.0.1", 0)
    )
    resolver = "udp/" + ":".join(map(str, names.get_extra_info("sockname")))
    file = folder / "Caddyfile"
    there = f"dynamic a {host} {port} {{\n resolvers {resolver}"
    file.write_text(UPSTREAM.sub(there, CADDYFILE.read_text(encoding="utf-8")), encoding="utf-8")
    address = f"http://127.0.0.1:{free_port()}"
    with (folder / "caddy.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *(PROGRAM, "run", "--config", str(file), "--adapter", "caddyfile"),
            env=environment(folder, address),
            stdout=log,
            stderr=log,
        )
    try:
        await _listens(process, address)
        yield address
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        names.close()


def environment(folder: Path, site: str) -> dict[str, str]:
    """What is Caddy's own is kept in the folder."""
    return {
        "PATH": os.environ["PATH"],
        "SITE": site,
        "CADDY_ADMIN": f"127.0.0.1:{free_port()}",
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
    }


async def _listens(process: asyncio.subprocess.Process, address: str) -> None:
    async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as http:
        while True:
            assert process.returncode is None, "Caddy does not start"
            try:
                async with http.get(f"{address}/healthz"):
                    return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.02)
