"""The dashboard's files, its deep links and its caches."""

from __future__ import annotations

import os
from pathlib import Path

import httpx2
import pytest

from app.http.static import CONTENT_POLICY, Dashboard
from kernel.errors import NotFound

PAGE = {"Accept": "text/html"}


def built(folder: Path) -> Path:
    (folder / "assets").mkdir()
    (folder / "index.html").write_text("<!doctype html><title>Fivefold</title>")
    (folder / "favicon.svg").write_text("<svg/>")
    (folder / "assets" / "app-1a2b.js").write_text("console.log(1)")
    (folder / "assets" / "app-1a2b.js.gz").write_bytes(b"gzipped")
    (folder / "assets" / "app-1a2b.js.br").write_bytes(b"brotli")
    (folder / "assets" / "app-1a2b.js.map").write_text("{}")
    return folder


def client(folder: Path) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app=Dashboard(folder))
    return httpx2.AsyncClient(transport=transport, base_url="http://fivefold.test")


async def test_assets_stay_for_ever(tmp_path: Path) -> None:
    async with client(built(tmp_path)) as web:
        answer = await web.get("/assets/app-1a2b.js", headers={"Accept-Encoding": "identity"})
    assert answer.text == "console.log(1)"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["vary"] == "Accept-Encoding"


async def test_precompressed_files_go_out_as_they_are(tmp_path: Path) -> None:
    dashboard = Dashboard(built(tmp_path))
    bodies = {}
    for accepted in (b"gzip, deflate", b"gzip, br", b""):
        sent: list[dict[str, object]] = []

        async def send(message: dict[str, object], sent: list[dict[str, object]] = sent) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": "GET",
            "path": "/assets/app-1a2b.js",
            "headers": [(b"accept-encoding", accepted)],
        }
        await dashboard(scope, None, send)  # type: ignore[arg-type]  # nothing is received
        bodies[accepted] = sent[1]["body"]
    assert bodies == {b"gzip, deflate": b"gzipped", b"gzip, br": b"brotli", b"": b"console.log(1)"}


@pytest.mark.parametrize("path", ["/", "/index.html", "/members", "/projects/0199/edit"])
async def test_deep_links_get_the_page(tmp_path: Path, path: str) -> None:
    async with client(built(tmp_path)) as web:
        answer = await web.get(path, headers=PAGE)
    assert "<title>Fivefold</title>" in answer.text
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-security-policy"] == CONTENT_POLICY
    assert "script-src 'self'" in CONTENT_POLICY


@pytest.mark.parametrize(
    "path", ["/api/v1/nothing", "/api", "/health/nothing", "/.well-known/x", "/assets/gone.js", "/docs/x"]
)
async def test_what_is_not_a_page_is_not_found(tmp_path: Path, path: str) -> None:
    async with client(built(tmp_path)) as web:
        with pytest.raises(NotFound):
            await web.get(path, headers=PAGE)


async def test_only_reading_and_only_browsers(tmp_path: Path) -> None:
    async with client(built(tmp_path)) as web:
        with pytest.raises(NotFound):
            await web.post("/members", headers=PAGE)
        with pytest.raises(NotFound):
            await web.get("/robots.txt", headers={"Accept": "*/*"})
        assert (await web.get("/favicon.svg")).headers["cache-control"] == "no-cache"
        assert (await web.head("/", headers=PAGE)).status_code == 200


async def test_without_a_build_the_page_says_how(tmp_path: Path) -> None:
    async with client(tmp_path) as web:
        answer = await web.get("/")
        assert "make dashboard" in answer.text
        built(tmp_path)
        assert "<title>Fivefold</title>" in (await web.get("/")).text, "and a build is found without a restart"
        (tmp_path / "index.html").write_text("<title>newer</title>")
        os.utime(tmp_path / "index.html", ns=(1, 1))
        assert "newer" in (await web.get("/")).text


async def test_other_protocols_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        await Dashboard(tmp_path)({"type": "websocket", "path": "/"}, None, None)  # type: ignore[arg-type]
