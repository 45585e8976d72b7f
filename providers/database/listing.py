"""Lists by key: declared filters and orders over one statement, and a cursor that goes on where a page ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, tuple_

from kernel.errors import Invalid
from kernel.ids import parse_id
from kernel.pagination import Page, PageRequest, encode_cursor
from kernel.unit import Unit
from providers.database.types import Instant

T = TypeVar("T")

ESCAPE = "\\"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def containing(words: str) -> str:
    """The LIKE pattern for text that contains `words`, in which wildcards mean themselves. Use with `ESCAPE`."""
    escaped = words.replace(ESCAPE, ESCAPE * 2).replace("%", f"{ESCAPE}%").replace("_", f"{ESCAPE}_")
    return f"%{escaped}%"


class Listing(Generic[T]):
    """A list: `rows` tied to the organization, what it can be filtered and ordered by, and how a row is shown.

    A condition's value comes in by the bind `is_<name>`. Orders are columns of text or instants, also used
    downwards as `-name`; `tie` is unique and decides among equals. Statements are built once for each combination
    that is asked for.
    """

    def __init__(
        self,
        rows: Select[Any],
        *,
        tie: ColumnElement[Any],
        orders: Mapping[str, ColumnElement[Any]],
        conditions: Mapping[str, ColumnElement[bool]],
        make: Callable[[Any], T],
    ) -> None:
        self._rows = rows
        self._tie = tie
        self._orders = orders
        self._conditions = conditions
        self._make = make
        self._built: dict[tuple[str, frozenset[str], bool], Select[Any]] = {}

    def page(self, unit: Unit, request: PageRequest, order: str, **where: object) -> Page[T]:
        """One page. A condition whose value is None does not apply. Raises `Invalid` on a cursor of another list."""
        given = {name: value for name, value in where.items() if value is not None}
        values: dict[str, Any] = {f"is_{name}": value for name, value in given.items()}
        is_instant = isinstance(self._orders[order.removeprefix("-")].type, Instant)
        key = request.after(str, int if is_instant else str, str)
        if key is not None:
            if key[0] != order:
                raise Invalid.field("cursor", "belongs to this list in another order", "cursor")
            values["after_key"], values["after_tie"] = _from_cursor(key[1]), parse_id(key[2], "cursor")
        statement = self._statement(order, frozenset(given), key is not None)
        rows = unit.execute(statement, most=request.limit + 1, **values).all()
        kept = rows[: request.limit]
        if len(rows) == len(kept):
            return Page([self._make(row) for row in kept])
        last = kept[-1]
        return Page(
            [self._make(row) for row in kept], encode_cursor(order, _to_cursor(last.order_key), str(last.order_tie))
        )

    def _statement(self, order: str, given: frozenset[str], goes_on: bool) -> Select[Any]:
        shape = (order, given, goes_on)
        statement = self._built.get(shape)
        if statement is None:
            statement = self._built[shape] = self._build(order, given, goes_on)
        return statement

    def _build(self, order: str, given: frozenset[str], goes_on: bool) -> Select[Any]:
        column, tie = self._orders[order.removeprefix("-")], self._tie
        is_downwards = order.startswith("-")
        statement = self._rows.add_columns(column.label("order_key"), tie.label("order_tie"))
        statement = statement.where(*(self._conditions[name] for name in sorted(given)))
        if goes_on:
            here = tuple_(column, tie)
            last = tuple_(bindparam("after_key", type_=column.type), bindparam("after_tie", type_=tie.type))
            statement = statement.where(here < last if is_downwards else here > last)
        by = (column.desc(), tie.desc()) if is_downwards else (column, tie)
        return statement.order_by(*by).limit(bindparam("most"))


def _to_cursor(key: str | datetime | UUID) -> str | int:
    return (key - _EPOCH) // _MICROSECOND if isinstance(key, datetime) else str(key)


def _from_cursor(key: str | int) -> str | datetime:
    if isinstance(key, str):
        return key
    try:
        return _EPOCH + timedelta(microseconds=key)
    except OverflowError:
        raise Invalid.field("cursor", "is not a cursor of this list", "cursor") from None
