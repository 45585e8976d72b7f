"""Rules about size and names, and about what the repository holds. Each returns its findings."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from tests.architecture.house import Source, calls

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 70
VAGUE = {"util", "utils", "helper", "helpers", "common", "manager", "base", "misc", "crud", "stuff"}

TOP_LEVEL = {
    ".ci", ".dockerignore", ".github", ".gitignore", ".importlinter", "CHANGELOG.md", "Dockerfile", "LICENSE",
    "Makefile", "README.md", "app", "benchmarks", "dashboard", "deploy", "docs", "kernel", "modules", "providers",
    "pyproject.toml", "tests",
}  # fmt: skip
"""What stands in the first folder of the repository, beside requirements*.lock. There is a room for anything else."""

# One letter stands in brackets here and there, so that this file does not find itself.
_LEFT_OVER = re.compile(r"\b(?:TO[D]O|FIX[M]E)\b|(?:#|//)\s*(?:XXX|HACK)\b")
_REGISTRY = re.compile(
    r"https?://[^\s\"'<>]*(?:pypi|pythonhosted|npmjs|npmmirror|yarnpkg|artifactory|nexus|devpi|mirror)"
    r"|\b(?:extra-)?index[-_]url\s*[= ]\s*[\"']?https?:"
    r"|\bregistry\s*=\s*[\"']?https?:|--find[-]links",
    re.IGNORECASE,
)
_WORKPLACE = re.compile(
    r"/work/(?:main|shared|\.library)|/tmp/[b]rief|shared/(?:PRODUCT|ARCHITECTURE|STYLE)\.md|co[-]authored-by"
    r"|house[_]check|generated (?:by|with) (?:an? )?(?:ai|llm)\b",
    re.IGNORECASE,
)
_CLASS_VAGUE = re.compile(r"(?:Util|Utils|Helper|Helpers|Manager|Misc|Crud|CRUD|Common)$|^Base[A-Z]")


def file_fits(source: Source) -> Iterator[str]:
    """A file over its length has two subjects; split it by use case. A migration is a list and stays whole."""
    lines = source.text.count("\n")
    if lines >= FILE_LINES_MAX and "/migrations/" not in source.path:
        yield f"{source.path}: {lines} lines, fewer than {FILE_LINES_MAX} fit"


def functions_fit(source: Source) -> Iterator[str]:
    """A function fits a screen."""
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES_MAX:
                yield source.at(node, f"{node.name} has {lines} lines, {FUNCTION_LINES_MAX} fit")


def names_say_what(source: Source) -> Iterator[str]:
    """A drawer named after nothing fills with everything."""
    for part in source.path.removesuffix(".py").split("/"):
        if VAGUE.intersection(part.split("_")):
            yield f"{source.path}: {part!r} names no concept"
    for node in source.nodes:
        if isinstance(node, ast.ClassDef) and _CLASS_VAGUE.search(node.name):
            yield source.at(node, f"{node.name} names no concept")


def nothing_patched(source: Source) -> Iterator[str]:
    """Tests inject what they need; a sibling patched by string path breaks when it moves."""
    for node, name in calls(source):
        if name in {"patch", "setattr"} and isinstance(node.func, ast.Attribute) and _owner(node.func) in {
            "mock", "mocker", "monkeypatch",
        }:  # fmt: skip
            yield source.at(node, "inject it, or use the embedded adapter, instead of patching")


def _owner(function: ast.Attribute) -> str:
    return function.value.id if isinstance(function.value, ast.Name) else ""


def top_level_is_known(names: Iterable[str]) -> Iterator[str]:
    """Whoever adds a file asks first which room it belongs to."""
    for name in sorted({name.split("/")[0] for name in names} - TOP_LEVEL):
        if not re.fullmatch(r"requirements[\w-]*\.lock", name):
            yield f"{name} has no place at the top of the repository"


def nothing_left_over(path: str, text: str) -> Iterator[str]:
    """What is not done is not started, or is an issue."""
    if not path.endswith((".lock", "package-lock.json")):  # whose hashes may spell anything
        yield from _matches(path, text, _LEFT_OVER, "is left over")


def no_registry_named(path: str, text: str) -> Iterator[str]:
    """Where packages come from is the business of the machine that installs them."""
    yield from _matches(path, text, _REGISTRY, "names where packages come from")
    if path.endswith(".lock"):
        yield from _matches(path, text, re.compile(r"https?://"), "an address in a lock file")
    if path.endswith("package-lock.json"):
        yield from _matches(path, text, re.compile(r'"resolved":\s*"https?:'), "an address in a lock file")


def no_workplace(path: str, text: str) -> Iterator[str]:
    """The repository speaks of the product, not of the desk it was written at."""
    yield from _matches(path, text, _WORKPLACE, "speaks of the workplace")


def _matches(path: str, text: str, pattern: re.Pattern[str], what: str) -> Iterator[str]:
    for match in pattern.finditer(text):
        yield f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {match.group()!r} {what}"
