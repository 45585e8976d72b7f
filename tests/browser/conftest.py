"""Chromium, the product with its demo organization, and visitors whose troubles fail the test."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.visitor import Account, Visitor, visit
from tests.support.servers import REPOSITORY, ProductServer

DEMO = Account("demo@harbor-pine.example", "demo-harbor-pine")
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)

Visit = Callable[..., Visitor]


def chromium_path() -> str | None:
    """The Chromium of this machine, or the one that `FIVEFOLD_CHROMIUM` names."""
    return os.environ.get("FIVEFOLD_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for all browser tests."""
    # Generous, for machines that are busy with other tests at the same time.
    expect.set_options(timeout=15_000)
    path = chromium_path()
    if path is None:
        pytest.skip("needs Chromium: `apt-get install chromium`, or name one in FIVEFOLD_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProductServer]:
    """The product with the built dashboard and the demo organization."""
    if not (REPOSITORY / "dashboard" / "dist" / "index.html").is_file():
        pytest.skip("needs the built dashboard: `make dashboard`")
    server = ProductServer(tmp_path_factory.mktemp("browser"))
    subprocess.run(
        [sys.executable, "-m", "app.cli", "demo"],
        cwd=REPOSITORY,
        env=server.environment,
        check=True,
        capture_output=True,
    )
    server.start()
    yield server
    server.stop()


@pytest.fixture
def visitor(browser: Browser, server: ProductServer) -> Iterator[Visit]:
    """Makes visitors. Whatever went wrong on any of their pages fails the test."""
    visitors: list[Visitor] = []

    def make(**wishes: object) -> Visitor:
        made = visit(browser, server.url, **wishes)  # type: ignore[arg-type]  # passed through to the one place
        visitors.append(made)
        return made

    yield make
    troubles = [trouble for made in visitors for trouble in made.troubles.seen]
    for made in visitors:
        made.context.close()
    assert troubles == []
