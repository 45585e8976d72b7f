"""Servers to measure: started as their users start them, timed until ready, weighed while they run."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
START_SECONDS_MAX = 60.0


class Server:
    """One process of `uvicorn APPLICATION` on a free loopback port, with its access log in a file."""

    def __init__(self, application: str, folder: Path, environment: Mapping[str, str], ready_path: str) -> None:
        self.host = "127.0.0.1"
        self.port = _free_port()
        self.log_path = folder / "access.log"
        self._ready_path = ready_path
        self._command = [sys.executable, "-m", "uvicorn", application, "--host", self.host, "--port", str(self.port)]
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("FIVEFOLD_")},
            **environment,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start; returns the seconds from the process's start to its first 200."""
        with self.log_path.open("ab") as log:
            started = time.perf_counter()
            self._process = subprocess.Popen(
                self._command, cwd=REPOSITORY, env=self._environment, stdout=log, stderr=log
            )
        while self._process.poll() is None and time.perf_counter() - started < START_SECONDS_MAX:
            if self._answers():
                return time.perf_counter() - started
            time.sleep(0.01)
        log_end = self.log_path.read_text(errors="replace")[-2000:]
        self.stop()
        raise RuntimeError(f"{' '.join(self._command)} did not start:\n{log_end}")

    def stop(self) -> None:
        """Ask it to end, and wait."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def resident_mb(self) -> float:
        """Resident memory now, in megabytes of a million bytes."""
        assert self._process is not None
        status = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(self._process.pid)], capture_output=True, text=True, check=True
        )
        return int(status.stdout) * 1024 / 1e6

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=5)
        try:
            connection.request("GET", self._ready_path)
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
