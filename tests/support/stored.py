"""What a database really holds, read past the product: rows, audit entries and events."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

import psycopg

NOUNS: Mapping[str, str] = {"clients": "client", "projects": "project", "api-keys": "api_key"}
"""The collections that proofs write to, and how audit and events call what is in them."""

_TABLES = {"clients": "auth_clients", "projects": "auth_projects", "api-keys": "auth_api_keys"}
_CHECK_INDEXES = """
    SELECT bt_index_check(pg_index.indexrelid, true)
    FROM pg_index JOIN pg_class ON pg_class.oid = pg_index.indrelid
    WHERE pg_class.relname ~ '^(auth|db)_' AND pg_class.relkind = 'r'"""
_IDENTITY = {"clients": "code", "projects": "code", "api-keys": "name"}

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Thing:
    """One stored client, project or API key. `identity` is what its creator called it."""

    id: UUID
    identity: str
    name: str
    version: int


@dataclass(frozen=True, slots=True)
class Stored:
    """One organization at one instant. Audit and events are counted by noun, verb and id."""

    things: Mapping[str, Mapping[UUID, Thing]]
    audit: Counter[tuple[str, str, UUID]]
    events: Counter[tuple[str, str, UUID]]
    usable_keys: Counter[UUID]
    positions: list[int | None]

    def contradictions(self) -> list[str]:
        """Everything that exists by half: a row without its audit entry or event, or one of those without a row."""
        found = [
            f"{noun} {thing.identity}: {sentence}"
            for noun, things in self.things.items()
            for thing in things.values()
            for sentence in self._halves(NOUNS[noun], thing)
        ]
        for name, counted in (("audit", self.audit), ("event", self.events)):
            found += [
                f"{name} of a {noun} {id_} that does not exist"
                for (noun, _verb, id_) in counted
                if not any(id_ in things for things in self.things.values())
            ]
        found += [
            f"usable secret without a key {id_}" for id_ in self.usable_keys if id_ not in self.things["api-keys"]
        ]
        known = sorted(position for position in self.positions if position is not None)
        if known != sorted(set(known)):
            found.append("two events share a position")
        return found

    def _halves(self, noun: str, thing: Thing) -> Iterator[str]:
        for name, counted in (("audit entries", self.audit), ("events", self.events)):
            created, changed = counted[noun, "created", thing.id], counted[noun, "changed", thing.id]
            if created != 1:
                yield f"{created} {name} of its creation"
            if changed != thing.version - 1:
                yield f"{changed} {name} of changes, but version {thing.version}"
        if noun == "api_key" and self.usable_keys[thing.id] != 1:
            yield f"{self.usable_keys[thing.id]} usable secrets"


class Store(Protocol):
    """A database under test, read from outside."""

    def read(self, organization: UUID) -> Stored:
        """Everything of that organization, in one snapshot."""
        ...

    def check(self) -> None:
        """Fails when the database itself is damaged."""
        ...


@dataclass(frozen=True, slots=True)
class SqliteStore:
    """The embedded file, while the product uses it."""

    path: Path

    def read(self, organization: UUID) -> Stored:
        with self._connection() as connection:
            connection.execute("BEGIN")
            return _read(lambda query: connection.execute(query.format("?"), (organization.bytes,)).fetchall())

    def check(self) -> None:
        with self._connection() as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []

    @contextlib.contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self.path, isolation_level=None, timeout=10)
        try:
            connection.execute("PRAGMA query_only = ON")
            yield connection
        finally:
            connection.close()


@dataclass(frozen=True, slots=True)
class PostgresStore:
    """A PostgreSQL database, while the product uses it."""

    url: str

    def read(self, organization: UUID) -> Stored:
        with psycopg.connect(self.url) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            return _read(lambda query: connection.execute(query.format("%s").encode(), (organization,)).fetchall())

    def check(self) -> None:
        """Every index has exactly its table's rows, in order."""
        with psycopg.connect(self.url) as connection:
            connection.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
            connection.execute(_CHECK_INDEXES)


class _Ask(Protocol):
    def __call__(self, query: str, /) -> list[Row]: ...


def _read(ask: _Ask) -> Stored:
    things = {noun: {thing.id: thing for thing in _things(ask, noun)} for noun in NOUNS}
    audit = ask("SELECT action, target_id FROM db_audit WHERE org_id = {}")
    events = ask("SELECT name, payload, position FROM db_events WHERE org_id = {}")
    secrets = ask("SELECT key_id FROM auth_api_key_index WHERE org_id = {}")
    return Stored(
        things=things,
        audit=_counted((action, id_) for action, id_ in audit),
        events=_counted((name, _subject(name, payload)) for name, payload, _position in events),
        usable_keys=Counter(_uuid(row[0]) for row in secrets),
        positions=[position for _name, _payload, position in events],
    )


def _things(ask: _Ask, noun: str) -> Iterator[Thing]:
    rows = ask(f"SELECT id, {_IDENTITY[noun]}, name, version FROM {_TABLES[noun]} WHERE org_id = {{}}")  # noqa: S608  # our own names
    for id_, identity, name, version in rows:
        yield Thing(_uuid(id_), identity, name, version)


def _counted(pairs: Iterator[tuple[str, Any]]) -> Counter[tuple[str, str, UUID]]:
    counted: Counter[tuple[str, str, UUID]] = Counter()
    for name, id_ in pairs:
        _module, noun, verb = name.split(".")
        if noun in NOUNS.values() and id_ is not None:
            counted[noun, verb, _uuid(id_)] += 1
    return counted


def _subject(name: str, payload: Any) -> Any:
    """The id of what an event is about."""
    values = json.loads(payload) if isinstance(payload, str) else payload
    return values.get(f"{name.split('.')[1]}_id")


def _uuid(value: Any) -> UUID:
    if isinstance(value, bytes):
        return UUID(bytes=value)
    return value if isinstance(value, UUID) else UUID(str(value))
