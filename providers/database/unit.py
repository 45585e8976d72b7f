"""The unit of work over one connection: what `kernel.unit.Unit` promises, on either engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Executable, UpdateBase, insert

from kernel.context import Context
from kernel.events import Event, payload_of
from kernel.ids import INSTANCE_ID, new_id
from kernel.unit import Rows
from providers.database.failures import breaks_transaction, translate
from providers.database.guard import guard_lifted
from providers.database.port import UnitPoisoned
from providers.database.prepared import PreparedRows, StatementShelf
from providers.database.schema import ORG_BIND
from providers.database.tables import AUDIT, EVENTS

_INSERT_EVENT = insert(EVENTS)
_INSERT_AUDIT = insert(AUDIT)
_SYSTEM_CACHE: dict[Any, Any] = {}
"""Statements compiled without the guard. Kept apart, so that no guarded unit ever finds one."""


class EngineUnit:
    """One attempt at one unit. Not shared between threads, not used after its transaction ended."""

    def __init__(
        self,
        connection: Connection,
        shelf: StatementShelf,
        context: Context,
        now: datetime,
        *,
        writes: bool,
        unguarded: bool = False,
    ) -> None:
        self.context = context
        self.now = now
        self.emitted = 0
        self.broken: Exception | None = None
        self.after_commit_actions: list[Callable[[], None]] = []
        self._connection = connection
        self._driver: Any = connection.connection.driver_connection
        self._shelf = shelf
        self._writes = writes
        self._unguarded = unguarded
        self._poisoned = [False]

    def execute(self, statement: object, rows: Sequence[Mapping[str, Any]] | None = None, /, **values: Any) -> Rows:
        if not isinstance(statement, Executable):
            raise TypeError("a unit executes statements built from tables")
        if not self._writes and isinstance(statement, UpdateBase):
            raise TypeError("a reading unit does not write")
        values[ORG_BIND] = self.context.organization_id
        try:
            if self._unguarded:
                return self._execute_unguarded(statement, rows, values)
            prepared = self._shelf.find(statement, tuple(values)) if rows is None else None
            if prepared is None:
                return self._connection.execute(statement, self._parameters(rows, values))
            return PreparedRows(self._driver.execute(prepared.sql, prepared.parameters(values)), prepared)
        except Exception as error:
            self.poison()
            failure = translate(error)
            if breaks_transaction(failure):
                self.broken = failure
            if failure is error:
                raise
            raise failure from error

    def _execute_unguarded(
        self, statement: Executable, rows: Sequence[Mapping[str, Any]] | None, values: dict[str, Any]
    ) -> Rows:
        parameters = self._parameters(rows, values)
        with guard_lifted():
            return self._connection.execute(
                statement, parameters, execution_options={"compiled_cache": _SYSTEM_CACHE}
            )

    @staticmethod
    def _parameters(rows: Sequence[Mapping[str, Any]] | None, values: dict[str, Any]) -> Any:
        if rows is None:
            return values
        if not rows:
            raise ValueError("there are no rows to execute the statement with")
        return [{**row, **values} for row in rows]

    def emit(self, event: Event) -> None:
        organization = self.context.organization_id
        self.execute(
            _INSERT_EVENT,
            id=new_id(),
            org_id=None if organization == INSTANCE_ID else organization,
            name=event.name,
            version=event.version,
            occurred_at=self.now,
            payload=payload_of(event),
        )
        self.emitted += 1

    def audit(
        self,
        action: str,
        target: str,
        target_id: UUID | None = None,
        *,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> None:
        context = self.context
        self.execute(
            _INSERT_AUDIT,
            id=new_id(),
            occurred_at=self.now,
            action=action,
            actor_kind=context.principal.kind.value,
            actor_id=context.principal.id,
            actor_name=context.principal.name,
            target=target,
            target_id=target_id,
            before=None if before is None else dict(before),
            after=None if after is None else dict(after),
            request_id=context.request_id,
            address=context.address,
            client_id=context.client_id,
            project_id=context.project_id,
        )

    def authorize(self, permission: str, *, client: UUID | None = None, project: UUID | None = None) -> None:
        self.context.require(permission, client, project)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        name = f"unit_{len(self._poisoned)}"
        actions, emitted = len(self.after_commit_actions), self.emitted
        self._connection.exec_driver_sql(f"SAVEPOINT {name}")
        self._poisoned.append(False)
        try:
            yield
            if self._poisoned[-1]:
                raise UnitPoisoned("an error was swallowed inside a savepoint")
        except BaseException:
            self._poisoned.pop()
            if self.broken is None:
                self._connection.exec_driver_sql(f"ROLLBACK TO SAVEPOINT {name}")
                self._connection.exec_driver_sql(f"RELEASE SAVEPOINT {name}")
            del self.after_commit_actions[actions:]
            self.emitted = emitted
            raise
        self._poisoned.pop()
        self._connection.exec_driver_sql(f"RELEASE SAVEPOINT {name}")

    def after_commit(self, action: Callable[[], None]) -> None:
        self.after_commit_actions.append(action)

    def poison(self) -> None:
        self._poisoned[-1] = True

    def finish(self) -> None:
        """Raise unless this unit may commit."""
        if self.broken is not None:
            raise self.broken
        if self._poisoned[0]:
            raise UnitPoisoned("an error was swallowed outside a savepoint, so the unit cannot commit")
