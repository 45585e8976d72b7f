"""The tenancy guard: no statement compiles unless every tenant table in it is tied to the organization.

It sits in the SQL compiler, so SQLAlchemy's own statement cache is the memo: a statement is judged once per
shape and a cache hit costs nothing. A table occurrence (also an alias, in a subquery, in a CTE, or the target of
a write) is tied when AND-ed equalities of its own scope connect its `org_id` with the bind `ORG`, directly or
through the `org_id` of another occurrence. The right side of an outer join must be tied in its ON clause. Shapes
the guard does not know are refused, as is SQL text.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql.psycopg import PGCompiler_psycopg
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.sql import operators
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import (
    BinaryExpression,
    BindParameter,
    BooleanClauseList,
    ColumnClause,
    ColumnElement,
    Grouping,
)
from sqlalchemy.sql.selectable import (
    CTE,
    Alias,
    FromClause,
    FromGrouping,
    Join,
    Lateral,
    Select,
    Subquery,
    TableValuedAlias,
    Values,
)

from providers.database.port import TenancyViolation
from providers.database.schema import ORG_BIND, is_tenant

_lifted = threading.local()
_ORG_COLUMN = "org_id"
_HARMLESS_LITERALS = frozenset({"*", "1"})  # what SQLAlchemy itself writes for count() and exists()


@contextmanager
def guard_lifted() -> Iterator[None]:
    """Compile without the guard, on this thread: for system units, which keep a statement cache of their own."""
    _lifted.on = True
    try:
        yield
    finally:
        _lifted.on = False


def _is_guarded() -> bool:
    return not getattr(_lifted, "on", False)


class _Ties:
    """Which `org_id` columns are known to equal the organization: groups of equal things, one of them holding ORG."""

    def __init__(self) -> None:
        self._parent: dict[object, object] = {}

    def join(self, left: object, right: object) -> None:
        self._parent[self._root(left)] = self._root(right)

    def are_joined(self, left: object, right: object) -> bool:
        return self._root(left) is self._root(right)

    def _root(self, thing: object) -> object:
        while self._parent.setdefault(thing, thing) is not thing:
            thing = self._parent[thing]
        return thing


def _unwrapped(clause: Any) -> Any:
    while isinstance(clause, Grouping | FromGrouping):
        clause = clause.element
    return clause


def _equalities(clause: Any) -> Iterator[BinaryExpression[Any]]:
    """The equalities that hold whenever the clause does: those joined by AND at its top."""
    clause = _unwrapped(clause)
    if isinstance(clause, BooleanClauseList) and clause.operator is operators.and_:
        for part in clause.clauses:
            yield from _equalities(part)
    elif isinstance(clause, BinaryExpression) and clause.operator is operators.eq:
        yield clause


def _side(clause: Any) -> object | None:
    """What an equality's side stands for: ORG, or the org_id of one occurrence of a tenant table."""
    clause = _unwrapped(clause)
    if isinstance(clause, BindParameter):
        return ORG_BIND if clause.key == ORG_BIND else None
    if isinstance(clause, ColumnClause) and clause.name == _ORG_COLUMN and _tenant_of(clause.table) is not None:
        return clause.table
    return None


def _tenant_of(source: Any) -> Table | None:
    """The tenant table that a FROM element is one occurrence of, if it is."""
    source = _origin(source)
    return source if isinstance(source, Table) and is_tenant(source) else None


def _origin(source: Any) -> Any:
    """What stands behind the aliases of a FROM element."""
    source = _unwrapped(source)
    while type(source) is Alias:
        source = _unwrapped(source.element)
    return source


def _tie(ties: _Ties, clause: ColumnElement[Any] | None) -> None:
    for equality in _equalities(clause):
        left, right = _side(equality.left), _side(equality.right)
        if left is not None and right is not None:
            ties.join(left, right)


def _check_sources(sources: list[Any], ties: _Ties, pending: list[FromClause]) -> None:
    """Collect the occurrences of this scope in `pending` and the ties that joins give."""
    for raw in sources:
        source = _unwrapped(raw)
        if isinstance(source, Join):
            _check_join(source, ties, pending)
        elif _tenant_of(source) is not None:
            pending.append(source)
        elif not isinstance(_origin(source), Table | CTE | Subquery | Lateral | Values | TableValuedAlias):
            raise TenancyViolation(f"the guard does not know a FROM of kind {type(source).__name__}")
        # What is left is a global table, or something that is compiled, and so judged, in a scope of its own.


def _check_join(join: Join, ties: _Ties, pending: list[FromClause]) -> None:
    if join.full:
        raise TenancyViolation("a FULL JOIN cannot be tied to one organization")
    _check_sources([join.left], ties, pending)
    if not join.isouter:
        _tie(ties, join.onclause)
        _check_sources([join.right], ties, pending)
        return
    # What an outer join's ON clause says binds its right side only, and a later WHERE would not bind it at all
    # (rows of another organization could pair up before they are filtered), so it must stand there.
    inner, right = _Ties(), list[FromClause]()
    _tie(inner, join.onclause)
    _check_sources([join.right], inner, right)
    for occurrence in right:
        # Equality with a table of the left side will do as well: that one has to be tied itself.
        if not any(inner.are_joined(occurrence, anchor) for anchor in (ORG_BIND, *pending)):
            raise TenancyViolation(f"{_named(occurrence)} is joined without org_id in its ON clause")


def _named(occurrence: Any) -> str:
    table = _tenant_of(occurrence)
    return table.name if table is not None else str(occurrence)


def check_scope(sources: list[Any], where: Any, outer: set[Any]) -> None:
    """Raise `TenancyViolation` unless every tenant table among `sources` is tied in this scope.

    `outer` holds the occurrences of enclosing scopes, which are judged there and so count as tied here.
    """
    ties, pending = _Ties(), list[FromClause]()
    _check_sources(sources, ties, pending)
    for enclosing in outer.difference(pending):
        ties.join(enclosing, ORG_BIND)
    for clause in where:
        _tie(ties, clause)
    for occurrence in pending:
        if not ties.are_joined(occurrence, ORG_BIND):
            raise TenancyViolation(f"{_named(occurrence)} is used without org_id tied to the organization")


class TenancyGuard(SQLCompiler):
    """Mixed into a dialect's statement compiler."""

    def _enclosing(self) -> set[Any]:
        enclosing = (source for entry in self.stack[:-1] for source in entry["asfrom_froms"])
        return {source for source in enclosing if _tenant_of(source) is not None}

    def _compose_select_body(
        self, text: Any, select_stmt: Select[Any], compile_state: Any, inner_columns: Any, froms: Any, *rest: Any
    ) -> Any:
        if _is_guarded():
            check_scope(list(froms), select_stmt._where_criteria, self._enclosing())
        return super()._compose_select_body(text, select_stmt, compile_state, inner_columns, froms, *rest)

    def visit_textclause(self, textclause: Any, *args: Any, **kw: Any) -> Any:
        if _is_guarded():
            raise TenancyViolation("SQL text cannot be judged; build the statement from tables")
        return super().visit_textclause(textclause, *args, **kw)

    def visit_textual_select(self, taf: Any, *args: Any, **kw: Any) -> Any:
        if _is_guarded():
            raise TenancyViolation("SQL text cannot be judged; build the statement from tables")
        return super().visit_textual_select(taf, *args, **kw)

    def visit_column(self, column: Any, *args: Any, **kw: Any) -> Any:
        if _is_guarded() and column.is_literal and column.name not in _HARMLESS_LITERALS:
            raise TenancyViolation("SQL text cannot be judged; build the statement from tables")
        return super().visit_column(column, *args, **kw)

    def visit_insert(self, insert_stmt: Any, *args: Any, **kw: Any) -> Any:
        if _is_guarded() and is_tenant(insert_stmt.table):
            self._check_insert(insert_stmt)
        return super().visit_insert(insert_stmt, *args, **kw)

    def _check_insert(self, statement: Any) -> None:
        name = statement.table.name
        given = set(self.column_keys or ())
        for column, value in (statement._values or {}).items():
            if getattr(column, "name", column) == _ORG_COLUMN and _side(value) != ORG_BIND:
                raise TenancyViolation(f"an insert into {name} may not choose org_id")
        if statement._multi_values:
            raise TenancyViolation(f"an insert into {name} takes many rows at execution, not in the statement")
        selected = statement._select_names or ()
        if _ORG_COLUMN in given or _ORG_COLUMN in selected:
            raise TenancyViolation(f"an insert into {name} may not choose org_id")
        conflict = statement._post_values_clause
        changed = getattr(conflict, "update_values_to_set", None) or ()
        pairs = changed.items() if isinstance(changed, dict) else changed
        if any(getattr(column, "name", column) == _ORG_COLUMN for column, _ in pairs):
            raise TenancyViolation(f"an insert into {name} may not move rows to another organization")

    def visit_update(self, update_stmt: Any, *args: Any, **kw: Any) -> Any:
        if _is_guarded():
            self._check_write(update_stmt)
            changed = {getattr(c, "name", c) for c in (update_stmt._values or {})}
            if is_tenant(update_stmt.table) and _ORG_COLUMN in changed | set(self.column_keys or ()):
                raise TenancyViolation(f"an update of {update_stmt.table.name} may not change org_id")
        return super().visit_update(update_stmt, *args, **kw)

    def visit_delete(self, delete_stmt: Any, *args: Any, **kw: Any) -> Any:
        if _is_guarded():
            self._check_write(delete_stmt)
        return super().visit_delete(delete_stmt, *args, **kw)

    def _check_write(self, statement: Any) -> None:
        drawn_in = statement._compile_state_factory(statement, self)._extra_froms
        check_scope([statement.table, *drawn_in], statement._where_criteria, set())


class GuardedSQLiteCompiler(TenancyGuard, SQLiteCompiler):
    """SQLite's compiler behind the guard."""


class GuardedPostgresCompiler(TenancyGuard, PGCompiler_psycopg):
    """PostgreSQL's compiler behind the guard."""
