"""How the server begins and ends: refusals in one sentence, a drain that loses nobody, CORS from its settings."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest

from tests.journeys.people import AUTH, PASSWORD, nobody, register
from tests.support.servers import REPOSITORY, ProductServer, free_port, own_postgres, product

SHOP = "https://shop.example"
DRAIN_SECONDS = 1.5
SERVE = [sys.executable, "-m", "app.cli", "serve"]


class ServedProduct(ProductServer):
    """The product started by its own command instead of by uvicorn's."""

    @property
    def command(self) -> list[str]:
        return [*SERVE, "--port", str(self.port)]


STARTS = {"uvicorn": ProductServer, "fivefold serve": ServedProduct}


@pytest.fixture(params=STARTS)
def drained(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ProductServer]:
    """A server that goes on for a while after SIGTERM."""
    server = STARTS[request.param](tmp_path, environment={"FIVEFOLD_DRAIN_SECONDS": str(DRAIN_SECONDS)})
    server.start()
    yield server
    server.stop()


def test_pages_of_the_named_origins_may_call(tmp_path: Path) -> None:
    environment = {"FIVEFOLD_CORS_ORIGINS": SHOP}
    with product(tmp_path, environment=environment) as server, httpx.Client(base_url=server.url) as http:
        asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
        allowed = http.options(f"{AUTH}/clients", headers={"Origin": SHOP, **asked})
        assert allowed.status_code == 200
        assert allowed.headers["access-control-allow-origin"] == SHOP
        assert "POST" in allowed.headers["access-control-allow-methods"]
        answered = http.get(f"{AUTH}/me", headers={"Origin": SHOP})
        assert (answered.status_code, answered.headers["access-control-allow-origin"]) == (401, SHOP)
        assert "X-Request-Id" in answered.headers["access-control-expose-headers"]
        assert "access-control-allow-credentials" not in answered.headers
        stranger = http.options(f"{AUTH}/clients", headers={"Origin": "https://elsewhere.example", **asked})
        assert stranger.status_code == 400
        assert "access-control-allow-origin" not in stranger.headers


def test_a_stop_lets_running_requests_end(drained: ProductServer) -> None:
    """Ready turns 503 at once, others are served while it drains, and what has begun is answered after that."""
    with httpx.Client(base_url=drained.url) as http:
        person = register(http)
        body = json.dumps({"email": person.email, "password": PASSWORD}).encode()
        with _begun(drained, body) as connection:
            os.kill(drained.pid, signal.SIGTERM)
            assert _ready_turns(http, "draining") == 503
            assert http.get("/health/live").status_code == 200
            assert nobody(http).post("/login", json.loads(body), 200)["token_type"] == "Bearer"
            _wait_until_nobody_listens(drained)
            connection.sendall(body[-1:])
            answered = connection.makefile("rb").read()
        assert answered.startswith(b"HTTP/1.1 200 OK\r\n")
        assert b'"access_token"' in answered
    assert drained.stop() == 0


def _begun(server: ProductServer, body: bytes) -> socket.socket:
    """A request that has arrived but for the last byte of its body."""
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=20)
    head = (
        f"POST {AUTH}/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    )
    connection.sendall(head.encode() + b"Connection: close\r\n\r\n" + body[:-1])
    time.sleep(0.2)
    return connection


def _ready_turns(http: httpx.Client, status: str) -> int:
    deadline = time.monotonic() + DRAIN_SECONDS
    while time.monotonic() < deadline:
        response = http.get("/health/ready")
        if response.json()["status"] == status:
            return response.status_code
        time.sleep(0.02)
    raise AssertionError(f"/health/ready did not say {status}")


def _wait_until_nobody_listens(server: ProductServer) -> None:
    deadline = time.monotonic() + DRAIN_SECONDS + 5
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", server.port), timeout=1).close()
        except ConnectionRefusedError:
            return
        time.sleep(0.05)
    raise AssertionError("the server still takes connections")


def test_a_taken_port(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        sentence = refusal(tmp_path, {"FIVEFOLD_PORT": port})
    assert f"Port {port} on 127.0.0.1 is taken" in sentence
    assert "FIVEFOLD_PORT" in sentence


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    folder = tmp_path / "file" / "data"
    assert f"FIVEFOLD_DATA_DIR={folder} cannot be" in refusal(tmp_path, {"FIVEFOLD_DATA_DIR": str(folder)})


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """/proc takes files from nobody, not even from root."""
    if not Path("/proc/self").exists():
        folder = tmp_path / "locked"
        folder.mkdir(mode=0o500)
    else:
        folder = Path("/proc/fivefold")
    assert f"FIVEFOLD_DATA_DIR={folder} cannot be" in refusal(tmp_path, {"FIVEFOLD_DATA_DIR": str(folder)})


def test_a_database_that_does_not_answer(tmp_path: Path) -> None:
    url = f"postgresql://postgres@127.0.0.1:{free_port()}/postgres"
    sentence = refusal(tmp_path, {"FIVEFOLD_DATABASE_URL": url})
    assert "PostgreSQL cannot be reached" in sentence


def test_a_database_that_was_not_migrated(tmp_path: Path) -> None:
    with own_postgres() as postgres:
        sentence = refusal(tmp_path, {"FIVEFOLD_DATABASE_URL": postgres.url})
    assert "run `fivefold migrate` first" in sentence


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"FIVEFOLD_PROT": "8001"}, "There is no setting FIVEFOLD_PROT; did you mean FIVEFOLD_PORT?"),
        ({"FIVEFOLD_PORT": "eighty"}, "FIVEFOLD_PORT cannot be 'eighty'"),
        ({"FIVEFOLD_ENVIRONMENT": "production"}, "FIVEFOLD_SECRET_KEY needs 32 or more random characters"),
        (
            {"FIVEFOLD_CORS_ORIGINS": "*", "FIVEFOLD_CORS_CREDENTIALS": "true"},
            "FIVEFOLD_CORS_ORIGINS cannot be * together with FIVEFOLD_CORS_CREDENTIALS",
        ),
        ({"FIVEFOLD_ROLE": "web"}, "FIVEFOLD_ROLE=web needs PostgreSQL"),
        ({"WEB_CONCURRENCY": "2"}, "WEB_CONCURRENCY=2 needs PostgreSQL"),
        ({"FIVEFOLD_DATABASE_URL": "mysql://db/x"}, "FIVEFOLD_DATABASE_URL must begin with postgresql://"),
    ],
)
def test_a_setting_that_cannot_be(tmp_path: Path, environment: dict[str, str], says: str) -> None:
    assert says in refusal(tmp_path, environment)


def test_a_second_server_on_the_same_file(tmp_path: Path) -> None:
    with product(tmp_path) as first:
        done = _run(SERVE, _environment(tmp_path, {"FIVEFOLD_DATA_DIR": str(first.data_dir)}))
    assert done.returncode == 3, "the server's own status for a start that failed"
    assert done.stderr.strip().splitlines()[-1].startswith("fivefold: Another Fivefold server already uses")


def test_plain_uvicorn_refuses_in_one_sentence_as_well(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "uvicorn", "app.main:app", "--port", str(free_port())]
    done = _run(command, _environment(tmp_path, {"FIVEFOLD_PROT": "8001"}))
    assert done.returncode == 1
    assert done.stderr.strip() == "fivefold: There is no setting FIVEFOLD_PROT; did you mean FIVEFOLD_PORT?"


def refusal(folder: Path, environment: Mapping[str, str]) -> str:
    """Start `fivefold serve` with these settings; the one sentence that it says before it ends with 1."""
    done = _run(SERVE, _environment(folder, environment))
    assert done.returncode == 1, f"exit status {done.returncode}: {done.stdout}{done.stderr}"
    assert done.stdout == ""
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("fivefold: ")
    return line


def _environment(folder: Path, more: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FIVEFOLD_")}
    defaults = {"FIVEFOLD_DATA_DIR": str(folder / "data"), "FIVEFOLD_PORT": str(free_port())}
    return {**kept, **defaults, **more}


def _run(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
