"""Rules that import-linter cannot see: about imports, places and forbidden calls. Each returns its findings."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator

from tests.architecture.house import FLOORS, Source, calls, dotted, imported_names, literal

IMPORTS_BY_STRING: dict[str, str] = {}
"""Files that may import by string, each with its reason."""

SYSTEM_UNITS: dict[str, str] = {
    "providers/database/": "implements them, and looks after its own tables across organizations",
    "modules/auth/access/": "a credential names its organization, so it is looked up before one is known",
    "app/operations/": "the operator sees the instance, which is above organizations",
}
"""Places that may work across organizations, each with its reason."""

CLOCKS: dict[str, str] = {
    "kernel/clock.py": "is the clock",
    "kernel/ids.py": "an identifier carries the time at which it was made",
    "app/logs.py": "a log line is stamped when it is written, and nothing is decided by it",
}
"""Files that may read the machine's clock, each with its reason."""

FRAMEWORK_ERRORS: dict[str, str] = {
    "app/http/errors.py": "renders what the framework itself raises, such as an unknown path; it may not raise it",
}
"""Files that may name HTTPException, each with its reason."""

BACKGROUND_TASKS: dict[str, str] = {
    "app/background.py": "starts and drains whatever runs beside requests",
}
"""Files that may start an asyncio task, each with its reason."""

_BY_STRING = {"import_module", "__import__", "resolve_name", "run_module", "run_path"}
_TASK_STARTERS = {"create_task", "ensure_future"}
_CLOCK_READS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}
_AVOIDED = {"HTTPException", "BaseHTTPMiddleware", "dependency_overrides"}
_SQL_TEXT = {"exec_driver_sql", "literal_column", "TextClause", "TextualSelect"}


def is_listed(source: Source, places: dict[str, str]) -> bool:
    """Whether the file is one of the places, or lies in one that ends with a slash."""
    return any(source.path.startswith(place) if place.endswith("/") else source.path == place for place in places)


def init_holds_only_a_docstring(source: Source) -> Iterator[str]:
    """A re-export would be a second door that import-linter takes for the first."""
    if not source.path.endswith("__init__.py"):
        return
    if ast.get_docstring(source.tree) is None:
        yield f"{source.path}:1: says nothing about what lives here"
    for statement in source.tree.body[1:]:
        yield source.at(statement, "an __init__ file holds only a docstring")


def public_imports_only_kernel(source: Source) -> Iterator[str]:
    """import-linter knows only the libraries it is told of; this knows the standard library, and nothing else."""
    parts = source.path.removesuffix(".py").split("/")
    if parts[0] != "modules" or parts[2:3] != ["public"]:
        return
    own = ".".join(parts[:3])
    for node, name in imported_names(source):
        package = name.split(".")[0]
        if package != "kernel" and package not in sys.stdlib_module_names and not name.startswith(f"{own}."):
            yield source.at(node, f"public may not import {name}")


def no_relative_imports(source: Source) -> Iterator[str]:
    """An import says where it goes."""
    for node in source.nodes:
        if isinstance(node, ast.ImportFrom) and node.level:
            yield source.at(node, "imports are absolute")


def no_import_by_string(source: Source) -> Iterator[str]:
    """A wall holds only against imports that can be read."""
    if is_listed(source, IMPORTS_BY_STRING):
        return
    for call, name in calls(source):
        if name in _BY_STRING:
            yield source.at(call, f"{name} hides an import from the walls")
    packages = "|".join(FLOORS)
    for node in source.nodes:
        text = literal(node)
        if text and re.fullmatch(rf"({packages})(\.\w+)+(:\w+)?", text) and not _is_uvicorn_target(text):
            yield source.at(node, f"{text!r} names a module by string")


def _is_uvicorn_target(text: str) -> bool:
    return text == "app.main:app"  # what `uvicorn` takes so that its workers can start


def no_table_by_string(source: Source) -> Iterator[str]:
    """A table is imported, so that the walls can see who uses whose."""
    if source.floor not in {"modules", "app"}:
        return
    for node in source.nodes:
        if dotted(node).endswith("metadata.tables"):
            yield source.at(node, "metadata.tables hides whose table is used; import it")
    for node, name in imported_names(source):
        if name == "providers.database.schema.metadata":
            yield source.at(node, "the metadata holds everybody's tables; import the one you mean")


def no_sql_text(source: Source) -> Iterator[str]:
    """Text cannot be judged by the tenancy guard and may name anybody's tables. Migrations build theirs as well."""
    if source.floor not in {"modules", "app"}:
        return
    for node, name in imported_names(source):
        if name in {"sqlalchemy.text", "sqlalchemy.sql.text", "sqlalchemy.sql.expression.text"}:
            yield source.at(node, "SQL text is only written in providers/database")
    for node in source.nodes:
        name = dotted(node)
        if name in {"sa.text", "sqlalchemy.text"} or name.rpartition(".")[2] in _SQL_TEXT:
            yield source.at(node, f"{name}: SQL text is only written in providers/database")
    for call, name in calls(source):
        if name in {"execute", "executescript", "executemany"} and call.args and _is_text(call.args[0]):
            yield source.at(call, "SQL text is only written in providers/database")


def _is_text(node: ast.AST) -> bool:
    return literal(node) is not None or isinstance(node, ast.JoinedStr)


def system_units_in_listed_places(source: Source) -> Iterator[str]:
    """Work across organizations is rare, and everybody can see where it happens."""
    if is_listed(source, SYSTEM_UNITS):
        return
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and node.attr in {"system_read", "system_write", "guard_lifted"}:
            yield source.at(node, f"{node.attr} is used in a listed set of places only")


def nothing_avoided(source: Source) -> Iterator[str]:
    """One handler renders errors, middleware is pure ASGI, and tests run what is shipped."""
    avoided = _AVOIDED - {"HTTPException"} if is_listed(source, FRAMEWORK_ERRORS) else _AVOIDED
    for node in source.nodes:
        name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        if isinstance(node, ast.alias):
            name = node.name
        if name in avoided:
            yield source.at(node, f"{name} is not used here")
        if (
            isinstance(node, ast.Raise)
            and node.exc
            and avoided is not _AVOIDED
            and "HTTPException" in ast.dump(node.exc)
        ):
            yield source.at(node, "HTTPException is rendered here and raised nowhere")


def no_clock_but_the_kernels(source: Source) -> Iterator[str]:
    """Rules take a clock, so that a test can move it; units have one instant."""
    if is_listed(source, CLOCKS):
        return
    for node in source.nodes:
        name = ".".join(dotted(node).split(".")[-2:])
        if name in _CLOCK_READS:
            yield source.at(node, f"{name} reads the machine's clock; take a kernel.clock.Clock or unit.now")
    for node, name in imported_names(source):
        if name in {"time.time", "time.time_ns"}:
            yield source.at(node, f"{name} reads the machine's clock; take a kernel.clock.Clock or unit.now")


def nothing_fired_and_forgotten(source: Source) -> Iterator[str]:
    """A task that nobody awaits loses its error and dies with the process. A TaskGroup awaits its own."""
    if is_listed(source, BACKGROUND_TASKS):
        return
    for node, name in imported_names(source):
        if name.rpartition(".")[2] in _TASK_STARTERS:
            yield source.at(node, f"{name} starts a task that nobody has to await")
    for call, name in calls(source):
        if name in _TASK_STARTERS and isinstance(call.func, ast.Attribute) and _is_loop(call.func.value):
            yield source.at(call, f"{name} starts a task that nobody has to await")


def _is_loop(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return dotted(node.func).endswith(("get_running_loop", "get_event_loop"))
    return dotted(node).rpartition(".")[2].lstrip("_") in {"asyncio", "loop"}
