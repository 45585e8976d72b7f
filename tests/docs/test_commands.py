"""Every command in the README and in docs/ is run, in order, by somebody who follows the page."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.pages import Block, blocks, name_of, pages
from tests.docs.reader import Reader
from tests.support.servers import REPOSITORY, create_database, drop_database

SHELL = "bash"

# Blocks in these languages are not commands.
NOT_COMMANDS = {"json", "python", "nginx", "ini", "text", "mermaid", "http", "sql", "dotenv", "dockerfile", "yaml"}

# Commands that a test cannot run, written in `console` blocks: each by how it begins, with the reason.
NOT_RUN = {
    "make test": "runs this very test",
    "FIVEFOLD_TEST_POSTGRES_URL=postgresql://postgres@localhost/postgres make test": "runs this very test",
    "make bench": "takes two minutes; performance.md drives a running server with the same program",
    "make prove": "takes many minutes; a few rounds of each proof are in the test run",
    ".venv/bin/python deploy/rootfs.py": "takes a while, and tests/deploy runs it",
    "docker": "needs a container engine; deploy/rootfs.py starts the same image without one",
}

PAGES_WITH_COMMANDS = [page for page in pages() if any(block.language == SHELL for block in blocks(page.read_text()))]


@pytest.fixture
def reader(tmp_path: Path, postgres_server: str, worker_id: str) -> Iterator[Reader]:
    """Somebody with a checkout and an empty PostgreSQL database."""
    database = f"fivefold_docs_{worker_id}"
    url = create_database(postgres_server, database)
    somebody = Reader(tmp_path, url)
    somebody.prepare()
    try:
        yield somebody
    finally:
        somebody.leave()
        drop_database(postgres_server, database)


@pytest.mark.timeout(240)
@pytest.mark.parametrize("page", PAGES_WITH_COMMANDS, ids=name_of)
def test_commands_run(page: Path, reader: Reader) -> None:
    commands = [block for block in blocks(page.read_text()) if block.language == SHELL]
    reader.serve_if_asked("\n".join(block.text for block in commands))
    for block in commands:
        reader.follow(block)


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_block_says_what_it_is(page: Path) -> None:
    unknown = [
        f"line {block.line}: {block.language!r}"
        for block in blocks(page.read_text())
        if block.language not in {SHELL, "console", *NOT_COMMANDS}
    ]
    assert unknown == []


def test_what_is_not_run_has_a_reason() -> None:
    unexplained = [
        f"{name_of(page)}: {command}"
        for page in pages()
        for block in blocks(page.read_text())
        if block.language == "console"
        for command in _typed(block)
        if not command.startswith(tuple(NOT_RUN))
    ]
    assert unexplained == []


def test_every_make_target_that_is_named_exists() -> None:
    named = {target for page in pages() for target in re.findall(r"`make ([a-z-]+)`", page.read_text())}
    makefile = (REPOSITORY / "Makefile").read_text()
    assert named - set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE)) == set()


def test_make_help_lists_every_command() -> None:
    make = shutil.which("make")
    assert make is not None, "make is missing"
    listed = subprocess.run([make, "help"], cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    for target in ("run", "test", "lint", "fmt", "types", "walls", "bench", "prove", "dashboard", "clean"):
        assert f"make {target} " in listed


def _typed(block: Block) -> list[str]:
    """What a person types in a console block: the lines after a prompt, with their continuations left out."""
    return [line.removeprefix("$ ") for line in block.text.splitlines() if line.startswith("$ ")]
