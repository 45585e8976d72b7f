"""Writes docs/tenancy.md from the tables: `python -m tests.architecture.tenancy_page`."""

from __future__ import annotations

from sqlalchemy import Table

from providers.database.schema import is_tenant
from tests.architecture.house import ROOT, Source
from tests.architecture.tables import load_tables

PAGE = ROOT / "docs" / "tenancy.md"

_HEAD = """# Which rows belong to whom

<!-- Written by `python -m tests.architecture.tenancy_page`; a test fails when it is stale. -->

A table either belongs to organizations, with the primary key `(org_id, ...)`, or it is global and says why. The
tenancy guard refuses every statement that touches a table of the first kind without tying it to the caller's
organization; see [Tenancy in the key](adr/0003-tenancy-in-the-key.md).
"""


def render(tables: dict[str, tuple[Table, Source]]) -> str:
    """The page for these tables."""
    by_name = [(name, *tables[name]) for name in sorted(tables)]
    outside = [(name, table, source) for name, table, source in by_name if not is_tenant(table)]
    inside = [(name, table, source) for name, table, source in by_name if is_tenant(table)]
    lines = [_HEAD, f"## Global tables ({len(outside)})", "", "| Table | Owner | Why it is global |", "|---|---|---|"]
    lines += [f"| `{name}` | {source.owner} | {table.info['reason']} |" for name, table, source in outside]
    lines += ["", f"## Tables of organizations ({len(inside)})", "", "| Table | Owner | Key |", "|---|---|---|"]
    lines += [f"| `{name}` | {source.owner} | {_key(table)} |" for name, table, source in inside]
    return "\n".join(lines) + "\n"


def _key(table: Table) -> str:
    return ", ".join(f"`{column.name}`" for column in table.primary_key.columns)


if __name__ == "__main__":
    PAGE.write_text(render(load_tables()), encoding="utf-8")
