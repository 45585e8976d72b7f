"""Rules about tables: whose they are, what they hold, and whether they could be spread by organization."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator

from sqlalchemy import ForeignKeyConstraint, Table, UniqueConstraint

from providers.database import types
from providers.database.schema import is_tenant, metadata
from tests.architecture.house import Source, calls, literal, sources

ORG = "org_id"
REASON_LENGTH_MIN = 15
PREFIXES = {"database": "db"}
"""Owners whose tables are not prefixed with their own name."""

_DECLARING = {"tenant_table", "global_table"}
COLUMN_TYPES = {
    kind for kind in vars(types).values() if isinstance(kind, type) and kind.__module__ == types.__name__
} | {types.Flag, types.Whole, types.Amount, types.Words, types.Bytes, types.Small}


def declared(source: Source) -> Iterator[tuple[str, str, int]]:
    """Name, kind (`tenant_table` or `global_table`) and line of every table that the file declares."""
    for call, name in calls(source):
        if name in _DECLARING and call.args and (table := literal(call.args[0])) is not None:
            yield table, name, call.lineno


def load_tables() -> dict[str, tuple[Table, Source]]:
    """Every table of the house with the file that declares it, by name."""
    loaded: dict[str, tuple[Table, Source]] = {}
    for source in sources("providers", "modules", "app"):
        names = [name for name, _, _ in declared(source)]
        if names:
            importlib.import_module(source.path.removesuffix(".py").replace("/", "."))
        loaded.update({name: (metadata.tables[name], source) for name in names})
    return loaded


def declares_with_its_prefix(source: Source) -> Iterator[str]:
    """A table's name says whose it is: `auth_` for modules/auth, `operations_` for app/operations."""
    prefix = f"{PREFIXES.get(source.owner, source.owner)}_"
    for name, _, line in declared(source):
        if not name.startswith(prefix):
            yield f"{source.path}:{line}: {name} belongs to {source.owner} and starts with {prefix}"


def declares_tables_one_way(source: Source) -> Iterator[str]:
    """Only through tenant_table and global_table, by a literal name, so that each table is known to these rules."""
    if source.path == "providers/database/schema.py" or "/migrations/" in source.path:
        return
    for call, name in calls(source):
        if name in {"Table", "MetaData", "ForeignKey"}:
            yield source.at(call, f"{name}: tables are declared with tenant_table, global_table and references")
        elif name in _DECLARING and not (call.args and literal(call.args[0])):
            yield source.at(call, f"{name} takes the table's name as a literal")


def columns_have_known_types(table: Table) -> Iterator[str]:
    """Numeric, Float and DateTime lose digits and zones on SQLite; the types of providers/database lose nothing."""
    for column in table.columns:
        if type(column.type) not in COLUMN_TYPES:
            yield f"{table.name}.{column.name} is a {type(column.type).__name__}; see providers/database/types.py"


def keys_hold_the_organization(table: Table) -> Iterator[str]:
    """What is unique in a tenant table is unique within an organization; the database can then be spread by it."""
    if not is_tenant(table):
        return
    keys = [(str(c.name), [k.name for k in c.columns]) for c in table.constraints if isinstance(c, UniqueConstraint)]
    keys += [(str(index.name), [k.name for k in index.columns]) for index in table.indexes if index.unique]
    keys.append(("primary key", [column.name for column in table.primary_key.columns]))
    for name, columns in keys:
        if ORG not in columns:
            yield f"{table.name}: {name} is unique without {ORG}"
    if table.primary_key.columns.keys()[:1] != [ORG]:
        yield f"{table.name}: the primary key begins with {ORG}"


def foreign_keys(table: Table) -> Iterator[tuple[ForeignKeyConstraint, str]]:
    """The foreign keys with the name of the table that each points to."""
    for constraint in table.foreign_key_constraints:
        yield constraint, constraint.elements[0].target_fullname.split(".")[0]


def foreign_keys_stay_within_the_organization(table: Table, tables: dict[str, Table]) -> Iterator[str]:
    """Between tenant tables they are composite. A global one, copied to every node, may point to none of them."""
    for constraint, target in foreign_keys(table):
        if target not in tables:
            yield f"{table.name}: a foreign key to {target}, which nobody declares"
        elif is_tenant(tables[target]):
            pairs = [(e.parent.name, e.target_fullname.rpartition(".")[2]) for e in constraint.elements]
            if not is_tenant(table):
                yield f"{table.name} is global and may not point to {target}, whose rows belong to organizations"
            elif (ORG, ORG) not in pairs:
                yield f"{table.name}: a foreign key to {target} without {ORG}"


def foreign_keys_stay_at_home(table: Table, owners: dict[str, str]) -> Iterator[str]:
    """Another owner's tables are its own business; there is its facade."""
    for _, target in foreign_keys(table):
        if owners.get(target) != owners[table.name]:
            yield f"{table.name} of {owners[table.name]} points to {target} of {owners.get(target)}"


def global_tables_say_why(table: Table) -> Iterator[str]:
    """Rows without an organization are the exception, and it has a reason."""
    if not is_tenant(table) and len(str(table.info.get("reason", ""))) < REASON_LENGTH_MIN:
        yield f"{table.name} is global and does not say why"


def all_findings(tables: dict[str, tuple[Table, Source]]) -> Iterable[str]:
    """Everything wrong with these tables."""
    known = {name: table for name, (table, _) in tables.items()}
    owners = {name: source.owner for name, (_, source) in tables.items()}
    for table in known.values():
        yield from columns_have_known_types(table)
        yield from keys_hold_the_organization(table)
        yield from foreign_keys_stay_within_the_organization(table, known)
        yield from foreign_keys_stay_at_home(table, owners)
        yield from global_tables_say_why(table)
