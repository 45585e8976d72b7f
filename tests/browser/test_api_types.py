"""The dashboard's types of the API are those of the API."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.servers import REPOSITORY

DASHBOARD = REPOSITORY / "dashboard"


def test_the_generated_types_are_not_stale(tmp_path: Path) -> None:
    npm = next(filter(None, (shutil.which(str(REPOSITORY / ".make" / "npm")), shutil.which("npm"))), None)
    if npm is None or not (DASHBOARD / "node_modules" / "openapi-typescript").is_dir():
        pytest.skip("needs the dashboard's packages: `make dashboard`")
    document = subprocess.run(
        [sys.executable, "-m", "app.cli", "openapi"], cwd=REPOSITORY, check=True, capture_output=True
    ).stdout
    fresh = tmp_path / "schema.d.ts"
    subprocess.run(
        [npm, "run", "--silent", "generate", "--", str(fresh)],
        cwd=DASHBOARD, input=document, check=True, capture_output=True,
    )  # fmt: skip
    kept = (DASHBOARD / "src" / "api" / "schema.d.ts").read_text()
    assert fresh.read_text() == kept, "run `fivefold openapi | npm --prefix dashboard run generate`"
