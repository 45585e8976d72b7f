"""Somebody who follows a page: a fresh checkout, a shell that remembers, servers started where the page says so."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import shutil
import signal
import subprocess
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.docs.pages import Block
from tests.support.servers import REPOSITORY, free_port

# Commands that serve until they are stopped. A page goes on while they run.
_SERVES = re.compile(
    r"^(?:[A-Z_]+=\S+ )*(make run|\S*fivefold serve\b.*|\S*uvicorn app\.main:app\b.*)$", re.MULTILINE
)
_START_SECONDS_MAX = 90.0
_STOP_SECONDS_MAX = 20.0
DATABASE_IN_PAGES = "postgresql://fivefold:secret@localhost/fivefold"


class Reader:
    """Runs the blocks of one page in order, as a person would in one terminal, and one more to serve."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        self.checkout = folder / "fivefold"
        self.port = free_port()
        self._database_url = database_url
        self._server: subprocess.Popen[bytes] | None = None
        self._variables = folder / "variables.sh"
        self._environment = {
            **{
                name: value
                for name, value in os.environ.items()
                if not name.startswith(("FIVEFOLD_", "COV_", "PYTEST_"))
            },
            "FIVEFOLD_PORT": str(self.port),
            "FIVEFOLD_DRAIN_SECONDS": "0",
            "CURL_HOME": str(folder),  # holds a .curlrc that makes an error status fail the command
        }

    def prepare(self) -> None:
        """A copy of the repository in which `make run` finds everything installed and built."""
        make_checkout(self.checkout)
        (self.folder / ".curlrc").write_text("fail-with-body\nsilent\nshow-error\nmax-time = 30\n")
        self._variables.write_text("")

    def follow(self, block: Block) -> None:
        """Run a block and fail as the shell fails. A server in it is waited for, and ends the one before."""
        text = self._as_here(block.text)
        if _SERVES.search(text):
            self._serve(text)
            return
        script = f'set -euo pipefail -a\n. "{self._variables}"\n{text}\nexport -p > "{self._variables}"\n'
        done = subprocess.run(
            ["bash", "-c", script], cwd=self.checkout, env=self._environment,
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, f"line {block.line}: {block.text}\n{done.stdout}{done.stderr}"

    def serve_if_asked(self, text: str) -> None:
        """Start a server for a page that talks to one without saying how it is started."""
        if "localhost:8000" in text and not _SERVES.search(text):
            self._serve(f"{shlex.quote(str(self.checkout))}/.venv/bin/fivefold serve --demo")

    def leave(self) -> None:
        """Stop what still serves."""
        if self._server is None:
            return
        self._signal(signal.SIGTERM)
        deadline = time.monotonic() + _STOP_SECONDS_MAX
        while self._signal(0) and time.monotonic() < deadline:
            self._server.poll()  # the shell goes at once; its server, in the same group, finishes first
            time.sleep(0.05)
        self._signal(signal.SIGKILL)
        self._server.wait(timeout=_STOP_SECONDS_MAX)
        self._server = None

    def _signal(self, which: int) -> bool:
        """Signal the server's group; False when nobody of it is left."""
        assert self._server is not None
        try:
            os.killpg(self._server.pid, which)
        except ProcessLookupError:
            return False
        return True

    def _as_here(self, text: str) -> str:
        here = text.replace("localhost:8000", f"localhost:{self.port}").replace("--port 8000", f"--port {self.port}")
        return here.replace(DATABASE_IN_PAGES, self._database_url)

    def _serve(self, text: str) -> None:
        self.leave()
        script = f'set -euo pipefail -a\n. "{self._variables}"\n{text}\n'
        log_path = self.folder / "server.log"
        with log_path.open("ab") as log:
            self._server = subprocess.Popen(
                ["bash", "-c", script], cwd=self.checkout, env=self._environment,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + _START_SECONDS_MAX
        while self._server.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(URLError, ConnectionError, TimeoutError):
                urlopen(f"http://localhost:{self.port}/health/ready", timeout=5).close()
                return
            time.sleep(0.1)
        raise AssertionError(f"{text}\ndid not serve:\n{log_path.read_text(errors='replace')[-3000:]}")


def make_checkout(checkout: Path) -> None:
    """What git knows or would add, with the environment and the dashboard of this one."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=REPOSITORY, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for name in filter(None, listed.split("\0")):
        source = REPOSITORY / name
        if source.is_file():
            (checkout / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, checkout / name)
    built = REPOSITORY / "dashboard" / "dist"
    if built.exists():
        shutil.copytree(built, checkout / "dashboard" / "dist")
    environment = checkout / ".venv"
    environment.mkdir()
    for name in ("bin", "lib", "pyvenv.cfg"):
        (environment / name).symlink_to(REPOSITORY / ".venv" / name)
    stamps = checkout / ".make"
    stamps.mkdir()
    (environment / "made").write_text(f"{checkout}\n")
    for name in ("runtime", "dev", "npm", "node_modules", "dashboard"):
        (stamps / name).touch()
