"""The source of the house as the architecture tests read it: files, syntax trees, and what they define."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("kernel", "providers", "modules", "app")
MODULES = ("auth", "notifications", "catalog", "finance", "workflow")
"""From left to right: a module may use those to its left."""


@dataclass(frozen=True)
class Source:
    """One Python file. `path` is relative to the repository, with forward slashes."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the tree."""
        return tuple(ast.walk(self.tree))

    @property
    def floor(self) -> str:
        return self.path.split("/", 1)[0]

    @property
    def owner(self) -> str:
        """Who owns what this file defines: `auth` for modules/auth/..., `database` for providers/database/..."""
        parts = self.path.split("/")
        return parts[1].removesuffix(".py") if len(parts) > 1 else parts[0]

    def at(self, node: ast.AST, what: str) -> str:
        """A finding, with its place."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}: {what}"


def sources(*folders: str) -> list[Source]:
    """The Python files below these folders of the repository, sorted by path."""
    found = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return [
        Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
        for path in found
        if "node_modules" not in path.parts
    ]


def dotted(node: ast.AST) -> str:
    """`a.b.c` for an attribute chain or a name, an empty string for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""


def calls(source: Source) -> Iterator[tuple[ast.Call, str]]:
    """Every call with the name it is called by: the last part of `a.b.c(...)`."""
    for node in source.nodes:
        if isinstance(node, ast.Call):
            function = node.func
            yield node, function.attr if isinstance(function, ast.Attribute) else dotted(function)


def imported_names(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """Everything imported, as full dotted names: `from a import b` gives `a.b`."""
    for node in source.nodes:
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node, f"{'.' * node.level}{node.module or ''}.{alias.name}") for alias in node.names)


def literal(node: ast.AST | None) -> str | None:
    """The text of a string literal."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def repository_files() -> list[str]:
    """What the repository holds, as relative paths. An unpacked archive has no git: then everything not ignored."""
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode == 0:
        return [name for name in listing.stdout.splitlines() if (ROOT / name).is_file()]
    ignored = {line.rstrip("/") for line in (ROOT / ".gitignore").read_text().splitlines() if line.strip()}
    return sorted(
        relative.as_posix()
        for path in ROOT.rglob("*")
        if path.is_file() and not ignored.intersection((relative := path.relative_to(ROOT)).parts)
    )
