"""The bare handler: FastAPI, the standard library's SQLite and the statement, and nothing else.

No authentication, tenancy, audit, events, idempotency or logging of its own. Statements run inline on the event loop,
which is the fastest way for one small query, and each insert commits durably by itself. Folder: BENCHMARK_FOLDER.
"""

from __future__ import annotations

import os
import sqlite3
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Response
from pydantic import BaseModel, Field

SCHEMA = """
CREATE TABLE IF NOT EXISTS users (id TEXT PRIMARY KEY, email TEXT UNIQUE, name TEXT, created_at TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS clients (id TEXT PRIMARY KEY, name TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS projects (
    id TEXT PRIMARY KEY, client_id TEXT NOT NULL REFERENCES clients (id), code TEXT UNIQUE, name TEXT,
    description TEXT, is_archived INTEGER, version INTEGER, created_at TEXT, updated_at TEXT
) WITHOUT ROWID;
INSERT OR IGNORE INTO users VALUES ('one', 'one@bench.example', 'One', '2026-01-01T00:00:00Z');
INSERT OR IGNORE INTO clients VALUES ('one', 'One');
INSERT OR IGNORE INTO projects
VALUES ('one', 'one', 'one', 'One', '', 0, 1, '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z');
"""
COLUMNS = (
    "p.id, p.client_id, c.name, p.code, p.name, p.description, p.is_archived, p.version, p.created_at, p.updated_at"
)
GET = f"SELECT {COLUMNS} FROM projects p JOIN clients c ON c.id = p.client_id WHERE p.id = ?"  # noqa: S608  constants
LIST = (
    f"SELECT {COLUMNS} FROM projects p JOIN clients c ON c.id = p.client_id"  # noqa: S608  constants
    " WHERE p.code = ? ORDER BY p.name, p.id LIMIT 51"
)
INSERT = "INSERT INTO projects VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
ME = "SELECT id, email, name, created_at FROM users WHERE id = ?"


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in."""

    id: str
    email: str
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Project:
    """As the product's project."""

    id: str
    client_id: str
    client_name: str
    code: str
    name: str
    description: str
    is_archived: bool
    version: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """One page of projects."""

    items: list[Project]
    next_cursor: str | None


class NewProject(BaseModel):
    """The body of a creation."""

    client_id: str = Field(max_length=40)
    code: str = Field(max_length=40, pattern="^[a-z0-9][a-z0-9-]{0,39}$")
    name: str = Field(max_length=120)
    description: str = Field("", max_length=2000)


def connect() -> sqlite3.Connection:
    """One connection, durable: each commit reaches the disk."""
    database = sqlite3.connect(Path(os.environ["BENCHMARK_FOLDER"]) / "bare.db", isolation_level=None)
    database.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;" + SCHEMA)
    return database


def project_of(row: tuple[Any, ...]) -> Project:
    return Project(
        id=row[0],
        client_id=row[1],
        client_name=row[2],
        code=row[3],
        name=row[4],
        description=row[5],
        is_archived=bool(row[6]),
        version=row[7],
        created_at=datetime.fromisoformat(row[8]),
        updated_at=datetime.fromisoformat(row[9]),
    )


app = FastAPI()
database = connect()


@app.get("/health")
async def health() -> dict[str, str]:
    return {"status": "ok"}


@app.get("/me")
async def me() -> Person:
    person_id, email, name, created_at = database.execute(ME, ("one",)).fetchone()
    return Person(person_id, email, name, datetime.fromisoformat(created_at))


@app.get("/projects")
async def list_projects(code: str) -> ProjectPage:
    return ProjectPage([project_of(row) for row in database.execute(LIST, (code,)).fetchall()], None)


@app.get("/projects/{project_id}")
async def get_project(project_id: str) -> Project:
    return project_of(database.execute(GET, (project_id,)).fetchone())


@app.post("/projects", status_code=201)
async def create_project(new: NewProject, response: Response) -> Project:
    project_id, now = str(uuid.uuid4()), datetime.now(UTC).isoformat()
    values = (project_id, new.client_id, new.code, new.name, new.description, 0, 1, now, now)
    database.execute(INSERT, values)
    response.headers["ETag"] = '"1"'
    return project_of(database.execute(GET, (project_id,)).fetchone())
