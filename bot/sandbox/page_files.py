"""The page's own files, and the files of messages."""

from pathlib import Path
from urllib.parse import quote

from aiohttp import web

from bot.sandbox.world import World

POLICY = "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; style-src 'self'"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
_SHOWN = ("image/", "video/", "audio/")


class PageFiles:
    """Serves files; what people sent is never run, and shown only if it is a picture, video or sound."""

    def __init__(self, world: World, page_dir: Path) -> None:
        self._world = world
        self._page_dir = page_dir.resolve()

    async def page(self, _request: web.Request) -> web.StreamResponse:
        return self._file_of_page("index.html")

    async def static(self, request: web.Request) -> web.StreamResponse:
        return self._file_of_page(request.match_info["path"])

    def _file_of_page(self, name: str) -> web.StreamResponse:
        path = (self._page_dir / name).resolve()
        if not path.is_relative_to(self._page_dir) or not path.is_file():
            raise web.HTTPNotFound
        headers = {
            "Content-Type": _TYPES.get(path.suffix, "application/octet-stream"),
            "Cache-Control": "no-store",
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
        }
        return web.FileResponse(path, headers=headers)

    async def file(self, request: web.Request) -> web.StreamResponse:
        file = self._world.files.get(request.match_info["file_id"])
        if file is None:
            raise web.HTTPNotFound
        shown = file.mime.startswith(_SHOWN) and file.mime != "image/svg+xml"
        disposition = "inline" if shown else "attachment"
        headers = {
            "Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(file.name)}",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, max-age=3600",
            "Content-Type": file.mime,
        }
        return web.Response(body=self._world.files.content(file), headers=headers)
