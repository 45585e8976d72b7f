"""The dashboard's files: hashed assets for ever, the page itself never, deep links to the page."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from pathlib import Path

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from kernel.errors import NotFound

INDEX = "index.html"
_ASSETS = "/assets/"
_NOT_PAGES = ("/api/", "/health/", "/.well-known/", "/docs/", "/assets/", "/problems/")
_ENCODINGS = ((".br", "br"), (".gz", "gzip"))
_IMMUTABLE = "public, max-age=31536000, immutable"
_REVALIDATE = "no-cache"

# Scripts only from files of ours. Mantine writes its variables into style elements, so styles may be inline:
# they can change how a page looks, not what it does.
CONTENT_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_PLAIN_POLICY = "default-src 'none'; style-src 'self'; frame-ancestors 'none'"
_NOT_BUILT = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Fivefold</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head><body>
<h1>Fivefold is running</h1>
<p>The dashboard has not been built yet. Build it with <code>make dashboard</code> and load this page again.</p>
<p>The API is at <a href="/api/docs">/api/docs</a>, and how the instance is at <a href="/health">/health</a>.</p>
</body></html>"""


@dataclass(frozen=True, slots=True)
class File:
    """One file in memory, with what was compressed when the dashboard was built."""

    body: bytes
    media_type: str
    encoded: tuple[tuple[str, bytes], ...]
    cache: str


class Dashboard:
    """Serves a built dashboard from memory; it is about a megabyte, and read again when its page changes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, File] = {}
        self._built_at = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The application for whatever no route matches. Raises `NotFound`."""
        if scope["type"] != "http":
            raise NotFound
        await self._respond(scope)(scope, receive, send)

    def _respond(self, scope: Scope) -> Response:
        path: str = scope["path"]
        if scope["method"] not in {"GET", "HEAD"}:
            raise NotFound
        self._read_when_changed()
        file = self._files.get(path)
        if file is not None and path != f"/{INDEX}":
            return self._file(file, scope)
        if not _may_be_page(path, scope):
            raise NotFound
        page = self._files.get(f"/{INDEX}")
        if page is None:
            return _html(_NOT_BUILT, _PLAIN_POLICY)
        return self._file(page, scope)

    def _read_when_changed(self) -> None:
        """Reads at the first request, and again whenever the dashboard was built anew."""
        try:
            built_at = (self._folder / INDEX).stat().st_mtime_ns
        except OSError:
            self._files, self._built_at = {}, 0
            return
        if built_at != self._built_at:
            self._files, self._built_at = _read(self._folder), built_at

    @staticmethod
    def _file(file: File, scope: Scope) -> Response:
        accepted = _header(scope, b"accept-encoding")
        headers = {"Cache-Control": file.cache, "Vary": "Accept-Encoding", "Content-Security-Policy": CONTENT_POLICY}
        body = file.body
        for encoding, encoded in file.encoded:
            if encoding in accepted:
                headers["Content-Encoding"] = encoding
                body = encoded
                break
        return Response(body, headers=headers, media_type=file.media_type)


def _may_be_page(path: str, scope: Scope) -> bool:
    """Deep links belong to the dashboard's router; files and the API's paths do not."""
    if f"{path.rstrip('/')}/".startswith(_NOT_PAGES):
        return False
    return path == "/" or "text/html" in _header(scope, b"accept") or path == f"/{INDEX}"


def _read(folder: Path) -> dict[str, File]:
    files: dict[str, File] = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.suffix in {".br", ".gz", ".map"}:
            continue
        name = "/" + path.relative_to(folder).as_posix()
        media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        encoded = tuple(
            (encoding, other.read_bytes())
            for suffix, encoding in _ENCODINGS
            if (other := path.with_name(path.name + suffix)).is_file()
        )
        cache = _IMMUTABLE if name.startswith(_ASSETS) else _REVALIDATE
        files[name] = File(path.read_bytes(), media_type, encoded, cache)
    return files


def _html(text: str, policy: str) -> Response:
    headers = {"Cache-Control": _REVALIDATE, "Content-Security-Policy": policy}
    return Response(text, headers=headers, media_type="text/html")


def _header(scope: Scope, wanted: bytes) -> str:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == wanted), "")
