"""A temporary copy of the house in which a wall can be broken, and import-linter to notice."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.house import FLOORS, ROOT

_LINTER = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"


@dataclass(frozen=True)
class Verdict:
    """What import-linter said."""

    kept: bool
    report: str

    def names(self, contract: str, importer: str, imported: str) -> bool:
        """Whether the report says that this contract is broken, by this import."""
        text = " ".join(self.report.split())
        return f"{contract} BROKEN" in text and f"{importer} -> {imported}" in text


def lint(folder: Path, *contracts: str) -> Verdict:
    """Run import-linter over a copy of the house, on some contracts (by their id) or on all."""
    limits = [option for contract in contracts for option in ("--contract", contract)]
    # A process of its own: in this one the packages are already imported from the real house.
    finished = subprocess.run(
        [sys.executable, "-c", _LINTER, "--no-cache", "--no-logo", *limits],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(folder), "COLUMNS": "400", "PYTHONDONTWRITEBYTECODE": "1"},
    )
    return Verdict(finished.returncode == 0, finished.stdout + finished.stderr)


def copy_house(target: Path) -> Path:
    """The Python files of the four floors and the contracts, and nothing else."""
    for floor in FLOORS:
        for path in (ROOT / floor).rglob("*.py"):
            copy = target / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
    shutil.copyfile(ROOT / ".importlinter", target / ".importlinter")
    return target


def add(house: Path, module: str, text: str = "") -> None:
    """Write a new module, with the packages above it; an existing file gets the text as further lines."""
    path = house.joinpath(*module.split(".")).with_suffix(".py")
    path.parent.mkdir(parents=True, exist_ok=True)
    for package in path.relative_to(house).parents:
        if package != Path():
            (house / package / "__init__.py").touch()
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\n{text}\n")
