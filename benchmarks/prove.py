"""`make prove`: the crash and concurrency proofs at full count, and their results with the date into the docs.

Runs every test marked `prove` with FIVEFOLD_PROVE=1. What a test says with `record("kills", 50)` (the fixture in
tests.support.prove) stands in the table beside what its docstring promises.
"""

from __future__ import annotations

import inspect
import os
import platform
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import pytest

REPORT = Path(__file__).parents[1] / "docs" / "reliability.md"
BEGIN, END = "<!-- results: written by make prove -->", "<!-- end of results -->"
SECONDS_MAX = 1800


class Recorder:
    """A pytest plugin that keeps one row for each proof."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str, str, float]] = []
        self._promises: dict[str, str] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            test = getattr(item, "function", None)
            promise = (inspect.getdoc(test) or "").split("\n\n")[0].replace("\n", " ")
            # A parametrized proof says what it was tried on: "[sqlite]", "[postgresql]".
            variant = item.name.partition("[")[2].rstrip("]")
            name = item.name.partition("[")[0].removeprefix("test_").replace("_", " ")
            self._promises[item.nodeid] = (promise or name.capitalize()) + (f" ({variant})" if variant else "")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.outcome != "passed":
            facts = ", ".join(f"{value} {name}" for name, value in report.user_properties)
            promise = self._promises.get(report.nodeid, report.nodeid)
            self.rows.append((promise, facts, report.outcome, report.duration))


def main() -> int:
    os.environ["FIVEFOLD_PROVE"] = "1"
    recorder = Recorder()
    status = pytest.main(["-m", "prove", f"--timeout={SECONDS_MAX}", *sys.argv[1:]], plugins=[recorder])
    if recorder.rows and len(sys.argv) == 1:
        write_report(recorder)
    return int(status)


def write_report(recorder: Recorder) -> None:
    """Put the table between the marks in docs/reliability.md."""
    text = REPORT.read_text()
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    REPORT.write_text(f"{before}{BEGIN}\n\n{table(recorder)}\n{END}{after}")


def table(recorder: Recorder) -> str:
    """The rows as Markdown, under the date and the machine."""
    today = datetime.now(UTC).date().isoformat()
    machine = f"Python {platform.python_version()}, {platform.system()} on {os.cpu_count()} cores"
    lines = [
        f"Run on {today} with Fivefold {version('fivefold')}, {machine}.",
        "",
        "| What was tried | How often | Result | Seconds |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {promise} | {facts} | {outcome} | {seconds:.1f} |" for promise, facts, outcome, seconds in recorder.rows
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
