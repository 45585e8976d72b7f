"""Writes docs/modules.md from the source: `python -m tests.architecture.modules_page`."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import grimp

from tests.architecture.house import FLOORS, MODULES, ROOT, Source, calls, dotted, literal, sources
from tests.architecture.tables import declared

PAGE = ROOT / "docs" / "modules.md"
_VERBS = {"get", "post", "put", "patch", "delete"}

_HEAD = """# The modules

<!-- Written by `python -m tests.architecture.modules_page`; a test fails when it is stale. -->

Drawn from the source. A solid arrow is an import that exists: from one module to the `public` door of another, or to
a capability of the providers, with the number of files that import it. A dotted arrow is the order, auth <
notifications < catalog < finance < workflow: a module may use those it can reach along the arrows, and no other. The
kernel is left out, since everybody uses it.
"""


@dataclass(frozen=True)
class Room:
    """What one module's source says about it."""

    name: str
    owns: str
    declared_dependencies: tuple[str, ...]
    operations: int
    tables: int
    events: int
    permissions: int


def survey(name: str, files: Sequence[Source]) -> Room:
    """Read one module from its files."""
    inside = [source for source in files if source.path.startswith(f"modules/{name}/")]
    by_path = {source.path: source for source in inside}
    return Room(
        name=name,
        owns=_first_sentence(by_path[f"modules/{name}/__init__.py"]),
        declared_dependencies=_declared_dependencies(by_path.get(f"modules/{name}/module.py")),
        operations=sum(_operations(source) for source in inside),
        tables=sum(1 for source in inside for _ in declared(source)),
        events=sum(_events(source) for source in inside if "/public/" in source.path),
        permissions=len({name for source in inside for name in _permissions(source)}),
    )


def _first_sentence(source: Source) -> str:
    text = " ".join((ast.get_docstring(source.tree) or "").split())
    return text.split(". ")[0].rstrip(".").replace("|", "\\|")


def _declared_dependencies(module: Source | None) -> tuple[str, ...]:
    for call, name in calls(module) if module else ():
        if name == "ModuleSpec":
            for keyword in call.keywords:
                if keyword.arg == "depends_on":
                    return tuple(ast.literal_eval(keyword.value))
    return ()


def _operations(source: Source) -> int:
    """Functions decorated with `@router.get(...)` and its like."""
    functions = [node for node in source.nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    names = [dotted(d.func) for f in functions for d in f.decorator_list if isinstance(d, ast.Call)]
    return sum(1 for name in names if "router" in name.split(".")[0] and name.rpartition(".")[2] in _VERBS)


def _events(source: Source) -> int:
    classes = [node for node in source.nodes if isinstance(node, ast.ClassDef)]
    return sum(
        1 for node in classes if any(isinstance(s, ast.Assign | ast.AnnAssign) and _names_event(s) for s in node.body)
    )


def _names_event(statement: ast.Assign | ast.AnnAssign) -> bool:
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return any(dotted(target) == "name" for target in targets) and (literal(statement.value) or "").count(".") == 2


def _permissions(source: Source) -> list[str]:
    return [
        text for call, name in calls(source) if name == "Permission" and call.args and (text := literal(call.args[0]))
    ]


def imports_between_rooms() -> Counter[tuple[str, str]]:
    """How many files of a module import another module, or a capability: (`modules.auth`, `providers.http`)."""
    graph = grimp.build_graph(*FLOORS, cache_dir=None)
    found: Counter[tuple[str, str]] = Counter()
    for importer in graph.modules:
        room = _room(importer)
        if room.startswith("modules."):
            used = {_room(imported) for imported in graph.find_modules_directly_imported_by(importer)}
            found.update((room, other) for other in used - {room} if "." in other)
    return found


def _room(module: str) -> str:
    floor, *rest = module.split(".")
    return f"{floor}.{rest[0]}" if rest and floor in {"modules", "providers"} else floor


def diagram(imports: Mapping[tuple[str, str], int]) -> str:
    """The picture, in Mermaid."""
    capabilities = sorted({other for _, other in imports if other.startswith("providers.")})
    lines = ["```mermaid", "flowchart TB", '    subgraph modules["modules/"]']
    lines += [f"        {_node(f'modules.{name}')}" for name in reversed(MODULES)]
    lines += [f"        modules_{later} -.-> modules_{earlier}" for earlier, later in pairwise(MODULES)]
    lines += ["    end", '    subgraph providers["providers/"]']
    lines += [f"        {_node(name)}" for name in capabilities]
    lines.append("    end")
    lines += [
        f"    {importer.replace('.', '_')} -->|{count}| {imported.replace('.', '_')}"
        for (importer, imported), count in sorted(imports.items())
    ]
    return "\n".join([*lines, "```"])


def _node(name: str) -> str:
    return f'{name.replace(".", "_")}["{name.partition(".")[2]}"]'


def render(rooms: Sequence[Room], imports: Mapping[tuple[str, str], int]) -> str:
    """The page for these rooms."""
    lines = [_HEAD, diagram(imports), ""]
    lines.append("| Module | Owns | Depends on | Operations | Tables | Events | Permissions |")
    lines.append("|---|---|---|---:|---:|---:|---:|")
    for room in rooms:
        depends = ", ".join(room.declared_dependencies) or "none"
        counts = f"{room.operations} | {room.tables} | {room.events} | {room.permissions}"
        lines.append(f"| `{room.name}` | {room.owns} | {depends} | {counts} |")
    return "\n".join(lines) + "\n"


def current() -> str:
    """The page as it should be now."""
    files = sources("modules")
    return render([survey(name, files) for name in MODULES], imports_between_rooms())


if __name__ == "__main__":
    PAGE.write_text(current(), encoding="utf-8")
