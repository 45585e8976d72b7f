"""The unit of work as business code sees it.

A use case is a plain function whose first argument is a `Unit`. It runs in one transaction, touches nothing but
its unit, and may be run again from the start, so it must not keep state anywhere else.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar
from uuid import UUID

from kernel.context import Context
from kernel.events import Event

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S")


class Rows(Protocol):
    """The answer of a statement. Rows have their columns as attributes."""

    @property
    def rowcount(self) -> int: ...

    def all(self) -> Sequence[Any]: ...

    def first(self) -> Any | None: ...

    def one(self) -> Any:
        """The only row; anything else is a defect and raises."""
        ...

    def scalar(self) -> Any | None:
        """The first column of the first row, or None."""
        ...


class Unit(Protocol):
    """One transaction, for one caller."""

    @property
    def context(self) -> Context: ...

    @property
    def now(self) -> datetime:
        """The instant this unit began: every row it writes carries the same one."""
        ...

    def execute(self, statement: object, rows: Sequence[Mapping[str, Any]] | None = None, /, **values: Any) -> Rows:
        """Run a statement with bind values, or once for each of `rows`. Only repositories build statements."""
        ...

    def emit(self, event: Event) -> None:
        """Append to the event log, in this transaction."""
        ...

    def audit(
        self,
        action: str,
        target: str,
        target_id: UUID | None = None,
        *,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> None:
        """Append to the audit, in this transaction. `before` and `after` hold what changed and never a secret."""
        ...

    def authorize(self, permission: str, *, client: UUID | None = None, project: UUID | None = None) -> None:
        """Raise `Forbidden` unless the caller holds the permission for a row of that client and project."""
        ...

    def savepoint(self) -> AbstractContextManager[None]:
        """What fails inside is undone and does not poison the unit."""
        ...

    def after_commit(self, action: Callable[[], None]) -> None:
        """Run `action` once this unit is durable; dropped on rollback."""
        ...

    def poison(self) -> None:
        """Forbid this unit to commit, whatever is returned."""
        ...


F = TypeVar("F", bound=Callable[..., Any])


def hot(use_case: F) -> F:
    """Declare a unit that touches rows everybody wants: job claims, counters, number sequences, postings.

    On PostgreSQL it runs READ COMMITTED, so it may only use guarded single-statement updates, or must lock its rows
    first in key order. On SQLite nothing changes: there is one writer.
    """
    use_case.__hot__ = True  # type: ignore[attr-defined]  # a mark on the function, read by the engine
    return use_case


def crosses_door(method: Callable[Concatenate[S, Unit, P], R]) -> Callable[Concatenate[S, Unit, P], R]:
    """For façade methods: an exception that leaves one poisons the unit, so no caller commits half of a use case.

    The rule is void inside `with unit.savepoint()`, which undoes the half first.
    """

    @functools.wraps(method)
    def guarded(self: S, unit: Unit, /, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(self, unit, *args, **kwargs)
        except Exception:
            unit.poison()
            raise

    return guarded
