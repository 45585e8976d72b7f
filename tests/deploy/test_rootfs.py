"""The image starts and stays small, also where no container engine can build it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.support.servers import REPOSITORY


@pytest.mark.timeout(180)
def test_the_root_file_system_of_the_dockerfile_starts_and_is_small() -> None:
    done = subprocess.run(
        [sys.executable, "deploy/rootfs.py"], cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=150
    )
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(done.stdout.splitlines()[-1])
    assert report["with_debian_mb"] < 300
    assert report["start_seconds"] < 10


def test_an_instruction_that_is_not_understood_is_refused() -> None:
    """A Dockerfile that outgrows the script must not pass for one that was tried."""
    program = (
        "import sys; sys.path.insert(0, 'deploy'); import pathlib, rootfs, tempfile\n"
        "stages = rootfs.read_stages('FROM python:3.11-slim\\nRUN apt-get install -y curl\\n')\n"
        "rootfs.Builder(pathlib.Path(tempfile.mkdtemp())).build(stages)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "this command is not known here" in done.stderr
