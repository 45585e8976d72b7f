"""Executes a statement that is used again without SQLAlchemy's execution machinery, by ADR 0007.

SQLAlchemy compiles it once, behind the tenancy guard, and says how binds and columns are converted. From then on the
driver is given the text and the converted values. That costs about a sixth of `Connection.execute` and is why
statements stand at module level: only an object that comes back a second time is prepared.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Dialect, Executable, Insert, UpdateBase
from sqlalchemy.sql.compiler import SQLCompiler

Converter = Callable[[Any], Any]
_MISSING = object()


class PreparedRows:
    """The answer of a prepared statement: `kernel.unit.Rows` over a driver's cursor."""

    __slots__ = ("_cursor", "_statement")

    def __init__(self, cursor: Any, statement: PreparedStatement) -> None:
        self._cursor = cursor
        self._statement = statement

    @property
    def rowcount(self) -> int:
        return int(self._cursor.rowcount)

    def all(self) -> Sequence[Any]:
        rows = self._cursor.fetchall()
        self._cursor.close()
        return self._statement.rows_of(rows)

    def first(self) -> Any | None:
        row = self._cursor.fetchone()
        self._cursor.close()  # an open cursor would hold its snapshot
        return None if row is None else self._statement.rows_of((row,))[0]

    def one(self) -> Any:
        rows = self.all()
        if len(rows) != 1:
            raise LookupError(f"expected one row, got {len(rows)}")
        return rows[0]

    def scalar(self) -> Any | None:
        row = self.first()
        return None if row is None else row[0]


class PreparedStatement:
    """A compiled statement with everything needed to run it on a cursor of its driver."""

    __slots__ = ("_binds", "_converters", "_is_positional", "_row", "sql")

    def __init__(self, compiled: SQLCompiler) -> None:
        self.sql = str(compiled)
        self._is_positional = bool(compiled.positional)
        binds = compiled.positiontup if self._is_positional else list(compiled.bind_names.values())
        self._binds = [self._bind(compiled, name) for name in binds or ()]
        columns = compiled._result_columns
        self._converters = [
            (index, converter)
            for index, column in enumerate(columns)
            if (converter := column.type._cached_result_processor(compiled.dialect, None)) is not None
        ]
        names = [str(column.keyname) for column in columns]
        row: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]  # noqa: PYI024  # known at run time only
        self._row: Callable[[Any], Any] = row._make

    @staticmethod
    def _bind(compiled: SQLCompiler, name: str) -> tuple[str, str, Converter | None, Any]:
        bind = compiled.binds[name]
        default = _MISSING if bind.required else bind.effective_value
        converter: Any = compiled._bind_processors.get(name)
        return name, bind.key, converter, default

    def parameters(self, values: Mapping[str, Any]) -> Any:
        """The driver's parameters; raises `KeyError` naming a value that is missing."""
        converted = {}
        for name, key, converter, default in self._binds:
            value = values.get(key, default)
            if value is _MISSING:
                raise KeyError(f"a value is required for {key}")
            converted[name] = value if converter is None else converter(value)
        return tuple(converted[name] for name, *_ in self._binds) if self._is_positional else converted

    def rows_of(self, rows: Sequence[Any]) -> list[Any]:
        make, converters = self._row, self._converters
        if not converters:
            return [make(row) for row in rows]
        made = []
        for row in rows:
            cells = list(row)
            for index, converter in converters:
                cells[index] = converter(cells[index])
            made.append(make(cells))
        return made


class StatementShelf:
    """The prepared statements of one engine, kept for as long as the statement objects live."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._prepared: WeakKeyDictionary[Executable, dict[tuple[str, ...], PreparedStatement | None]] = (
            WeakKeyDictionary()
        )

    def find(self, statement: Executable, keys: tuple[str, ...]) -> PreparedStatement | None:
        """The prepared statement for values of those names; None the first time, and for what cannot be prepared."""
        shape = keys if isinstance(statement, UpdateBase) else ()
        shapes = self._prepared.get(statement)
        if shapes is None:
            self._prepared[statement] = {}
            return None
        if shape in shapes:
            return shapes[shape]
        prepared = shapes[shape] = self._prepare(statement, shape)
        return prepared

    def _prepare(self, statement: Executable, keys: tuple[str, ...]) -> PreparedStatement | None:
        # Inline: nobody asks for generated keys, so none are fetched.
        inline = statement.inline() if isinstance(statement, Insert) and not statement._returning else statement
        options = {"column_keys": list(keys)} if isinstance(statement, UpdateBase) else {}
        compiled = inline.compile(dialect=self._dialect, **options)  # type: ignore[attr-defined]  # every Executable here compiles
        if not isinstance(compiled, SQLCompiler) or _needs_machinery(compiled):
            return None
        return PreparedStatement(compiled)


def _needs_machinery(compiled: SQLCompiler) -> bool:
    """Whether its text depends on the values, or values come from Python-side defaults."""
    return bool(
        compiled.post_compile_params
        or compiled.literal_execute_params
        or getattr(compiled, "insert_prefetch", None)
        or getattr(compiled, "update_prefetch", None)
    )
