"""The command line: what it does, and how it says that it cannot."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli import main
from tests.support.servers import REPOSITORY, create_database, drop_database


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of this test's own, and no other setting."""
    for name in [name for name in os.environ if name.startswith("FIVEFOLD_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("FIVEFOLD_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def status(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    return int(ended.value.code or 0)


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    assert status(*arguments) == 1
    text = capsys.readouterr().err
    assert text.startswith("fivefold: ")
    assert text.count("\n") == 1, "one sentence"
    return text


def test_people_and_organizations(capsys: pytest.CaptureFixture[str]) -> None:
    person = [
        "ada@example.com",
        "--name",
        "Ada Marsh",
        "--organization",
        "Marsh & Co",
        "--password",
        "long enough pass",
    ]
    assert status("user", "create", *person, "--operator") == 0
    assert status("org", "create", "Second Place", "--owner", "ada@example.com") == 0
    assert status("user", "list") == 0
    assert "ada@example.com  Ada Marsh  (operator)" in capsys.readouterr().out
    assert status("user", "operator", "ada@example.com", "--revoke") == 0
    assert status("user", "lock", "ada@example.com") == 0
    assert status("user", "lock", "ada@example.com", "--release") == 0
    assert status("org", "list") == 0
    printed = capsys.readouterr().out
    assert "no operator any more" in printed
    assert "may sign in again" in printed
    assert "marsh-co  Marsh & Co" in printed
    assert "second-place  Second Place" in printed


def test_people_who_cannot_be(capsys: pytest.CaptureFixture[str]) -> None:
    person = ["--name", "Ada", "--organization", "Marsh", "--password", "long enough pass"]
    assert status("user", "create", "ada@example.com", *person) == 0
    assert "account with this address" in refusal(capsys, "user", "create", "ada@example.com", *person)
    assert "Nobody has an account" in refusal(capsys, "org", "create", "X", "--owner", "bob@example.com")
    assert "no such user" in refusal(capsys, "user", "operator", "bob@example.com")


def test_the_demo_is_made_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert status("demo") == 0
    first = capsys.readouterr().out
    assert "Harbor & Pine Trading was made for you" in first
    assert "Sign in at http://localhost:8000 as demo@harbor-pine.example" in first
    assert status("demo") == 0
    assert "Harbor & Pine Trading is there" in capsys.readouterr().out


def test_production_has_no_demo(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIVEFOLD_ENVIRONMENT", "production")
    monkeypatch.setenv("FIVEFOLD_SECRET_KEY", "correct horse battery staple, 4 words")
    for command in (["demo"], ["serve", "--demo", "--port", str(free_port())]):
        assert "no demo organization where FIVEFOLD_ENVIRONMENT is production" in refusal(capsys, *command)
    assert list(folder.iterdir()) == []


def test_migrations_are_applied_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert status("migrate") == 0
    assert "revisions applied" in capsys.readouterr().out
    assert status("migrate") == 0
    assert "up to date" in capsys.readouterr().out


def test_the_openapi_document(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert status("openapi", "--output", "openapi.json") == 0
    assert status("openapi") == 0
    document = json.loads((folder / "openapi.json").read_text())
    assert document == json.loads(capsys.readouterr().out)
    assert "/api/v1/auth/login" in document["paths"]
    assert sorted(path.name for path in folder.iterdir()) == ["openapi.json"], "and nothing else was written"


def test_the_doctor(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIVEFOLD_PORT", str(free_port()))
    monkeypatch.setenv("FIVEFOLD_REDIS_URL", "redis://localhost:6379/0")
    monkeypatch.setenv("FIVEFOLD_DASHBOARD_DIR", str(folder / "nowhere"))
    assert status("doctor") == 0
    printed = capsys.readouterr().out
    assert "FAIL" not in printed
    assert "will be created by the first start" in printed
    assert "FIVEFOLD_REDIS_URL is well formed; nothing in this version uses it yet" in printed
    assert "`make dashboard` builds it" in printed
    assert status("migrate") == 0
    assert status("doctor") == 0
    assert "SQLite answers" in capsys.readouterr().out


def test_the_doctor_finds_everything_wrong(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, taken_port: int
) -> None:
    monkeypatch.setenv("FIVEFOLD_PORT", str(taken_port))
    monkeypatch.setenv("FIVEFOLD_DATABASE_URL", "postgresql://127.0.0.1:1/nothing")
    assert status("doctor") == 1
    failed = [line.split()[1] for line in capsys.readouterr().out.splitlines() if line.startswith("FAIL")]
    assert failed == ["database", "migrations", "port"]


def test_a_setting_stops_every_command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIVEFOLD_PROT", "1")
    for command in ("serve", "migrate", "demo", "doctor", "openapi"):
        assert "did you mean FIVEFOLD_PORT?" in refusal(capsys, command)


def test_what_stops_serving(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, taken_port: int
) -> None:
    assert f"Port {taken_port} on 127.0.0.1 is taken" in refusal(capsys, "serve", "--port", str(taken_port))
    port = ("--port", str(free_port()))
    assert "is not an address of this machine" in refusal(capsys, "serve", "--host", "no.such.host.invalid", *port)
    (folder / "file").write_text("in the way")
    monkeypatch.setenv("FIVEFOLD_DATA_DIR", str(folder / "file" / "data"))
    assert "cannot be created" in refusal(capsys, "serve", *port)
    monkeypatch.setenv("FIVEFOLD_DATA_DIR", str(folder))
    monkeypatch.setenv("FIVEFOLD_DATABASE_URL", "postgresql://127.0.0.1:1/nothing")
    assert "PostgreSQL cannot be reached" in refusal(capsys, "serve", *port)


def test_postgresql_behind_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, empty_database: str
) -> None:
    monkeypatch.setenv("FIVEFOLD_DATABASE_URL", empty_database)
    assert "run `fivefold migrate` first" in refusal(capsys, "serve", "--port", str(free_port()))
    assert status("migrate") == 0
    assert status("user", "list") == 0


def test_help_is_quick() -> None:
    script = "import sys, app.cli; print(*sorted({'fastapi', 'sqlalchemy', 'pydantic'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


@pytest.fixture
def empty_database(postgres_server: str, worker_id: str) -> Iterator[str]:
    """A PostgreSQL database that was never migrated."""
    name = f"fivefold_cli_{worker_id}"
    yield create_database(postgres_server, name)
    drop_database(postgres_server, name)
